import { addDays, daysBetween, instantAt, localDay } from '../../common/calendar.js';
import type { CaseFacts, Pause } from './dunning-facts.js';
import { dayOfAct, type DunningPolicy } from './dunning-policy.js';
import { ANNOUNCED_ACTS, type AnnouncedAct } from './dunning-vocabulary.js';

/** Local days on which a case stands still; `to` is the first day on which it goes on, null while nobody knows. */
interface PausedDays {
  readonly from: string;
  readonly to: string | null;
}

/** What a calendar is made from; the days on which each act was first announced come from what was done. */
export interface CalendarFacts extends Pick<CaseFacts, 'dayOne' | 'timeZone' | 'pauses'> {
  readonly warnedOn: Readonly<Partial<Record<AnnouncedAct, string>>>;
}

/** Which local day each day of a ladder falls on, for one case: paused days do not count, and a late warning moves what follows it. */
export class LadderCalendar {
  private readonly paused: readonly PausedDays[];
  private readonly mornings = new Map<string, Date>();
  private readonly planned = new Map<number, string | null>();

  constructor(
    private readonly policy: DunningPolicy,
    private readonly facts: CalendarFacts,
  ) {
    this.paused = merged(facts.pauses.map((pause) => this.daysOf(pause)));
  }

  /** The instant at which a day's retry and steps fall due. */
  morningOf(day: string): Date {
    const known = this.mornings.get(day);
    if (known) return known;
    const morning = instantAt(day, this.policy.morning, this.facts.timeZone);
    this.mornings.set(day, morning);
    return morning;
  }

  /** The first morning at or after an instant. */
  morningFrom(at: Date): Date {
    return this.morningOf(this.firstMorningFrom(at));
  }

  /** How many days of the case have counted up to and on a local day; 1 on the first and before it. */
  countOn(day: string): number {
    const { dayOne } = this.facts;
    const passed = Math.max(0, daysBetween(dayOne, day));
    const last = addDays(dayOne, passed);
    return this.paused.reduce(
      (count, range) => count - pausedBetween(range, addDays(dayOne, 1), last),
      1 + passed,
    );
  }

  /** Whether a local day's morning lies in a pause; the first day never does. */
  isPaused(day: string): boolean {
    return (
      day > this.facts.dayOne && this.paused.some(({ from, to }) => from <= day && (to === null || day < to))
    );
  }

  /** Whether the case stands still at an instant: from the pause's beginning until the first morning after its end. */
  isHeldAt(now: Date): boolean {
    return this.facts.pauses.some(
      ({ from, until }) =>
        from <= now && (until === null || this.morningOf(this.firstMorningFrom(until)) > now),
    );
  }

  /** The next local day after one that is not paused, or null while no end of its pause is known. */
  nextCounted(day: string): string | null {
    const next = addDays(day, 1);
    const pause = this.paused.find(({ from, to }) => from <= next && (to === null || next < to));
    return pause ? pause.to : next;
  }

  /** The first local day from an instant on whose morning is still to come and counts, or null while no end of its pause is known. */
  nextMorningOn(now: Date): string | null {
    const today = localDay(now, this.facts.timeZone);
    return this.morningOf(today) > now && !this.isPaused(today) ? today : this.nextCounted(today);
  }

  /** The local day that is the case's so many-th to count, or null while a pause without an end lies before it. */
  dateOf(count: number): string | null {
    let day = addDays(this.facts.dayOne, count - 1);
    for (const { from, to } of this.paused) {
      const start = from > this.facts.dayOne ? from : addDays(this.facts.dayOne, 1);
      if (start > day) break;
      if (to === null) return null;
      day = addDays(day, Math.max(0, daysBetween(start, to)));
    }
    return day;
  }

  /**
   * The local day on which a day of the ladder is to be done, or null while that is not known: it comes at or after an act that has not been
   * announced yet, or after a pause without an end.
   */
  plannedOn(day: number): string | null {
    const known = this.planned.get(day);
    if (known !== undefined) return known;
    const shift = this.shiftOf(day);
    const planned = shift === null ? null : this.dateOf(day + shift);
    this.planned.set(day, planned);
    return planned;
  }

  /** The first local day on which an act may be done, if it was announced on the day given, or is announced then. */
  earliestOf(act: AnnouncedAct, announcedOn: string): string | null {
    const day = dayOfAct(this.policy, act);
    if (day === null) return null;
    const known = this.facts.warnedOn[act] ?? announcedOn;
    const told = { ...this.facts, warnedOn: { ...this.facts.warnedOn, [act]: known } };
    const earlier = act === 'terminate' ? { suspend: told.warnedOn.suspend ?? announcedOn } : {};
    return new LadderCalendar(this.policy, {
      ...told,
      warnedOn: { ...told.warnedOn, ...earlier },
    }).plannedOn(day);
  }

  /** By how many days late warnings move a day of the ladder; null while a warning is missing. */
  private shiftOf(day: number): number | null {
    let shift = 0;
    for (const act of ANNOUNCED_ACTS) {
      const acted = dayOfAct(this.policy, act);
      if (acted === null || acted > day) continue;
      const warned = this.facts.warnedOn[act];
      if (warned === undefined) return null;
      const free = addDays(warned, this.policy.warnDaysBefore);
      const first = this.countOn(free) + (this.isPaused(free) ? 1 : 0);
      shift = Math.max(shift, first - acted);
    }
    return shift;
  }

  /** A morning counts as paused when the pause is in force at it. */
  private daysOf({ from, until }: Pause): PausedDays {
    return { from: this.firstMorningFrom(from), to: until === null ? null : this.firstMorningFrom(until) };
  }

  private firstMorningFrom(at: Date): string {
    const day = localDay(at, this.facts.timeZone);
    return this.morningOf(day) >= at ? day : addDays(day, 1);
  }
}

function pausedBetween({ from, to }: PausedDays, first: string, last: string): number {
  const start = from > first ? from : first;
  const end = to === null || to > last ? addDays(last, 1) : to;
  return Math.max(0, daysBetween(start, end));
}

/** Without overlaps, earliest first, and without spans that hold no morning. */
function merged(ranges: readonly PausedDays[]): PausedDays[] {
  const result: PausedDays[] = [];
  const real = ranges.filter(({ from, to }) => to === null || to > from);
  for (const range of real.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = result.at(-1);
    if (!last || (last.to !== null && range.from > last.to)) result.push(range);
    else result[result.length - 1] = { from: last.from, to: laterEnd(last.to, range.to) };
  }
  return result;
}

function laterEnd(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}
