import type { Decline } from './vendor-gateway.js';
import type { DeclineBucket, DeclineHint } from './vendor-vocabulary.js';

/** What a vendor and a card network said about one refusal. */
export interface DeclineSignals {
  readonly code: string;
  readonly adviceCode?: string | null | undefined;
  readonly networkAdviceCode?: string | null | undefined;
  readonly networkDeclineCode?: string | null | undefined;
}

/** One vendor's codes: their bucket, and those that look soft and must not be tried again all the same. */
export interface DeclineTable {
  readonly buckets: Readonly<Partial<Record<string, DeclineBucket>>>;
  readonly neverAgain: ReadonlySet<string>;
}

interface Rule {
  readonly retryable: boolean;
  readonly hint: DeclineHint;
  /** Whether advice from the bank may change the bucket or allow a retry. */
  readonly advisable: boolean;
}

// `fraud` reads like `issuer` to the customer: a thief must not learn that the card is reported.
const RULES: Readonly<Record<DeclineBucket, Rule>> = {
  funds: { retryable: true, hint: 'check_funds', advisable: true },
  issuer: { retryable: true, hint: 'contact_bank', advisable: true },
  technical: { retryable: true, hint: 'try_again_later', advisable: true },
  card_data: { retryable: false, hint: 'update_card', advisable: true },
  authentication: { retryable: false, hint: 'confirm_with_bank', advisable: false },
  fraud: { retryable: false, hint: 'contact_bank', advisable: false },
  revoked: { retryable: false, hint: 'use_other_method', advisable: false },
  duplicate: { retryable: false, hint: 'being_checked', advisable: false },
  canceled: { retryable: false, hint: 'canceled_by_you', advisable: false },
};

// Mastercard's merchant advice codes: 01 new account data, 03 do not try again, 21 stop recurring,
// 40 and 41 cards that hold no second charge; 02 and 24 to 30 name a time after which a retry makes sense.
const NETWORK_ADVICE_BUCKETS: Readonly<Partial<Record<string, DeclineBucket>>> = {
  '01': 'card_data',
  '21': 'revoked',
  '40': 'card_data',
  '41': 'card_data',
};
const NETWORK_STOP = new Set(['03', '21', '40', '41']);
const NETWORK_RETRY = new Set(['02', '24', '25', '26', '27', '28', '29', '30']);

// Visa's category 1, for which any retry is fined; the ISO 8583 codes mean the same on the other networks.
const NETWORK_DECLINE_STOP = new Set([
  '04',
  '07',
  '12',
  '14',
  '15',
  '41',
  '43',
  '46',
  '57',
  'R0',
  'R1',
  'R3',
]);
const NETWORK_DECLINE_BUCKETS: Readonly<Partial<Record<string, DeclineBucket>>> = {
  '04': 'fraud',
  '07': 'fraud',
  '41': 'fraud',
  '43': 'fraud',
  R0: 'revoked',
  R1: 'revoked',
  R3: 'revoked',
};

/** Puts a refusal into its bucket; advice from the bank goes before the list, and "never again" before every "later". */
export function toDecline(signals: DeclineSignals, table: DeclineTable): Decline {
  const advice = signals.adviceCode ?? null;
  const networkAdvice = signals.networkAdviceCode ?? null;
  const networkDecline = signals.networkDeclineCode ?? null;
  const bucket = bucketOf(table.buckets[signals.code] ?? 'issuer', advice, networkAdvice, networkDecline);
  return {
    bucket,
    hint: RULES[bucket].hint,
    code: signals.code,
    adviceCode: advice,
    networkAdviceCode: networkAdvice,
    networkDeclineCode: networkDecline,
    retryable:
      !stops(signals.code, table, advice, networkAdvice, networkDecline) &&
      (RULES[bucket].retryable || (RULES[bucket].advisable && invites(advice, networkAdvice))),
  };
}

/** The bucket a customer may be shown: a suspicion of fraud looks like a bank that gives no reason. */
export function customerBucket(bucket: DeclineBucket): DeclineBucket {
  return bucket === 'fraud' ? 'issuer' : bucket;
}

function bucketOf(
  listed: DeclineBucket,
  advice: string | null,
  networkAdvice: string | null,
  networkDecline: string | null,
): DeclineBucket {
  if (!RULES[listed].advisable) return listed;
  const graver = NETWORK_DECLINE_BUCKETS[networkDecline ?? ''] ?? NETWORK_ADVICE_BUCKETS[networkAdvice ?? ''];
  if (graver) return graver;
  return advice === 'confirm_card_data' ? 'card_data' : listed;
}

function stops(
  code: string,
  table: DeclineTable,
  advice: string | null,
  networkAdvice: string | null,
  networkDecline: string | null,
): boolean {
  return (
    table.neverAgain.has(code) ||
    advice === 'do_not_try_again' ||
    NETWORK_STOP.has(networkAdvice ?? '') ||
    NETWORK_DECLINE_STOP.has(networkDecline ?? '')
  );
}

function invites(advice: string | null, networkAdvice: string | null): boolean {
  return advice === 'try_again_later' || NETWORK_RETRY.has(networkAdvice ?? '');
}
