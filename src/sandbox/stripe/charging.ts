import { type Account, type Cause } from './account.js';
import { type ApiError } from './api-error.js';
import { sessionFollows } from './checkout-records.js';
import { authenticationFailure, paymentRequired, wireCardError } from './card-errors.js';
import { type ChargeEnd, keepCharge, outcomeOf } from './charge-records.js';
import { type Decline, declineFor, type DeclineChoice } from './declines.js';
import { openDispute, warnOfFraud } from './disputes.js';
import { threeDSecure } from './intents.js';
import { bindMethod } from './payment-methods.js';
import { type MethodRecord } from './records.js';
import { type WireCharge, type WirePaymentIntent } from './wire-payments.js';
import { type WireCardError, type WireThreeDSecure } from './wire.js';

/** What a charge attempt is made with. */
export interface Attempt {
  intent: WirePaymentIntent;
  method: MethodRecord;
  /** A fault's decline, before the card's own behaviour. */
  decline: DeclineChoice | string | null;
  authenticated: boolean;
}

interface Answer {
  decline: Decline | null;
  blocked: boolean;
}

function answerOf(account: Account, attempt: Attempt): Answer {
  const { behaviour, wire } = attempt.method;
  if (attempt.decline !== null) return { decline: declineFor(attempt.decline), blocked: false };
  if (behaviour.blocked === true) return { decline: declineFor('fraudulent'), blocked: true };
  if (account.expired(wire.card, behaviour)) return { decline: declineFor('expired_card'), blocked: false };
  const chosen = behaviour.charge ?? behaviour.save;
  return { decline: chosen === undefined ? null : declineFor(chosen), blocked: false };
}

/** Asks the issuer; the error is what the call must answer, if the card was declined. */
export function chargeCard(account: Account, cause: Cause, attempt: Attempt): ApiError | null {
  const { intent, method } = attempt;
  const secured = attempt.authenticated ? threeDSecure('authenticated') : null;
  const { decline, blocked } = answerOf(account, attempt);
  if (decline !== null) {
    return refuse(account, cause, attempt, { status: 'failed', decline, blocked, threeDSecure: secured });
  }
  intent.next_action = null;
  intent.last_payment_error = null;
  intent.payment_method = method.wire.id;
  if (method.behaviour.processing === true) {
    pend(account, cause, attempt, secured);
    return null;
  }
  const charge = keepCharge(account, intent, method, {
    status: 'succeeded',
    decline: null,
    blocked: false,
    threeDSecure: secured,
  });
  settlePaid(account, cause, intent, charge);
  keepOrSpend(account, cause, intent, method, attempt.authenticated);
  follow(account, cause, charge, method);
  return null;
}

/** A charge off-session, or with `error_on_requires_action`, that the issuer will not take without authentication. */
export function refuseUnauthenticated(account: Account, cause: Cause, attempt: Attempt): ApiError {
  const end: ChargeEnd = {
    status: 'failed',
    decline: declineFor('authentication_required'),
    blocked: false,
    threeDSecure: null,
  };
  return refuse(account, cause, attempt, end);
}

/** The customer failed or cancelled the authentication: no charge was tried. */
export function refuseFailedAuthentication(
  account: Account,
  cause: Cause,
  intent: WirePaymentIntent,
  method: MethodRecord,
): void {
  toFailed(account, cause, intent, authenticationFailure('payment_intent', method.wire));
}

/** Ends a charge that was processing. */
export function settlePending(
  account: Account,
  cause: Cause,
  intent: WirePaymentIntent,
  decline: DeclineChoice | string | null,
): void {
  const charge = account.store.charges.find(intent.latest_charge ?? '');
  const method = account.store.methods.find(charge?.payment_method ?? '');
  if (charge === undefined || method === undefined || intent.status !== 'processing') return;
  if (decline === null) {
    Object.assign(charge, {
      status: 'succeeded',
      paid: true,
      captured: true,
      amount_captured: charge.amount,
    });
    account.store.charges.save(charge);
    settlePaid(account, cause, intent, charge);
    return;
  }
  const answer = declineFor(decline);
  Object.assign(charge, {
    status: 'failed',
    failure_code: answer.code,
    failure_message: answer.message,
    outcome: outcomeOf(answer, false),
  });
  account.store.charges.save(charge);
  account.emit(cause, 'charge.failed', charge);
  toFailed(account, cause, intent, wireCardError(answer, method.wire, charge.id));
}

function refuse(account: Account, cause: Cause, attempt: Attempt, end: ChargeEnd): ApiError {
  const { intent, method } = attempt;
  const charge = keepCharge(account, intent, method, end);
  const error = wireCardError(end.decline ?? declineFor('generic_decline'), method.wire, charge.id);
  intent.latest_charge = charge.id;
  account.emit(cause, 'charge.failed', charge);
  toFailed(account, cause, intent, error);
  return paymentRequired(error, { payment_intent: intent });
}

function toFailed(account: Account, cause: Cause, intent: WirePaymentIntent, error: WireCardError): void {
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.next_action = null;
  intent.last_payment_error = error;
  account.store.paymentIntents.save(intent);
  account.emit(cause, 'payment_intent.payment_failed', intent);
  sessionFollows(account, cause, intent);
}

function pend(
  account: Account,
  cause: Cause,
  { intent, method }: Attempt,
  secured: WireThreeDSecure | null,
): void {
  const charge = keepCharge(account, intent, method, {
    status: 'pending',
    decline: null,
    blocked: false,
    threeDSecure: secured,
  });
  intent.latest_charge = charge.id;
  intent.status = 'processing';
  account.store.paymentIntents.save(intent);
  account.emit(cause, 'charge.pending', charge);
  account.emit(cause, 'payment_intent.processing', intent);
  sessionFollows(account, cause, intent);
}

function settlePaid(account: Account, cause: Cause, intent: WirePaymentIntent, charge: WireCharge): void {
  intent.latest_charge = charge.id;
  intent.status = 'succeeded';
  intent.amount_received = charge.amount;
  account.store.paymentIntents.save(intent);
  account.totals.add(charge.currency, charge.amount);
  account.emit(cause, 'charge.succeeded', charge);
  account.emit(cause, 'payment_intent.succeeded', intent);
  sessionFollows(account, cause, intent);
}

// A method that no customer owns is used up by its first payment, unless that payment saves it.
function keepOrSpend(
  account: Account,
  cause: Cause,
  intent: WirePaymentIntent,
  method: MethodRecord,
  authenticated: boolean,
): void {
  const saves = intent.setup_future_usage !== null && intent.customer !== null;
  if (saves && authenticated) method.setUp = true;
  if (method.wire.customer !== null) return;
  if (saves && intent.customer !== null) {
    bindMethod(account, cause, method, intent.customer);
    return;
  }
  method.spent = true;
  account.store.methods.save(method);
}

function follow(account: Account, cause: Cause, charge: WireCharge, method: MethodRecord): void {
  if (method.behaviour.afterCharge === 'dispute') openDispute(account, cause, charge);
  if (method.behaviour.afterCharge === 'fraud_warning') warnOfFraud(account, cause, charge);
}
