import type { ChargeableMethod } from '../payment-methods/index.js';
import type { ChargeUsage } from './billing-vocabulary.js';
import { CHARGE_LEASE_SECONDS, nextCheck } from './charge-cadence.js';
import type { AttemptRefusal, PaymentAttempt } from './payment-attempt.entity.js';
import type { Payment } from './payment.entity.js';

/** What a payment is asked for with. */
export type PaymentWish = Pick<
  Payment,
  'id' | 'customerId' | 'invoiceId' | 'subscriptionId' | 'purpose' | 'amount' | 'currency'
>;

/** What an attempt is begun with. */
export interface AttemptStart extends ChargeableMethod {
  readonly attemptId: string;
  readonly attemptNo: number;
  /** False when the customer is there to confirm it. */
  readonly offSession: boolean;
  /** Why nobody is to be asked; null when its vendor is. */
  readonly refusal: AttemptRefusal | null;
  /** Whose call it will be. */
  readonly lease: string;
  /** Business time, and real time for the lease. */
  readonly now: Date;
  readonly real: Date;
}

/** A payment that was not tried yet; one of no checkout. */
export function newPayment(wish: PaymentWish, now: Date): Omit<Payment, 'checkoutId'> {
  // Each by its name: a spread of that many takes some nine microseconds, and every charge makes one.
  return {
    id: wish.id,
    customerId: wish.customerId,
    invoiceId: wish.invoiceId,
    subscriptionId: wish.subscriptionId,
    purpose: wish.purpose,
    amount: wish.amount,
    currency: wish.currency,
    state: 'pending',
    disputed: 'none',
    reviewReason: null,
    capturedAttemptId: null,
    capturedAmount: null,
    capturedCurrency: null,
    refundedAmount: 0,
    refundingAmount: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** An attempt as it stands before its call, with the method as it is now. */
export function newAttempt(
  payment: Pick<Payment, 'id' | 'purpose' | 'subscriptionId'>,
  { method, expired, attemptId, attemptNo, offSession, refusal, lease, now, real }: AttemptStart,
): PaymentAttempt {
  return {
    id: attemptId,
    paymentId: payment.id,
    attemptNo,
    paymentMethodId: method.id,
    vendor: method.vendor,
    vendorAccount: method.vendorAccount,
    vendorPaymentMethodId: method.vendorPaymentMethodId,
    vendorCustomerId: method.vendorCustomerId,
    paymentType: method.paymentType,
    brand: method.brand,
    last4: method.last4,
    expMonth: method.expMonth,
    expYear: method.expYear,
    methodExpired: expired,
    refusal,
    offSession,
    usage: usageOf(payment),
    idempotencyKey: `charge-${payment.id}-${String(attemptNo)}`,
    state: 'started',
    sent: true,
    vendorChargeId: null,
    networkTransactionId: null,
    capturedAmount: null,
    capturedCurrency: null,
    declineBucket: null,
    declineCode: null,
    declineHint: null,
    declineRetryable: null,
    adviceCode: null,
    networkAdviceCode: null,
    networkDeclineCode: null,
    unknownReason: null,
    leaseId: lease,
    leaseUntil: new Date(real.getTime() + CHARGE_LEASE_SECONDS * 1_000),
    nextCheckAt: nextCheck('started', 0, now),
    checks: 0,
    deniedSince: null,
    startedAt: now,
    settledAt: null,
  };
}

function usageOf({ purpose, subscriptionId }: Pick<Payment, 'purpose' | 'subscriptionId'>): ChargeUsage {
  if (purpose === 'one_off') return 'one_off';
  return purpose === 'invoice' && subscriptionId !== null ? 'recurring' : 'unscheduled';
}
