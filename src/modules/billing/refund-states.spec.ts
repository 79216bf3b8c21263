import { describe, expect, it } from '@jest/globals';
import { refundAfter } from './refund-states.js';

const REFUND = { amount: 500, currency: 'GBP', state: 'pending' as const };
const succeeded = (amount: number) =>
  ({ status: 'succeeded', vendorRefundId: 're', amount: { amount, currency: 'GBP' } }) as const;
const failed = { status: 'failed', vendorRefundId: 're', code: 'expired_or_canceled_card' } as const;

describe('a refund', () => {
  it('is done when the vendor gave back what was asked for, and waits while it tells of another sum', () => {
    expect(refundAfter(REFUND, succeeded(500))).toBe('succeeded');
    expect(refundAfter(REFUND, succeeded(501))).toBeNull();
  });

  it('waits while nobody knows', () => {
    expect(refundAfter(REFUND, { status: 'unknown', reason: 'timeout' })).toBeNull();
    expect(refundAfter(REFUND, { ...succeeded(500), status: 'pending' })).toBeNull();
  });

  it('may be sent back by a bank, and a refusal may have been none', () => {
    expect(refundAfter({ ...REFUND, state: 'succeeded' }, failed)).toBe('failed');
    expect(refundAfter({ ...REFUND, state: 'failed' }, succeeded(500))).toBe('succeeded');
    expect(refundAfter({ ...REFUND, state: 'succeeded' }, succeeded(500))).toBeNull();
  });
});
