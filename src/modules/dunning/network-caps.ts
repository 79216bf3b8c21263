import { freeFrom } from '../../common/card-caps.js';
import type { PastAttempt } from './dunning-facts.js';
import type { NetworkCap } from './dunning-policy.js';

const DAY_MS = 86_400_000;

export { networkOf } from '../../common/card-caps.js';

/** How often a card was asked and did not pay, within the windows that the networks count by. */
export interface CapUse {
  readonly in24h: number;
  readonly in30d: number;
}

/** How often a card was asked, whatever for and by whom, up to an instant. */
export function capUse(attempts: readonly PastAttempt[], card: string, now: Date): CapUse {
  const times = askedAt(attempts, card);
  return { in24h: timesWithin(times, now, DAY_MS), in30d: timesWithin(times, now, 30 * DAY_MS) };
}

/** The first instant, not before `from`, at which a card may be asked once more. */
export function capFreeAt(
  cap: NetworkCap,
  attempts: readonly PastAttempt[],
  { card, byHand, from }: { readonly card: string; readonly byHand: boolean; readonly from: Date },
): Date {
  return freeFrom(cap, askedAt(attempts, card), { byHand, from });
}

function askedAt(attempts: readonly PastAttempt[], card: string): number[] {
  return attempts
    .filter((attempt) => attempt.card === card && !['not_sent', 'succeeded'].includes(attempt.outcome))
    .map(({ at }) => at.getTime())
    .toSorted((a, b) => a - b);
}

function timesWithin(times: readonly number[], now: Date, window: number): number {
  return times.filter((time) => time > now.getTime() - window && time <= now.getTime()).length;
}
