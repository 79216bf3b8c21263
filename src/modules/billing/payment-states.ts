import type { AttemptState, PaymentState, ReviewReason } from './billing-vocabulary.js';

const SETTLING = ['succeeded', 'declined', 'canceled', 'review'] as const;

const NEXT = {
  pending: ['requires_action', 'unknown', ...SETTLING],
  unknown: ['pending', 'requires_action', ...SETTLING],
  requires_action: ['pending', 'unknown', ...SETTLING],
  declined: ['pending', 'succeeded', 'review'],
  canceled: ['succeeded', 'review'],
  succeeded: ['partially_refunded', 'refunded', 'review'],
  review: ['refunded'],
  partially_refunded: ['succeeded', 'refunded', 'review'],
  refunded: ['succeeded', 'partially_refunded', 'review'],
} as const satisfies Record<PaymentState, readonly PaymentState[]>;

/** Whether a payment may go from one state to another. */
export function paymentMayBecome(from: PaymentState, to: PaymentState): boolean {
  const next: readonly PaymentState[] = NEXT[from];
  return next.includes(to);
}

/** What a payment's next state is decided by when one of its attempts has come to something. */
export interface AttemptNews {
  readonly attempt: AttemptState;
  /** Whether no later attempt of the payment has begun. */
  readonly isLatest: boolean;
  /** Whether another attempt of the payment has captured already. */
  readonly isCapturedBefore: boolean;
  /** Whether what is paid for is still owed; always for what has no invoice. */
  readonly isOwed: boolean;
}

/** Where a payment goes, and why a person has to look at it where one has to. */
export interface PaymentNext {
  readonly state: PaymentState;
  readonly reviewReason: ReviewReason | null;
}

/** Where the payment goes; null when the news is of an attempt that has been overtaken by a later one, or changes nothing. */
export function paymentAfter(current: PaymentState, news: AttemptNews): PaymentNext | null {
  const { attempt } = news;
  const reviewReason = reviewReasonOf(news);
  if (reviewReason !== null) return { state: 'review', reviewReason };
  if (attempt === 'succeeded') return { state: 'succeeded', reviewReason: null };
  const state: PaymentState = attempt === 'started' ? 'pending' : attempt;
  return news.isLatest && paymentMayBecome(current, state) ? { state, reviewReason: null } : null;
}

function reviewReasonOf(news: AttemptNews): ReviewReason | null {
  if (news.attempt !== 'succeeded' && news.attempt !== 'review') return null;
  if (news.isCapturedBefore) return 'charged_twice';
  if (news.attempt === 'review') return 'other_amount';
  return news.isOwed ? null : 'invoice_settled';
}

/** The state that refunds give a captured payment; one that came under review is there while any of it is not given back. */
export function stateAfterRefunds(
  reviewReason: ReviewReason | null,
  captured: number,
  refunded: number,
): PaymentState {
  if (refunded >= captured) return 'refunded';
  if (reviewReason !== null) return 'review';
  return refunded > 0 ? 'partially_refunded' : 'succeeded';
}
