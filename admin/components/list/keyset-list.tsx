import type { ReactElement } from 'react';
import { Inbox } from 'react-feather';
import type { TextKey } from '../../locale/translate.js';
import type { ListAnswer } from '../../contract.js';
import type { Column, ListView } from '../../resources/list-view.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useAddress, useKept, useLoad } from '../hooks.js';
import { Table } from '../kit/table.js';
import { Empty, Loaded } from '../kit/states.js';
import { Page } from '../kit/page.js';
import type { ListPageProps } from '../shell/routes.js';
import { Cell, type Row } from './cell.js';
import { Filters } from './filters.js';
import { CountText, Pager } from './pager.js';

/** The list page of every resource that needs no page of its own. */
export function KeysetList({ resource, action }: ListPageProps): ReactElement {
  const view = action.custom.view ?? { columns: [], filters: [] };
  const address = useAddress();
  const lead = t(`leads.${resource.id}` as TextKey);
  return (
    <Page title={t(`resources.${resource.id}` as TextKey)}>
      <header className="oc-page-head">
        <div>
          <h1>{t(`resources.${resource.id}` as TextKey)}</h1>
          {lead.startsWith('leads.') ? null : <p>{lead}</p>}
        </div>
      </header>
      <ListPanel resourceId={resource.id} view={view} address={address} />
    </Page>
  );
}

interface PanelProps {
  readonly resourceId: string;
  readonly view: ListView;
  readonly address: ReturnType<typeof useAddress>;
  /** Filter values that this place sets and the reader cannot change. */
  readonly fixed?: Readonly<Record<string, string>>;
}

/** Filters, rows and paging of one list; also used inside the page of a customer. */
export function ListPanel({ resourceId, view, address, fixed = {} }: PanelProps): ReactElement {
  const params = { ...address.values, ...fixed };
  const load = useLoad(JSON.stringify([resourceId, params]), () =>
    read<ListAnswer<Row>>(resourceId, 'list', params),
  );
  const count = useKept(JSON.stringify([resourceId, { ...params, cursor: null }]), load.data?.count ?? null);
  const filtered = view.filters.some((field) => address.values[field.key]);
  const fields = view.filters.filter((field) => !(field.key in fixed));
  return (
    <section className="oc-panel" aria-busy={load.loading}>
      <div className="oc-panel-tools">
        <Filters fields={fields} address={address} />
        <CountText count={count} />
      </div>
      <Loaded load={load}>
        {(answer) => <Rows answer={answer} resourceId={resourceId} view={view} filtered={filtered} />}
      </Loaded>
      <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
    </section>
  );
}

interface RowsProps {
  readonly answer: ListAnswer<Row>;
  readonly resourceId: string;
  readonly view: ListView;
  readonly filtered: boolean;
}

function Rows({ answer, resourceId, view, filtered }: RowsProps): ReactElement {
  if (answer.rows.length === 0) {
    return filtered ? (
      <Empty icon={<Inbox size={22} />} title={t('list.noMatch')} text={t('list.noMatchText')} />
    ) : (
      <Empty icon={<Inbox size={22} />} title={t('list.empty')} text={t('list.emptyText')} />
    );
  }
  const columns = view.columns.filter((column) => !column.detailOnly);
  return (
    <Table heads={columns.map(columnLabel)}>
      {answer.rows.map((row) => (
        <tr key={row.id} className={view.opens ? 'is-link' : undefined}>
          {columns.map((column) => (
            <td key={column.key} data-label={columnLabel(column)}>
              <Cell row={row} column={column} href={hrefOf(resourceId, row, column, view)} />
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

/** What a column is called. */
export function columnLabel(column: Column): string {
  return t(`columns.${column.key}` as TextKey);
}

function hrefOf(resourceId: string, row: Row, column: Column, view: ListView): string | null {
  return column.opens && view.opens ? `/admin/resources/${resourceId}/records/${row.id}/${view.opens}` : null;
}
