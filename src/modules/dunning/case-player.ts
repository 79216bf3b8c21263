import type { Decline } from '../vendors/index.js';
import { type CasePlan, casePlan } from './case-plan.js';
import type { CaseFacts, PastAttempt } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import type { PlannedCharge } from './next-attempt.js';

/** What a bank says to a charge: null when it pays. */
export type Bank = (charge: PlannedCharge, facts: CaseFacts, now: Date) => Decline | null;

/** Hears of every plan that is carried out, before it is. */
export type Listener = (plan: CasePlan, facts: CaseFacts, now: Date) => void;

/** One pass over a case as the product makes it: charges what is due, then does what is due, until nothing is. */
export function pass(
  policy: DunningPolicy,
  facts: CaseFacts,
  now: Date,
  bank: Bank,
  tell?: Listener,
): CaseFacts {
  let current = facts;
  for (;;) {
    const plan = casePlan(policy, current, now);
    const { attempt, effects } = plan;
    const due = attempt.charge && attempt.at <= now ? attempt : null;
    if (!due && effects.length === 0) return current;
    tell?.(plan, current, now);
    current = due ? charged(current, due, now, bank) : done(current, plan, now);
  }
}

/** A case played by waking exactly when its plan says, until nothing falls due by time any more or the end is reached. */
export function playOut(
  policy: DunningPolicy,
  facts: CaseFacts,
  {
    from,
    to,
    bank,
    tell,
  }: { readonly from: Date; readonly to: Date; readonly bank: Bank; readonly tell?: Listener },
): CaseFacts {
  let current = facts;
  let now: Date | null = from;
  while (now !== null && now <= to) {
    current = pass(policy, current, now, bank, tell);
    now = casePlan(policy, current, now).wakeAt;
  }
  return current;
}

function charged(facts: CaseFacts, charge: PlannedCharge, now: Date, bank: Bank): CaseFacts {
  const card = facts.methods.find(({ id }) => id === charge.methodId)?.card ?? charge.methodId;
  const decline = bank(charge, facts, now);
  const attempt: PastAttempt = {
    ofCase: true,
    cause: charge.cause,
    slot: charge.slot,
    methodId: charge.methodId,
    card,
    at: now,
    settledAt: now,
    outcome: decline ? 'declined' : 'succeeded',
    decline,
  };
  return { ...facts, attempts: [...facts.attempts, attempt], debt: decline ? facts.debt : 'paid' };
}

function done(facts: CaseFacts, plan: CasePlan, now: Date): CaseFacts {
  const closing = plan.effects.find((effect) => effect.type === 'close');
  return {
    ...facts,
    state: closing ? closing.as : facts.state,
    done: [...facts.done, ...plan.effects.map(({ key }) => ({ key, at: now }))],
  };
}
