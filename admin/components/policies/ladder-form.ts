import type { PolicyCheck, PolicyDocument } from '../../panel-dunning.js';

/** One day of a ladder as it is being filled in: what is done about it is one list, whatever the document calls it. */
export interface DayDraft {
  readonly key: number;
  readonly day: string;
  /** Whether the charge is tried again. */
  readonly retry: boolean;
  readonly mail: string;
  readonly warnsOf: string;
  readonly acts: readonly string[];
}

export const LATER_STAGES = ['warning', 'suspended', 'terminated'] as const;
export const NUMBER_RULES = ['warn_days_before', 'issuer_retries', 'new_card_attempts_per_day'] as const;
export const LIST_RULES = ['technical_retry_hours', 'pay_days'] as const;

/** A ladder as it is being filled in; numbers are as typed, and a stage without a day is never reached. */
export interface LadderDraft {
  readonly stages: Readonly<Record<(typeof LATER_STAGES)[number], string>>;
  readonly days: readonly DayDraft[];
  readonly retryAt: string;
  readonly numbers: Readonly<Record<(typeof NUMBER_RULES)[number], string>>;
  readonly lists: Readonly<Record<(typeof LIST_RULES)[number], string>>;
  readonly backup: string;
  readonly approval: readonly string[];
}

type Faults = NonNullable<PolicyCheck['faults']>;
type Fault = Faults[number];

/** What is wrong, by the field that it is said beside: `stages.warning`, `day.<key>.mail`, `retry_at`; '' for the ladder as a whole. */
export type FieldFaults = ReadonlyMap<string, readonly Fault[]>;

/** What a form begins with. */
export function draftOf(document: PolicyDocument): LadderDraft {
  const days = [...new Set([...document.steps.map(({ day }) => day), ...document.retry_days])];
  const stage = (name: (typeof LATER_STAGES)[number]): string => String(document.stages[name] ?? '');
  return {
    stages: { warning: stage('warning'), suspended: stage('suspended'), terminated: stage('terminated') },
    days: days.toSorted((a, b) => a - b).map((day, key) => dayOf(document, day, key)),
    retryAt: document.retry_at,
    numbers: {
      warn_days_before: String(document.warn_days_before),
      issuer_retries: String(document.issuer_retries),
      new_card_attempts_per_day: String(document.new_card_attempts_per_day),
    },
    lists: {
      technical_retry_hours: document.technical_retry_hours.join(', '),
      pay_days: document.pay_days.join(', '),
    },
    backup: document.backup,
    approval: document.approval,
  };
}

function dayOf(document: PolicyDocument, day: number, key: number): DayDraft {
  const step = document.steps.find((one) => one.day === day);
  return {
    key,
    day: String(day),
    retry: document.retry_days.includes(day),
    mail: step?.mail ?? '',
    warnsOf: step?.warns_of ?? '',
    acts: step?.do ?? [],
  };
}

/** A day more, a day after the last. */
export function withDay(draft: LadderDraft): LadderDraft {
  const after = Math.max(0, ...draft.days.map(({ day }) => Number(day) || 0)) + 1;
  const key = Math.max(-1, ...draft.days.map((one) => one.key)) + 1;
  const added: DayDraft = { key, day: String(after), retry: true, mail: '', warnsOf: '', acts: [] };
  return { ...draft, days: [...draft.days, added] };
}

interface Written {
  /** As the server reads ladders: JSON is YAML. */
  readonly text: string;
  /** The keys of the days that became steps and tries, in the order in which the server names them. */
  readonly steps: readonly number[];
  readonly retries: readonly number[];
}

/** The ladder of a form; whom it is for and what the card networks allow stay as they are in `base`. */
export function writtenOf(draft: LadderDraft, base: PolicyDocument): Written {
  const days = draft.days.toSorted((a, b) => orderOf(a) - orderOf(b));
  const steps = days.filter(({ retry, mail, acts }) => !retry || mail !== '' || acts.length > 0);
  const retries = days.filter(({ retry }) => retry);
  const { warning, suspended, terminated } = draft.stages;
  const document = {
    segments: base.segments,
    stages: { grace: 1, warning: dayOr(warning), suspended: dayOr(suspended), terminated: dayOr(terminated) },
    retry_days: retries.map(({ day }) => numberOf(day)),
    steps: steps.map(({ day, mail, warnsOf, acts }) => ({
      day: numberOf(day),
      mail: mail === '' ? null : mail,
      warns_of: warnsOf === '' ? null : warnsOf,
      do: acts,
    })),
    retry_at: draft.retryAt,
    ...Object.fromEntries(NUMBER_RULES.map((rule) => [rule, numberOf(draft.numbers[rule])])),
    ...Object.fromEntries(LIST_RULES.map((rule) => [rule, numbersOf(draft.lists[rule])])),
    backup: draft.backup,
    approval: draft.approval,
    caps: base.caps,
  };
  return {
    text: JSON.stringify(document),
    steps: steps.map(({ key }) => key),
    retries: retries.map(({ key }) => key),
  };
}

function orderOf({ day }: DayDraft): number {
  return numberOf(day) ?? Number.MAX_SAFE_INTEGER;
}

/** Null for what is no number, which the server then refuses at its place. */
function numberOf(typed: string): number | null {
  const number = typed.trim() === '' ? Number.NaN : Number(typed);
  return Number.isNaN(number) ? null : number;
}

function dayOr(typed: string): number | string | null {
  return typed.trim() === '' ? null : (numberOf(typed) ?? typed);
}

function numbersOf(typed: string): (number | null)[] {
  const parts = typed.split(/[\s,،]+/).filter((part) => part !== '');
  return parts.map(numberOf);
}

const DAY_FIELDS: Readonly<Record<string, string>> = {
  day: 'day',
  mail: 'mail',
  warns_of: 'warnsOf',
  do: 'acts',
};

/** Each fault at the field of the form that it is about. */
export function faultsByField(faults: Faults, { steps, retries }: Written): FieldFaults {
  const byField = new Map<string, Fault[]>();
  for (const fault of faults) {
    const field = fieldOf(fault.path.split('.'), steps, retries);
    byField.set(field, [...(byField.get(field) ?? []), fault]);
  }
  return byField;
}

function fieldOf(
  [part = '', at = '', inner = '']: readonly string[],
  steps: readonly number[],
  retries: readonly number[],
): string {
  if (part === 'stages') return `stages.${at}`;
  if (part === 'retry_days') return dayField(retries[Number(at)], 'retry');
  if (part === 'steps')
    return dayField(at === '' ? undefined : steps[Number(at)], DAY_FIELDS[inner] ?? 'acts');
  const isRule = ['retry_at', 'backup', 'approval', ...NUMBER_RULES, ...LIST_RULES].includes(part);
  return isRule ? part : '';
}

function dayField(key: number | undefined, field: string): string {
  return key === undefined ? '' : `day.${String(key)}.${field}`;
}
