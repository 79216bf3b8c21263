import { z } from 'zod';
import { cardParts, mailLink, methodParts } from './mail-parts.schemas.js';
import { paymentMailVariables } from './payment-mail.schemas.js';

const link = mailLink;

const expiring = z.strictObject({
  customer_name: z.string(),
  ...cardParts,
  /** Calendar days until the last valid day, as of the customer's day on which the mail is due; negative once it has passed. */
  days_left: z.int(),
  link,
});

const method = {
  customer_name: z.string(),
  ...methodParts,
  link: link.nullable(),
};

/** What each type of mail is told, checked when it is written and again when it is rendered. */
export const mailVariables = {
  card_expiry_60: expiring,
  card_expiry_30: expiring,
  card_expiry_7: expiring,
  card_expired: expiring,
  method_added: z.strictObject({ ...method, is_default: z.boolean() }),
  method_removed: z.strictObject({ ...method, automatic_payment_off: z.boolean() }),
  default_changed: z.strictObject({
    ...method,
    /** `replaced`: the former default vanished at the vendor and this one took its place by itself. */
    reason: z.enum(['chosen', 'replaced']),
  }),
  secure_link: z.strictObject({
    customer_name: z.string(),
    purpose: z.enum(['add_payment_method', 'pay']),
    /** How long the link works, in whole days. */
    days: z.int().positive(),
    link,
  }),
  sign_in_link: z.strictObject({
    customer_name: z.string(),
    /** How long link and code work, in minutes. */
    minutes: z.int().positive(),
    /** Null until it is sent: the code is worked out from the link and stands in no row. */
    code: z
      .string()
      .regex(/^\d{6}$/)
      .nullable(),
    link,
  }),
  staff_alert: z.strictObject({
    title: z.string(),
    lines: z.array(z.string()).max(20),
    link: link.nullable(),
  }),
  ...paymentMailVariables,
} as const;

/** The types that have a template. */
export type MailType = keyof typeof mailVariables;

/** The variables of a type. */
export type MailVariables<T extends MailType = MailType> = z.infer<(typeof mailVariables)[T]>;

/** Whether mails of this type can be rendered. */
export function isMailType(type: string): type is MailType {
  return Object.hasOwn(mailVariables, type);
}
