import type { z } from 'zod';
import type { DomainError } from '../../common/errors/domain-error.js';
import { paytabsFailure } from './paytabs.schemas.js';
import { VendorMisconfigured, VendorRequestRefused, VendorUnavailable } from './vendors.errors.js';

/** What PayTabs says that it does not have; with a 404 it may leave open which. */
export type Missing = 'token' | 'transaction';

/** What a failed call means. */
export type PaytabsFault =
  /** Understood and refused before anything was done. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly missing: Missing | 'anything' | null;
      readonly cause: Error;
    }
  /** A like request was made a short while ago: what came of that one has to be asked for. */
  | { readonly kind: 'duplicate'; readonly cause: Error }
  | { readonly kind: 'credentials'; readonly hint: string; readonly cause: Error }
  /** Asked to slow down; not executed. */
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number | undefined; readonly cause: Error }
  /** Certainly never executed. */
  | { readonly kind: 'unreachable'; readonly cause: Error }
  /** May have been executed. */
  | { readonly kind: 'lost'; readonly reason: string; readonly cause: Error };

/** What came of a call: what was asked for, or what its failure means. */
export type PaytabsAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: PaytabsFault };

// PayTabs says no number of seconds; within two minutes or so a like request is refused.
const DUPLICATE_SECONDS = 120;

const KEYS_HINT =
  'Check vendors.paytabs.profile_id and server_key, and that region is the one where the profile was made.';

// Failures before a request leaves the machine; every other loss of connection may come after PayTabs has acted.
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|UND_ERR_CONNECT_TIMEOUT)$/;

// No list of codes tells "no such token" or "no such transaction" apart from other mistakes, so the sentence has to.
const MISSING: Readonly<Record<Missing, RegExp>> = {
  token:
    /\btoken\b.*(not (be )?found|not exist|deleted|revoked)|(invalid|unknown|no such) token\b(?! (type|info))/i,
  transaction:
    /\b(transactions?|tran_?ref|cart)\b.*(not (be )?found|not exist)|(invalid|unknown) (transaction ref|tran_?ref)|no (such )?transaction/i,
};

/** Reads a refusal; null when the body is none. `body` is undefined for what is no JSON, and null for nothing at all. */
export function refusalOf(
  status: number,
  body: unknown,
  retryAfter: string | null = null,
): PaytabsFault | null {
  const told = paytabsFailure.safeParse(body).data;
  const cause = causeOf(status, told);
  if (status === 429) return { kind: 'busy', retryAfterSeconds: secondsOf(retryAfter), cause };
  if (status === 401 || status === 403) return { kind: 'credentials', hint: KEYS_HINT, cause };
  if (status >= 500) return { kind: 'lost', reason: 'server_error', cause };
  if (told) return toldRefusal(status, told, cause);
  if (status < 400) return null;
  // Only PayTabs' own words say that there is no such thing: a proxy before it answers 404 as well.
  return { kind: 'lost', reason: 'unreadable_answer', cause };
}

type Failure = z.output<typeof paytabsFailure>;

// The message is left out: it may quote what a customer wrote.
function causeOf(status: number, told: Failure | undefined): Error {
  const words = told ? `: ${String(told.code)} (${told.trace ?? 'no trace'})` : '';
  return new Error(`PayTabs answered ${String(status)}${words}`);
}

function toldRefusal(status: number, { code, message }: Failure, cause: Error): PaytabsFault {
  switch (code) {
    case 1:
      return { kind: 'credentials', hint: KEYS_HINT, cause };
    case 4:
      return { kind: 'duplicate', cause };
    // "Internal system error (temporary)".
    case 400:
      return { kind: 'lost', reason: 'server_error', cause };
    default:
      return {
        kind: 'refused',
        code: String(code),
        missing: missingOf(message) ?? (status === 404 ? 'anything' : null),
        cause,
      };
  }
}

function missingOf(message: string): Missing | null {
  if (MISSING.token.test(message)) return 'token';
  return MISSING.transaction.test(message) ? 'transaction' : null;
}

/** Whether a refusal says that there is no such thing. */
export function saysMissing(fault: PaytabsFault, what: Missing): boolean {
  return fault.kind === 'refused' && (fault.missing === what || fault.missing === 'anything');
}

/** Reads a failure of the transport. */
export function lossOf(error: Error): PaytabsFault {
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return { kind: 'lost', reason: 'timeout', cause: error };
  return neverSent(error)
    ? { kind: 'unreachable', cause: error }
    : { kind: 'lost', reason: 'connection_lost', cause: error };
}

/** An answer that is not what was asked for. */
export function unreadable(): PaytabsFault {
  const cause = new Error('PayTabs answered with something else than asked for.');
  return { kind: 'lost', reason: 'unreadable_answer', cause };
}

/** The exception for a fault of a call of which nothing is left open. */
export function exceptionOf(fault: PaytabsFault): DomainError {
  switch (fault.kind) {
    case 'refused':
      return new VendorRequestRefused('paytabs', fault.code, fault.cause);
    case 'duplicate':
      return new VendorUnavailable('paytabs', { cause: fault.cause, retryAfterSeconds: DUPLICATE_SECONDS });
    case 'credentials':
      return new VendorMisconfigured('paytabs', fault.hint, fault.cause);
    case 'busy':
      return new VendorUnavailable('paytabs', fault);
    case 'unreachable':
    case 'lost':
      return new VendorUnavailable('paytabs', { cause: fault.cause });
  }
}

// fetch hides the reason in the cause, and the reasons of several addresses in the causes' list.
function neverSent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && typeof error.code === 'string' && NEVER_SENT.test(error.code)) return true;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.every(neverSent);
  return 'cause' in error && neverSent(error.cause);
}

function secondsOf(retryAfter: string | null): number | undefined {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}
