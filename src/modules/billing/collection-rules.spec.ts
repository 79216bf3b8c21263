import { describe, expect, it } from '@jest/globals';
import { collectionStep, type DueInvoice } from './collection-rules.js';

const DUE: DueInvoice = {
  state: 'open',
  autoPay: true,
  isErased: false,
  hasOpenPayment: false,
  method: { needsReading: false, isReached: true },
};

describe('an invoice that is due to be charged by itself', () => {
  it('is charged when its customer lets us and has a method', () => {
    expect(collectionStep(DUE)).toBe('charge');
  });

  it.each([
    ['is paid', { state: 'paid' }],
    ['is void', { state: 'void' }],
    ['is of a customer who pays by hand', { autoPay: false }],
    ['is of an erased customer', { isErased: true }],
    ['has a payment on its way', { hasOpenPayment: true }],
    ['has no method', { method: null }],
  ] as const)('is left as it is when it %s', (_, facts) => {
    expect(collectionStep({ ...DUE, ...facts })).toBe('leave');
  });

  it('waits for a vendor that is full or away, and only then has its method read', () => {
    const unread = { needsReading: true, isReached: true };
    expect(collectionStep({ ...DUE, method: unread })).toBe('read');
    expect(collectionStep({ ...DUE, method: { ...unread, isReached: false } })).toBe('wait');
  });
});
