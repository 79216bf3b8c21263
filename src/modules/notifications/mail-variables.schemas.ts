import { z } from 'zod';

/**
 * Where a mail's button leads. A link of ours is kept by its id and signed each time the mail is rendered for sending, so that no row
 * and no log holds a link that works; `path` is a page of ours that asks for a sign-in by itself.
 */
const link = z.union([
  z.strictObject({ id: z.uuid(), expires_at: z.iso.datetime({ offset: true }) }),
  z.strictObject({ path: z.string().startsWith('/') }),
]);

export type MailLink = z.infer<typeof link>;

const card = {
  brand: z.string(),
  last4: z.string(),
  exp_month: z.int().min(1).max(12),
  exp_year: z.int().min(2000).max(2199),
};

const expiring = z.strictObject({
  customer_name: z.string(),
  ...card,
  /** Calendar days until the last valid day, as of the customer's day on which the mail is due; negative once it has passed. */
  days_left: z.int(),
  link,
});

const method = {
  customer_name: z.string(),
  payment_type: z.enum(['card', 'paypal']),
  brand: card.brand.nullable(),
  last4: card.last4.nullable(),
  exp_month: card.exp_month.nullable(),
  exp_year: card.exp_year.nullable(),
  account_email_masked: z.string().nullable(),
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
    /** How long the link works, in minutes. */
    minutes: z.int().positive(),
    link,
  }),
  staff_alert: z.strictObject({
    title: z.string(),
    lines: z.array(z.string()).max(20),
    link: link.nullable(),
  }),
} as const;

/** The types that have a template. */
export type MailType = keyof typeof mailVariables;

/** The variables of a type. */
export type MailVariables<T extends MailType = MailType> = z.infer<(typeof mailVariables)[T]>;

/** Whether mails of this type can be rendered. */
export function isMailType(type: string): type is MailType {
  return Object.hasOwn(mailVariables, type);
}
