import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import { instant, moneySchema, pageOfSchema, pageQuery, text, uuid } from '../../common/http/http.schemas.js';
import { PAYMENT_TYPES, VENDORS, DECLINE_BUCKETS } from '../vendors/index.js';
import {
  ATTEMPT_STATES,
  DISPUTE_STATES,
  PAYMENT_PURPOSES,
  PAYMENT_STATES,
  REFUND_STATES,
  REVIEW_REASONS,
} from './billing-vocabulary.js';
import type { PaymentPosition } from './payments.service.js';

const positiveMoney = moneySchema.extend({ amount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

const chosenMethod = uuid.optional().meta({ description: 'The default by default' });

export const payInvoice = z.strictObject({ payment_method_id: chosenMethod });

export const retryPayment = z.strictObject({ payment_method_id: chosenMethod });

export const newPayment = z
  .strictObject({
    purpose: z.enum(['one_off', 'top_up']),
    money: positiveMoney,
    payment_method_id: chosenMethod,
    subscription_id: uuid.optional().meta({ description: 'Whose balance a top_up is for; required then' }),
  })
  .refine(({ purpose, subscription_id: id }) => purpose !== 'top_up' || id !== undefined, {
    path: ['subscription_id'],
    error: 'Say which prepaid subscription the top-up is for.',
  });

export type NewPayment = z.output<typeof newPayment>;

export const newRefund = z.strictObject({
  money: positiveMoney.optional().meta({ description: 'All that is left by default' }),
  reason: text(200),
  force: z.boolean().optional().meta({
    description: 'True: also what the customer has used already of a top-up; the balance goes below nothing',
  }),
});

export type NewRefund = z.output<typeof newRefund>;

export const paymentsQuery = pageQuery.extend({
  customer_id: uuid.optional(),
  state: z.enum(PAYMENT_STATES).optional(),
  from: instant.optional().meta({ description: 'Made at this instant or later' }),
  to: instant.optional().meta({ description: 'Made before this instant' }),
});

export type PaymentsQuery = z.output<typeof paymentsQuery>;

/** Where the page before ended. */
export function paymentPosition(cursor: string | undefined): PaymentPosition | null {
  const keys = decodeCursor(cursor, z.tuple([instant, uuid]));
  return keys && { createdAt: keys[0], id: keys[1] };
}

const attemptView = z
  .object({
    id: uuid,
    attempt_no: z.int().min(1),
    payment_method_id: uuid.nullable().meta({ description: 'Null for one on the vendor’s page' }),
    vendor: z.enum(VENDORS),
    vendor_charge_id: z.string().nullable(),
    payment_type: z.enum(PAYMENT_TYPES),
    brand: z.string().nullable(),
    last4: z.string().nullable(),
    state: z.enum(ATTEMPT_STATES).exclude(['started']),
    decline: z
      .object({
        bucket: z.enum(DECLINE_BUCKETS),
        code: z.string(),
        hint: z.string(),
        retryable: z.boolean(),
      })
      .nullable()
      .meta({ description: 'For staff; never show a customer the bucket `fraud`' }),
    started_at: instant,
    settled_at: instant.nullable(),
  })
  .meta({ id: 'PaymentAttempt' });

export const refundView = z
  .object({
    id: uuid,
    payment_id: uuid,
    money: moneySchema,
    reason: z.string(),
    source: z.enum(['ours', 'vendor']),
    state: z.enum(REFUND_STATES),
    failure_code: z.string().nullable(),
    created_at: instant,
    settled_at: instant.nullable(),
  })
  .meta({ id: 'Refund' });

export const paymentView = z
  .object({
    id: uuid,
    customer_id: uuid.nullable().meta({ description: 'Null for an order of a guest' }),
    invoice_id: uuid.nullable(),
    checkout_id: uuid.nullable(),
    subscription_id: uuid.nullable(),
    purpose: z.enum(PAYMENT_PURPOSES),
    money: moneySchema,
    state: z.enum(PAYMENT_STATES),
    disputed: z.enum(DISPUTE_STATES),
    review_reason: z.enum(REVIEW_REASONS).nullable(),
    captured: moneySchema.nullable(),
    refunded: moneySchema,
    attempts: z.array(attemptView),
    refunds: z.array(refundView),
    next_action: z
      .object({ type: z.enum(['redirect', 'vendor_form']), url: z.string().nullable() })
      .optional()
      .meta({ description: 'What the customer has to do, while the state is `requires_action`' }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Payment' });

export const paymentPage = pageOfSchema(paymentView);
