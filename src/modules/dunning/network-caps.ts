import type { PastAttempt } from './dunning-facts.js';
import type { NetworkCap } from './dunning-policy.js';
import type { CappedNetwork } from './dunning-vocabulary.js';

const DAY_MS = 86_400_000;

/** The network whose limits hold for a brand; a PayPal account counts as `other`. */
export function networkOf(brand: string | null): CappedNetwork {
  return brand === 'visa' || brand === 'mastercard' ? brand : 'other';
}

/** How often a card was asked within the windows that the networks count by. */
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
  const times = askedAt(attempts, card);
  const monthly = freeAt(times, byHand ? cap.byHandPer30d : cap.per30d, 30 * DAY_MS);
  const daily = cap.per24h === null ? 0 : freeAt(times, cap.per24h, DAY_MS);
  return new Date(Math.max(from.getTime(), monthly, daily));
}

function askedAt(attempts: readonly PastAttempt[], card: string): number[] {
  return attempts
    .filter((attempt) => attempt.card === card && attempt.outcome !== 'not_sent')
    .map(({ at }) => at.getTime())
    .toSorted((a, b) => a - b);
}

function timesWithin(times: readonly number[], now: Date, window: number): number {
  return times.filter((time) => time > now.getTime() - window && time <= now.getTime()).length;
}

/** When the oldest attempt that fills a window leaves it. */
function freeAt(times: readonly number[], limit: number, window: number): number {
  if (limit === 0) return Number.MAX_SAFE_INTEGER;
  const filling = times[times.length - limit];
  return filling === undefined ? 0 : filling + window;
}
