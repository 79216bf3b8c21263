import type { ReactElement } from 'react';
import { RotateCw, Send, X } from 'react-feather';
import type { ListAnswer } from '../../contract.js';
import type { DeliveryRow } from '../../panel-outbound.js';
import { read, write } from '../api.js';
import { instant, number, t, word } from '../boot.js';
import { useAddress, useLoad, useMay, useSay, useTask } from '../hooks.js';
import { Badge, Button, toneOf } from '../kit/controls.js';
import { Page } from '../kit/page.js';
import { Empty, Loaded, Refused } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { Filters } from '../list/filters.js';
import { Pager } from '../list/pager.js';
import type { ListPageProps } from '../shell/routes.js';

/** Each telling of an event, newest first; whatever became of it, it can be sent again. */
export function WebhookDeliveries({ action }: ListPageProps): ReactElement {
  const address = useAddress();
  const load = useLoad(JSON.stringify(address.values), () =>
    read<ListAnswer<DeliveryRow>>('webhook-deliveries', 'list', address.values),
  );
  return (
    <Page title={t('resources.webhook-deliveries')}>
      <header className="oc-page-head">
        <div>
          <h1>{t('resources.webhook-deliveries')}</h1>
          <p>{t('leads.webhook-deliveries')}</p>
        </div>
      </header>
      <section className="oc-panel" aria-busy={load.loading}>
        <div className="oc-panel-tools">
          <Filters fields={action.custom.view?.filters ?? []} address={address} />
          {address.values['endpoint_id'] ? (
            <Button
              look="quiet"
              small
              icon={<X size={15} aria-hidden="true" />}
              onClick={() => {
                address.filter({ endpoint_id: null });
              }}
            >
              <bdi dir="auto">{load.data?.rows[0]?.endpoint_url ?? t('hooks.ofOne')}</bdi>
            </Button>
          ) : null}
        </div>
        <Loaded load={load}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty
                icon={<Send size={22} />}
                title={t('hooks.deliveriesEmpty')}
                text={t('hooks.deliveriesEmptyText')}
              />
            ) : (
              <Rows rows={rows} onChanged={load.reload} />
            )
          }
        </Loaded>
        <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
      </section>
    </Page>
  );
}

interface TableProps {
  readonly rows: readonly DeliveryRow[];
  readonly onChanged: () => void;
}

function Rows({ rows, onChanged }: TableProps): ReactElement {
  const say = useSay();
  const may = useMay()('webhooks:write');
  const replay = useTask(async (row: DeliveryRow) => {
    await write('webhook-deliveries', 'replay', { id: row.id });
    say(t('hooks.replayed'));
    onChanged();
  });
  return (
    <>
      <Refused error={replay.error} />
      <Table
        heads={[
          t('columns.created_at'),
          t('hooks.event'),
          t('columns.state'),
          t('columns.attempts'),
          { hidden: t('list.actions') },
        ]}
      >
        {rows.map((row) => (
          <Line key={row.id} row={row} onReplay={may ? () => void replay.run(row) : null} />
        ))}
      </Table>
    </>
  );
}

interface LineProps {
  readonly row: DeliveryRow;
  readonly onReplay: (() => void) | null;
}

function Line({ row, onReplay }: LineProps): ReactElement {
  return (
    <tr>
      <td data-label={t('columns.created_at')}>
        <time dateTime={row.created_at}>{instant(row.created_at)}</time>
      </td>
      <td data-label={t('hooks.event')}>
        <div className="oc-cell">
          <bdi dir="ltr" className="oc-code">
            {row.event_type}
          </bdi>
          <small>
            <bdi dir="ltr">{row.endpoint_url ?? row.endpoint_id}</bdi>
          </small>
        </div>
      </td>
      <td data-label={t('columns.state')}>
        <div className="oc-cell">
          <span>
            <Badge tone={toneOf(row.state)}>{word('delivery_state', row.state)}</Badge>
          </span>
          <Why row={row} />
        </div>
      </td>
      <td data-label={t('columns.attempts')}>
        <div className="oc-cell">
          <span>{t('hooks.tries', { count: row.attempts })}</span>
          {row.next_attempt_at === null ? null : (
            <small>
              {t('columns.next_attempt_at')}: {instant(row.next_attempt_at)}
            </small>
          )}
        </div>
      </td>
      <td className="oc-end">
        {onReplay ? (
          <Button
            small
            icon={<RotateCw size={14} aria-hidden="true" />}
            aria-label={t('hooks.replayFor', { event: row.event_type })}
            onClick={onReplay}
          >
            {t('hooks.replay')}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function Why({ row }: { readonly row: DeliveryRow }): ReactElement | null {
  if (row.state === 'succeeded' || (row.last_error === null && row.last_status === null)) return null;
  const status = row.last_status === null ? '' : number(row.last_status);
  return (
    <small>
      {row.last_error === null ? t('hooks.answered', { status }) : word('delivery_fault', row.last_error)}
      {row.last_error === null || row.last_status === null ? null : ` (${status})`}
    </small>
  );
}
