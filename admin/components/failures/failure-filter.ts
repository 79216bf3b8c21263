import { FAILURE_GROUPS, type FailureReportFilter } from '../../panel-billing.js';

export type Group = FailureReportFilter['group_by'];

type Values = Readonly<Record<string, string>>;

const DAY_MS = 86_400_000;
const LIST_KEYS = ['bucket', 'vendor', 'brand', 'stage', 'expired', 'currency'] as const;

/** The day so many days before; days are `YYYY-MM-DD`. */
export function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MS).toISOString().slice(0, 10);
}

/** What the report is asked for, out of the address; the last thirty days by reason unless it says otherwise. */
export function reportFilter(values: Values, today: string): { from: string; to: string; group_by: Group } {
  const to = values['to'] ?? today;
  const group = FAILURE_GROUPS.find((one) => one === values['group_by']);
  return { from: values['from'] ?? daysBefore(to, 29), to, group_by: group ?? 'bucket' };
}

/** Which failures the list below the figures shows: those of one figure, or all of the period. */
export function listFilter(values: Values, today: string): Record<string, string> {
  const { from, to } = reportFilter(values, today);
  return { from, to, ...drillOf(values) };
}

/** The part of the address that says whose failures the list shows. */
export function drillOf(values: Values): Record<string, string> {
  return Object.fromEntries(
    LIST_KEYS.flatMap((key) => (values[key] ? [[key, values[key]]] : [])) as [string, string][],
  );
}

/** The address of the failures behind one row of a currency's table. */
export function drillInto(
  { group_by: group, ...period }: { from: string; to: string; group_by: Group },
  currency: string,
  key: string | null,
): Record<string, string> {
  const all = { ...period, group_by: group, currency };
  if (key === null) return all;
  if (group !== 'period') return { ...all, [group]: key };
  return { ...all, ...daysOf(key, period) };
}

/** First and last day of a period's key, a day or a month, within the report's own. */
function daysOf(key: string, { from, to }: { from: string; to: string }): { from: string; to: string } {
  if (key.length === 10) return { from: key, to: key };
  const next = new Date(`${key}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const [first, last] = [`${key}-01`, daysBefore(next.toISOString().slice(0, 10), 1)];
  return { from: first < from ? from : first, to: last > to ? to : last };
}
