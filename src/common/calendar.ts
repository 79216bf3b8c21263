const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a day, or an instant as text, is near enough to be reckoned from: what lies in other centuries was typed wrong. */
export function isReckonable(text: string): boolean {
  return text >= '1900' && text < '2200';
}

/** The calendar day, `YYYY-MM-DD`, of an instant in a time zone. */
export function localDay(at: Date, timeZone: string): string {
  return localText(at, timeZone).slice(0, 10);
}

/** The whole minutes that a zone's clock shows at an instant: 0 at midnight, 1439 in the day's last minute. */
export function localMinute(at: Date, timeZone: string): number {
  const text = localText(at, timeZone);
  return Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
}

/**
 * The instant at which a zone's clock shows so many minutes after midnight. As in PostgreSQL, a time that the clock skips is as much
 * later as it skips, and of a time that it shows twice the second is meant.
 */
export function instantAt(day: string, minutes: number, timeZone: string): Date {
  return new Date(instantsAt(day, minutes, timeZone).last);
}

/** The first instant of a local day, and the first after it. */
export function dayBounds(day: string, timeZone: string): { readonly from: Date; readonly to: Date } {
  const from = instantsAt(day, 0, timeZone).first;
  const to = instantsAt(addDays(day, 1), 0, timeZone).first;
  return { from: new Date(from), to: new Date(to) };
}

/** The day so many days later, or earlier. */
export function addDays(day: string, count: number): string {
  return dayText(epochDay(day) + count);
}

/** The day so many months later, the last of its month where that month is shorter: count from one anchor, not from the last result. */
export function addMonths(day: string, count: number): string {
  const [year, month, date] = partsOf(day);
  const months = year * 12 + month - 1 + count;
  const last = lastDayOfMonth(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1);
  return `${last.slice(0, 8)}${String(Math.min(date, partsOf(last)[2])).padStart(2, '0')}`;
}

/** How many days the second day is after the first; negative when it is before. */
export function daysBetween(first: string, second: string): number {
  return epochDay(second) - epochDay(first);
}

/** The last day of a month; months count from 1. */
export function lastDayOfMonth(year: number, month: number): string {
  return dayText(Date.UTC(year, month, 0) / DAY_MS);
}

function epochDay(day: string): number {
  const [year, month, date] = partsOf(day);
  const days = Date.UTC(year, month - 1, date) / DAY_MS;
  if (dayText(days) !== day) throw new RangeError(`${day} is no calendar day.`);
  return days;
}

function partsOf(day: string): [number, number, number] {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) throw new RangeError(`${day} is no calendar day.`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

function dayText(epochDays: number): string {
  return new Date(epochDays * DAY_MS).toISOString().slice(0, 10);
}

/** The earliest and the latest reading of a local time; they differ only where the zone's clock is put back. */
function instantsAt(day: string, minutes: number, timeZone: string): { first: number; last: number } {
  const local = epochDay(day) * DAY_MS + minutes * MINUTE_MS;
  const readings = [local - DAY_MS, local + DAY_MS].map((near) => local - offsetAt(near, timeZone));
  const exact = readings.filter((reading) => reading + offsetAt(reading, timeZone) === local);
  // A skipped time has no exact reading; the offset before the change makes the later one.
  if (exact.length === 0) return { first: Math.max(...readings), last: Math.max(...readings) };
  return { first: Math.min(...exact), last: Math.max(...exact) };
}

/** How far a zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const shown = Date.parse(`${localText(new Date(instant), timeZone).replace(' ', 'T')}Z`);
  return shown - Math.floor(instant / 1_000) * 1_000;
}

function localText(at: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // Swedish writes days and times as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
      calendar: 'iso8601',
      numberingSystem: 'latn',
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
