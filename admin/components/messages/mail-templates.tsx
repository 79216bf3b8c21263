import type { ReactElement } from 'react';
import type { ListAnswer } from '../../contract.js';
import type { TemplateView } from '../../panel-messages.js';
import { read } from '../api.js';
import { boot, t, word } from '../boot.js';
import { useAddress, useLoad, type Address } from '../hooks.js';
import { Page } from '../kit/page.js';
import { Loaded } from '../kit/states.js';
import type { ListPageProps } from '../shell/routes.js';
import { TemplatePreview } from './template-preview.js';

const CATEGORIES = ['reminder', 'payment', 'security', 'staff'] as const;

/** Every kind of mail, and how it looks; which one and how stands in the address. */
export function MailTemplates({ resource }: ListPageProps): ReactElement {
  const address = useAddress();
  const load = useLoad('templates', () => read<ListAnswer<TemplateView>>(resource.id, 'list'));
  return (
    <Page title={t('resources.mail-templates')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.mail-templates')}</h1>
          <p>{t('leads.mail-templates')}</p>
        </div>
      </header>
      <Loaded load={load}>
        {({ rows }) => {
          const chosen = rows.find(({ id }) => id === address.values['type']) ?? rows[0];
          return (
            <div className="oc-templates">
              <Types rows={rows} chosen={chosen?.id ?? ''} address={address} />
              {chosen ? <TemplatePreview key={chosen.id} template={chosen} address={address} /> : null}
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

interface TypesProps {
  readonly rows: readonly TemplateView[];
  readonly chosen: string;
  readonly address: Address;
}

function Types({ rows, chosen, address }: TypesProps): ReactElement {
  return (
    <nav className="oc-panel oc-template-list" aria-label={t('resources.mail-templates')}>
      {CATEGORIES.map((category) => (
        <section key={category}>
          <h2>{word('message_category', category)}</h2>
          <ul>
            {rows
              .filter((row) => row.category === category)
              .map((row) => (
                <li key={row.id}>
                  <button
                    type="button"
                    aria-current={row.id === chosen ? 'true' : undefined}
                    onClick={() => {
                      address.filter({ type: row.id, message: null });
                    }}
                  >
                    <span>{word('message_type', row.id)}</span>
                    {row.subjects[boot.locale] === null ? null : (
                      <small>
                        <bdi>{row.subjects[boot.locale]}</bdi>
                      </small>
                    )}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
