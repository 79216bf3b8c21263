import type { Decline } from '../vendors/index.js';
import { failureMail } from './decline-rules.js';
import type { DueEffect } from './due-effects.js';
import type { CaseFacts } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import { type CaseStanding, stage } from './dunning-stage.js';
import { nextAttempt, type NextAttempt } from './next-attempt.js';

/** What to do with a case now, and when to look at it again. */
export interface CasePlan extends Omit<CaseStanding, 'nextDueAt'> {
  readonly attempt: NextAttempt;
  /** The next instant at which anything falls due, if what is due now is done; null: not by time alone. */
  readonly wakeAt: Date | null;
}

/**
 * Stage and retry in one: while a charge is due there are no effects, for its outcome decides whether any are; the first failure is not told
 * while a technical one is tried again within hours; and the ladder's first mail becomes the one that the decline calls for.
 */
export function casePlan(policy: DunningPolicy, facts: CaseFacts, now: Date): CasePlan {
  const { nextDueAt, ...standing } = stage(policy, facts, now);
  const attempt = nextAttempt(policy, facts, now);
  if (attempt.charge && attempt.at <= now) return { ...standing, effects: [], attempt, wakeAt: now };
  const isSilent = attempt.charge && attempt.cause === 'technical';
  const effects = standing.effects
    .filter((effect) => !(isSilent && isFailureMail(effect)))
    .map((effect) => (isFailureMail(effect) ? { ...effect, mail: mailOf(facts) } : effect));
  const look = attempt.charge ? attempt.at : attempt.until;
  return { ...standing, effects, attempt, wakeAt: earlier(nextDueAt, look) };
}

function isFailureMail(effect: DueEffect): effect is Extract<DueEffect, { type: 'mail' }> {
  return effect.type === 'mail' && effect.mail === 'payment_failed';
}

/** Nothing was tried where automatic payment is off: the invoice waits to be paid, with whatever method. */
function mailOf(facts: CaseFacts): ReturnType<typeof failureMail> {
  const decline = lastDecline(facts);
  return decline === null && !facts.autoPay ? 'payment_failed' : failureMail(decline);
}

function lastDecline({ attempts }: CaseFacts): Decline | null {
  return attempts.findLast(({ ofCase, decline }) => ofCase && decline !== null)?.decline ?? null;
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
