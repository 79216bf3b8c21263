import { z } from 'zod';

/**
 * Where a mail's button leads. A link of ours is kept by its id and signed each time the mail is rendered for sending, so that no row
 * and no log holds a link that works; `sign_in` works once, has a code beside it and leads to the page `to`, `confirm` is a payment that its bank wants confirmed,
 * `path` is a page of ours that asks for a sign-in by itself.
 */
export const mailLink = z.union([
  z.strictObject({ id: z.uuid(), expires_at: z.iso.datetime({ offset: true }) }),
  z.strictObject({
    sign_in: z.uuid(),
    expires_at: z.iso.datetime({ offset: true }),
    to: z.string().startsWith('/care').optional(),
  }),
  z.strictObject({ confirm: z.uuid(), expires_at: z.iso.datetime({ offset: true }) }),
  z.strictObject({ path: z.string().startsWith('/') }),
]);

export type MailLink = z.infer<typeof mailLink>;

export const cardParts = {
  brand: z.string(),
  last4: z.string(),
  exp_month: z.int().min(1).max(12),
  exp_year: z.int().min(2000).max(2199),
};

/** A stored method as far as a mail may name it; a PayPal account has the last field alone, a card the four before. */
export const methodParts = {
  payment_type: z.enum(['card', 'paypal']),
  brand: cardParts.brand.nullable(),
  last4: cardParts.last4.nullable(),
  exp_month: cardParts.exp_month.nullable(),
  exp_year: cardParts.exp_year.nullable(),
  account_email_masked: z.string().nullable(),
};

export const mailMethod = z.strictObject(methodParts);

export type MailMethod = z.infer<typeof mailMethod>;

/** Minor units and the currency that they are of; written out by the reader's language when the mail is made. */
export const mailMoney = z.strictObject({
  amount: z.int(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export type MailMoney = z.infer<typeof mailMoney>;

/** A calendar day of the customer's. */
export const mailDay = z.iso.date();
