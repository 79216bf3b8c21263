import { daysBetween, localDay } from '../../common/calendar.js';
import type { CaseFacts } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import {
  type CaseWait,
  decisionsOn,
  type DueEffect,
  dueOn,
  type DuePart,
  enteredStage,
  isUnsure,
  type Position,
  positionAfter,
  positionOf,
} from './due-effects.js';
import { type DunningStage, isOver } from './dunning-vocabulary.js';

// A stage and a mail a day at most, so that a case that was lost is up to date within as many days as there are stages.
const MOST_CATCHING_UP_DAYS = 4;

/** What a person is asked about a case on the local day of an instant. */
export function decisions(
  policy: DunningPolicy,
  facts: CaseFacts,
  now: Date,
): ReturnType<typeof decisionsOn> {
  return decisionsOn(positionOf(policy, facts), localDay(now, facts.timeZone));
}

/** Where a case stands at an instant. */
export interface CaseStanding {
  readonly stage: DunningStage;
  /** Local days that have counted, from 1. */
  readonly day: number;
  /** In the order in which they are to be done. */
  readonly effects: readonly DueEffect[];
  readonly waitsFor: CaseWait | null;
  /** When something more falls due, if what is due now is done; null: not by time alone. */
  readonly nextDueAt: Date | null;
}

/**
 * Where a case stands, what is due and when to look again. Nothing is due twice, however often it is asked; after time that was lost only
 * the most urgent mail goes, one a day; a service is suspended or terminated only so many days after a mail that announced it left, and the
 * stage goes on by one a day at most. While a charge is on its way nothing is done at all.
 */
export function stage(policy: DunningPolicy, facts: CaseFacts, now: Date): CaseStanding {
  const position = positionOf(policy, facts);
  const today = localDay(now, facts.timeZone);
  const standing = { stage: enteredStage(position), day: position.calendar.countOn(today) };
  const still = { ...standing, effects: [], waitsFor: null, nextDueAt: null };
  if (isOver(facts.state)) return still;
  if (facts.debt !== 'unpaid') return { ...still, effects: closing(facts, standing.day) };
  if (facts.attempts.some(({ ofCase, outcome }) => ofCase && outcome === 'open'))
    return { ...still, waitsFor: 'payment' };
  return { ...standing, ...dueAt(position, today, now) };
}

function closing({ debt, done }: CaseFacts, day: number): DueEffect[] {
  const isDone = done.some(({ key }) => key === 'close');
  return isDone ? [] : [{ type: 'close', as: debt === 'paid' ? 'recovered' : 'closed', key: 'close', day }];
}

function dueAt(
  position: Position,
  today: string,
  now: Date,
): Pick<CaseStanding, 'effects' | 'waitsFor' | 'nextDueAt'> & Partial<DuePart> {
  const { calendar } = position;
  if (calendar.isHeldAt(now))
    return { effects: [], waitsFor: 'pause', nextDueAt: nextDueAt(position, calendar.nextMorningOn(now)) };
  if (!hasBegun(position, today, now)) {
    const first = calendar.isPaused(today) ? calendar.nextCounted(today) : today;
    return { effects: [], waitsFor: stillAsked(position, today), nextDueAt: nextDueAt(position, first) };
  }
  const due = dueOn(position, today);
  const after = positionAfter(position, due.effects, today);
  return { ...due, nextDueAt: nextDueAt(after, after.calendar.nextCounted(today)) };
}

/** What a person was asked on an earlier day is asked in the night as well. */
function stillAsked(position: Position, today: string): CaseWait | null {
  const { waitsFor, effects } = dueOn(position, today);
  const isAsked = waitsFor === 'approval' || waitsFor === 'untold';
  return isAsked && !effects.some(({ type }) => type === 'request_approval') ? waitsFor : null;
}

/** Whether a local day's steps may be done: from its morning on, those after the very failure at once. */
function hasBegun({ facts, calendar }: Position, today: string, now: Date): boolean {
  if (today < facts.dayOne || calendar.isPaused(today)) return false;
  const isAfterFailure = today === facts.dayOne && facts.attempts.some(({ ofCase }) => ofCase);
  return isAfterFailure || now >= calendar.morningOf(today);
}

/**
 * The first morning from a local day on with something to do, the very first while it is not known of a warning that it left; looked for until the ladder's last day and its latest catching up are over.
 */
function nextDueAt(position: Position, from: string | null): Date | null {
  const { policy, calendar } = position;
  if (from !== null && isUnsure(position)) return calendar.morningOf(from);
  const last = Math.max(...policy.steps.map(({ day }) => day), 1);
  const planned = calendar.plannedOn(last);
  const catchingUp = 2 * policy.warnDaysBefore + MOST_CATCHING_UP_DAYS;
  const least = from === null || planned === null ? last : Math.max(0, daysBetween(from, planned));
  let day = from;
  for (let left = least + catchingUp; day !== null && left > 0; left -= 1) {
    if (dueOn(position, day).effects.length > 0) return calendar.morningOf(day);
    day = calendar.nextCounted(day);
  }
  return null;
}
