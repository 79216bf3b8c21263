import type { ReactElement } from 'react';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { LedgerPage, LedgerRow } from '../../panel-prepaid.js';
import { read } from '../api.js';
import { day, instant, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Amount, Button } from '../kit/controls.js';
import { Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';

interface Props {
  readonly subscriptionId: string;
  /** Counts up when something has moved. */
  readonly turn: number;
}

/** Every movement of a balance, newest first, a page at a time. */
export function Ledger({ subscriptionId, turn }: Props): ReactElement {
  const [trail, setTrail] = useState<readonly string[]>([]);
  const cursor = trail.at(-1);
  const params = { subscription_id: subscriptionId, ...(cursor ? { cursor } : {}) };
  const load = useLoad(JSON.stringify([params, turn]), () => read<LedgerPage>('customers', 'ledger', params));
  return (
    <Loaded load={load} skeleton={3}>
      {({ rows, next_cursor: next }) =>
        rows.length === 0 ? (
          <p className="oc-note oc-inset">{t('prepaid.noEntries')}</p>
        ) : (
          <>
            <Rows rows={rows} />
            {next === null && trail.length === 0 ? null : (
              <div className="oc-pager">
                <Button
                  small
                  disabled={trail.length === 0}
                  onClick={() => {
                    setTrail(trail.slice(0, -1));
                  }}
                >
                  {t('prepaid.newer')}
                </Button>
                <Button
                  small
                  disabled={next === null}
                  onClick={() => {
                    if (next !== null) setTrail([...trail, next]);
                  }}
                >
                  {t('prepaid.older')}
                </Button>
              </div>
            )}
          </>
        )
      }
    </Loaded>
  );
}

function Rows({ rows }: { readonly rows: readonly LedgerRow[] }): ReactElement {
  return (
    <Table ruled heads={[t('columns.made_at'), t('prepaid.what'), t('columns.money'), t('prepaid.after')]}>
      {rows.map((row) => (
        <tr key={row.entry_no}>
          <td data-label={t('columns.made_at')}>
            <time dateTime={row.created_at}>{instant(row.created_at)}</time>
          </td>
          <td data-label={t('prepaid.what')}>
            <What row={row} />
          </td>
          <td data-label={t('columns.money')} className={row.money.amount > 0 ? 'oc-good-text' : undefined}>
            <Amount money={row.money} />
          </td>
          <td data-label={t('prepaid.after')}>
            <Amount money={row.balance_after} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function What({ row }: { readonly row: LedgerRow }): ReactElement {
  const words = word('ledger_kind', row.kind);
  return (
    <div className="oc-cell">
      {row.payment_id === null ? (
        <span>{words}</span>
      ) : (
        <Link to={`/admin/resources/payments/records/${row.payment_id}/show`} className="oc-open">
          {words}
        </Link>
      )}
      {row.period ? (
        <small>{t('invoices.period', { from: day(row.period.from), to: day(row.period.to) })}</small>
      ) : null}
      {row.kind === 'usage' ? (
        <small>
          <bdi className="oc-code">{row.reference}</bdi>
        </small>
      ) : null}
    </div>
  );
}
