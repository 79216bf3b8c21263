import type { CheckoutState, PaymentState } from './billing-vocabulary.js';

// What came to nothing may still be paid, in another window or late; what was paid stays paid.
const NEXT = {
  open: ['processing', 'succeeded', 'failed', 'canceled', 'expired'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: ['processing', 'succeeded'],
  canceled: ['processing', 'succeeded', 'failed'],
  expired: ['processing', 'succeeded', 'failed'],
} as const satisfies Record<CheckoutState, readonly CheckoutState[]>;

const FOLLOWING = {
  pending: 'processing',
  requires_action: 'processing',
  unknown: 'processing',
  // The money is there and a person has to look at it, so nobody is told that it is paid.
  review: 'processing',
  succeeded: 'succeeded',
  partially_refunded: 'succeeded',
  declined: 'failed',
  canceled: 'failed',
  // One that was under review and has been given back.
  refunded: 'failed',
} as const satisfies Record<PaymentState, CheckoutState>;

/** Whether a checkout may go from one state to another. */
export function checkoutMayBecome(from: CheckoutState, to: CheckoutState): boolean {
  const next: readonly CheckoutState[] = NEXT[from];
  return next.includes(to);
}

/** Where its payment takes a checkout; null when that is where it stands, or nowhere that it may go. */
export function checkoutAfter(current: CheckoutState, payment: PaymentState): CheckoutState | null {
  const wanted = FOLLOWING[payment];
  return checkoutMayBecome(current, wanted) ? wanted : null;
}

/** Whether it may still be paid as it was meant to be. */
export function isUnderWay(state: CheckoutState): boolean {
  return state === 'open' || state === 'processing';
}
