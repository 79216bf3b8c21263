import type { DomainError } from '../../common/errors/domain-error.js';
import { isDeclineIssue } from './paypal-declines.js';
import {
  VendorMisconfigured,
  VendorObjectGone,
  type VendorObject,
  VendorRequestRefused,
  VendorUnavailable,
} from './vendors.errors.js';

/** What a failed call of PayPal's API means. */
export type PayPalFault =
  /** The payer, his bank or PayPal's risk check said no: data. */
  | { readonly kind: 'declined'; readonly code: string; readonly cause: Error }
  /** Understood and refused before anything was done. */
  | { readonly kind: 'refused'; readonly code: string; readonly cause: Error }
  /** Nothing stands under this address. */
  | { readonly kind: 'missing'; readonly cause: Error }
  /** Our key or invoice number was used before: something may have been done under it. */
  | { readonly kind: 'used_before'; readonly code: string; readonly cause: Error }
  | { readonly kind: 'credentials'; readonly hint: string; readonly cause: Error }
  /** Asked to slow down; not executed. */
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number | undefined; readonly cause: Error }
  /** Certainly never executed. */
  | { readonly kind: 'unreachable'; readonly cause: Error }
  /** May have been executed. */
  | { readonly kind: 'lost'; readonly reason: string; readonly cause: Error };

/** An answer as it came, whatever the SDK made of it. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  readonly debugId?: string | null;
  readonly retryAfter?: string | null;
}

// Failures before a request leaves the machine; every other loss of connection may come after PayPal has acted.
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

const MISSING = new Set(['RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID', 'TOKEN_NOT_FOUND']);
const USED_BEFORE = new Set([
  'DUPLICATE_INVOICE_ID',
  'DUPLICATE_REQUEST_ID',
  'DUPLICATE_TRANSACTION',
  'ORDER_ALREADY_CAPTURED',
  'ORDER_ALREADY_COMPLETED',
  'ORDER_COMPLETION_IN_PROGRESS',
]);
// Timeout, too early, closed by the client: whoever says so may have passed the request on before.
const CUT_SHORT = new Set([408, 425, 499]);
const UNDER_WAY = new Set(['PREVIOUS_REQUEST_IN_PROGRESS', 'RESOURCE_CONFLICT']);

/** Reads an answer outside 200 to 299. */
export function faultOf(answer: RawAnswer): PayPalFault {
  const error = errorOf(answer.body);
  const cause = safeCause(answer, error);
  const { status } = answer;
  if (status === 401) return { kind: 'credentials', hint: KEYS_HINT, cause };
  if (status === 429) return { kind: 'busy', retryAfterSeconds: secondsOf(answer.retryAfter), cause };
  if (status >= 500 || status < 400) return { kind: 'lost', reason: 'server_error', cause };
  return clientFault(status, error, cause);
}

function clientFault(status: number, error: ErrorFields, cause: Error): PayPalFault {
  // A proxy's page is no word of PayPal: neither that something is gone, nor that nothing was done.
  if (error.name === null) return { kind: 'lost', reason: `http_${String(status)}`, cause };
  const code = error.issue ?? error.name;
  if (status === 409 || UNDER_WAY.has(code)) return { kind: 'lost', reason: 'in_progress', cause };
  if (CUT_SHORT.has(status)) return { kind: 'lost', reason: `http_${String(status)}`, cause };
  if (isDeclineIssue(code)) return { kind: 'declined', code, cause };
  return refusalOf(status, code, cause);
}

function refusalOf(status: number, code: string, cause: Error): PayPalFault {
  if (status === 403) return { kind: 'credentials', hint: PERMISSION, cause };
  if (USED_BEFORE.has(code)) return { kind: 'used_before', code, cause };
  if (status === 404 || MISSING.has(code)) return { kind: 'missing', cause };
  return { kind: 'refused', code, cause };
}

/** Reads what fetch threw. */
export function transportFault(error: unknown): PayPalFault {
  const code = codeOf(error);
  const cause = new Error(code ?? 'The connection to PayPal failed.');
  return neverSent(error)
    ? { kind: 'unreachable', cause }
    : { kind: 'lost', reason: 'connection_lost', cause };
}

function neverSent(error: unknown): boolean {
  return NEVER_SENT.test(codeOf(error) ?? '');
}

/** The exception for a fault that is no decline; nothing was done, or it was a read. */
export function exceptionOf(fault: PayPalFault, missing: VendorObject = 'method'): DomainError {
  switch (fault.kind) {
    case 'declined':
    case 'refused':
    case 'used_before':
      return new VendorRequestRefused('paypal', fault.code, fault.cause);
    case 'missing':
      return new VendorObjectGone('paypal', missing, fault.cause);
    case 'credentials':
      return new VendorMisconfigured('paypal', fault.hint, fault.cause);
    case 'busy':
      return new VendorUnavailable('paypal', fault);
    case 'unreachable':
    case 'lost':
      return new VendorUnavailable('paypal', { cause: fault.cause });
  }
}

/** What to do about keys that PayPal refuses. */
export const KEYS_HINT =
  'Check vendors.paypal.client_id and client_secret, and that they belong to this mode.';
const PERMISSION =
  'The app behind vendors.paypal.client_id lacks a permission that this needs: payments, vault, transaction search or disputes.';

interface ErrorFields {
  readonly name: string | null;
  readonly issue: string | null;
  readonly field: string | null;
  readonly debugId: string | null;
}

// Errors of the token endpoint and of the APIs differ in their fields; descriptions may quote what we sent, so they stay out.
function errorOf(body: string): ErrorFields {
  const parsed = asObject(jsonOf(body));
  const details: unknown = parsed['details'];
  const [first] = Array.isArray(details) ? (details as unknown[]) : [];
  const detail = asObject(first);
  return {
    name: nameIn(parsed),
    issue: text(detail['issue']),
    field: text(detail['field']),
    debugId: text(parsed['debug_id']),
  };
}

// Proxies answer with JSON of their own, and with an `error` in words.
function nameIn(parsed: Readonly<Record<string, unknown>>): string | null {
  const name = text(parsed['name']);
  if (name !== null && /^[A-Z][A-Z0-9_]*$/.test(name)) return name;
  const error = text(parsed['error']);
  return error !== null && /^[a-z]+(_[a-z]+)+$/.test(error) ? error : null;
}

function safeCause({ status, debugId }: RawAnswer, error: ErrorFields): Error {
  const what = [error.name, error.issue, error.field].filter((part) => part !== null).join(' ');
  const cause = new Error(`PayPal answered ${String(status)}${what ? `: ${what}` : ''}.`);
  return Object.assign(cause, { statusCode: status, debugId: debugId ?? error.debugId });
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || (error as Error).name === 'SyntaxError') return null;
    throw error;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}

function secondsOf(retryAfter: string | null | undefined): number | undefined {
  const seconds = Number(retryAfter ?? Number.NaN);
  return retryAfter && Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

// Fetch wraps what went wrong once or twice.
function codeOf(error: unknown): string | null {
  for (let current = error, depth = 0; depth < 4; depth += 1) {
    const { code, cause } = asObject(current);
    if (typeof code === 'string') return code;
    current = cause;
  }
  return null;
}
