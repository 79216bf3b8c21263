import { z } from 'zod';
import { instant, moneySchema, text, uuid } from '../../common/http/http.schemas.js';
import { LOCALES } from '../../common/i18n/locale.js';
import { DECLINE_BUCKETS, PAYMENT_TYPES, VENDORS } from '../vendors/index.js';
import { CHECKOUT_STATES } from './billing-vocabulary.js';

const positiveMoney = moneySchema.extend({ amount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

const common = {
  vendor: z.enum(VENDORS),
  payment_type: z
    .enum(PAYMENT_TYPES)
    .optional()
    .meta({ description: '`paypal` where the vendor has it, else `card`' }),
  return_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .meta({
      description: 'Where the browser goes in the end, with `checkout_id` and `state` added to its query',
    }),
  save_method: z.boolean().default(false).meta({ description: 'Keep the method for later charges' }),
  description: text(120).optional().meta({ description: 'What the page says is paid for' }),
  locale: z.enum(LOCALES).optional().meta({ description: "Language of the page; else the customer's" }),
};

const forOrder = z.strictObject({
  ...common,
  order_ref: text(100).meta({
    description: 'The order’s own name in the whole business; one live checkout each',
  }),
  money: positiveMoney,
  customer_id: uuid.optional().meta({ description: 'None for a guest, who can keep no method' }),
});

const forInvoice = z.strictObject({
  ...common,
  invoice_id: uuid,
  money: positiveMoney.optional().meta({ description: 'If given, the invoice’s total' }),
  customer_id: uuid.optional().meta({ description: 'If given, the invoice’s customer' }),
});

export const newCheckout = z.union([forOrder, forInvoice]);

export type NewCheckout = z.output<typeof newCheckout>;

export const checkoutView = z
  .object({
    id: uuid,
    vendor: z.enum(VENDORS),
    payment_type: z.enum(PAYMENT_TYPES),
    order_ref: z.string().nullable(),
    invoice_id: uuid.nullable(),
    customer_id: uuid.nullable(),
    money: moneySchema,
    save_method: z.boolean(),
    state: z.enum(CHECKOUT_STATES),
    redirect_url: z
      .string()
      .nullable()
      .meta({ description: 'Where the customer pays, while it is open; only in the answer of the POST' }),
    payment_id: uuid.nullable().meta({ description: 'Once the vendor has told of a payment' }),
    payment_method_id: uuid.nullable().meta({ description: 'The method that was kept' }),
    failure: z.object({ bucket: z.enum(DECLINE_BUCKETS), hint: z.string() }).nullable(),
    return_url: z.string(),
    created_at: instant,
    expires_at: instant,
    settled_at: instant.nullable(),
  })
  .meta({ id: 'Checkout' });

export type CheckoutView = z.infer<typeof checkoutView>;
