import { describe, expect, it } from '@jest/globals';
import { readNotice } from './paytabs-events.js';

const ID = '019a9f3c-0000-7000-8000-00000000000a';
const NOW = new Date('2026-11-21T12:00:00Z');

const notice = (more: object = {}, time = '2026-11-21T11:59:58Z') =>
  Buffer.from(
    JSON.stringify({
      tran_ref: 'TST2',
      merchant_id: 62_000,
      profile_id: 62_000,
      cart_id: `pay-${ID}-1`,
      cart_description: 'Payment',
      cart_currency: 'AED',
      cart_amount: '12.50',
      tran_currency: 'AED',
      tran_total: '12.50',
      tran_type: 'Sale',
      tran_class: 'Recurring',
      payment_result: { response_status: 'A', response_code: 'G1', transaction_time: time },
      ipn_trace: 'IPNS0001.6799F4F7.00000950',
      paymentChannel: 'API',
      ...more,
    }),
  );
const changeOf = (more: object) => {
  const read = readNotice(notice(more), 62_000, NOW);
  return read.status === 'event' ? read.event.change : read.status;
};

describe("PayTabs' notices", () => {
  it.each([
    [{}, { kind: 'charge_changed', vendorChargeId: 'TST2', paymentId: ID }],
    [{ cart_id: `setup-${ID}` }, { kind: 'setup_changed', vendorSetupId: 'TST2', setupId: ID }],
    [{ cart_id: `setup-${ID}-3` }, { kind: 'setup_changed', vendorSetupId: 'TST2', setupId: ID }],
    [{ cart_id: `checkout-${ID}` }, { kind: 'checkout_changed', vendorCheckoutId: 'TST2', checkoutId: ID }],
    [
      {
        cart_id: `pay-${ID}-1-r2`,
        cart_description: `Refund ${ID}`,
        tran_type: 'Refund',
        previous_tran_ref: 'TST1',
      },
      { kind: 'refund_changed', vendorRefundId: 'TST2', vendorChargeId: 'TST1', refundId: ID },
    ],
    [
      { tran_type: 'Refund', previous_tran_ref: 'TST1' },
      { kind: 'refund_changed', vendorRefundId: 'TST2', vendorChargeId: 'TST1', refundId: null },
    ],
    [
      { tran_type: 'Void', previous_tran_ref: 'TST1' },
      { kind: 'charge_changed', vendorChargeId: 'TST1', paymentId: ID },
    ],
    [{ cart_id: `check-${'0'.repeat(40)}` }, { kind: 'ignored', reason: 'not_ours' }],
    [{ cart_id: 'order 17' }, { kind: 'ignored', reason: 'not_ours' }],
    [{ cart_id: 17 }, { kind: 'ignored', reason: 'not_ours' }],
    [{ profile_id: 1 }, { kind: 'ignored', reason: 'other_account' }],
  ])('%j are about %j', (more, change) => {
    expect(changeOf(more)).toEqual(change);
  });

  it('are known again by their trace, and by all of them where they have none', () => {
    const idOf = (more: object) => {
      const read = readNotice(notice(more), 62_000, NOW);
      return read.status === 'event' ? read.event.vendorEventId : null;
    };
    expect(idOf({})).toBe('62000:TST2:IPNS0001.6799F4F7.00000950');
    expect(idOf({ ipn_trace: undefined })).toBe(idOf({ ipn_trace: undefined }));
    expect(idOf({ ipn_trace: undefined })).not.toBe(idOf({ ipn_trace: undefined, tran_total: '1.00' }));
    expect(idOf({ ipn_trace: undefined })).toContain('62000:TST2:A:');
  });

  it.each([
    ['2026-11-18T12:00:00Z', 'event'],
    ['2026-11-18T11:59:59Z', 'stale'],
    ['2026-11-21T12:05:00Z', 'event'],
    ['2026-11-21T12:05:01Z', 'stale'],
    ['', 'unreadable'],
    ['yesterday', 'unreadable'],
  ])('of %p are %s at noon', (time, status) => {
    expect(readNotice(notice({}, time), 62_000, NOW).status).toBe(status);
  });

  it.each(['', 'null', '[]', '{}', '{"tran_ref":1}', '<html>', '{"tran_ref":"TST1"'])(
    '%p is none',
    (text) => {
      expect(readNotice(Buffer.from(text), 62_000, NOW)).toEqual({ status: 'unreadable' });
    },
  );
});
