import { Armoury, type FaultMatch, patternTest } from './fault-match.js';

/** What can go wrong with a call. */
export type RequestFaultKind =
  | 'timeout_before'
  | 'timeout_after'
  | 'reset_before'
  | 'reset_before_body'
  | 'reset_after_body'
  | 'error_500_before'
  | 'error_500_after'
  | 'rate_limit'
  | 'slow_body'
  | 'html'
  | 'cut_json'
  | 'empty'
  | 'wrong_amount'
  | 'wrong_currency'
  | 'decline'
  | 'decline_as_200'
  | 'webhook_before_answer';

/** A fault of a call: which calls it strikes, and the details of its kind; D names a vendor's declines. */
export interface RequestFault<D = unknown> extends FaultMatch {
  kind: RequestFaultKind;
  /** GET, POST, PATCH or DELETE; any unless told. */
  method?: string;
  /** Such as `/v1/payment_intents/:id/confirm`; any unless told. */
  path?: string;
  /** Whether the call's work is done although the answer is broken; each kind has its own habit. */
  perform?: boolean;
  /** rate_limit: the header Retry-After; 1 second unless told. */
  retryAfterSeconds?: number;
  /** slow_body: how long the body takes; timeout_*: when the connection is cut, never unless told. */
  durationMs?: number;
  /** html: the status of the page; 502 unless told. */
  status?: number;
  /** wrong_amount: the amount answered; one more than the right one unless told. */
  amount?: number | string;
  /** wrong_currency: the currency answered; another one unless told. */
  currency?: string;
  /** decline, decline_as_200: what the issuer says; the vendor's general refusal unless told. */
  decline?: D;
}

const NOT_PERFORMED: ReadonlySet<RequestFaultKind> = new Set([
  'timeout_before',
  'reset_before',
  'error_500_before',
  'rate_limit',
]);

/** Whether the call's work is done at all. */
export function performs(fault: RequestFault | null): boolean {
  return fault === null || (fault.perform ?? !NOT_PERFORMED.has(fault.kind));
}

/** The faults set for calls; their subject is `METHOD /path`. */
export function requestFaults<D>(): Armoury<RequestFault<D>> {
  return new Armoury<RequestFault<D>>('flt', (fault) => {
    const path = patternTest(fault.path ?? '**');
    return (subject) => {
      const space = subject.indexOf(' ');
      const method = subject.slice(0, space);
      return (fault.method === undefined || fault.method === method) && path(subject.slice(space + 1));
    };
  });
}

/** Where a vendor's answers hold money. */
export interface MoneyPlaces {
  /** Names of fields with an amount: a number, or a text such as `10.50`. */
  readonly amounts: readonly string[];
  readonly currencies: readonly string[];
  /** Names of objects and lists that are searched too; all unless told. */
  readonly within?: readonly string[];
}

type Fields = Record<string, unknown>;
type Change = (name: string, value: unknown) => unknown;

/** The answer with another amount or currency in it; what the account knows stays right. */
export function falsified(fault: RequestFault | null, answer: object, places: MoneyPlaces): object {
  if (fault?.kind === 'wrong_amount') {
    return replaced(answer, places, (name, value) =>
      places.amounts.includes(name) ? otherAmount(value, fault.amount) : value,
    );
  }
  if (fault?.kind === 'wrong_currency') {
    return replaced(answer, places, (name, value) =>
      places.currencies.includes(name) && typeof value === 'string'
        ? (fault.currency ?? otherCurrency(value))
        : value,
    );
  }
  return answer;
}

function otherAmount(value: unknown, wanted: number | string | undefined): unknown {
  if (typeof value === 'number' && value > 0) return wanted ?? value + 1;
  if (typeof value !== 'string' || !/^\d+(\.\d+)?$/.test(value)) return value;
  const decimals = value.split('.')[1]?.length ?? 0;
  return wanted === undefined ? (Number(value) + 1).toFixed(decimals) : String(wanted);
}

function otherCurrency(value: string): string {
  const other = value.toLowerCase() === 'eur' ? 'usd' : 'eur';
  return value === value.toLowerCase() ? other : other.toUpperCase();
}

function replaced(answer: object, places: MoneyPlaces, change: Change): object {
  if (Array.isArray(answer)) return answer.map((item) => nested(item, places, change));
  return Object.fromEntries(
    Object.entries(answer as Fields).map(([name, value]) => {
      const searched = places.within?.includes(name) ?? true;
      return [name, searched ? nested(change(name, value), places, change) : change(name, value)];
    }),
  );
}

function nested(value: unknown, places: MoneyPlaces, change: Change): unknown {
  return typeof value === 'object' && value !== null ? replaced(value, places, change) : value;
}
