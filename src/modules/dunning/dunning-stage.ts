import { localDay } from '../../common/calendar.js';
import type { CaseFacts } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import {
  type CaseWait,
  type DueEffect,
  dueOn,
  type DuePart,
  enteredStage,
  type Position,
  positionOf,
} from './due-effects.js';
import { type DunningStage, isOver } from './dunning-vocabulary.js';

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
 * the most urgent mail goes, one a day; a service is suspended or terminated only so many days after it was announced, and the
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
    return { effects: [], waitsFor: 'pause', nextDueAt: nextDueAt(position, calendar.nextCounted(today)) };
  if (!hasBegun(position, today, now)) {
    const first = calendar.isPaused(today) ? calendar.nextCounted(today) : today;
    return { effects: [], waitsFor: null, nextDueAt: nextDueAt(position, first) };
  }
  const due = dueOn(position, today);
  const after = afterwards(position, due, now);
  return { ...due, nextDueAt: nextDueAt(after, after.calendar.nextCounted(today)) };
}

/** Whether a local day's steps may be done: from its morning on, those after the very failure at once. */
function hasBegun({ facts, calendar }: Position, today: string, now: Date): boolean {
  if (today < facts.dayOne || calendar.isPaused(today)) return false;
  const isAfterFailure = today === facts.dayOne && facts.attempts.some(({ ofCase }) => ofCase);
  return isAfterFailure || now >= calendar.morningOf(today);
}

/** The position once everything that is due has been done. */
function afterwards({ policy, facts }: Position, { effects }: DuePart, now: Date): Position {
  const done = [...facts.done, ...effects.map(({ key }) => ({ key, at: now }))];
  return positionOf(policy, { ...facts, done });
}

/** The first morning from a local day on with something to do. */
function nextDueAt(position: Position, from: string | null): Date | null {
  const { policy, calendar } = position;
  const last = Math.max(...policy.steps.map(({ day }) => day), 1);
  let day = from;
  for (let left = last + 2 * policy.warnDaysBefore + 4; day !== null && left > 0; left -= 1) {
    if (dueOn(position, day).effects.length > 0) return calendar.morningOf(day);
    day = calendar.nextCounted(day);
  }
  return null;
}
