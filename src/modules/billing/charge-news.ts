import type { ChargeOutcome, Decline } from '../vendors/index.js';
import { isOpen } from './attempt-states.js';
import type { AttemptState } from './billing-vocabulary.js';
import { nextCheck } from './charge-cadence.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import type { PaymentNext } from './payment-states.js';
import type { Payment } from './payment.entity.js';

/** How an outcome came here. */
export interface OutcomeSource {
  /** Whose call it was; an outcome of a lease that was lost changes nothing, unless money was taken. Null: nobody's call, but a reading. */
  readonly lease: string | null;
  /** False when the vendor did not take the request. */
  readonly sent?: boolean;
  /** True when the vendor was asked for the charge as it stands, with what has become of it since. */
  readonly isReading?: boolean;
}

/** An outcome of an attempt, from wherever. */
export interface ArrivedOutcome {
  readonly attemptId: string;
  readonly outcome: ChargeOutcome;
  readonly source: OutcomeSource;
}

type News = Pick<ArrivedOutcome, 'outcome' | 'source'>;

/** Whether an outcome was brought by somebody who slept beyond his lease, and says nothing that counts all the same. */
export function isTooLate(attempt: PaymentAttempt, { outcome, source }: News): boolean {
  return source.lease !== null && attempt.leaseId !== source.lease && outcome.status !== 'succeeded';
}

/** What an outcome changes of its attempt, which goes to this state. */
export function attemptChange(
  attempt: PaymentAttempt,
  state: AttemptState,
  { outcome, source }: News,
  now: Date,
): Partial<PaymentAttempt> {
  const open = isOpen(state);
  return {
    state,
    sent: source.sent ?? true,
    vendorChargeId: outcome.vendorChargeId ?? attempt.vendorChargeId,
    ...detailsOf(outcome),
    settledAt: open ? null : now,
    nextCheckAt: open ? nextCheck(state, attempt.checks, now) : null,
    ...released(attempt, source, open),
  };
}

/**
 * What an outcome changes that tells nothing new: perhaps it has the vendor's name of the charge, and its bearer lets go; and what is under
 * review for its amount has the one that the vendor shows when it is asked, for the first answer may have been wrong.
 */
export function attemptTouch(attempt: PaymentAttempt, { outcome, source }: News): Partial<PaymentAttempt> {
  if (attempt.state === 'review' && source.isReading && outcome.status === 'succeeded')
    return { capturedAmount: outcome.amount.amount, capturedCurrency: outcome.amount.currency };
  if (!isOpen(attempt.state)) return {};
  return {
    vendorChargeId: outcome.vendorChargeId ?? attempt.vendorChargeId,
    ...released(attempt, source, true),
  };
}

/** What a payment has to take over of the attempt that captured it; null while the two agree, or while more than that was given back. */
export function correctedCapture(payment: Payment, attempt: PaymentAttempt): Partial<Payment> | null {
  const { capturedAmount, capturedCurrency } = attempt;
  if (payment.capturedAttemptId !== attempt.id || capturedAmount === null) return null;
  const isSame = payment.capturedAmount === capturedAmount && payment.capturedCurrency === capturedCurrency;
  const isCovered = payment.refundedAmount + payment.refundingAmount <= capturedAmount;
  return isSame || !isCovered ? null : { capturedAmount, capturedCurrency };
}

/** What becomes of the payment when it goes on because of this attempt; the first capture is the one that counts. */
export function paymentChange(
  payment: Payment,
  attempt: PaymentAttempt,
  next: PaymentNext,
  now: Date,
): Partial<Payment> {
  const isFirst = attempt.capturedAmount !== null && payment.capturedAttemptId === null;
  return {
    ...next,
    ...(isFirst
      ? {
          capturedAttemptId: attempt.id,
          capturedAmount: attempt.capturedAmount,
          capturedCurrency: attempt.capturedCurrency,
        }
      : {}),
    updatedAt: now,
  };
}

/** The lease goes with its holder's outcome, or when there is nothing left to hold. */
function released(
  attempt: PaymentAttempt,
  source: OutcomeSource,
  isOpenStill: boolean,
): Partial<PaymentAttempt> {
  const isHolder = source.lease !== null && source.lease === attempt.leaseId;
  return isHolder || !isOpenStill ? { leaseId: null, leaseUntil: null } : {};
}

function detailsOf(outcome: ChargeOutcome): Partial<PaymentAttempt> {
  switch (outcome.status) {
    case 'succeeded':
      return {
        ...NO_DECLINE,
        capturedAmount: outcome.amount.amount,
        capturedCurrency: outcome.amount.currency,
        networkTransactionId: outcome.networkTransactionId,
        unknownReason: null,
      };
    case 'declined':
      return { ...declineOf(outcome.decline), unknownReason: null };
    case 'unknown':
      return { unknownReason: outcome.reason };
    case 'pending':
    case 'requires_action':
      return { unknownReason: null };
  }
}

const NO_DECLINE: Partial<PaymentAttempt> = {
  declineBucket: null,
  declineCode: null,
  declineHint: null,
  declineRetryable: null,
  adviceCode: null,
  networkAdviceCode: null,
  networkDeclineCode: null,
};

function declineOf(decline: Decline): Partial<PaymentAttempt> {
  return {
    declineBucket: decline.bucket,
    declineCode: decline.code,
    declineHint: decline.hint,
    declineRetryable: decline.retryable,
    adviceCode: decline.adviceCode,
    networkAdviceCode: decline.networkAdviceCode,
    networkDeclineCode: decline.networkDeclineCode,
  };
}
