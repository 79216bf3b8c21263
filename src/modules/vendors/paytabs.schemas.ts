import { z } from 'zod';

// PayTabs writes numbers now as numbers, now as texts, and leaves fields empty where they say nothing.
const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const optional = text.nullish().transform((value) => (value === undefined || value === '' ? null : value));

// PHP writes an empty object as an empty list.
const unlessEmpty = <Shape extends z.ZodType>(shape: Shape) =>
  z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? null : value), shape.nullish());

const paymentInfo = z.object({
  payment_method: optional,
  card_type: optional,
  card_scheme: optional,
  payment_description: optional,
  expiryMonth: optional,
  expiryYear: optional,
});

const paymentResult = z.object({
  response_status: z.string().min(1),
  response_code: optional,
  response_message: optional,
  transaction_time: optional,
});

const customerDetails = z.object({ name: optional });

/** One transaction: the answer to a request, to a query, or the body of a callback. */
export const paytabsTransaction = z.object({
  tran_ref: z.string().min(1),
  tran_type: optional,
  previous_tran_ref: optional,
  cart_id: text,
  cart_description: optional,
  cart_currency: text,
  cart_amount: text,
  tran_currency: optional,
  tran_total: optional,
  profileId: optional,
  profile_id: optional,
  token: optional,
  redirect_url: optional,
  payment_result: unlessEmpty(paymentResult),
  payment_info: unlessEmpty(paymentInfo),
  customer_details: unlessEmpty(customerDetails),
});
/** One transaction as PayTabs tells it. */
export type PaytabsTransaction = z.output<typeof paytabsTransaction>;

/** A query by cart: a list, though one transaction alone is taken too. */
export const paytabsTransactions = z.union([
  z.array(paytabsTransaction),
  paytabsTransaction.transform((transaction) => [transaction]),
]);

/** A token with the card behind it. */
export const paytabsToken = z.object({
  token: optional,
  payment_info: paymentInfo,
  customer_details: unlessEmpty(customerDetails),
});
/** A token with the card behind it, as PayTabs tells it. */
export type PaytabsToken = z.output<typeof paytabsToken>;

/** What the removal of a token is answered with. */
export const paytabsRemoval = z.object({ code: z.literal([0, '0']) });

/** A refusal before anything was done; `code` is above zero. */
export const paytabsFailure = z.object({
  code: z.coerce.number().int().positive(),
  message: z.string().default(''),
  trace: optional,
});

/** What PayTabs' server tells ours: a transaction with the marks of the message itself. */
export const paytabsNotice = paytabsTransaction.extend({ ipn_trace: optional });
/** A callback's body. */
export type PaytabsNotice = z.output<typeof paytabsNotice>;
