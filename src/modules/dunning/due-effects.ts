import { addDays, localDay } from '../../common/calendar.js';
import type { CaseFacts } from './dunning-facts.js';
import { type DunningPolicy, type LadderStep, stageOfDay, stagesOf } from './dunning-policy.js';
import {
  ANNOUNCED_ACTS,
  type AnnouncedAct,
  type ApprovedAct,
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
  | { readonly type: 'request_approval'; readonly acts: readonly ApprovedAct[] }
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

/** What a case waits for besides time. */
export type CaseWait = 'payment' | 'approval' | 'pause' | 'warning';

/** What is due on one local day. */
export interface DuePart {
  readonly stage: DunningStage;
  readonly effects: readonly DueEffect[];
  readonly waitsFor: CaseWait | null;
}

/** A case as its rows tell it, in the customer's days. */
export interface Position {
  readonly policy: DunningPolicy;
  readonly facts: CaseFacts;
  readonly calendar: LadderCalendar;
  /** What was done, and on which local day. */
  readonly done: ReadonlyMap<string, string>;
}

// A case is asked for its stage and its next charge in one breath, and both begin here.
const known = new WeakMap<CaseFacts, Position>();

/** The position that the facts tell. */
export function positionOf(policy: DunningPolicy, facts: CaseFacts): Position {
  const before = known.get(facts);
  if (before?.policy === policy) return before;
  const done = new Map(facts.done.map(({ key, at }) => [key, localDay(at, facts.timeZone)]));
  const position = positionWith(policy, facts, done);
  known.set(facts, position);
  return position;
}

/** The position once some effects have been done on a local day. */
export function positionAfter(position: Position, effects: readonly DueEffect[], on: string): Position {
  if (effects.length === 0) return position;
  const { policy, facts, done } = position;
  return positionWith(policy, facts, new Map([...done, ...effects.map(({ key }) => [key, on] as const)]));
}

function positionWith(policy: DunningPolicy, facts: CaseFacts, done: ReadonlyMap<string, string>): Position {
  const warnedOn: Partial<Record<AnnouncedAct, string>> = {};
  for (const act of ANNOUNCED_ACTS) {
    const told = policy.steps
      .filter(({ warnsOf }) => warnsOf === act)
      .flatMap((step) => done.get(mailKey(step)) ?? []);
    const first = told.toSorted()[0];
    if (first !== undefined) warnedOn[act] = first;
  }
  return { policy, facts, done, calendar: new LadderCalendar(policy, { ...facts, warnedOn }) };
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
  return {
    stage,
    effects: [
      ...(entry.verdict === 'enter'
        ? [{ type: 'enter' as const, stage, key: enterKey(stage), day: entry.from }]
        : []),
      ...acts,
      ...approval.effects,
      ...(mail ? [mail] : []),
    ],
    waitsFor: approval.isWaiting ? 'approval' : entry.verdict === 'warning' ? 'warning' : null,
  };
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

/** The one mail of a day: that of an act now done, else a warning that is still missing, else the latest; those it overtakes never go. */
function dueMail(
  position: Position,
  reached: readonly LadderStep[],
  acts: readonly DueEffect[],
  date: string,
): DueEffect | null {
  const sentOn = position.policy.steps.flatMap((step) => position.done.get(mailKey(step)) ?? []);
  if (sentOn.includes(date)) return null;
  const last = sentOn.toSorted().at(-1) ?? '';
  const isActing = ({ day }: LadderStep): boolean =>
    acts.some((act) => act.day === day && (act.type === 'suspend' || act.type === 'terminate'));
  const weight = (step: LadderStep): number =>
    isActing(step) ? 2 : isMissingWarning(position, step) ? 1 : 0;
  const chosen = reached
    .filter((step) => step.mail !== null && !position.done.has(mailKey(step)))
    .filter(
      (step) => isMissingWarning(position, step) || (position.calendar.plannedOn(step.day) ?? '') > last,
    )
    .toSorted((a, b) => weight(b) - weight(a) || b.day - a.day)[0];
  return chosen ? mailEffect(position, chosen, date) : null;
}

function isMissingWarning({ policy, done }: Position, { warnsOf }: LadderStep): boolean {
  return (
    warnsOf !== null &&
    !policy.steps.some(
      (step) =>
        (step.warnsOf === warnsOf && done.has(mailKey(step))) ||
        (step.acts.includes(warnsOf) && done.has(actKey(step, warnsOf))),
    )
  );
}

function mailEffect({ calendar }: Position, step: LadderStep, date: string): DueEffect | null {
  const { mail, warnsOf, day } = step;
  if (mail === null) return null;
  const planned = warnsOf === null ? null : calendar.earliestOf(warnsOf, date);
  const tomorrow = addDays(date, 1);
  const actsOn = planned === null || planned > tomorrow ? planned : tomorrow;
  return { type: 'mail', mail, warnsOf, actsOn, key: mailKey(step), day };
}

/** The key of a stage's having been entered. */
export function enterKey(stage: DunningStage): string {
  return `enter:${stage}`;
}

function mailKey({ day }: LadderStep): string {
  return `${String(day)}:mail`;
}

function actKey({ day }: LadderStep, act: StepAct): string {
  return `${String(day)}:${act}`;
}
