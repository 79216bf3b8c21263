import { z } from 'zod';

const money = z.object({ currency_code: z.string().length(3), value: z.string().max(32) });
const text = (longest: number) => z.string().min(1).max(longest).optional();
const context = z.looseObject({
  return_url: z.url().optional(),
  cancel_url: z.url().optional(),
  locale: z.string().optional(),
  brand_name: z.string().optional(),
});
const credential = z.looseObject({
  payment_initiator: z.enum(['MERCHANT', 'CUSTOMER']),
  usage: z.enum(['FIRST', 'SUBSEQUENT', 'DERIVED']).optional(),
});
const source = z.looseObject({
  vault_id: z.string().optional(),
  stored_credential: credential.optional(),
  experience_context: context.optional(),
  security_code: z.string().optional(),
  attributes: z
    .looseObject({
      customer: z
        .looseObject({ id: z.string().optional(), merchant_customer_id: z.string().optional() })
        .optional(),
      vault: z.looseObject({ store_in_vault: z.literal('ON_SUCCESS') }).optional(),
    })
    .optional(),
});

/** The body of `POST /v2/checkout/orders`, as far as it matters here. */
export const orderBody = z.looseObject({
  intent: z.enum(['CAPTURE', 'AUTHORIZE']),
  purchase_units: z
    .array(
      z.looseObject({
        amount: z.looseObject(money.shape),
        reference_id: text(256),
        description: text(127),
        custom_id: text(127),
        invoice_id: text(127),
      }),
    )
    .length(1),
  payment_source: z.object({ card: source.optional(), paypal: source.optional() }).optional(),
});
export type OrderBody = z.output<typeof orderBody>;

/** The source of an order. */
export type SourceBody = z.output<typeof source>;

/** The body of a refund; an empty one gives everything back. */
export const refundBody = z.looseObject({
  amount: money.optional(),
  custom_id: text(127),
  invoice_id: text(127),
  note_to_payer: text(255),
});
export type RefundBody = z.output<typeof refundBody>;
