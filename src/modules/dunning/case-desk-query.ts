import type { CaseState, DunningStage } from './dunning-vocabulary.js';

/** Which cases a person wants to see, and where the page before ended. */
export interface DeskFilter {
  readonly customerId?: string | undefined;
  readonly stage?: DunningStage | undefined;
  /** `live`: whatever is not over; `any`: all of them. */
  readonly state: CaseState | 'live' | 'any';
  /** Something falls due before this instant; such a page is in the order in which it does. */
  readonly dueBefore: Date | null;
  readonly after: { readonly dueAt: Date | null; readonly id: string } | null;
  readonly limit: number;
}

/** A case with the names that it is known by on a screen. */
export interface DeskRow {
  readonly id: string;
  readonly customerName: string;
  readonly phone: string | null;
  readonly locale: 'ar' | 'en';
  readonly timeZone: string;
  readonly autoPay: boolean;
  readonly service: string | null;
  readonly serviceType: string | null;
  readonly serviceState: string | null;
}

const rowsOf = (
  cases: string,
): string => `SELECT c.id, u.name AS customer_name, u.phone, u.locale, u.time_zone, u.auto_pay, s.name AS service, s.service_type,
    s.state AS service_state
  FROM ${cases} c JOIN customers u ON u.id = c.customer_id LEFT JOIN subscriptions s ON s.id = c.subscription_id`;

/** The columns of `DeskRow`, of a case `c`. */
export const DESK_ROWS = rowsOf('dunning_cases');

/** The statement and its values for one page; one row more than asked for. */
export function deskPage(filter: DeskFilter): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const value = (given: unknown): string => `$${String(values.push(given))}`;
  const { customerId, stage, state, dueBefore, after } = filter;
  const wanted = [
    ...(customerId === undefined ? [] : [`c.customer_id = ${value(customerId)}`]),
    ...(stage === undefined ? [] : [`c.stage = ${value(stage)}`]),
    ...(state === 'live' ? ['c.closed_at IS NULL'] : []),
    ...(state === 'live' || state === 'any' ? [] : [`c.state = ${value(state)}`]),
    ...(dueBefore === null ? [] : [`c.next_due_at < ${value(dueBefore)}`]),
    ...(after === null ? [] : [afterOf(after, dueBefore !== null, value)]),
  ];
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`;
  const order = dueBefore === null ? 'c.id DESC' : 'c.next_due_at, c.id';
  // The page is chosen first: thousands may fall due at one instant, and only its own cases need names.
  const page = `(SELECT * FROM dunning_cases c ${where} ORDER BY ${order} LIMIT ${value(filter.limit + 1)})`;
  return { text: `${rowsOf(page)} ORDER BY ${order}`, values };
}

function afterOf(
  { dueAt, id }: NonNullable<DeskFilter['after']>,
  isByDue: boolean,
  value: (given: unknown) => string,
): string {
  return isByDue ? `(c.next_due_at, c.id) > (${value(dueAt)}, ${value(id)})` : `c.id < ${value(id)}`;
}
