import { type DeclineChoice } from './declines.js';
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

/** A fault of a call: which calls it strikes, and the details of its kind. */
export interface RequestFault extends FaultMatch {
  kind: RequestFaultKind;
  /** GET, POST or DELETE; any unless told. */
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
  amount?: number;
  /** wrong_currency: the currency answered; another one unless told. */
  currency?: string;
  /** decline, decline_as_200: what the issuer says; generic_decline unless told. */
  decline?: DeclineChoice | string;
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
export function requestFaults(): Armoury<RequestFault> {
  return new Armoury<RequestFault>('flt', (fault) => {
    const path = patternTest(fault.path ?? '**');
    return (subject) => {
      const space = subject.indexOf(' ');
      const method = subject.slice(0, space);
      return (fault.method === undefined || fault.method === method) && path(subject.slice(space + 1));
    };
  });
}

type Fields = Record<string, unknown>;

const AMOUNTS = ['amount', 'amount_received', 'amount_captured'];

/** The answer with another amount or currency in it; what the account knows stays right. */
export function falsified(fault: RequestFault | null, answer: object): object {
  if (fault?.kind === 'wrong_amount') {
    return replaced(answer as Fields, (name, value) =>
      AMOUNTS.includes(name) && typeof value === 'number' && value > 0 ? (fault.amount ?? value + 1) : value,
    );
  }
  if (fault?.kind === 'wrong_currency') {
    return replaced(answer as Fields, (name, value) =>
      name === 'currency' && typeof value === 'string'
        ? (fault.currency ?? (value === 'eur' ? 'usd' : 'eur'))
        : value,
    );
  }
  return answer;
}

function replaced(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (name === 'latest_charge' && typeof value === 'object' && value !== null) {
        return [name, replaced(value as Fields, change)];
      }
      return [name, change(name, value)];
    }),
  );
}
