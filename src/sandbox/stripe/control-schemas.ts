import { z } from 'zod';

/** A decline: a code, or spelt out. */
export const decline = z.union([
  z.string(),
  z.strictObject({
    declineCode: z.string(),
    adviceCode: z.string().nullable().optional(),
    networkDeclineCode: z.string().nullable().optional(),
    networkAdviceCode: z.string().nullable().optional(),
  }),
]);

const behaviour = z.union([
  z.string(),
  z.strictObject({
    save: decline.optional(),
    charge: decline.optional(),
    authentication: z.enum(['unless_set_up', 'always']).optional(),
    alreadySetUp: z.boolean().optional(),
    blocked: z.boolean().optional(),
    afterCharge: z.enum(['dispute', 'fraud_warning']).optional(),
    refund: z.enum(['pending', 'fails']).optional(),
    processing: z.boolean().optional(),
    acceptsExpired: z.boolean().optional(),
    cvcCheck: z.enum(['fail', 'unavailable']).optional(),
  }),
]);

const metadata = z.record(z.string(), z.string());
const month = z.int().min(1).max(12);
const year = z.int().min(2_000).max(2_099);
const last4 = z.string().regex(/^\d{4}$/);

/** `POST /_control/payment_methods` */
export const seedSchema = z.strictObject({
  customers: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        email: z.string().optional(),
        name: z.string().optional(),
        metadata: metadata.optional(),
      }),
    )
    .default([]),
  payment_methods: z
    .array(
      z.strictObject({
        id: z.string().min(1).optional(),
        customer: z.string().min(1).optional(),
        default: z.boolean().optional(),
        brand: z.string().optional(),
        last4: last4.optional(),
        exp_month: month,
        exp_year: year,
        funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']).optional(),
        country: z.string().length(2).optional(),
        fingerprint: z.string().optional(),
        name: z.string().optional(),
        metadata: metadata.optional(),
        behaviour: behaviour.optional(),
      }),
    )
    .default([]),
});

/** `POST /_control/payment_methods/:id` */
export const methodActionSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('automatic_update'),
    card: z.strictObject({
      exp_month: month.optional(),
      exp_year: year.optional(),
      last4: last4.optional(),
      fingerprint: z.string().optional(),
      brand: z.string().optional(),
    }),
  }),
  z.strictObject({ action: z.literal('behaviour'), behaviour }),
  z.strictObject({ action: z.literal('detach') }),
  z.strictObject({ action: z.literal('delete') }),
]);

/** `POST /_control/payment_intents/:id` */
export const paymentActionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('authenticate'), outcome: z.enum(['approve', 'fail']) }),
  z.strictObject({ action: z.literal('settle'), decline: decline.optional() }),
]);

/** `POST /_control/checkout_sessions/:id` */
export const checkoutActionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pay'), card: z.string().min(1).default('pm_card_visa') }),
  z.strictObject({ action: z.literal('expire') }),
]);

/** `POST /_control/setup_intents/:id` */
export const setupActionSchema = z.strictObject({
  action: z.literal('authenticate'),
  outcome: z.enum(['approve', 'fail']),
});

/** `POST /_control/refunds/:id` */
export const refundActionSchema = z.strictObject({ status: z.enum(['succeeded', 'failed', 'canceled']) });

/** `POST /_control/charges/:id/dispute` */
export const disputeSchema = z.strictObject({ reason: z.string().optional() });

/** `POST /_control/disputes/:id` */
export const disputeActionSchema = z.strictObject({ status: z.enum(['won', 'lost']) });

/** `POST /_control/events` */
export const eventSchema = z.strictObject({
  type: z.string().min(1),
  object: z.looseObject({}),
  previous_attributes: z.looseObject({}).optional(),
});
