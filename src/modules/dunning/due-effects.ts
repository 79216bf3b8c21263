import { addDays, localDay } from '../../common/calendar.js';
import { type DoneOn, mailKey, type Told, toldBy, warnedOn } from './announcements.js';
import type { CaseFacts } from './dunning-facts.js';
import { type DunningPolicy, type LadderStep, stageOfDay, stagesOf } from './dunning-policy.js';
import {
  ANNOUNCED_ACTS,
  type AnnouncedAct,
  type ApprovedAct,
  type DecidedAct,
  type DunningMail,
  type DunningStage,
  rankOf,
  STEP_ACTS,
  type StepAct,
} from './dunning-vocabulary.js';
import { LadderCalendar } from './ladder-calendar.js';

/** What is to be done, in words of the ladder. */
export type Effect =
  | { readonly type: 'enter'; readonly stage: DunningStage }
  | { readonly type: StepAct }
  | { readonly type: 'request_approval'; readonly acts: readonly DecidedAct[] }
  | {
      readonly type: 'mail';
      /** Null where the customer is to be told nothing and only the key is written. */
      readonly mail: DunningMail | null;
      readonly warnsOf: AnnouncedAct | null;
      /** The first local day on which what the mail announces can be done; null where it announces nothing. */
      readonly actsOn: string | null;
    }
  /** Nothing is owed any more: the case ends, and what non-payment suspended goes on. */
  | { readonly type: 'close'; readonly as: 'recovered' | 'closed' };

/** An effect that is due, with the key under which its being done is written once for its case, and its day of the ladder. */
export type DueEffect = Effect & { readonly key: string; readonly day: number };

/** What a case waits for besides time; `untold`: for a person, as no mail could warn the customer. */
export type CaseWait = 'payment' | 'approval' | 'untold' | 'pause' | 'warning';

/** What is due on one local day. */
export interface DuePart {
  readonly stage: DunningStage;
  readonly effects: readonly DueEffect[];
  readonly waitsFor: CaseWait | null;
}

/** A case as its rows tell it, in the customer's days. */
export interface Position extends Told {
  readonly policy: DunningPolicy;
  readonly facts: CaseFacts;
  readonly calendar: LadderCalendar;
  readonly entries: readonly DoneOn[];
}

// A case is asked for its stage and its next charge in one breath, and both begin here.
const known = new WeakMap<CaseFacts, Position>();

/** The position that the facts tell. */
export function positionOf(policy: DunningPolicy, facts: CaseFacts): Position {
  const before = known.get(facts);
  if (before?.policy === policy) return before;
  const entries = facts.done.map(({ at, ...entry }) => ({ ...entry, on: localDay(at, facts.timeZone) }));
  const position = positionWith(policy, facts, entries);
  known.set(facts, position);
  return position;
}

/** The position once some effects have been done on a local day. */
export function positionAfter(position: Position, effects: readonly DueEffect[], on: string): Position {
  if (effects.length === 0) return position;
  const { policy, facts, entries } = position;
  return positionWith(policy, facts, [...entries, ...effects.map(({ key }) => ({ key, on }))]);
}

function positionWith(policy: DunningPolicy, facts: CaseFacts, entries: readonly DoneOn[]): Position {
  const told = toldBy(policy, facts, entries);
  const calendar = new LadderCalendar(policy, { ...facts, warnedOn: warnedOn(told.announced) });
  return { policy, facts, entries, calendar, ...told };
}

/** Whether it is not known yet that a warning left of something that is still to be done. */
export function isUnsure({ policy, announced, done }: Position): boolean {
  return ANNOUNCED_ACTS.some(
    (act) =>
      ['waiting', 'again', 'lost'].includes(announced[act].fate) &&
      policy.steps.some((step) => step.acts.includes(act) && !done.has(actKey(step, act))),
  );
}

/** The last stage that was entered. */
export function enteredStage({ policy, done }: Position): DunningStage {
  return stagesOf(policy).findLast(({ stage }) => done.has(enterKey(stage)))?.stage ?? 'grace';
}

/** What is due on a local day that has come, from its morning on. */
export function dueOn(position: Position, date: string): DuePart {
  const entry = entryOn(position, date);
  const stage = entry.verdict === 'enter' ? entry.stage : enteredStage(position);
  const reached = position.policy.steps.filter((step) => isReached(position, step, stage, date));
  const acts = dueActs(position, reached);
  const approval = dueApproval(position, reached, entry);
  const mail = dueMail(position, reached, acts, date);
  const untold = untoldActs(position, entry, mail);
  return {
    stage,
    effects: [
      ...(entry.verdict === 'enter'
        ? [{ type: 'enter' as const, stage, key: enterKey(stage), day: entry.from }]
        : []),
      ...acts,
      ...approval.effects,
      ...requestUntold(position, untold, entry),
      ...(mail ? [mail] : []),
    ],
    waitsFor: waitOf(approval.isWaiting, untold, entry),
  };
}

function waitOf(isApproval: boolean, untold: readonly AnnouncedAct[], { verdict }: Entry): CaseWait | null {
  if (isApproval) return 'approval';
  if (untold.length > 0) return 'untold';
  return verdict === 'warning' ? 'warning' : null;
}

interface Entry {
  readonly verdict: 'enter' | 'approval' | 'warning' | 'later';
  readonly stage: DunningStage;
  readonly from: number;
}

/** Whether the next stage is entered on a day; one a day, and never into an act that was not announced in time. */
function entryOn(position: Position, date: string): Entry {
  const { policy, calendar, done, facts } = position;
  const current = enteredStage(position);
  const next = stagesOf(policy).find(({ stage }) => rankOf(stage) > rankOf(current));
  if (!next) return { verdict: 'later', stage: current, from: 0 };
  const since = done.get(enterKey(current)) ?? facts.dayOne;
  const planned = calendar.plannedOn(next.from);
  if (planned === null || planned > date || since >= date)
    return { ...next, verdict: calendar.countOn(date) >= next.from && since < date ? 'warning' : 'later' };
  const ends = policy.steps.some(({ day, acts }) => day === next.from && acts.includes('terminate'));
  return { ...next, verdict: ends && isUnapproved(position, 'terminate') ? 'approval' : 'enter' };
}

function isReached(
  { policy, calendar }: Position,
  { day }: LadderStep,
  stage: DunningStage,
  date: string,
): boolean {
  if (rankOf(stageOfDay(policy, day)) > rankOf(stage)) return false;
  const planned = calendar.plannedOn(day);
  return planned !== null && planned <= date;
}

function dueActs(position: Position, reached: readonly LadderStep[]): DueEffect[] {
  const lastCall = reached.findLast(({ acts }) => acts.includes('call_task'));
  return reached.flatMap((step) =>
    STEP_ACTS.filter(
      (act) =>
        step.acts.includes(act) &&
        !position.done.has(actKey(step, act)) &&
        !(act === 'call_task' && step !== lastCall) &&
        !(act === 'collections' && isUnapproved(position, act)),
    ).map((act) => ({ type: act, key: actKey(step, act), day: step.day })),
  );
}

/** What waits for a person; asked for once a day of the ladder. */
function dueApproval(
  position: Position,
  reached: readonly LadderStep[],
  entry: Entry,
): { readonly effects: DueEffect[]; readonly isWaiting: boolean } {
  const at =
    entry.verdict === 'approval' ? position.policy.steps.filter(({ day }) => day === entry.from) : [];
  const waiting = [...reached, ...at].filter(({ acts }) => acts.some((act) => waits(position, act)));
  const acts = [...new Set(waiting.flatMap((step) => step.acts.filter((act) => waits(position, act))))];
  const day = waiting.at(-1)?.day ?? 0;
  const key = `${String(day)}:approval`;
  const effects: DueEffect[] =
    waiting.length === 0 || position.done.has(key) ? [] : [{ type: 'request_approval', acts, key, day }];
  return { effects, isWaiting: waiting.length > 0 };
}

function waits(position: Position, act: StepAct): act is ApprovedAct {
  return (act === 'terminate' || act === 'collections') && isUnapproved(position, act);
}

function isUnapproved({ policy, facts }: Position, act: ApprovedAct): boolean {
  return policy.approval.includes(act) && facts.approvals[act] === undefined;
}

/** What would be done by now if the customer had been told of it, and no mail can tell him. */
function untoldActs(
  { policy, announced }: Position,
  { verdict, from }: Entry,
  mail: MailEffect | null,
): AnnouncedAct[] {
  if (verdict !== 'warning') return [];
  return ANNOUNCED_ACTS.filter(
    (act) =>
      announced[act].fate === 'lost' &&
      mail?.warnsOf !== act &&
      policy.steps.some(({ day, acts }) => day === from && acts.includes(act)),
  );
}

function requestUntold({ done }: Position, acts: readonly AnnouncedAct[], { from }: Entry): DueEffect[] {
  const key = `${String(from)}:untold`;
  return acts.length === 0 || done.has(key) ? [] : [{ type: 'request_approval', acts, key, day: from }];
}

/** What a person is asked about on a local day. */
export function decisionsOn(
  position: Position,
  date: string,
): { readonly untold: readonly AnnouncedAct[]; readonly isApproval: boolean } {
  const entry = entryOn(position, date);
  const stage = entry.verdict === 'enter' ? entry.stage : enteredStage(position);
  const reached = position.policy.steps.filter((step) => isReached(position, step, stage, date));
  return {
    untold: untoldActs(position, entry, dueMail(position, reached, dueActs(position, reached), date)),
    isApproval: dueApproval(position, reached, entry).isWaiting,
  };
}

type MailEffect = Extract<DueEffect, { type: 'mail' }>;

/** The one mail of a day: that of an act now done, else a warning that is still missing, else the latest; those it overtakes never go. */
function dueMail(
  position: Position,
  reached: readonly LadderStep[],
  acts: readonly DueEffect[],
  date: string,
): MailEffect | null {
  const { mailedOn } = position;
  if (mailedOn.includes(date)) return null;
  const last = mailedOn.toSorted().at(-1) ?? '';
  const isActing = ({ day }: LadderStep): boolean =>
    acts.some((act) => act.day === day && (act.type === 'suspend' || act.type === 'terminate'));
  const weight = (step: LadderStep): number =>
    isActing(step) ? 2 : isMissingWarning(position, step) ? 1 : 0;
  const chosen = reached
    .filter((step) => step.mail !== null && !position.done.has(mailKey(step)) && !isWaiting(position, step))
    .filter(
      (step) => isMissingWarning(position, step) || (position.calendar.plannedOn(step.day) ?? '') > last,
    )
    .toSorted((a, b) => weight(b) - weight(a) || b.day - a.day)[0];
  return chosen ? mailEffect(position, chosen, date) : null;
}

/** Another warning of the same waits to leave. */
function isWaiting({ announced }: Position, { warnsOf }: LadderStep): boolean {
  return warnsOf !== null && announced[warnsOf].fate === 'waiting';
}

function isMissingWarning({ policy, done, announced }: Position, { warnsOf }: LadderStep): boolean {
  return (
    warnsOf !== null &&
    announced[warnsOf].fate !== 'sent' &&
    !policy.steps.some((step) => step.acts.includes(warnsOf) && done.has(actKey(step, warnsOf)))
  );
}

function mailEffect({ calendar, tries }: Position, step: LadderStep, date: string): MailEffect | null {
  const { mail, warnsOf, day } = step;
  if (mail === null) return null;
  const planned = warnsOf === null ? null : calendar.earliestOf(warnsOf, date);
  const tomorrow = addDays(date, 1);
  const actsOn = planned === null || planned > tomorrow ? planned : tomorrow;
  const before = tries.get(mailKey(step)) ?? 0;
  const key = before === 0 ? mailKey(step) : `${mailKey(step)}~${String(before)}`;
  return { type: 'mail', mail, warnsOf, actsOn, key, day };
}

/** The keys under which people were asked something. */
export const QUESTION_KEY = /:(approval|untold)$/;

/** The key of a stage's having been entered. */
export function enterKey(stage: DunningStage): string {
  return `enter:${stage}`;
}

function actKey({ day }: LadderStep, act: StepAct): string {
  return `${String(day)}:${act}`;
}
