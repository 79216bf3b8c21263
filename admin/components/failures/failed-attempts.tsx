import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { CheckCircle, X } from 'react-feather';
import { Link, useLocation } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { FailureRow } from '../../panel-billing.js';
import { CustomerLink } from '../billing/customer-link.js';
import { methodOf } from '../billing/words.js';
import { read } from '../api.js';
import { boot, instant, t, word } from '../boot.js';
import { useLoad, type Address } from '../hooks.js';
import { Amount, Badge, Button } from '../kit/controls.js';
import { MethodSource } from '../kit/method.js';
import { Empty, Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { Pager } from '../list/pager.js';
import { keyText } from './currency-failures.js';
import { drillOf, listFilter, type Group } from './failure-filter.js';

/** The failures behind the figures, newest first: those of one figure, or all of the period. */
export function FailedAttempts({ address }: { readonly address: Address }): ReactElement {
  const { hash } = useLocation();
  const section = useRef<HTMLElement>(null);
  const filter = listFilter(address.values, boot.today);
  const cursor = address.values['cursor'];
  const params = cursor ? { ...filter, cursor } : filter;
  const key = JSON.stringify(params);
  const load = useLoad(key, () => read<ListAnswer<FailureRow>>('payment-failures', 'list', params));
  useEffect(() => {
    if (hash === '#failures') section.current?.scrollIntoView({ block: 'start' });
  }, [hash, key]);
  return (
    <section className="oc-panel oc-anchor" id="failures" ref={section} aria-busy={load.loading}>
      <div className="oc-panel-head">
        <h2>{t('failures.list')}</h2>
        <Chosen address={address} />
      </div>
      <Loaded load={load}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty
              icon={<CheckCircle size={22} />}
              heading="h3"
              title={t('failures.empty')}
              text={t('list.noMatchText')}
            />
          ) : (
            <Rows rows={rows} />
          )
        }
      </Loaded>
      <Pager address={address} nextCursor={load.data?.next_cursor ?? null} />
    </section>
  );
}

/** Which of them are shown, and the way back to all. */
function Chosen({ address }: { readonly address: Address }): ReactElement | null {
  const drill = drillOf(address.values);
  const keys = Object.keys(drill);
  if (keys.length === 0) return null;
  return (
    <span className="oc-together">
      {keys.map((key) => (
        <Badge key={key} tone="accent">
          {chosenText(key, drill[key] ?? '')}
        </Badge>
      ))}
      <Button
        look="quiet"
        small
        icon={<X size={15} aria-hidden="true" />}
        onClick={() => {
          address.filter(Object.fromEntries(keys.map((key) => [key, null])));
        }}
      >
        {t('failures.showAll')}
      </Button>
    </span>
  );
}

function chosenText(key: string, value: string): string {
  if (key === 'expired') return t('failures.expired');
  if (key === 'currency') return value;
  return keyText(key as Group, value);
}

function Rows({ rows }: { readonly rows: readonly FailureRow[] }): ReactElement {
  return (
    <Table
      ruled
      heads={[
        t('failures.when'),
        t('columns.customer_name'),
        t('columns.money'),
        t('columns.method'),
        t('failures.groups.bucket'),
        t('failures.since'),
      ]}
    >
      {rows.map((row) => (
        <Line key={row.id} row={row} />
      ))}
    </Table>
  );
}

function Line({ row }: { readonly row: FailureRow }): ReactElement {
  const method = methodOf(row);
  return (
    <tr>
      <td data-label={t('failures.when')}>
        <Link to={`/admin/resources/payments/records/${row.payment_id}/show`} className="oc-open">
          <time dateTime={row.failed_at}>{instant(row.failed_at)}</time>
        </Link>
      </td>
      <td data-label={t('columns.customer_name')}>
        <CustomerLink id={row.customer_id} name={row.customer_name} />
      </td>
      <td data-label={t('columns.money')}>
        <Amount money={row.money} />
      </td>
      <td data-label={t('columns.method')}>
        <span className="oc-together">
          <MethodSource method={method} />
          {row.expired_card ? <Badge tone="bad">{t('methods.expired')}</Badge> : null}
        </span>
      </td>
      <td data-label={t('failures.groups.bucket')}>
        <div className="oc-cell">
          <span>{word('decline_bucket', row.bucket)}</span>
          {row.hint === null ? null : <small>{word('decline_hint', row.hint)}</small>}
        </div>
      </td>
      <td data-label={t('failures.since')}>
        {row.recovered ? (
          <Badge tone="good">{t('failures.paidSince')}</Badge>
        ) : (
          <span className="oc-faint">{t('failures.notPaid')}</span>
        )}
      </td>
    </tr>
  );
}
