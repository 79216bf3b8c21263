import { addDays, addMonths, daysBetween, localDay, localMinute } from '../../common/calendar.js';
import { currentStage, type Stage } from './stages.js';

/** What holds on one zone's own day for every card that expires on one day. */
export interface CalendarPair {
  readonly zone: string;
  /** The cards' last valid day. */
  readonly lastDay: string;
  readonly today: string;
  /** Minutes after the zone's midnight. */
  readonly minute: number;
  /** The stage of a default or a named card; null for none. */
  readonly ofAll: Stage | null;
  /** The stage of any other card. */
  readonly ofOthers: Stage | null;
}

interface Rules {
  readonly now: Date;
  readonly stages: readonly Stage[];
  readonly others: readonly Stage[];
  readonly expiredWithinDays: number;
}

/** Every pair of zone and last day of a month between the days `from` and `to` at which some card is at a stage. */
export function calendarOf(
  { now, stages, others, expiredWithinDays }: Rules,
  zones: readonly string[],
  [from, to]: readonly [string, string],
): CalendarPair[] {
  const lastDays = monthEnds(from, to);
  return zones.flatMap((zone) => {
    const today = localDay(now, zone);
    const minute = localMinute(now, zone);
    return lastDays.flatMap((lastDay) => {
      const daysLeft = daysBetween(today, lastDay);
      const ofAll = currentStage({ daysLeft, stages, expiredWithinDays });
      const ofOthers = currentStage({ daysLeft, stages: others, expiredWithinDays });
      return ofAll === null && ofOthers === null ? [] : [{ zone, lastDay, today, minute, ofAll, ofOthers }];
    });
  });
}

function monthEnds(from: string, to: string): string[] {
  const ends: string[] = [];
  for (let first = `${from.slice(0, 8)}01`; first <= to; first = addMonths(first, 1))
    ends.push(addDays(addMonths(first, 1), -1));
  return ends;
}
