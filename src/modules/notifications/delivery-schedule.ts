const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Tries after which a message is given up, about a day after the first one. */
export const MAX_ATTEMPTS = 14;

const FIRST_RETRY_MS = 15 * SECOND;
const LONGEST_RETRY_MS = 6 * HOUR;

/** Milliseconds until the next try: doubling from 15 seconds to 6 hours, and never before Mailjet's own Retry-After. */
export function retryDelayMs(attempts: number, retryAfterSeconds = 0): number {
  const doubled = FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1);
  return Math.max(Math.min(doubled, LONGEST_RETRY_MS), retryAfterSeconds * SECOND);
}

/** A claim older than this before its call begins is given back unsent, so that no call begins when others may already look it up. */
export const LATEST_START_MS = 20 * SECOND;

/** Time for Mailjet to list what it took, counted from the last moment at which a call can have ended. */
export const LOOK_UP_GRACE_MS = MINUTE;

/** How long a claim keeps a message from being looked up. */
export function claimLeaseMs(callTimeoutMs: number): number {
  return LATEST_START_MS + callTimeoutMs + LOOK_UP_GRACE_MS;
}

/** How long a look-up keeps others from looking up the same message. */
export const LOOK_UP_LEASE_MS = 5 * MINUTE;

/** When Mailjet cannot be asked, the look-up comes again after this. */
export const LOOK_UP_RETRY_MS = MINUTE;

const FIRST_PAUSE_MS = 250;

/** Failed calls in a row after which a run of deliveries ends and leaves the rest queued. */
export const MAX_OUTAGES = 5;

/** Milliseconds that everybody waits after so many calls in a row that took nothing. */
export function pauseMs(outages: number, retryAfterSeconds = 0): number {
  return Math.min(Math.max(FIRST_PAUSE_MS * 2 ** (outages - 1), retryAfterSeconds * SECOND), MINUTE);
}

/** A message held back because Mailjet was not configured is still worth sending for so long. */
export const STILL_CURRENT_MS = 3 * 24 * HOUR;
