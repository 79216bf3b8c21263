import type { Decline } from '../vendors/index.js';
import { type CasePlan, casePlan } from './case-plan.js';
import { type Bank, playOut } from './case-player.js';
import type { DueEffect } from './due-effects.js';
import type { AttemptCause, CaseFacts } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';

/** One thing that will be done, if nothing changes but the time. */
export type ForecastEntry =
  | { readonly at: Date; readonly does: 'charge'; readonly methodId: string; readonly cause: AttemptCause }
  | { readonly at: Date; readonly does: DueEffect['type']; readonly detail: string | null };

/**
 * What will be done about a case from now until an instant, by the very functions that do it, if each charge is refused as the last one was:
 * the worst that can come.
 */
export function forecastOf(
  policy: DunningPolicy,
  facts: CaseFacts,
  { from, to }: { readonly from: Date; readonly to: Date },
): ForecastEntry[] {
  const entries: ForecastEntry[] = [];
  const leaving = mailed(facts, from);
  const tell = (plan: CasePlan, _: CaseFacts, at: Date): void => {
    entries.push(...entriesOf(plan, at));
  };
  playOut(policy, leaving, { from, to, bank: sameAgain, tell });
  return entries;
}

// A look that finds nothing to do, such as one at the end of a pause, is followed by the next.
const MOST_LOOKS = 12;

/** The first thing that will be done about a case, with whatever is done in the same breath; empty where nothing comes by time alone. */
export function nextEntries(policy: DunningPolicy, facts: CaseFacts, now: Date): ForecastEntry[] {
  const leaving = mailed(facts, now);
  let at: Date | null = now;
  for (let look = 0; at !== null && look < MOST_LOOKS; look += 1) {
    const plan: CasePlan = casePlan(policy, leaving, at);
    const entries = entriesOf(plan, at);
    if (entries.length > 0) return entries;
    at = plan.wakeAt;
  }
  return [];
}

/** A mail that waits to leave is taken to leave now. */
function mailed(facts: CaseFacts, at: Date): CaseFacts {
  const isWaiting = ({ mail }: CaseFacts['done'][number]): boolean => mail?.state === 'waiting';
  if (!facts.done.some(isWaiting)) return facts;
  const done = facts.done.map((one) =>
    isWaiting(one) ? { ...one, mail: { state: 'sent' as const, at } } : one,
  );
  return { ...facts, done };
}

function entriesOf({ attempt, effects }: CasePlan, at: Date): ForecastEntry[] {
  if (attempt.charge && attempt.at <= at)
    return [{ at, does: 'charge', methodId: attempt.methodId, cause: attempt.cause }];
  return effects.map((effect) => ({ at, does: effect.type, detail: detailOf(effect) }));
}

const NO_FUNDS: Decline = {
  bucket: 'funds',
  code: 'insufficient_funds',
  hint: 'check_funds',
  retryable: true,
  adviceCode: null,
  networkAdviceCode: null,
  networkDeclineCode: null,
};

const sameAgain: Bank = ({ methodId }, { attempts }) =>
  attempts.findLast((attempt) => attempt.methodId === methodId && attempt.decline)?.decline ?? NO_FUNDS;

function detailOf(effect: DueEffect): string | null {
  switch (effect.type) {
    case 'enter':
      return effect.stage;
    case 'mail':
      return effect.mail;
    case 'request_approval':
      return effect.acts.join(', ');
    case 'close':
      return effect.as;
    case 'call_task':
    case 'suspend':
    case 'terminate':
    case 'inventory_return':
    case 'collections':
      return null;
  }
}
