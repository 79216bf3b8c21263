import type { PastAttempt } from './dunning-facts.js';
import { type DunningPolicy, stageOfDay } from './dunning-policy.js';
import type { LadderCalendar } from './ladder-calendar.js';
import { lastDayOfMonth } from '../../common/calendar.js';

// A month brings every pay-day once.
const MONTH = 31;

/** One retry day of a ladder and the instant at which it falls due in a case. */
export interface RetrySlot {
  readonly day: number;
  readonly at: Date;
}

/** The retry days that lie on known days, in order; for want of funds near a pay-day rather than on their own day. */
export function retrySlots(
  policy: DunningPolicy,
  calendar: LadderCalendar,
  isForFunds: boolean,
): RetrySlot[] {
  return policy.retryDays.flatMap((day) => {
    const moved = isForFunds && policy.payDays.length > 0 ? payDayNear(policy, calendar, day) : null;
    const on = moved ?? calendar.plannedOn(day);
    return on === null ? [] : [{ day, at: calendar.morningOf(on) }];
  });
}

/** The retry day that is due or comes next, missed ones taken as the last of them; null when none is left. */
export function nextSlot(
  slots: readonly RetrySlot[],
  attempts: readonly PastAttempt[],
  now: Date,
): RetrySlot | null {
  const open = slots.filter((slot) => !isUsed(slot, attempts));
  return open.findLast(({ at }) => at <= now) ?? open[0] ?? null;
}

// A slot that passed while nothing could be charged must not follow at once on the charge of a new card, hence any attempt after it counts.
function isUsed({ day, at }: RetrySlot, attempts: readonly PastAttempt[]): boolean {
  return attempts.some(
    (attempt) =>
      attempt.ofCase &&
      attempt.outcome !== 'not_sent' &&
      ((attempt.slot !== null && attempt.slot >= day) || attempt.at >= at),
  );
}

/** The pay-day closest to a retry day, of the days of its stage to which it is the closest itself; of two the later. */
function payDayNear(policy: DunningPolicy, calendar: LadderCalendar, day: number): string | null {
  const near: { readonly on: string; readonly distance: number }[] = [];
  for (let other = Math.max(2, day - MONTH); other <= day + MONTH; other += 1) {
    const on = closestRetryDay(policy, other) === day ? calendar.plannedOn(other) : null;
    if (on !== null && isPayDay(policy, on)) near.push({ on, distance: Math.abs(other - day) });
  }
  return near.toSorted((a, b) => a.distance - b.distance || (a.on > b.on ? -1 : 1))[0]?.on ?? null;
}

/** Of two that are equally close the earlier. */
function closestRetryDay(policy: DunningPolicy, day: number): number | undefined {
  const stage = stageOfDay(policy, day);
  return policy.retryDays
    .filter((other) => stageOfDay(policy, other) === stage)
    .toSorted((a, b) => Math.abs(a - day) - Math.abs(b - day) || a - b)[0];
}

function isPayDay({ payDays }: DunningPolicy, on: string): boolean {
  const date = Number(on.slice(8));
  const last = Number(lastDayOfMonth(Number(on.slice(0, 4)), Number(on.slice(5, 7))).slice(8));
  return payDays.some((payDay) => Math.min(payDay, last) === date);
}
