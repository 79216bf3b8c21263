import { CALL_STEPS, type CaseRow, type StepView } from '../../panel-dunning.js';
import type { PaymentMethodView } from '../../panel-services.js';
import { boot, day, t, word } from '../boot.js';
import { methodName } from '../kit/method.js';

/** Where a case is. */
export const caseAddress = (id: string): string => `/admin/resources/dunning-cases/records/${id}/show`;

/** What a case is about: its service, or an invoice that has none. */
export function aboutOf({ service }: Pick<CaseRow, 'service'>): string {
  return service?.name ?? t('dunning.debt');
}

/** One step of a ladder in a few words. */
export function stepText(step: StepView, methods: readonly PaymentMethodView[] = []): string {
  if (step.does === 'charge') {
    const method = methods.find(({ id }) => id === step.payment_method_id);
    return method ? t('dunning.chargeWith', { method: methodName(method) }) : word('case_step', 'charge');
  }
  const name = word('case_step', step.does);
  const detail = detailText(step);
  return detail === null ? name : `${name}: ${detail}`;
}

const VOCABULARIES: Readonly<Record<string, string>> = {
  enter: 'dunning_stage',
  mail: 'message_type',
  close: 'case_state',
};

function detailText({ does, detail }: StepView): string | null {
  if (detail === null) return null;
  if (does === 'request_approval') return actsText(detail.split(', '));
  return word(VOCABULARIES[does] ?? '', detail);
}

/** Things that wait for a decision, in words. */
export function actsText(acts: readonly string[]): string {
  return acts.map((act) => word('case_step', act)).join(boot.locale === 'ar' ? '، ' : ', ');
}

/** Several steps that are done in one breath. */
export function stepsText(steps: readonly StepView[]): string {
  return steps.map((step) => stepText(step)).join(boot.locale === 'ar' ? '، ' : ', ');
}

/** The rest of what a timeline tells of one thing. */
export function timelineDetail(kind: string, details: Readonly<Record<string, unknown>>): string | null {
  const told = TOLD[kind]?.(details);
  return told === undefined || told === '' ? null : told;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const TOLD: Readonly<Record<string, (details: Readonly<Record<string, unknown>>) => string>> = {
  stage_entered: ({ stage }) => word('dunning_stage', text(stage)),
  mail_queued: ({ type }) => word('message_type', text(type)),
  paused: ({ until, reason }) =>
    [t('dunning.details.until', { day: day(text(until)) }), text(reason)].join(' · '),
  call_made: ({ outcome }) => word('call_outcome', text(outcome)),
  approval_requested: ({ acts, untold }) =>
    [actsText(list(acts)), ...(list(untold).length > 0 ? [t('dunning.details.untold')] : [])].join(' · '),
  approved: ({ acts, untold }) =>
    [...(list(untold).length > 0 ? [t('dunning.vouch')] : []), actsText(list(acts))].join(' · '),
  write_off_decided: ({ reason }) => text(reason),
  close_decided: ({ reason }) => text(reason),
  phone_call: ({ steps }) => callText(steps),
};

function callText(steps: unknown): string {
  if (typeof steps !== 'object' || steps === null) return '';
  const ends: Readonly<Record<string, unknown>> = { ...steps };
  // The database keeps no order of their names.
  return CALL_STEPS.filter((step) => step in ends)
    .map((step) => `${t(`phone.steps.${step}`)}: ${word('call_step', text(ends[step]))}`)
    .join(' · ');
}
