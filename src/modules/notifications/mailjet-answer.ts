import type { AcceptedMail, SendResult } from './email-sender.js';

/** What is known of a call that did not answer with results. */
export interface FailedCall {
  /** HTTP status, or null when no answer came. */
  readonly status: number | null;
  /** Node's code of a network error, such as ECONNREFUSED. */
  readonly networkCode: string | null;
  readonly body: unknown;
  readonly retryAfter: string | null;
}

/** Whether a failed call took nothing, may have taken something, or is refused as it is written. */
export type Trouble = 'not_sent' | 'unknown' | 'rejected';

// These come before the request has left this machine; every other network error may come after.
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Codes that blame the account or its sender address, so that the same mail can go once somebody has put that right. */
const ACCOUNT_CODES = new Set(['mj-0001', 'mj-0015', 'send-0008', 'send-0006', 'send-0007']);

/**
 * Reads a failed call. A 5xx may come after Mailjet took the mails (a gateway in front of it answers so as well), so it is unknown like a
 * lost answer; the look-up that follows costs a minute, a second mail costs trust.
 */
export function troubleOf(call: FailedCall): Trouble {
  if (call.status === null)
    return call.networkCode !== null && BEFORE_SENDING.has(call.networkCode) ? 'not_sent' : 'unknown';
  if (call.status >= 500 || call.status < 400) return 'unknown';
  return call.status === 400 || call.status === 413 || call.status === 422 ? 'rejected' : 'not_sent';
}

/** Code and words of a failed call, for the log and the message's row. */
export function wordsOf(call: FailedCall): { code: string; detail: string } {
  if (call.status === null) {
    const code = call.networkCode ?? 'no_answer';
    return { code, detail: `Mailjet gave no answer (${code}).` };
  }
  if (call.status < 400) return { code: 'unreadable_answer', detail: 'Mailjet’s answer could not be read.' };
  const { ErrorCode: code, ErrorMessage: detail } = record(call.body);
  return {
    code: text(code) ?? `http_${String(call.status)}`,
    detail: text(detail) ?? `Mailjet answered with HTTP status ${String(call.status)}.`,
  };
}

/** Seconds of a Retry-After header, or undefined. */
export function retryAfterSeconds(call: FailedCall): number | undefined {
  const seconds = Number(call.retryAfter);
  return call.retryAfter !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** A result for each mail of a call, in order; null when the body holds no results at all. */
export function resultsOf(body: unknown, count: number): SendResult[] | null {
  const { Messages: messages } = record(body);
  if (!Array.isArray(messages) || messages.length === 0) return null;
  return Array.from({ length: count }, (_, index) => resultOf(messages[index]));
}

function resultOf(message: unknown): SendResult {
  const { Status: status, To: to, Errors: errors } = record(message);
  if (status === 'success') return { outcome: 'accepted', ...idsOf(Array.isArray(to) ? to[0] : undefined) };
  if (status !== 'error')
    return { outcome: 'unknown', code: 'no_result', reason: 'Mailjet gave no result for this mail.' };
  const {
    ErrorCode: code,
    ErrorMessage: reason,
    StatusCode: statusCode,
  } = record(Array.isArray(errors) ? errors[0] : undefined);
  const named = { code: text(code) ?? 'unknown_error', reason: text(reason) ?? 'Mailjet gave no reason.' };
  return { outcome: isPassing(named.code, statusCode) ? 'deferred' : 'refused', ...named };
}

function isPassing(code: string, statusCode: unknown): boolean {
  return (
    ACCOUNT_CODES.has(code) || (typeof statusCode === 'number' && (statusCode >= 500 || statusCode === 429))
  );
}

function idsOf(recipient: unknown): AcceptedMail {
  const { MessageID: id, MessageUUID: uuid } = record(recipient);
  return { messageId: text(id), messageUuid: text(uuid) };
}

/** The first mail of a look-up by CustomID, null when there is none; undefined when the body is no such answer. */
export function foundIn(body: unknown): AcceptedMail | null | undefined {
  const { Data: data } = record(body);
  if (!Array.isArray(data)) return undefined;
  if (data.length === 0) return null;
  const { ID: id, UUID: uuid } = record(data[0]);
  return { messageId: text(id), messageUuid: text(uuid) };
}

/** Addresses that may send, of a list of senders; null when the body is no such answer. */
export function sendersIn(body: unknown): string[] | null {
  const { Data: data } = record(body);
  if (!Array.isArray(data)) return null;
  return data.flatMap((one: unknown) => {
    const { Email: email, Status: status } = record(one);
    return typeof email === 'string' && status === 'Active' ? [email] : [];
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

// Ids above 2^53 come as text, smaller ones as numbers.
function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
