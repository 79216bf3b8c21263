import type { Decline } from '../vendors/index.js';
import type { CasePlan } from './case-plan.js';
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
  const tell = (plan: CasePlan, _: CaseFacts, at: Date): void => {
    const { attempt, effects } = plan;
    if (attempt.charge && attempt.at <= at)
      entries.push({ at, does: 'charge', methodId: attempt.methodId, cause: attempt.cause });
    else entries.push(...effects.map((effect) => ({ at, does: effect.type, detail: detailOf(effect) })));
  };
  playOut(policy, facts, { from, to, bank: sameAgain, tell });
  return entries;
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
