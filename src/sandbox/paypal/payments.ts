import { centsOf, checkedAmount } from './amounts.js';
import { missing, refused } from './api-error.js';
import { type Cause, letters, type Merchant } from './merchant.js';
import { type RefundBody } from './order-requests.js';
import { type Authorization, type Capture, type RefundRecord, type WireMoney } from './records.js';
import { authorizationView, captureView, refundView } from './views.js';

export function captureOf(merchant: Merchant, id: string): Capture {
  const capture = merchant.store.captures.find(id);
  if (!capture) throw missing();
  return capture;
}

export function refundOf(merchant: Merchant, id: string): RefundRecord {
  const refund = merchant.store.refunds.find(id);
  if (!refund) throw missing();
  return refund;
}

export function authorizationOf(merchant: Merchant, id: string): Authorization {
  const authorization = merchant.store.authorizations.find(id);
  if (!authorization) throw missing();
  return authorization;
}

/** Gives a capture back, whole or in part. */
export function refundCapture(merchant: Merchant, cause: Cause, id: string, body: RefundBody): RefundRecord {
  const capture = captureOf(merchant, id);
  if (cause.decline !== null) throw refused(cause.decline);
  refuseUnrefundable(capture);
  const refund: RefundRecord = {
    id: letters(17),
    capture: id,
    status: capture.behaviour.pendingRefund ? 'PENDING' : 'COMPLETED',
    amount: refundAmount(merchant, capture, body),
    at: merchant.now(),
    ...namesOf(capture, body),
  };
  cause.durable = true;
  merchant.store.refunds.save(refund);
  markRefunded(merchant, capture);
  const type = refund.status === 'PENDING' ? 'PAYMENT.REFUND.PENDING' : 'PAYMENT.CAPTURE.REFUNDED';
  merchant.emit(cause, type, 'refund', refundView(merchant, refund));
  return refund;
}

function refuseUnrefundable({ status }: Capture): void {
  if (status === 'PENDING') throw refused('PENDING_CAPTURE');
  if (status === 'REFUNDED') throw refused('CAPTURE_FULLY_REFUNDED');
  if (!/^(COMPLETED|PARTIALLY_REFUNDED)$/.test(status)) throw refused('REFUND_NOT_ALLOWED');
}

function refundAmount(merchant: Merchant, capture: Capture, body: RefundBody): WireMoney {
  const left = centsOf(capture.amount) - refundedCents(merchant, capture);
  if (!body.amount) return { ...capture.amount, value: (left / 100).toFixed(2) };
  const amount = checkedAmount(body.amount);
  if (amount.currency_code !== capture.amount.currency_code)
    throw refused('REFUND_CAPTURE_CURRENCY_MISMATCH');
  if (centsOf(amount) > left) throw refused('REFUND_AMOUNT_EXCEEDED');
  return amount;
}

// A refund without names of its own bears those of its capture.
function namesOf(
  capture: Capture,
  { custom_id = capture.custom_id, invoice_id = capture.invoice_id, note_to_payer }: RefundBody,
): Pick<RefundRecord, 'custom_id' | 'invoice_id' | 'note_to_payer'> {
  return {
    ...(custom_id ? { custom_id } : {}),
    ...(invoice_id ? { invoice_id } : {}),
    ...(note_to_payer ? { note_to_payer } : {}),
  };
}

/** Lets an authorised amount go. */
export function voidAuthorization(merchant: Merchant, cause: Cause, id: string): Authorization {
  const authorization = authorizationOf(merchant, id);
  if (authorization.status === 'VOIDED') throw refused('PREVIOUSLY_VOIDED');
  if (authorization.status !== 'CREATED') throw refused('CANNOT_BE_VOIDED');
  authorization.status = 'VOIDED';
  cause.durable = true;
  merchant.store.authorizations.save(authorization);
  merchant.emit(
    cause,
    'PAYMENT.AUTHORIZATION.VOIDED',
    'authorization',
    authorizationView(merchant, authorization),
  );
  return authorization;
}

/** Ends a capture that PayPal was reviewing. */
export function settleCapture(
  merchant: Merchant,
  cause: Cause,
  id: string,
  status: 'COMPLETED' | 'DECLINED',
): Capture {
  const capture = captureOf(merchant, id);
  const settled: Capture = { ...capture, status };
  delete settled.reason;
  cause.durable = true;
  merchant.store.captures.save(settled);
  const type = status === 'COMPLETED' ? 'PAYMENT.CAPTURE.COMPLETED' : 'PAYMENT.CAPTURE.DENIED';
  merchant.emit(cause, type, 'capture', captureView(merchant, settled));
  return settled;
}

/** Ends a refund at the bank. */
export function settleRefund(
  merchant: Merchant,
  cause: Cause,
  id: string,
  status: 'COMPLETED' | 'FAILED',
): RefundRecord {
  const refund = refundOf(merchant, id);
  refund.status = status;
  cause.durable = true;
  merchant.store.refunds.save(refund);
  markRefunded(merchant, captureOf(merchant, refund.capture));
  const type = status === 'COMPLETED' ? 'PAYMENT.CAPTURE.REFUNDED' : 'PAYMENT.REFUND.FAILED';
  merchant.emit(cause, type, 'refund', refundView(merchant, refund));
  return refund;
}

function markRefunded(merchant: Merchant, capture: Capture): void {
  const cents = refundedCents(merchant, capture);
  if (cents === 0) capture.status = 'COMPLETED';
  else capture.status = cents < centsOf(capture.amount) ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  merchant.store.captures.save(capture);
}

function refundedCents(merchant: Merchant, capture: Capture): number {
  return merchant.store.refunds
    .by('capture', capture.id)
    .filter(({ status }) => status !== 'FAILED')
    .reduce((sum, { amount }) => sum + centsOf(amount), 0);
}
