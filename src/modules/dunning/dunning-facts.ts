import type { Decline } from '../vendors/index.js';
import type { ApprovedAct, CaseState } from './dunning-vocabulary.js';

/** A span of time in which a case stands still; `until` is null while nobody knows its end. */
export interface Pause {
  readonly from: Date;
  /** The first instant at which the case goes on. */
  readonly until: Date | null;
}

/**
 * What became of a mail: `sent` when the mail's provider took it; `waiting` until then; `lost` when it will not go or came back, and `again` when
 * it is lost and what was in its way is gone.
 */
export type MailFate =
  { readonly state: 'sent'; readonly at: Date } | { readonly state: 'waiting' | 'again' | 'lost' };

/** Something of the ladder that was done, as its unique row says. */
export interface DoneEffect {
  readonly key: string;
  readonly at: Date;
  /** Of a mail that warned of something; left out where it left in the same breath, or nothing can be done to the service. */
  readonly mail?: MailFate;
}

/**
 * Who or what started an attempt: `first` the charge that opened the case, `ladder` a retry day, `technical` one within hours of a technical
 * failure, `backup` the next method after a terminal decline, `new_card` a new or renewed method, `by_hand` a person.
 */
export type AttemptCause = 'first' | 'ladder' | 'technical' | 'backup' | 'new_card' | 'by_hand';

/** `open`: on its way, or nobody knows yet. `not_sent`: the vendor did not take the request, so that no bank was asked. */
export type AttemptOutcome = 'open' | 'declined' | 'succeeded' | 'not_sent';

/** One charge of a card. */
export interface PastAttempt {
  /** Whether it was for what this case is about; others are here because they count for the caps of their card. */
  readonly ofCase: boolean;
  readonly cause: AttemptCause;
  /** The retry day that a `ladder` attempt was for. */
  readonly slot: number | null;
  readonly methodId: string;
  /** What the networks count by; {@link cardKey}. */
  readonly card: string;
  readonly at: Date;
  readonly settledAt: Date | null;
  readonly outcome: AttemptOutcome;
  readonly decline: Decline | null;
}

/** A method that may be charged now: usable, not expired; a backup only with consent. */
export interface ChargeableFact {
  readonly id: string;
  readonly card: string;
  /** In the networks' own small letters; null for what is no card. */
  readonly brand: string | null;
  /** Since when it is what it is: added, made the default or renewed by the account updater, whichever came last. */
  readonly freshAt: Date;
}

/** Everything that is known of a case; the rules depend on nothing else. */
export interface CaseFacts {
  readonly state: CaseState;
  /** The customer's local day of the first failed attempt, or the first local day after the due date when none could be made. */
  readonly dayOne: string;
  readonly timeZone: string;
  /** Pauses of the case and exemptions of its customer alike, from the day the case began; in any order. */
  readonly pauses: readonly Pause[];
  /** What the invoices of the case still are. */
  readonly debt: 'unpaid' | 'paid' | 'canceled';
  readonly done: readonly DoneEffect[];
  readonly approvals: Readonly<Partial<Record<ApprovedAct, Date>>>;
  /** False when the customer switched automatic payment off. */
  readonly autoPay: boolean;
  /** All of the case, and every other of the last 30 days on the cards of `methods`; oldest first. */
  readonly attempts: readonly PastAttempt[];
  /** The method that the subscription names or the default, then the backups in the customer's order. */
  readonly methods: readonly ChargeableFact[];
}

/**
 * What the networks count one card by: its fingerprint, or the method where the vendor has none. An attempt whose last four digits are not the
 * method's own any more was on the card that the account updater replaced.
 */
export function cardKey(
  method: { readonly id: string; readonly fingerprint: string | null; readonly last4: string | null },
  attemptLast4: string | null = method.last4,
): string {
  return attemptLast4 === method.last4
    ? (method.fingerprint ?? method.id)
    : `${method.id}:${attemptLast4 ?? ''}`;
}
