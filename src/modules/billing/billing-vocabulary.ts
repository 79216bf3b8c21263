export const INVOICE_STATES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** `order`: of a shop of ours, paid by a checkout, perhaps by a guest. */
export const PAYMENT_PURPOSES = ['invoice', 'top_up', 'one_off', 'order'] as const;
export type PaymentPurpose = (typeof PAYMENT_PURPOSES)[number];

export const PAYMENT_STATES = [
  'pending',
  'requires_action',
  'unknown',
  'succeeded',
  'declined',
  'canceled',
  'review',
  'partially_refunded',
  'refunded',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** Why a person has to look at a payment: what was captured is not what was asked for, or was no longer owed. */
export const REVIEW_REASONS = ['other_amount', 'invoice_settled', 'charged_twice'] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

export const DISPUTE_STATES = ['none', 'open', 'won', 'lost'] as const;
export type DisputeWord = (typeof DISPUTE_STATES)[number];

/** `started`: written before the call, with no answer recorded yet. */
export const ATTEMPT_STATES = [
  'started',
  'pending',
  'requires_action',
  'unknown',
  'succeeded',
  'declined',
  'canceled',
  'review',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export const REFUND_STATES = ['pending', 'succeeded', 'failed'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/** `vendor`: made by somebody in the vendor's own pages. */
export type RefundSource = 'ours' | 'vendor';

export type ChargeUsage = 'recurring' | 'unscheduled' | 'one_off';

export const CHECKOUT_STATES = ['open', 'processing', 'succeeded', 'failed', 'canceled', 'expired'] as const;
/** `processing`: paid on the vendor's page, and not yet ours, or in need of a person. */
export type CheckoutState = (typeof CHECKOUT_STATES)[number];
