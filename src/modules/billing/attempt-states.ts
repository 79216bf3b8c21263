import type { Money } from '../../common/money.js';
import type { ChargeOutcome } from '../vendors/index.js';
import type { AttemptState } from './billing-vocabulary.js';

const OPEN: readonly AttemptState[] = ['started', 'pending', 'requires_action', 'unknown'];

const SETTLING = ['succeeded', 'declined', 'canceled', 'review'] as const;

// What was refused here may turn out to have been taken; what was taken stays taken.
const NEXT = {
  started: ['pending', 'requires_action', 'unknown', ...SETTLING],
  unknown: ['pending', 'requires_action', ...SETTLING],
  pending: ['requires_action', ...SETTLING],
  requires_action: ['pending', ...SETTLING],
  declined: ['succeeded', 'review'],
  canceled: ['succeeded', 'review'],
  succeeded: [],
  review: [],
} as const satisfies Record<AttemptState, readonly AttemptState[]>;

/** Whether the charge may still come to anything. */
export function isOpen(state: AttemptState): boolean {
  return OPEN.includes(state);
}

/** Where an outcome takes an attempt that asked for this amount; null when it changes nothing, being known or older. */
export function attemptAfter(
  current: AttemptState,
  outcome: ChargeOutcome,
  asked: Money,
): AttemptState | null {
  const wanted = stateOf(outcome, asked);
  const next: readonly AttemptState[] = NEXT[current];
  return next.includes(wanted) ? wanted : null;
}

function stateOf(outcome: ChargeOutcome, asked: Money): AttemptState {
  switch (outcome.status) {
    case 'succeeded':
      return isSame(outcome.amount, asked) ? 'succeeded' : 'review';
    case 'declined':
      return outcome.decline.bucket === 'canceled' ? 'canceled' : 'declined';
    case 'pending':
    case 'requires_action':
    case 'unknown':
      return outcome.status;
  }
}

function isSame(one: Money, other: Money): boolean {
  return one.amount === other.amount && one.currency === other.currency;
}
