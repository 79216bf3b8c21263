import { describe, expect, it } from '@jest/globals';
import {
  chargeCart,
  checkCart,
  freeingCart,
  pageCarts,
  refundCart,
  refundIdOf,
  refundNote,
  subjectOf,
} from './paytabs-carts.js';

const ID = '019a9f3c-0000-7000-8000-00000000000a';
// PayTabs' own limit of a cart_id.
const LONGEST = 64;

describe("PayTabs' carts", () => {
  it('say what they stand for, and fit', () => {
    const charge = chargeCart(ID, 12);
    const cases: [string, unknown][] = [
      ...pageCarts('setup', ID).map((cart): [string, unknown] => [cart, { kind: 'setup', id: ID }]),
      ...pageCarts('checkout', ID).map((cart): [string, unknown] => [cart, { kind: 'checkout', id: ID }]),
      [charge, { kind: 'charge', paymentId: ID, attemptNo: 12 }],
      [refundCart(charge, 40), { kind: 'refund' }],
      [refundCart(pageCarts('checkout', ID)[8] ?? '', 40), { kind: 'refund' }],
      [checkCart('verify-1'), { kind: 'check' }],
      [freeingCart(checkCart('verify-1'), 'void', 0), { kind: 'check' }],
      [freeingCart(checkCart('verify-1'), 'release', 10), { kind: 'check' }],
    ];
    for (const [cart, subject] of cases) {
      expect(subjectOf(cart)).toEqual(subject);
      expect(cart.length).toBeLessThanOrEqual(LONGEST);
    }
    expect(new Set(cases.map(([cart]) => cart)).size).toBe(cases.length);
  });

  it.each(['', 'order 17', 'cart_11111', ID, `setup-${ID}-1`, `setup-${ID}x`, 'pay-', 'setup-1'])(
    'of others mean nothing: %p',
    (cart) => {
      expect(subjectOf(cart)).toBeNull();
    },
  );

  it('are the same for one check however often it is made, and another for another', () => {
    expect(checkCart('verify-1')).toBe(checkCart('verify-1'));
    expect(checkCart('verify-1')).not.toBe(checkCart('verify-2'));
  });

  it('of refunds are told apart by their description', () => {
    expect(refundIdOf(refundNote(ID))).toBe(ID);
    expect(refundIdOf('Refund of order 17')).toBeNull();
    expect(refundIdOf(null)).toBeNull();
  });
});
