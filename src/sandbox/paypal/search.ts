import { ApiError } from './api-error.js';
import { iso, type Merchant } from './merchant.js';
import { type WireMoney } from './records.js';

interface Row {
  at: number;
  status: string;
  info: object;
}

const STATUS: Readonly<Record<string, string>> = { COMPLETED: 'S', PENDING: 'P', DECLINED: 'D' };
const LONGEST_SECONDS = 31 * 86_400;

/** PayPal's transaction search: charges and refunds of a span of time, late by a lag, without any by our own names. */
export function searchTransactions(merchant: Merchant, query: URLSearchParams): object {
  const start = secondsOf(query, 'start_date');
  const end = secondsOf(query, 'end_date');
  if (end < start || end - start > LONGEST_SECONDS) throw new ApiError(400, 'INVALID_DATE_RANGE', 'end_date');
  const size = Math.min(Number(query.get('page_size') ?? 100), 500);
  const page = Math.max(Number(query.get('page') ?? 1), 1);
  const seenUntil = merchant.now() - merchant.options.searchLagSeconds;
  const all = [...rowsOf(merchant)].filter(
    ({ at, status }) =>
      at >= start &&
      at <= Math.min(end, seenUntil) &&
      (query.get('balance_affecting_records_only') === 'N' || status !== 'D'),
  );
  return {
    transaction_details: all
      .slice((page - 1) * size, page * size)
      .map(({ info }) => ({ transaction_info: info })),
    start_date: iso(start),
    end_date: iso(end),
    last_refreshed_datetime: iso(seenUntil),
    page,
    total_items: all.length,
    total_pages: Math.ceil(all.length / size),
    links: [],
  };
}

function* rowsOf({ store }: Merchant): Generator<Row> {
  for (const capture of store.captures.all()) {
    const status = STATUS[capture.status] ?? 'S';
    yield { at: capture.at, status, info: infoOf({ ...capture, status, code: 'T0006' }) };
  }
  for (const refund of store.refunds.all()) {
    const status = STATUS[refund.status] ?? 'S';
    const amount = { ...refund.amount, value: `-${refund.amount.value}` };
    yield { at: refund.at, status, info: infoOf({ ...refund, amount, status, code: 'T1107' }) };
  }
}

function infoOf(row: {
  id: string;
  at: number;
  status: string;
  code: string;
  amount: WireMoney;
  custom_id?: string;
  invoice_id?: string;
}): object {
  return {
    transaction_id: row.id,
    transaction_event_code: row.code,
    transaction_initiation_date: iso(row.at),
    transaction_updated_date: iso(row.at),
    transaction_amount: row.amount,
    transaction_status: row.status,
    ...(row.custom_id ? { custom_field: row.custom_id } : {}),
    ...(row.invoice_id ? { invoice_id: row.invoice_id } : {}),
  };
}

function secondsOf(query: URLSearchParams, name: string): number {
  const at = Date.parse(query.get(name) ?? '');
  if (Number.isNaN(at)) throw new ApiError(400, 'INVALID_PARAMETER_SYNTAX', name);
  return Math.floor(at / 1_000);
}
