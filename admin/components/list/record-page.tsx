import type { ReactElement } from 'react';
import { ArrowLeft } from 'react-feather';
import { Link } from 'react-router-dom';
import type { TextKey } from '../../locale/translate.js';
import type { Column } from '../../resources/list-view.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Loaded } from '../kit/states.js';
import { Page } from '../kit/page.js';
import type { RecordPageProps, ResourceJson } from '../shell/routes.js';
import { draw, isNothing, type Row } from './cell.js';
import { columnLabel } from './keyset-list.js';

/** One row with all its values, for resources that need no page of their own. */
export function RecordPage({ resource, recordId }: RecordPageProps): ReactElement {
  const load = useLoad(recordId, () => read<{ row: Row }>(resource.id, 'row', { id: recordId }));
  const list = t(`resources.${resource.id}` as TextKey);
  return (
    <Page title={list} narrow>
      <BackLink to={`/admin/resources/${resource.id}`} label={list} />
      <header className="oc-page-head">
        <h1>{list}</h1>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <Loaded load={load}>{({ row }) => <Values row={row} columns={columnsOf(resource)} />}</Loaded>
      </section>
    </Page>
  );
}

/** The way back to the list that a page belongs to. */
export function BackLink({ to, label }: { readonly to: string; readonly label: string }): ReactElement {
  return (
    <Link to={to} className="oc-back">
      <ArrowLeft size={15} aria-hidden="true" className="oc-mirror" />
      {t('list.back', { list: label })}
    </Link>
  );
}

/** All values of a row, one under the other. */
export function Values({
  row,
  columns,
}: {
  readonly row: Row;
  readonly columns: readonly Column[];
}): ReactElement {
  return (
    <dl className="oc-facts">
      {columns.map((column) => (
        <div key={column.key}>
          <dt>{columnLabel(column)}</dt>
          <dd>
            {draw(column.kind, row[column.key])}
            {column.under && !isNothing(row[column.under]) ? (
              <small>{draw(column.underKind ?? 'text', row[column.under])}</small>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The columns that a resource told for its list. */
export function columnsOf(resource: ResourceJson): readonly Column[] {
  return resource.actions.find((action) => action.name === 'list')?.custom.view?.columns ?? [];
}
