import { ApiError, docUrl } from './api-error.js';
import { type Decline, declineFor, type DeclineChoice } from './declines.js';
import { type WireCardError, type WirePaymentMethod } from './wire.js';

/** A decline as it stands in `last_setup_error` and `last_payment_error`. */
export function wireCardError(decline: Decline, method: WirePaymentMethod, charge?: string): WireCardError {
  const error: WireCardError = {
    code: decline.code,
    decline_code: decline.declineCode,
    doc_url: docUrl(decline.code),
    message: decline.message,
    payment_method: structuredClone(method),
    type: 'card_error',
  };
  if (charge !== undefined) error.charge = charge;
  if (decline.adviceCode !== null) error.advice_code = decline.adviceCode;
  if (decline.networkAdviceCode !== null) error.network_advice_code = decline.networkAdviceCode;
  if (decline.networkDeclineCode !== null) error.network_decline_code = decline.networkDeclineCode;
  if (decline.param !== undefined) error.param = decline.param;
  return error;
}

/** The answer 402 for an error that an intent has noted, with that intent inside. */
export function paymentRequired(error: WireCardError, intent: object): ApiError {
  return new ApiError(402, error.message, { ...error, ...intent });
}

/** The answer 402 for a decline without an intent, as when a method is attached. */
export function declinedCard(
  choice: DeclineChoice | string,
  about: { payment_method: WirePaymentMethod },
): ApiError {
  return paymentRequired(wireCardError(declineFor(choice), about.payment_method), {});
}

/** A failed authentication, which is no decline of the issuer. */
export function authenticationFailure(
  kind: 'setup_intent' | 'payment_intent',
  method: WirePaymentMethod,
): WireCardError {
  const code = `${kind}_authentication_failure`;
  return {
    code,
    doc_url: docUrl(code),
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: structuredClone(method),
    type: 'invalid_request_error',
  };
}
