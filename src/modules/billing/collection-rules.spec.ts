import { describe, expect, it } from '@jest/globals';
import { collectionStep, isLate, type DueInvoice } from './collection-rules.js';

const DUE: DueInvoice = {
  state: 'open',
  autoPay: true,
  isErased: false,
  hasOpenPayment: false,
  method: { needsReading: false, reach: 'free' },
  isLate: false,
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
    [
      'is to be paid at a vendor that we have no keys of',
      { method: { needsReading: false, reach: 'unknown' } },
    ],
    [
      'has waited for hours for a vendor that is away',
      { method: { needsReading: false, reach: 'away' }, isLate: true },
    ],
  ] as const)('is left as it is when it %s', (_, facts) => {
    expect(collectionStep({ ...DUE, ...facts })).toBe('leave');
  });

  it('waits for a vendor that is full or away, and only then has its method read', () => {
    const unread = { needsReading: true, reach: 'free' } as const;
    expect(collectionStep({ ...DUE, method: unread })).toBe('read');
    for (const reach of ['full', 'away'] as const)
      expect(collectionStep({ ...DUE, method: { ...unread, reach } })).toBe('wait');
    expect(collectionStep({ ...DUE, method: { ...unread, reach: 'full' }, isLate: true })).toBe('wait');
  });

  it.each([
    ['on its day', '2031-03-31T12:00:00Z', false],
    ['in the first hours after it', '2031-04-01T04:00:00Z', false],
    ['later', '2031-04-01T05:00:01Z', true],
  ])('is late %s where the customer is: %s', (_, now, late) => {
    const invoice = { dueOn: '2031-03-31', timeZone: 'Europe/London', issuedAt: null };
    expect(isLate(invoice, new Date(now))).toBe(late);
    expect(isLate({ ...invoice, issuedAt: new Date(now) }, new Date(now))).toBe(false);
  });
});
