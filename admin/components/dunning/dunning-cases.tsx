import type { ReactElement } from 'react';
import { CheckCircle } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import { CASE_STATES, type CaseRow } from '../../panel-dunning.js';
import { date, instant, t, word } from '../boot.js';
import { read } from '../api.js';
import { useAddress, useLoad } from '../hooks.js';
import { Amount, Badge, Select, toneOf } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { Filters } from '../list/filters.js';
import { Pager } from '../list/pager.js';
import type { ListPageProps } from '../shell/routes.js';
import { aboutOf, caseAddress, stepsText } from './words.js';

/** Cases that are under way, or whichever the filter wants; each with what comes next. */
export function DunningCases({ action }: ListPageProps): ReactElement {
  const address = useAddress();
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<CaseRow>>('dunning-cases', 'list', address.values),
  );
  const fields = action.custom.view?.filters ?? [];
  const isFiltered = ['state', ...fields.map(({ key }) => key)].some((key) => address.values[key]);
  return (
    <Page title={t('resources.dunning-cases')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.dunning-cases')}</h1>
          <p>{t('leads.dunning-cases')}</p>
        </div>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <div className="oc-filters">
            <Select
              label={t('filters.state')}
              value={address.values['state'] ?? ''}
              options={[
                { value: '', label: t('dunning.live') },
                ...[...CASE_STATES, 'any'].map((value) => ({ value, label: word('case_state', value) })),
              ]}
              onPick={(state) => {
                address.filter({ state });
              }}
            />
          </div>
          <Filters fields={fields} address={address} />
        </div>
        <Loaded load={load}>
          {({ rows }) =>
            rows.length === 0 ? <NoCases isFiltered={isFiltered} /> : <CaseTable cases={rows} />
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
    </Page>
  );
}

function NoCases({ isFiltered }: { readonly isFiltered: boolean }): ReactElement {
  return isFiltered ? (
    <Empty icon={<CheckCircle size={22} />} title={t('list.noMatch')} text={t('list.noMatchText')} />
  ) : (
    <Empty icon={<CheckCircle size={22} />} title={t('dunning.empty')} text={t('dunning.emptyText')} />
  );
}

/** Cases in rows; inside a customer's page without the customer. */
export function CaseTable({
  cases,
  ofOne = false,
}: {
  readonly cases: readonly CaseRow[];
  readonly ofOne?: boolean;
}): ReactElement {
  return (
    <Table
      ruled={ofOne}
      heads={[
        ofOne ? t('dunning.service') : t('columns.customer_name'),
        t('dunning.stage'),
        t('dunning.owed'),
        t('dunning.next'),
        t('dunning.lastDecline'),
      ]}
    >
      {cases.map((row) => (
        <CaseLine key={row.id} row={row} ofOne={ofOne} />
      ))}
    </Table>
  );
}

function CaseLine({ row, ofOne }: { readonly row: CaseRow; readonly ofOne: boolean }): ReactElement {
  return (
    <tr className="is-link">
      <td data-label={ofOne ? t('dunning.service') : t('columns.customer_name')}>
        <div className="oc-cell">
          <Link to={caseAddress(row.id)} className="oc-open">
            <bdi>{ofOne ? aboutOf(row) : row.customer.name}</bdi>
          </Link>
          <small>{ofOne ? date(row.opened_at) : <bdi>{aboutOf(row)}</bdi>}</small>
        </div>
      </td>
      <td data-label={t('dunning.stage')}>
        <CaseStage row={row} />
      </td>
      <td data-label={t('dunning.owed')}>
        <Amount money={row.owed} />
      </td>
      <td data-label={t('dunning.next')}>
        <NextStep row={row} />
      </td>
      <td data-label={t('dunning.lastDecline')}>
        {row.last_decline ? (
          <div className="oc-cell">
            <span>{word('decline_bucket', row.last_decline.bucket)}</span>
            <small>{date(row.last_decline.at)}</small>
          </div>
        ) : (
          <span className="oc-faint">{t('dunning.noDecline')}</span>
        )}
      </td>
    </tr>
  );
}

/** How far a case has gone, and whether anything holds it. */
function CaseStage({ row }: { readonly row: CaseRow }): ReactElement {
  const isOver = row.closed_at !== null;
  return (
    <div className="oc-cell">
      <span className="oc-together">
        {isOver ? null : <Badge tone={toneOf(row.stage)}>{word('dunning_stage', row.stage)}</Badge>}
        {row.state === 'open' ? null : (
          <Badge tone={toneOf(row.state)}>{word('case_state', row.state)}</Badge>
        )}
      </span>
      {row.day === null ? null : <small>{t('dunning.day', { day: row.day })}</small>}
    </div>
  );
}

function NextStep({ row }: { readonly row: CaseRow }): ReactElement {
  const [first] = row.next;
  if (!first) {
    const why = row.waits_for === null ? t('dunning.nothingNext') : word('case_wait', row.waits_for);
    return <span className="oc-faint">{row.closed_at === null ? why : '–'}</span>;
  }
  return (
    <div className="oc-cell">
      <span>{stepsText(row.next)}</span>
      <small>
        <time dateTime={first.at}>{instant(first.at)}</time>
      </small>
    </div>
  );
}
