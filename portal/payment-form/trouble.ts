import { customerBucket } from '../../src/modules/vendors/decline-buckets.js';
import { isDeclineIssue, paypalDecline } from '../../src/modules/vendors/paypal-declines.js';
import { stripeDecline } from '../../src/modules/vendors/stripe-declines.js';
import type { StripeDeclineFields } from '../../src/modules/vendors/stripe-declines.js';
import { DECLINE_BUCKETS } from '../../src/modules/vendors/vendor-vocabulary.js';
import type { DeclineBucket } from '../../src/modules/vendors/vendor-vocabulary.js';

/** Every trouble that the form has words for; none of them tells a suspicion of fraud. */
export type TroubleKey =
  | Exclude<DeclineBucket, 'fraud'>
  | 'expired_card'
  | 'not_supported'
  | 'incorrect_cvc'
  | 'script_blocked'
  | 'page_blocked'
  | 'window_blocked'
  | 'closed'
  | 'form_refused'
  | 'vendor_not_configured'
  | 'vendor_unavailable'
  | 'network'
  | 'rate_limited'
  | 'setup_expired'
  | 'not_opened'
  | 'setup_pending'
  | 'session_ended'
  | 'card_number_refused'
  | 'server_error';

/** One trouble: which words to show, and what to call it. */
export interface Trouble {
  readonly key: TroubleKey;
  /** Stable, for the host page and for support. */
  readonly code: string;
  readonly declined: boolean;
  /** Support finds the request by it. */
  readonly requestId?: string;
}

/** The part of a problem document, or of an error thrown by the host page, that decides what is told. */
export interface Problem {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly bucket?: unknown;
  readonly request_id?: unknown;
}

const BY_CODE: Readonly<Partial<Record<string, TroubleKey>>> = {
  network: 'network',
  script_blocked: 'script_blocked',
  form_refused: 'form_refused',
  vendor_not_configured: 'vendor_not_configured',
  vendor_unavailable: 'vendor_unavailable',
  rate_limited: 'rate_limited',
  setup_expired: 'setup_expired',
  setup_pending: 'setup_pending',
  card_number_refused: 'card_number_refused',
};

const BY_STATUS: Readonly<Partial<Record<number, TroubleKey>>> = {
  401: 'session_ended',
  403: 'session_ended',
  404: 'setup_expired',
  410: 'setup_expired',
  429: 'rate_limited',
  502: 'vendor_unavailable',
  503: 'vendor_unavailable',
  504: 'vendor_unavailable',
};

/** A trouble that is no decline. */
export function troubleOf(key: TroubleKey, code: string = key): Trouble {
  return { key, code, declined: false };
}

/** A refusal that Stripe told the browser. */
export function declineFromStripe(error: StripeDeclineFields): Trouble {
  return declineOf(stripeDecline(error).bucket, error.decline_code ?? error.code ?? null);
}

// What PayPal's fields say themselves, and issues that tell more than their bucket.
const PAYPAL_ISSUES: Readonly<Partial<Record<string, TroubleKey>>> = {
  INVALID_NUMBER: 'card_data',
  INVALID_EXPIRY: 'card_data',
  INVALID_CVV: 'incorrect_cvc',
  INVALID_SECURITY_CODE_LENGTH: 'incorrect_cvc',
  PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED: 'card_data',
  CARD_EXPIRED: 'expired_card',
  INELIGIBLE_CARD_VENDOR: 'not_supported',
  CARD_BRAND_NOT_SUPPORTED: 'not_supported',
  CARD_TYPE_NOT_SUPPORTED: 'not_supported',
};

/** A refusal that PayPal told the browser; null for an issue that is none. */
export function declineFromPayPal(issue: string): Trouble | null {
  const key = PAYPAL_ISSUES[issue];
  if (key) return { key, code: 'card_declined', declined: true };
  return isDeclineIssue(issue) ? declineOf(paypalDecline({ code: issue }).bucket, null) : null;
}

/** What an answer of the API, or the host page's own error, means to the customer; `isOpening` before there is a setup that could be gone. */
export function troubleFromProblem(problem: Problem, isOpening = false): Trouble {
  const code = typeof problem.code === 'string' ? problem.code : 'server_error';
  const found =
    code === 'card_declined'
      ? declineOf(bucketOf(problem.bucket), null)
      : troubleOf(isOpening && isMissing(code, problem) ? 'not_opened' : keyOf(code, problem.status), code);
  return typeof problem.request_id === 'string' ? { ...found, requestId: problem.request_id } : found;
}

function declineOf(bucket: DeclineBucket, vendorCode: string | null): Trouble {
  const shown = customerBucket(bucket) as Exclude<DeclineBucket, 'fraud'>;
  const precise = vendorCode === 'expired_card' || vendorCode === 'incorrect_cvc' ? vendorCode : shown;
  return {
    key: vendorCode === 'invalid_cvc' ? 'incorrect_cvc' : precise,
    code: 'card_declined',
    declined: true,
  };
}

function bucketOf(value: unknown): DeclineBucket {
  return DECLINE_BUCKETS.find((bucket) => bucket === value) ?? 'issuer';
}

// Whoever handed the answer through may have kept only a part of it.
function isMissing(code: string, { status }: Problem): boolean {
  return !BY_CODE[code] && (status === 404 || code === 'not_found');
}

function keyOf(code: string, status: unknown): TroubleKey {
  return BY_CODE[code] ?? (typeof status === 'number' ? BY_STATUS[status] : undefined) ?? 'server_error';
}
