import type { Money } from '../../common/money.js';
import type { NextAction } from '../vendors/index.js';
import type { AttemptState, PaymentState } from './billing-vocabulary.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import type { Payment } from './payment.entity.js';
import type { Refund } from './refund.entity.js';

/** A payment with its attempts and refunds, both oldest first. */
export interface PaymentDetail {
  readonly payment: Payment;
  readonly attempts: readonly PaymentAttempt[];
  readonly refunds: readonly Refund[];
}

export interface PaymentFacts {
  readonly id: string;
  readonly customer_id: string | null;
  readonly invoice_id: string | null;
  readonly checkout_id: string | null;
  readonly subscription_id: string | null;
  readonly purpose: Payment['purpose'];
  readonly money: Money;
  readonly state: Payment['state'];
  readonly disputed: Payment['disputed'];
  readonly review_reason: Payment['reviewReason'];
  /** What the vendor took; null until it has. */
  readonly captured: Money | null;
  readonly refunded: Money;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface AttemptView {
  readonly id: string;
  readonly attempt_no: number;
  readonly payment_method_id: string | null;
  readonly vendor: PaymentAttempt['vendor'];
  readonly vendor_charge_id: string | null;
  readonly payment_type: PaymentAttempt['paymentType'];
  readonly brand: string | null;
  readonly last4: string | null;
  readonly state: Exclude<AttemptState, 'started'>;
  readonly decline: {
    readonly bucket: NonNullable<PaymentAttempt['declineBucket']>;
    readonly code: string;
    readonly hint: string;
    readonly retryable: boolean;
  } | null;
  readonly started_at: string;
  readonly settled_at: string | null;
}

export interface RefundView {
  readonly id: string;
  readonly payment_id: string;
  readonly money: Money;
  readonly reason: string;
  readonly source: Refund['source'];
  readonly state: Refund['state'];
  readonly failure_code: string | null;
  readonly created_at: string;
  readonly settled_at: string | null;
}

export interface NextActionView {
  readonly type: NextAction['type'];
  /** Where the customer goes to confirm; null where the vendor's own form has to be shown. */
  readonly url: string | null;
}

export interface PaymentView extends PaymentFacts {
  readonly attempts: readonly AttemptView[];
  readonly refunds: readonly RefundView[];
  readonly next_action?: NextActionView;
}

/** The payment alone, as events tell of it. */
export function paymentFacts(payment: Payment): PaymentFacts {
  const { capturedAmount, capturedCurrency } = payment;
  return {
    id: payment.id,
    customer_id: payment.customerId,
    invoice_id: payment.invoiceId,
    checkout_id: payment.checkoutId ?? null,
    subscription_id: payment.subscriptionId,
    purpose: payment.purpose,
    money: { amount: payment.amount, currency: payment.currency },
    state: payment.state,
    disputed: payment.disputed,
    review_reason: payment.reviewReason,
    captured:
      capturedAmount === null || capturedCurrency === null
        ? null
        : { amount: capturedAmount, currency: capturedCurrency },
    refunded: { amount: payment.refundedAmount, currency: capturedCurrency ?? payment.currency },
    created_at: payment.createdAt.toISOString(),
    updated_at: payment.updatedAt.toISOString(),
  };
}

/** One attempt; one whose call is being made now looks pending. */
export function toAttemptView(attempt: PaymentAttempt): AttemptView {
  const { declineBucket } = attempt;
  return {
    id: attempt.id,
    attempt_no: attempt.attemptNo,
    payment_method_id: attempt.paymentMethodId,
    vendor: attempt.vendor,
    vendor_charge_id: attempt.vendorChargeId,
    payment_type: attempt.paymentType,
    brand: attempt.brand,
    last4: attempt.last4,
    state: attempt.state === 'started' ? 'pending' : attempt.state,
    decline:
      declineBucket === null
        ? null
        : {
            bucket: declineBucket,
            code: attempt.declineCode ?? '',
            hint: attempt.declineHint ?? '',
            retryable: attempt.declineRetryable ?? false,
          },
    started_at: attempt.startedAt.toISOString(),
    settled_at: attempt.settledAt?.toISOString() ?? null,
  };
}

/** One refund as the API shows it. */
export function toRefundView(refund: Refund): RefundView {
  return {
    id: refund.id,
    payment_id: refund.paymentId,
    money: { amount: refund.amount, currency: refund.currency },
    reason: refund.reason,
    source: refund.source,
    state: refund.state,
    failure_code: refund.failureCode,
    created_at: refund.createdAt.toISOString(),
    settled_at: refund.settledAt?.toISOString() ?? null,
  };
}

/** The payment as the API shows it. */
export function toPaymentView(detail: PaymentDetail, nextAction: NextAction | null = null): PaymentView {
  return {
    ...paymentFacts(detail.payment),
    attempts: detail.attempts.map(toAttemptView),
    refunds: detail.refunds.map(toRefundView),
    ...(nextAction === null ? {} : { next_action: toActionView(nextAction) }),
  };
}

function toActionView(action: NextAction): NextActionView {
  return { type: action.type, url: action.type === 'redirect' ? action.url : null };
}

const DONE: readonly PaymentState[] = ['succeeded', 'partially_refunded', 'refunded'];

/** The status of an answer that bears the payment: 202 while it has come to nothing yet. */
export function httpStatusOf(state: PaymentState): 200 | 202 {
  return DONE.includes(state) ? 200 : 202;
}
