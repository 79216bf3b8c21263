const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 3_600;
const LONGEST_DOUBLING = 10;

// Ten doublings to an hour, then hourly: three days, for as long as vendors themselves repeat an event.
const TRIES_WHILE_AWAY = 80;
// What the vendor or we refuse will hardly be taken later: half an hour leaves room for whatever else was under way.
const TRIES_OF_REFUSED = 9;

/** Seconds until an event that has been tried so often is tried again, or null when that was the last time. */
export function retryAfter(attempts: number, { isAway }: { readonly isAway: boolean }): number | null {
  if (attempts >= (isAway ? TRIES_WHILE_AWAY : TRIES_OF_REFUSED)) return null;
  const doublings = Math.min(Math.max(attempts, 1) - 1, LONGEST_DOUBLING);
  return Math.min(FIRST_PAUSE_SECONDS * 2 ** doublings, LONGEST_PAUSE_SECONDS);
}
