import type { FaultKind } from './gateway-contract.js';

/** The time that a gateway under test gives a call. */
export const TIMEOUT_MS = 1_500;

/** What each kind is called by the stand-ins; a client that sends again by itself is struck twice by a table of its own. */
export const REQUEST_FAULTS = {
  lost_before: { kind: 'timeout_before' },
  lost_after: { kind: 'timeout_after' },
  cut_before: { kind: 'reset_before' },
  cut_after: { kind: 'reset_before_body' },
  cut_once_after: { kind: 'reset_before_body' },
  cut_body: { kind: 'reset_after_body' },
  error_before: { kind: 'error_500_before' },
  error_after: { kind: 'error_500_after' },
  html: { kind: 'html' },
  cut_json: { kind: 'cut_json' },
  empty: { kind: 'empty' },
  slow_body: { kind: 'slow_body', durationMs: 4 * TIMEOUT_MS },
  busy: { kind: 'rate_limit', times: 2, retryAfterSeconds: 0 },
  other_amount: { kind: 'wrong_amount' },
  other_currency: { kind: 'wrong_currency' },
  decline_as_success: { kind: 'decline_as_200' },
} as const satisfies Readonly<Record<FaultKind, object>>;
