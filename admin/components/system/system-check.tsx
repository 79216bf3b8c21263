import type { ReactElement } from 'react';
import { RefreshCw } from 'react-feather';
import type { TextKey } from '../../locale/translate.js';
import type { SystemReportView } from '../../panel-system.js';
import { read } from '../api.js';
import { instant, number, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Badge, Button, type Tone } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';

type Part = SystemReportView['parts'][number];

const TONES: Readonly<Record<Part['state'], Tone>> = {
  ok: 'good',
  not_configured: 'neutral',
  warning: 'warn',
  failing: 'bad',
};

/** Everything that the product relies on, asked when the page is opened. */
export function SystemCheck(): ReactElement {
  const load = useLoad('system', () => read<SystemReportView>('system-check', 'check'));
  return (
    <Page title={t('resources.system-check')}>
      <header className="oc-page-head">
        <div>
          <h1 className="oc-together">
            {t('resources.system-check')}
            {load.data && !load.error ? <State state={load.data.state} /> : null}
          </h1>
          <p>{t('leads.system-check')}</p>
        </div>
        <Button
          icon={<RefreshCw size={16} aria-hidden="true" />}
          busy={load.loading}
          onClick={() => {
            load.reload();
          }}
        >
          {t('system.again')}
        </Button>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <Loaded load={load} skeleton={8}>
          {({ parts, checked_at: at }) => (
            <>
              <Table
                ruled
                className="oc-system"
                heads={[t('system.part'), t('columns.state'), t('system.facts')]}
              >
                {parts.map((part) => (
                  <Line key={part.name} part={part} />
                ))}
              </Table>
              <p className="oc-note">{t('system.checkedAt', { at: instant(at) })}</p>
            </>
          )}
        </Loaded>
      </section>
    </Page>
  );
}

function State({ state }: { readonly state: Part['state'] }): ReactElement {
  return <Badge tone={TONES[state]}>{word('part_state', state)}</Badge>;
}

function Line({ part }: { readonly part: Part }): ReactElement {
  return (
    <tr>
      <td data-label={t('system.part')}>
        <div className="oc-cell">
          <strong>{partName(part.name)}</strong>
          {part.state === 'ok' ? null : (
            <>
              <small>{t(`system.try.${part.name}` as TextKey)}</small>
              {part.detail ? (
                <small>
                  <bdi dir="ltr" className="oc-code">
                    {part.detail}
                  </bdi>
                </small>
              ) : null}
            </>
          )}
        </div>
      </td>
      <td data-label={t('columns.state')}>
        <State state={part.state} />
      </td>
      <td data-label={t('system.facts')}>
        <Facts facts={part.facts} />
      </td>
    </tr>
  );
}

const VENDORS = ['stripe', 'paypal', 'paytabs'];

function partName(name: string): string {
  return word(VENDORS.includes(name) ? 'vendor' : 'system_part', name);
}

function Facts({ facts }: Pick<Part, 'facts'>): ReactElement {
  const told = Object.entries(facts).filter(([, value]) => value !== null);
  if (told.length === 0) return <span className="oc-faint">–</span>;
  return (
    <ul className="oc-lines">
      {told.map(([name, value]) => (
        <li key={name}>
          {word('system_fact', name)}: <bdi>{factText(value)}</bdi>
        </li>
      ))}
    </ul>
  );
}

function factText(value: string | number | null): string {
  if (typeof value === 'number') return number(value);
  return /^\d{4}-\d{2}-\d{2}T/.test(value ?? '') ? instant(value ?? '') : (value ?? '');
}
