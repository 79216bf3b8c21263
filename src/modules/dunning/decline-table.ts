import { addDays, dayBounds, instantAt } from '../../common/calendar.js';
import type { Decline } from '../vendors/index.js';
import { playOut } from './case-player.js';
import { type CustomerAsk, failureMail } from './decline-rules.js';
import type { CaseFacts, ChargeableFact, PastAttempt } from './dunning-facts.js';
import { type DunningPolicy, stagesOf } from './dunning-policy.js';
import type { DunningStage } from './dunning-vocabulary.js';
import { nextAttempt, type NextAttempt, type NoAttemptReason } from './next-attempt.js';

const ZONE = 'UTC';
// Any will do, as long as no pay-days are set.
const DAY_ONE = '2026-01-05';
const LONG_AGO = new Date(0);

const REASONS: Readonly<Record<NoAttemptReason, string>> = {
  never_again: 'never on this card',
  card_data: 'not on this card',
  authentication: 'not by itself',
  fraud: 'never on this card',
  revoked: 'never on this card',
  being_reconciled: 'none: the first charge is looked up',
  canceled_by_customer: 'none: the customer ended it',
  case_over: 'none: the case is over',
  nothing_owed: 'none: nothing is owed',
  attempt_open: 'none: a charge is on its way',
  paused: 'none: paused',
  automatic_payment_off: 'none: automatic payment is off',
  no_method: 'none: no method',
  network_cap: 'when its network allows',
  new_card_limit: 'the next morning',
  issuer_retries_used: 'no more on this card',
  referred_to_collections: 'none: with collections',
  schedule_over: 'none: no retry day left',
};

const ASKS: Readonly<Record<CustomerAsk, string>> = {
  another_method: 'another method',
  update_card: 'the card’s new details',
  authenticate: 'a confirmation with the bank',
};

/** What follows from one decline, in words. */
export interface DeclineRow {
  /** What happens next after it in each stage of the policy, on the stage's first day. */
  readonly stages: readonly { readonly stage: DunningStage; readonly day: number; readonly next: string }[];
  /** What happens in the first stage where a backup stands behind the card. */
  readonly withBackup: string;
  readonly mail: string;
}

/** What happens after a decline, by stage; worked out by the rules themselves. */
export function declineRow(policy: DunningPolicy, decline: Decline): DeclineRow {
  const next = (day: number, methods: number): string => wordsOf(nextAfter(policy, decline, day, methods));
  return {
    stages: stagesOf(policy).map(({ stage, from }) => ({ stage, day: from, next: next(from, 1) })),
    withBackup: next(1, 2),
    mail: failureMail(decline) ?? 'none',
  };
}

/** The decline met by staff on a day of a case that wanted for funds until then. */
function nextAfter(policy: DunningPolicy, decline: Decline, day: number, methods: number): NextAttempt {
  const from = instantAt(DAY_ONE, policy.morning, ZONE);
  const now = instantAt(addDays(DAY_ONE, day - 1), policy.morning + 1, ZONE);
  const before = { ...decline, bucket: 'funds', retryable: true, ...NO_ADVICE } as const;
  const opened = caseOf([declined(day === 1 ? decline : before, from, 'first')], methods);
  if (day === 1) return nextAttempt(policy, opened, from);
  const { to } = dayBounds(addDays(DAY_ONE, day - 1), ZONE);
  const approvals = { terminate: from, collections: from };
  const played = playOut(policy, { ...opened, approvals }, { from, to, bank: () => before });
  return nextAttempt(
    policy,
    { ...played, attempts: [...played.attempts, declined(decline, now, 'by_hand')] },
    now,
  );
}

const NO_ADVICE = { adviceCode: null, networkAdviceCode: null, networkDeclineCode: null };

function caseOf(attempts: readonly PastAttempt[], methods: number): CaseFacts {
  const cards = ['card', 'backup'].slice(0, methods);
  return {
    state: 'open',
    dayOne: DAY_ONE,
    timeZone: ZONE,
    pauses: [],
    debt: 'unpaid',
    done: [],
    approvals: {},
    autoPay: true,
    attempts,
    methods: cards.map((id): ChargeableFact => ({ id, card: id, brand: 'visa', freshAt: LONG_AGO })),
  };
}

function declined(decline: Decline, at: Date, cause: PastAttempt['cause']): PastAttempt {
  const card = { methodId: 'card', card: 'card', slot: null };
  return { ...card, ofCase: true, cause, at, settledAt: at, outcome: 'declined', decline };
}

function wordsOf(next: NextAttempt): string {
  if (!next.charge)
    return next.ask ? `${REASONS[next.reason]}; asks for ${ASKS[next.ask]}` : REASONS[next.reason];
  if (next.cause === 'ladder') return `retry on day ${String(next.slot)}`;
  return next.cause === 'backup' ? 'the backup at once' : 'retry within hours';
}
