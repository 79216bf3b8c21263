import { describe, expect, it } from '@jest/globals';
import { countAttempt, takeBack, type Attempts } from './lock-out.js';

const start = new Date('2026-01-01T00:00:00Z');

function minutes(count: number): Date {
  return new Date(start.getTime() + count * 60_000);
}

const none: Attempts = { failures: 0, windowStartedAt: start, lockedUntil: null };

function afterFailures(count: number): Attempts {
  let attempts = none;
  for (let i = 0; i < count; i += 1) {
    const verdict = countAttempt(attempts, start, 5);
    if (!verdict.allowed) throw new Error('locked too early');
    attempts = verdict.attempts;
  }
  return attempts;
}

describe('lock-out', () => {
  it('allows five failures, then none for fifteen minutes', () => {
    const attempts = afterFailures(5);
    expect(countAttempt(attempts, start, 5)).toEqual({ allowed: false, lockedUntil: minutes(15) });
    expect(countAttempt(attempts, minutes(14), 5).allowed).toBe(false);
    expect(countAttempt(attempts, minutes(15), 5)).toEqual({
      allowed: true,
      attempts: { failures: 1, windowStartedAt: minutes(15), lockedUntil: null },
    });
  });

  it('does not prolong a lock by attempts during it', () => {
    const attempts = afterFailures(5);
    expect(countAttempt(attempts, minutes(10), 5)).toEqual({ allowed: false, lockedUntil: minutes(15) });
  });

  it('forgets failures that are further apart', () => {
    const verdict = countAttempt(afterFailures(4), minutes(15), 5);
    expect(verdict).toMatchObject({ allowed: true, attempts: { failures: 1, lockedUntil: null } });
  });

  it('takes back the attempt that succeeded, and its lock', () => {
    expect(takeBack(afterFailures(5))).toEqual({ failures: 4, windowStartedAt: start, lockedUntil: null });
    expect(takeBack(none).failures).toBe(0);
  });
});
