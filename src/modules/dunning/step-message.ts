import { addDays, daysBetween } from '../../common/calendar.js';
import type { Customer } from '../customers/index.js';
import type { MailVariables, NewMessage } from '../notifications/index.js';
import type { DueEffect } from './due-effects.js';
import type { DunningMail } from './dunning-vocabulary.js';

export type MailEffect = Extract<DueEffect, { type: 'mail' }>;
export type FailedItem = MailVariables<'payment_failed'>['items'][number];

/** What a mail of a step tells. */
export interface StepMail {
  readonly items: FailedItem[];
  readonly common: { readonly customer: Customer; readonly dedupeKey: string; readonly subjectId: string };
  readonly base: { readonly customer_name: string; readonly link: { id: string; expires_at: string } };
  /** In the customer's calendar. */
  readonly today: string;
  /** What has to come back, in the customer's words. */
  readonly returns: string[];
  readonly isCollected: boolean;
}

/** The mail of a step as it is queued. */
export type StepMessage = Extract<NewMessage, { readonly variables: { readonly items: unknown } }> & {
  readonly customer: { readonly id: string };
};

/** The mail of a step of the ladder, about each unpaid invoice of its case. */
export function stepMessage(
  effect: Omit<MailEffect, 'mail'> & { readonly mail: DunningMail },
  told: StepMail,
): StepMessage {
  const { items, common, base } = told;
  switch (effect.mail) {
    case 'payment_warning':
      return { ...common, type: effect.mail, variables: { ...base, items: warned(effect, told) } };
    case 'service_suspended':
      return {
        ...common,
        type: effect.mail,
        variables: {
          ...base,
          items: items.map((item) => ({ ...item, reason: 'non_payment', terminates_on: effect.actsOn })),
        },
      };
    case 'final_notice':
      return { ...common, type: effect.mail, variables: { ...base, items: ended(told) } };
    case 'update_payment_method':
    case 'payment_failed':
      return { ...common, type: effect.mail, variables: { ...base, items } };
  }
}

function warned(
  { actsOn, warnsOf }: Pick<MailEffect, 'actsOn' | 'warnsOf'>,
  { items, today }: StepMail,
): MailVariables<'payment_warning'>['items'] {
  const consequenceOn = actsOn ?? addDays(today, 1);
  return items.map((item) => ({
    ...item,
    consequence: warnsOf === 'terminate' ? 'termination' : 'suspension',
    consequence_on: consequenceOn,
    days_left: Math.max(0, daysBetween(today, consequenceOn)),
  }));
}

// What has to come back is told once, however many invoices there are.
function ended({ items, today, returns, isCollected }: StepMail): MailVariables<'final_notice'>['items'] {
  return items.map(({ ref, service_name, invoice_number, amount, due_on }, index) => ({
    ref,
    service_name,
    invoice_number,
    amount,
    due_on,
    terminated_on: today,
    return_items: index === 0 ? returns : [],
    collections: isCollected,
  }));
}
