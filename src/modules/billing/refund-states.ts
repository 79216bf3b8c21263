import type { Money } from '../../common/money.js';
import type { RefundOutcome } from '../vendors/index.js';
import type { RefundState } from './billing-vocabulary.js';

const NEXT = {
  pending: ['succeeded', 'failed'],
  // A bank may send the money back days later.
  succeeded: ['failed'],
  // A refusal that was read wrong: what was given was given.
  failed: ['succeeded'],
} as const satisfies Record<RefundState, readonly RefundState[]>;

/** Where an outcome takes a refund of this amount; null when it stays where it is, as it does while the vendor tells of another amount. */
export function refundAfter(
  refund: Money & { readonly state: RefundState },
  outcome: RefundOutcome,
): RefundState | null {
  if (outcome.status === 'unknown' || outcome.status === 'pending') return null;
  if (outcome.status === 'succeeded' && !isSame(outcome.amount, refund)) return null;
  const next: readonly RefundState[] = NEXT[refund.state];
  return next.includes(outcome.status) ? outcome.status : null;
}

function isSame(one: Money, other: Money): boolean {
  return one.amount === other.amount && one.currency === other.currency;
}
