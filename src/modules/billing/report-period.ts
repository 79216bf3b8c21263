import { addDays, dayBounds, localDay } from '../../common/calendar.js';

const DEFAULT_DAYS = 30;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LONGEST_REPORT_DAYS = 366;

/** A report's period as it was asked for: days of the business's calendar, both of them within, or instants. */
export interface PeriodWish {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** From the first instant on, before the second. */
export interface ReportPeriod {
  readonly from: Date;
  readonly to: Date;
}

/** Why there is no report of what was asked for. */
export interface PeriodRefused {
  readonly field: 'from' | 'to';
  readonly message: string;
}

/** The period of a report; without a wish the thirty days that end today. */
export function reportPeriod(
  { from, to }: PeriodWish,
  now: Date,
  timeZone: string,
): ReportPeriod | PeriodRefused {
  const end = to === undefined ? dayBounds(localDay(now, timeZone), timeZone).to : endOf(to, timeZone);
  const lastDay = localDay(new Date(end.getTime() - 1), timeZone);
  const begin =
    from === undefined
      ? dayBounds(addDays(lastDay, 1 - DEFAULT_DAYS), timeZone).from
      : startOf(from, timeZone);
  if (begin >= end) return { field: 'to', message: 'A period ends after it begins.' };
  // Two hours more, for days on which the zone's clock is put back.
  if (end.getTime() - begin.getTime() > LONGEST_REPORT_DAYS * DAY_MS + 2 * HOUR_MS)
    return { field: 'from', message: `A report covers at most ${String(LONGEST_REPORT_DAYS)} days.` };
  return { from: begin, to: end };
}

function isDay(text: string): boolean {
  return text.length === 10;
}

function startOf(text: string, timeZone: string): Date {
  return isDay(text) ? dayBounds(text, timeZone).from : new Date(text);
}

function endOf(text: string, timeZone: string): Date {
  return isDay(text) ? dayBounds(text, timeZone).to : new Date(text);
}
