import { forecastOf, nextEntries, type ForecastEntry } from './case-forecast.js';
import { casePlan } from './case-plan.js';
import type { CaseFacts } from './dunning-facts.js';
import type { CaseWait } from './due-effects.js';
import type { DunningPolicy } from './dunning-policy.js';
import { isOver } from './dunning-vocabulary.js';
import type { NoAttemptReason } from './next-attempt.js';

// Longer than any ladder of ours with a pause in it that somebody still remembers.
const AHEAD_MS = 120 * 86_400_000;

/** Where a case stands on its ladder, and what comes first. */
export interface CaseLook {
  /** Null for one that is over. */
  readonly day: number | null;
  readonly waitsFor: CaseWait | null;
  /** Why nothing is charged by itself; null where something will be. */
  readonly noCharge: NoAttemptReason | null;
  /** What is done next, in one breath; empty where nothing comes by time alone. */
  readonly next: readonly ForecastEntry[];
}

/** A case's look, and everything that comes if each charge is refused as the last one was. */
export interface CaseOutlook extends CaseLook {
  readonly entries: readonly ForecastEntry[];
}

/** Where a case stands now. */
export function lookAt(policy: DunningPolicy, facts: CaseFacts, now: Date): CaseLook {
  if (isOver(facts.state)) return { day: null, waitsFor: null, noCharge: 'case_over', next: [] };
  const { day, waitsFor, attempt } = casePlan(policy, facts, now);
  return {
    day,
    waitsFor,
    noCharge: attempt.charge ? null : attempt.reason,
    next: nextEntries(policy, facts, now),
  };
}

/** The same with all that comes. */
export function lookAhead(policy: DunningPolicy, facts: CaseFacts, now: Date): CaseOutlook {
  const to = new Date(now.getTime() + AHEAD_MS);
  return {
    ...lookAt(policy, facts, now),
    entries: isOver(facts.state) ? [] : forecastOf(policy, facts, { from: now, to }),
  };
}
