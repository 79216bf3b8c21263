import { describe, expect, it } from '@jest/globals';
import { PAYMENT_STATES, type AttemptState } from './billing-vocabulary.js';
import { paymentAfter, paymentMayBecome, stateAfterRefunds } from './payment-states.js';

const NEWS = { attempt: 'succeeded' as AttemptState, isLatest: true, isCapturedBefore: false, isOwed: true };

describe('a payment', () => {
  it('is paid by the attempt that was taken, also when a later one has begun', () => {
    expect(paymentAfter('pending', { ...NEWS, isLatest: false })).toEqual({
      state: 'succeeded',
      reviewReason: null,
    });
  });

  it.each([
    ['another sum was taken', { attempt: 'review' as const }, 'other_amount'],
    ['its invoice is no longer owed', { isOwed: false }, 'invoice_settled'],
    ['it was taken twice', { isCapturedBefore: true }, 'charged_twice'],
  ])('waits for a person when %s', (_, change, reviewReason) => {
    expect(paymentAfter('unknown', { ...NEWS, ...change })).toEqual({ state: 'review', reviewReason });
  });

  it('hears nothing of a refusal that a later attempt has overtaken', () => {
    expect(paymentAfter('pending', { ...NEWS, attempt: 'declined', isLatest: false })).toBeNull();
    expect(paymentAfter('succeeded', { ...NEWS, attempt: 'declined' })).toBeNull();
  });

  it('that was refused may be tried again, and nothing else may', () => {
    const retried = PAYMENT_STATES.filter((state) => paymentMayBecome(state, 'pending'));
    expect(retried).toEqual(['requires_action', 'unknown', 'declined']);
  });

  it.each([
    [null, 1000, 0, 'succeeded'],
    [null, 1000, 1, 'partially_refunded'],
    [null, 1000, 1000, 'refunded'],
    ['other_amount', 1000, 0, 'review'],
    ['invoice_settled', 1000, 400, 'review'],
    ['charged_twice', 1000, 1000, 'refunded'],
  ] as const)(
    'whose review said %s, with %i taken and %i given back, is %s',
    (reason, captured, refunded, after) => {
      expect(stateAfterRefunds(reason, captured, refunded)).toBe(after);
    },
  );
});
