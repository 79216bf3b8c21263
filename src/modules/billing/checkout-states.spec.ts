import { describe, expect, it } from '@jest/globals';
import { CHECKOUT_STATES, PAYMENT_STATES } from './billing-vocabulary.js';
import { checkoutAfter, checkoutMayBecome, isUnderWay } from './checkout-states.js';

describe('the states of a checkout', () => {
  it('never leave what was paid', () => {
    for (const state of PAYMENT_STATES) expect(checkoutAfter('succeeded', state)).toBeNull();
  });

  it.each(['open', 'processing', 'failed', 'canceled', 'expired'] as const)(
    'follow a payment that succeeds late from %s',
    (state) => {
      expect(checkoutAfter(state, 'succeeded')).toBe('succeeded');
    },
  );

  it('say of money that a person has to look at neither that it is paid nor that it is not', () => {
    expect(checkoutAfter('open', 'review')).toBe('processing');
    expect(checkoutAfter('processing', 'review')).toBeNull();
    expect(checkoutAfter('processing', 'refunded')).toBe('failed');
  });

  it('open none again', () => {
    expect(CHECKOUT_STATES.filter((from) => checkoutMayBecome(from, 'open'))).toEqual([]);
    expect(CHECKOUT_STATES.filter(isUnderWay)).toEqual(['open', 'processing']);
  });
});
