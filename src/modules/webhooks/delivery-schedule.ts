// The pauses that Standard Webhooks suggests, with one of half a minute put in, since a shop may be waiting: 76 hours in all.
const PAUSES_SECONDS = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
const JITTER = 0.1;
const LONGEST_WISH_SECONDS = 86_400;

/** An endpoint that nothing has reached for so long is paused. */
export const PAUSED_AFTER_SECONDS = 3 * 86_400;

/**
 * Seconds until a delivery that has been tried so often is tried again, or null when that was the last time. `random` from 0 to 1 spreads
 * what failed together; an endpoint's own wish (`Retry-After`) is granted up to a day where it is longer.
 */
export function pauseAfter(attempts: number, random: number, wishedSeconds = 0): number | null {
  const pause = PAUSES_SECONDS[Math.max(attempts, 1) - 1];
  if (pause === undefined) return null;
  const spread = pause * (1 - JITTER + 2 * JITTER * random);
  return Math.max(spread, Math.min(wishedSeconds, LONGEST_WISH_SECONDS));
}

/** The seconds of a `Retry-After` header; 0 for none, and for a date, whose clock is not ours. */
export function wishedSeconds(header: string | undefined): number {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : 0;
}
