const MINUTE_MS = 60_000;

/** How long failures count together, and how long a lock lasts. */
export const LOCK_MINUTES = 15;

/** Failures after which a subject is locked: a person's e-mail soon, an address later, since an office shares one. */
export const ALLOWED_FAILURES = { email: 5, address: 20 } as const;

/** What is kept on an e-mail or an address that somebody tries to sign in with. */
export interface Attempts {
  readonly failures: number;
  readonly windowStartedAt: Date;
  readonly lockedUntil: Date | null;
}

/** Whether the attempt may go on, and what to keep; `lockedUntil` says from when a refused one may be repeated. */
export type AttemptVerdict =
  | { readonly allowed: true; readonly attempts: Attempts }
  | { readonly allowed: false; readonly lockedUntil: Date };

/**
 * Counts an attempt as failed before its password is checked, so that many at once cannot outrun the count; a success takes it back. The
 * last attempt that is allowed locks, and unlocks if it succeeds.
 */
export function countAttempt(before: Attempts, now: Date, allowed: number): AttemptVerdict {
  if (before.lockedUntil !== null && before.lockedUntil > now)
    return { allowed: false, lockedUntil: before.lockedUntil };
  const windowEnd = before.windowStartedAt.getTime() + LOCK_MINUTES * MINUTE_MS;
  const isNewWindow = before.lockedUntil !== null || windowEnd <= now.getTime();
  const failures = isNewWindow ? 1 : before.failures + 1;
  return {
    allowed: true,
    attempts: {
      failures,
      windowStartedAt: isNewWindow ? now : before.windowStartedAt,
      lockedUntil: failures >= allowed ? new Date(now.getTime() + LOCK_MINUTES * MINUTE_MS) : null,
    },
  };
}

/** What to keep after an attempt that succeeded. */
export function takeBack(before: Attempts): Attempts {
  return { ...before, failures: Math.max(0, before.failures - 1), lockedUntil: null };
}
