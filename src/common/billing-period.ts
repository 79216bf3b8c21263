import { addDays, addMonths, daysBetween } from './calendar.js';

/** One period of a subscription, both days included. */
export interface BillingPeriod {
  readonly from: string;
  readonly to: string;
}

interface Step {
  readonly months: number;
  readonly days: number;
}

/**
 * The first day of a subscription's n-th period, the anchor's own being 0. It is always counted from the anchor, so that one of the 31st
 * comes back to the 31st after every shorter month.
 */
export function periodStart(anchorOn: string, period: string, n: number): string {
  const { months, days } = stepOf(period);
  return months > 0 ? addMonths(anchorOn, months * n) : addDays(anchorOn, days * n);
}

/** The period that begins on the day, or, where none does, the first that begins after it. */
export function periodFrom(anchorOn: string, period: string, day: string): BillingPeriod {
  const n = indexFrom(anchorOn, period, day);
  return {
    from: periodStart(anchorOn, period, n),
    to: addDays(periodStart(anchorOn, period, n + 1), -1),
  };
}

/** The first day of the period that runs on a day; null before the first one. */
export function runningSince(anchorOn: string, period: string, day: string): string | null {
  if (day < anchorOn) return null;
  const n = indexFrom(anchorOn, period, day);
  const next = periodStart(anchorOn, period, n);
  return next > day ? periodStart(anchorOn, period, n - 1) : next;
}

function indexFrom(anchorOn: string, period: string, day: string): number {
  let n = Math.max(0, guess(anchorOn, period, day));
  while (n > 0 && periodStart(anchorOn, period, n - 1) >= day) n -= 1;
  while (periodStart(anchorOn, period, n) < day) n += 1;
  return n;
}

function guess(anchorOn: string, period: string, day: string): number {
  const { months, days } = stepOf(period);
  return Math.floor(daysBetween(anchorOn, day) / (months > 0 ? months * 30.436_875 : days));
}

function stepOf(period: string): Step {
  const parts = /^P([1-9]\d{0,2})([DWMY])$/.exec(period);
  if (!parts) throw new RangeError(`${period} is no period of one unit.`);
  const [, digits, unit = ''] = parts;
  const count = Number(digits);
  switch (unit) {
    case 'D':
      return { months: 0, days: count };
    case 'W':
      return { months: 0, days: count * 7 };
    case 'M':
      return { months: count, days: 0 };
    default:
      return { months: count * 12, days: 0 };
  }
}
