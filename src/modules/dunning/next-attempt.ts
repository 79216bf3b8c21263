import type { AttemptCause, CaseFacts } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';

/** Why nothing is charged by itself. */
export const NO_ATTEMPT_REASONS = [
  'case_over',
  'nothing_owed',
  'attempt_open',
  'paused',
  'automatic_payment_off',
  'no_method',
  'network_cap',
  'new_card_limit',
  'never_again',
  'card_data',
  'authentication',
  'fraud',
  'revoked',
  'issuer_retries_used',
  'being_reconciled',
  'canceled_by_customer',
  'referred_to_collections',
  'schedule_over',
] as const;
export type NoAttemptReason = (typeof NO_ATTEMPT_REASONS)[number];

/** What the customer is asked for, where charging again would not help. */
export type CustomerAsk = 'another_method' | 'update_card' | 'authenticate';

/** The next charge that is made by itself, or why there is none. */
export type NextAttempt =
  | {
      readonly charge: true;
      /** Now, where it is due. */
      readonly at: Date;
      readonly methodId: string;
      readonly cause: Exclude<AttemptCause, 'first' | 'by_hand'>;
      /** Unique for its case: whoever writes the attempt under it first makes it. */
      readonly key: string;
    }
  | {
      readonly charge: false;
      readonly reason: NoAttemptReason;
      readonly ask: CustomerAsk | null;
      /** When to look again; null: not by time alone. */
      readonly until: Date | null;
    };

/** When which method is charged next, or why none is. */
export function nextAttempt(policy: DunningPolicy, facts: CaseFacts, now: Date): NextAttempt {
  throw new Error(`not yet: ${String(policy)} ${String(facts)} ${String(now)}`);
}

/** Whether a person may start a charge of a method now: null, or why not. */
export function refusalByHand(
  policy: DunningPolicy,
  facts: CaseFacts,
  methodId: string,
  now: Date,
): NoAttemptReason | null {
  throw new Error(`not yet: ${String(policy)} ${String(facts)} ${methodId} ${String(now)}`);
}
