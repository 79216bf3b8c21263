import type { AttemptState } from './billing-vocabulary.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** How long whoever calls a vendor may take, before another asks what became of the call; above the calls' own time-outs. */
export const CHARGE_LEASE_SECONDS = 120;

// Nobody knows what became of it, so it is asked for within a sweep; a bank that takes its time is asked less often.
const UNKNOWN_GAP_MS = 5 * SECOND_MS;
const PENDING_GAP_MS = 30 * SECOND_MS;
const LONGEST_GAP_MS = HOUR_MS;

// PayTabs refuses a repeated cart for two minutes, so what it has not shown after ten never arrived.
const DENIED_MS = 10 * 60 * SECOND_MS;

const ACTION_MS = 24 * HOUR_MS;

/** When an open charge, or refund, is to be asked for again after so many looks. */
export function nextCheck(state: AttemptState, checks: number, now: Date): Date {
  const first = state === 'pending' || state === 'requires_action' ? PENDING_GAP_MS : UNKNOWN_GAP_MS;
  return new Date(now.getTime() + Math.min(LONGEST_GAP_MS, first * 2 ** Math.min(checks, 12)));
}

/** What is known of a call that the vendor says it never saw. */
export interface Denial {
  /** Whether repeating the call with its key is safe at this vendor. */
  readonly keys: boolean;
  readonly state: AttemptState;
  /** Since when it has said so; null for the first time. */
  readonly since: Date | null;
}

/** Whether the call may be made again: at once under its key, else only when its first sending can no longer be on its way. */
export function mayCallAgain({ keys, state, since }: Denial, real: Date): boolean {
  if (keys) return true;
  if (state === 'pending' || state === 'requires_action') return false;
  return since !== null && real.getTime() - since.getTime() >= DENIED_MS;
}

/** Until when a customer may confirm a charge that was begun then. */
export function actionEndsAt(startedAt: Date): Date {
  return new Date(startedAt.getTime() + ACTION_MS);
}

/** Whether a customer who was to confirm a charge has had a day for it. */
export function isActionOver(startedAt: Date, now: Date): boolean {
  return now >= actionEndsAt(startedAt);
}
