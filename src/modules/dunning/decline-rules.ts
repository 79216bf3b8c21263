import type { Decline, DeclineBucket } from '../vendors/index.js';
import type { DunningMail } from './dunning-vocabulary.js';

/** Why a card is not charged again by itself after a decline. */
export type DeclineStop =
  | 'never_again'
  | 'card_data'
  | 'authentication'
  | 'fraud'
  | 'revoked'
  | 'being_reconciled'
  | 'canceled_by_customer';

/** What the customer is asked for, where charging again would not help. */
export type CustomerAsk = 'another_method' | 'update_card' | 'authenticate';

/** What follows from one decline for the card that it was on. */
export type DeclineRule =
  | {
      readonly retry: 'schedule' | 'hours';
      /** Hours to wait at least, as the network advises. */
      readonly waitHours: number;
    }
  | {
      readonly retry: 'no';
      readonly reason: DeclineStop;
      readonly ask: CustomerAsk | null;
      /** Whether it holds for the card for good, in every other case and however often it is added again. */
      readonly isForever: boolean;
      /** Whether another method may be charged in its place. */
      readonly fallsOver: boolean;
    };

const stop = (
  reason: DeclineStop,
  ask: CustomerAsk | null,
  { isForever = false, fallsOver = true } = {},
): DeclineRule => ({ retry: 'no', reason, ask, isForever, fallsOver });

const BUCKET_RULES: Readonly<Record<DeclineBucket, DeclineRule>> = {
  funds: { retry: 'schedule', waitHours: 0 },
  issuer: { retry: 'schedule', waitHours: 0 },
  technical: { retry: 'hours', waitHours: 0 },
  card_data: stop('card_data', 'update_card'),
  authentication: stop('authentication', 'authenticate'),
  fraud: stop('fraud', 'another_method', { isForever: true }),
  revoked: stop('revoked', 'another_method', { isForever: true }),
  duplicate: stop('being_reconciled', null, { fallsOver: false }),
  canceled: stop('canceled_by_customer', null, { fallsOver: false }),
};

const NEVER_AGAIN = stop('never_again', 'another_method');
const NEVER_AGAIN_ON_CARD = stop('never_again', 'another_method', { isForever: true });

// Visa's category 1 (Core Rules, table 7-2), for which every further try is fined.
const NETWORK_STOPS: ReadonlySet<string> = new Set('04 07 12 14 15 41 43 46 57 R0 R1 R3'.split(' '));

// Mastercard's merchant advice codes. 43, a virtual card for several payments, bars nothing.
const ADVICE_RULES: Readonly<Partial<Record<string, DeclineRule>>> = {
  '01': BUCKET_RULES.card_data,
  '03': NEVER_AGAIN_ON_CARD,
  '04': BUCKET_RULES.card_data,
  '21': BUCKET_RULES.revoked,
  '40': BUCKET_RULES.card_data,
  '41': BUCKET_RULES.card_data,
};
const ADVICE_WAIT_HOURS: Readonly<Partial<Record<string, number>>> = {
  '02': 72,
  '24': 1,
  '25': 24,
  '26': 48,
  '27': 96,
  '28': 144,
  '29': 192,
  '30': 240,
};

/** What follows from a decline: what bars the card for good goes before what bars it in this case, and that before any "later". */
export function declineRule(decline: Decline): DeclineRule {
  const own = BUCKET_RULES[decline.bucket];
  if (own.retry === 'no' && !own.fallsOver) return own;
  const rules = [own, ...saidBesides(decline)].filter((rule) => rule.retry === 'no');
  const barred = rules.find((rule) => rule.isForever) ?? rules[0];
  if (barred) return barred;
  const waitHours = ADVICE_WAIT_HOURS[decline.networkAdviceCode ?? ''] ?? 0;
  return own.retry === 'no' ? own : { ...own, waitHours };
}

function saidBesides({
  networkAdviceCode,
  networkDeclineCode,
  adviceCode,
  retryable,
}: Decline): DeclineRule[] {
  const advised = ADVICE_RULES[networkAdviceCode ?? ''];
  return [
    ...(NETWORK_STOPS.has(networkDeclineCode ?? '') ? [NEVER_AGAIN_ON_CARD] : []),
    ...(advised ? [advised] : []),
    ...(adviceCode === 'confirm_card_data' ? [BUCKET_RULES.card_data] : []),
    ...(adviceCode === 'do_not_try_again' || !retryable ? [NEVER_AGAIN] : []),
  ];
}

/** Hours after a decline before which its network does not want the card again. */
export function waitHoursOf(decline: Decline): number {
  const rule = declineRule(decline);
  return rule.retry === 'no' ? 0 : rule.waitHours;
}

/**
 * The mail that tells of a failed payment in place of the ladder's first: one that asks for a method where charging the card again would not
 * help (also where there was none to charge), none where the customer ended it or nothing is known to have failed.
 */
export function failureMail(
  decline: Decline | null,
): Extract<DunningMail, 'payment_failed' | 'update_payment_method'> | null {
  if (!decline) return 'update_payment_method';
  const rule = declineRule(decline);
  if (rule.retry !== 'no') return 'payment_failed';
  return rule.fallsOver ? 'update_payment_method' : null;
}
