import { addDays, addMonths, daysBetween } from '../../common/calendar.js';

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
  let n = Math.max(0, guess(anchorOn, period, day));
  while (n > 0 && periodStart(anchorOn, period, n - 1) >= day) n -= 1;
  while (periodStart(anchorOn, period, n) < day) n += 1;
  return {
    from: periodStart(anchorOn, period, n),
    to: addDays(periodStart(anchorOn, period, n + 1), -1),
  };
}

function guess(anchorOn: string, period: string, day: string): number {
  const { months, days } = stepOf(period);
  return Math.floor(daysBetween(anchorOn, day) / (months > 0 ? months * 30.436_875 : days));
}

function stepOf(period: string): Step {
  const parts = /^P([1-9]\d{0,2})([DWMY])$/.exec(period);
  if (!parts) throw new RangeError(`${period} is no period of one unit.`);
  const count = Number(parts[1]);
  switch (parts[2]) {
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
