import { addDays, daysBetween } from '../../common/calendar.js';
import { MESSAGE_OUTCOMES, type MessageOutcome, type MessageState } from './message-vocabulary.js';

/** Mails by state; states without mails are left out. */
export type StateCounts = Readonly<Partial<Record<MessageState, number>>>;

/** A day as it was counted. */
export interface CountedDay {
  readonly day: string;
  readonly counts: StateCounts;
  readonly countedAt: Date;
}

/** Old days that one pass counts again: mails of a month are opened, or bounce, later than on their day. */
const AGAIN = 3;

/** The days from the first to the last that a pass counts: the last two, those never counted, and a few that were counted longest ago. */
export function daysToCount(first: string, last: string, counted: readonly CountedDay[]): string[] {
  const at = new Map(counted.map(({ day, countedAt }) => [day, countedAt.getTime()]));
  const all = Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index));
  const fresh = all.slice(-2);
  const older = all.slice(0, -2);
  const missing = older.filter((day) => !at.has(day));
  const again = older
    .filter((day) => at.has(day))
    .sort((one, other) => (at.get(one) ?? 0) - (at.get(other) ?? 0))
    .slice(0, AGAIN);
  return [...fresh, ...missing, ...again];
}

/** The mails of a day by what became of them. */
export function outcomesOf(counts: StateCounts): Record<MessageOutcome, number> {
  const sums = Object.entries(MESSAGE_OUTCOMES).map(([outcome, states]) => [
    outcome,
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
  ]);
  return Object.fromEntries(sums) as Record<MessageOutcome, number>;
}
