import type { ReactElement } from 'react';
import { Plus, Sliders } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { PolicyView } from '../../panel-dunning.js';
import { read } from '../api.js';
import { instant, number, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { daysOf, segmentsText } from './policy-ladder.js';

/** Where a ladder is. */
export const policyAddress = (name: string): string =>
  `/admin/resources/dunning-policies/records/${name}/show`;

/** The ladders, each in its newest version. */
export function PolicyList(): ReactElement {
  const load = useLoad('policies', () =>
    read<ListAnswer<PolicyView & { readonly id: string }>>('dunning-policies', 'list'),
  );
  return (
    <Page title={t('resources.dunning-policies')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.dunning-policies')}</h1>
          <p>{t('leads.dunning-policies')}</p>
        </div>
        <Link to="/admin/resources/dunning-policies/records/new/edit" className="oc-button oc-button-primary">
          <Plus size={16} aria-hidden="true" />
          {t('policies.create')}
        </Link>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <Loaded load={load} skeleton={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty icon={<Sliders size={22} />} title={t('list.empty')} text={t('list.emptyText')} />
            ) : (
              <Rows rows={rows} />
            )
          }
        </Loaded>
      </section>
    </Page>
  );
}

function Rows({ rows }: { readonly rows: readonly PolicyView[] }): ReactElement {
  return (
    <Table heads={[t('policies.name'), t('policies.segments'), t('policies.ladder'), t('policies.changed')]}>
      {rows.map((row) => (
        <tr key={row.name} className="is-link">
          <td data-label={t('policies.name')}>
            <div className="oc-cell">
              <Link to={policyAddress(row.name)} className="oc-open">
                <bdi dir="ltr">{row.name}</bdi>
              </Link>
              <small>{t('policies.version', { version: number(row.version) })}</small>
            </div>
          </td>
          <td data-label={t('policies.segments')}>{segmentsText(row.policy)}</td>
          <td data-label={t('policies.ladder')}>
            <Stages row={row} />
          </td>
          <td data-label={t('policies.changed')}>
            <div className="oc-cell">
              <time dateTime={row.created_at}>{instant(row.created_at)}</time>
              <small>{byText(row)}</small>
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Stages({ row }: { readonly row: PolicyView }): ReactElement {
  return (
    <ul className="oc-lines">
      {daysOf(row.policy)
        .filter(({ stage }) => stage !== null)
        .map(({ day, stage }) => (
          <li key={day}>
            {t('policies.day', { day: number(day) })}: {word('dunning_stage', stage ?? '')}
          </li>
        ))}
    </ul>
  );
}

/** Who wrote a version. */
export function byText({ source, created_by: by }: PolicyView): string {
  return source === 'configuration' ? t('policies.fromFile') : by;
}
