const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

// With the job's own interval of five seconds no gap of the first hour reaches a minute.
const FIRST_GAP_MS = 30 * SECOND_MS;
const HOUR_GAP_MS = 50 * SECOND_MS;
const GROWTH = 3;
const LATE_DAYS_MS = 7 * 24 * HOUR_MS;

/** What the looks at one vendor's page go by. */
export interface PageTimes {
  readonly createdAt: Date;
  /** When the vendor’s form or page ends, at the latest when we do. */
  readonly expiresAt: Date;
}

/**
 * When an open page is to be asked for again: after half a minute, at gaps below a minute in its first hour, then ever longer ones up to an hour, last of all
 * when it expires. Falls on round instants, so that many share a look.
 */
export function nextLook({ createdAt, expiresAt }: PageTimes, now: Date): Date {
  const age = now.getTime() - createdAt.getTime();
  const next = rounded(now, gapAt(age));
  return now < expiresAt && next > expiresAt ? expiresAt : next;
}

/**
 * When what has expired here is to be asked for once more, since a form left open may still be finished at the vendor, or have
 * been at the last moment: as often as before in its first hour, after an hour, then at doubling gaps; null after a week.
 */
export function lateLook({ createdAt, expiresAt }: PageTimes, now: Date): Date | null {
  const age = now.getTime() - createdAt.getTime();
  if (age < HOUR_MS) return rounded(now, HOUR_GAP_MS);
  const since = Math.max(0, now.getTime() - expiresAt.getTime());
  if (since >= LATE_DAYS_MS) return null;
  return rounded(now, Math.max(HOUR_MS, since));
}

function gapAt(age: number): number {
  if (age < FIRST_GAP_MS / 2) return FIRST_GAP_MS;
  if (age < HOUR_MS) return HOUR_GAP_MS;
  return Math.min(HOUR_MS, HOUR_GAP_MS + (age - HOUR_MS) / GROWTH);
}

function rounded(now: Date, gap: number): Date {
  const step = gap < HOUR_GAP_MS ? 10 * SECOND_MS : gap < 10 * MINUTE_MS ? HOUR_GAP_MS : 10 * MINUTE_MS;
  return new Date(Math.floor((now.getTime() + gap) / step) * step);
}
