import type Stripe from 'stripe';
import type { DomainError } from '../../common/errors/domain-error.js';
import {
  VendorMisconfigured,
  VendorObjectGone,
  VendorRequestRefused,
  type VendorObject,
  VendorUnavailable,
} from './vendors.errors.js';

/** What an SDK error means for the call that failed. */
export type StripeFault =
  /** The bank or Radar said no: data, read from `error`. */
  | { readonly kind: 'declined'; readonly error: Stripe.errors.StripeError; readonly cause: Error }
  /** Understood and refused before anything was done. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly param: string | null;
      readonly message: string;
      readonly cause: Error;
    }
  /** The idempotency key stands for another request. */
  | { readonly kind: 'key_reused'; readonly cause: Error }
  | { readonly kind: 'credentials'; readonly hint: string; readonly cause: Error }
  /** Asked to slow down; not executed. */
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number | undefined; readonly cause: Error }
  /** Certainly never executed. */
  | { readonly kind: 'unreachable'; readonly cause: Error }
  /** May have been executed. */
  | { readonly kind: 'lost'; readonly reason: string; readonly cause: Error };

// Failures before a request leaves the machine; every other loss of connection may come after the vendor has acted.
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

// The parameter that Stripe names in a resource_missing.
const MISSING: Readonly<Partial<Record<string, VendorObject>>> = {
  customer: 'customer',
  payment_method: 'method',
  'invoice_settings[default_payment_method]': 'method',
  payment_intent: 'charge',
};

/** Whether a transport error proves that nothing reached the vendor. */
export function neverSent(error: unknown): boolean {
  return NEVER_SENT.test(codeOf(error) ?? '');
}

/** Whether the SDK made this error, as opposed to a mistake in our own code. */
export function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Error && 'rawType' in error && 'requestId' in error;
}

/** Reads an SDK error; `mayHaveHappened` tells that an earlier try of the same call was lost on its way. */
export function faultOf(error: Stripe.errors.StripeError, mayHaveHappened: boolean): StripeFault {
  const fault = plainFaultOf(error);
  const conclusive = fault.kind === 'declined' || fault.kind === 'lost' || fault.kind === 'key_reused';
  return conclusive || !mayHaveHappened
    ? fault
    : { kind: 'lost', reason: 'connection_lost', cause: fault.cause };
}

/** The exception for a fault of a call that is not a decline; nothing was done, or it was a read. */
export function exceptionOf(fault: StripeFault, missing: VendorObject = 'method'): DomainError {
  switch (fault.kind) {
    case 'declined':
      return new VendorRequestRefused('stripe', fault.error.code ?? 'card_declined', fault.cause);
    case 'refused':
      return refusalOf(fault, missing);
    case 'key_reused':
      return new VendorRequestRefused('stripe', 'idempotency_key_reused', fault.cause);
    case 'credentials':
      return new VendorMisconfigured('stripe', fault.hint, fault.cause);
    case 'busy':
      return new VendorUnavailable('stripe', fault);
    case 'unreachable':
    case 'lost':
      return new VendorUnavailable('stripe', { cause: fault.cause });
  }
}

function refusalOf(
  { code, param, cause }: Extract<StripeFault, { kind: 'refused' }>,
  missing: VendorObject,
): DomainError {
  return code === 'resource_missing'
    ? new VendorObjectGone('stripe', MISSING[param ?? ''] ?? missing, cause)
    : new VendorRequestRefused('stripe', code, cause);
}

/** An SDK error without what must not be logged: no raw answer, client secret, headers or webhook body. */
export function safeCause(error: Stripe.errors.StripeError): Error {
  const cause = new Error(error.message, error.detail === undefined ? undefined : { cause: error.detail });
  cause.name = error.type;
  if (error.stack) cause.stack = error.stack;
  return Object.assign(cause, {
    code: error.code,
    declineCode: error.decline_code,
    param: error.param,
    requestId: error.requestId,
    statusCode: error.statusCode,
  });
}

function plainFaultOf(error: Stripe.errors.StripeError): StripeFault {
  const cause = safeCause(error);
  switch (error.type) {
    case 'StripeCardError':
      return { kind: 'declined', error, cause };
    case 'StripeIdempotencyError':
      return { kind: 'key_reused', cause };
    case 'StripeAuthenticationError':
      return { kind: 'credentials', hint: 'Check vendors.stripe.secret_key.', cause };
    case 'StripePermissionError':
      return {
        kind: 'credentials',
        hint: 'The key in vendors.stripe.secret_key lacks a permission that this needs.',
        cause,
      };
    case 'StripeRateLimitError':
      return { kind: 'busy', retryAfterSeconds: retryAfterOf(error.headers), cause };
    case 'StripeConnectionError':
      return neverSent(error.detail)
        ? { kind: 'unreachable', cause }
        : {
            kind: 'lost',
            reason: codeOf(error.detail) === 'ETIMEDOUT' ? 'timeout' : 'connection_lost',
            cause,
          };
    case 'StripeInvalidRequestError':
      return refused(error, cause);
    default:
      return serverFaultOf(error, cause);
  }
}

// 409 says that the same key is still being worked on, and an answer that is no JSON says nothing at all.
function serverFaultOf(error: Stripe.errors.StripeError, cause: Error): StripeFault {
  const status = error.statusCode ?? 500;
  return status < 500 && status !== 409
    ? refused(error, cause)
    : { kind: 'lost', reason: error.statusCode === undefined ? 'unreadable_answer' : 'server_error', cause };
}

function refused(error: Stripe.errors.StripeError, cause: Error): StripeFault {
  const { code, param, message } = error;
  return { kind: 'refused', code: code ?? 'invalid_request', param: param ?? null, message, cause };
}

function retryAfterOf(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const seconds = Number(headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

// Not instanceof: Node's own errors are of another realm wherever code runs in a vm context.
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
