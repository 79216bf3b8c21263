import { z } from 'zod';
import { mailDay, mailLink, mailMethod, mailMoney } from './mail-parts.schemas.js';

/**
 * What a customer may be told of a payment that did not go through: the hint of the decline, never its bucket, so that a suspicion of
 * fraud reads like a bank that gives no reason; or why nothing was tried.
 */
export const MAIL_HINTS = [
  'check_funds',
  'contact_bank',
  'try_again_later',
  'update_card',
  'confirm_with_bank',
  'use_other_method',
  'being_checked',
  'canceled_by_you',
  'no_method',
  'not_automatic',
] as const;

export type MailHint = (typeof MAIL_HINTS)[number];

const name = z.string();
const lines = z.array(z.strictObject({ description: z.string(), amount: mailMoney })).max(100);

/** Something owed: an invoice, and the service that it is for. */
const owed = {
  /** Names the cause: the same one never stands twice in a customer's mails of a type. */
  ref: z.string().min(1).max(200),
  service_name: name.nullable(),
  invoice_number: name.nullable(),
  amount: mailMoney,
  due_on: mailDay.nullable(),
};

/** Something owed whose payment failed. */
const failed = {
  ...owed,
  /** What was tried; null where there was nothing to try. */
  method: mailMethod.nullable(),
  hint: z.enum(MAIL_HINTS),
  /** When we try again by ourselves; null: we do not. */
  next_attempt_on: mailDay.nullable(),
};

const list = <T extends z.ZodRawShape>(item: T) => ({
  customer_name: name,
  items: z.array(z.strictObject(item)).min(1).max(50),
  link: mailLink.nullable(),
});

const single = { customer_name: name, link: mailLink.nullable() };
const subject = { service_name: name.nullable(), invoice_number: name.nullable() };

/** What the mails about money are told; those with `items` can tell of several causes at once. */
export const paymentMailVariables = {
  payment_failed: z.strictObject(list(failed)),
  update_payment_method: z.strictObject(list(failed)),
  payment_warning: z.strictObject(
    list({
      ...failed,
      consequence: z.enum(['suspension', 'termination']),
      /** The first day on which it can happen. */
      consequence_on: mailDay,
      /** Calendar days until then, as of the customer's day on which the mail is due. */
      days_left: z.int().min(0),
    }),
  ),
  service_suspended: z.strictObject(
    list({
      ...failed,
      reason: z.enum(['non_payment', 'prepaid_empty']),
      /** The first day on which the service can be ended for good; null where none is planned. */
      terminates_on: mailDay.nullable(),
    }),
  ),
  final_notice: z.strictObject(
    list({
      ...owed,
      terminated_on: mailDay,
      /** What has to come back, in words; never a serial number. */
      return_items: z.array(z.string()).max(20),
      /** Whether the debt goes, or has gone, to collections. */
      collections: z.boolean(),
    }),
  ),
  service_restored: z.strictObject(
    list({
      ref: owed.ref,
      service_name: name.nullable(),
      invoice_number: name.nullable(),
      /** What was paid to get it back; null where nothing was. */
      amount: mailMoney.nullable(),
      method: mailMethod.nullable(),
    }),
  ),
  backup_charged: z.strictObject({
    ...single,
    ...subject,
    amount: mailMoney,
    paid_on: mailDay,
    failed_method: mailMethod,
    charged_method: mailMethod,
  }),
  receipt: z.strictObject({
    ...single,
    ...subject,
    purpose: z.enum(['invoice', 'top_up', 'one_off']),
    amount: mailMoney,
    /** Contained in the amount; null where it is not told. */
    tax: mailMoney.nullable(),
    lines,
    method: mailMethod.nullable(),
    paid_on: mailDay,
    /** The balance after a top-up. */
    balance: mailMoney.nullable(),
  }),
  payment_action_required: z.strictObject({
    ...single,
    ...subject,
    amount: mailMoney,
    method: mailMethod.nullable(),
    /** The last day on which it can be confirmed. */
    confirm_by: mailDay.nullable(),
  }),
  invoice_issued: z.strictObject({
    ...single,
    service_name: name.nullable(),
    invoice_number: name,
    amount: mailMoney,
    tax: mailMoney.nullable(),
    lines,
    due_on: mailDay,
    period_from: mailDay.nullable(),
    /** The last day of the period. */
    period_to: mailDay.nullable(),
    /** What is charged by itself, and when; null: the customer pays it. */
    charge: z.strictObject({ on: mailDay, method: mailMethod }).nullable(),
  }),
  recharge_failed: z.strictObject({
    ...single,
    service_name: name.nullable(),
    /** What was to be put on the balance. */
    amount: mailMoney,
    balance: mailMoney,
    method: mailMethod.nullable(),
    hint: z.enum(MAIL_HINTS),
    next_attempt_on: mailDay.nullable(),
  }),
  low_balance: z.strictObject({
    ...single,
    service_name: name.nullable(),
    balance: mailMoney,
    /** What is debited next, and when; null where nothing is known. */
    next_debit: z.strictObject({ amount: mailMoney, on: mailDay }).nullable(),
  }),
  refunded: z.strictObject({
    ...single,
    ...subject,
    amount: mailMoney,
    is_partial: z.boolean(),
    /** `not_credited`: a top-up that could not be put on the balance; `not_owed`: it had been paid already. */
    reason: z.enum(['agreed', 'not_credited', 'not_owed']),
    method: mailMethod.nullable(),
    /** When the payment was made. */
    paid_on: mailDay.nullable(),
  }),
} as const;

/** The types about money. */
export type PaymentMailType = keyof typeof paymentMailVariables;

/** The variables of a type about money. */
export type PaymentMailVariables<T extends PaymentMailType> = z.infer<(typeof paymentMailVariables)[T]>;
