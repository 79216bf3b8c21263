import { describe, expect, it } from '@jest/globals';
import { toVendorEvent } from './paypal-events.js';
import { eventSchema } from './paypal-events.schemas.js';

const changeOf = (type: string, resource: object) =>
  toVendorEvent(
    eventSchema.parse({
      id: 'WH-1',
      event_type: type,
      create_time: '2026-11-21T10:00:00.000Z',
      resource,
    }),
  ).change;
const up = [
  { rel: 'self', href: 'https://api-m.paypal.com/v2/payments/refunds/R1' },
  { rel: 'up', href: 'https://api-m.paypal.com/v2/payments/captures/CAP1' },
];
const ORDER = { supplementary_data: { related_ids: { order_id: 'ORD1' } } };

describe("PayPal's events", () => {
  it('carry their id, name and time', () => {
    const event = eventSchema.parse({
      id: 'WH-1',
      event_type: 'NEW.THING',
      create_time: '2026-11-21T10:00:00Z',
      resource: {},
    });
    expect(toVendorEvent(event)).toEqual({
      vendor: 'paypal',
      vendorEventId: 'WH-1',
      type: 'NEW.THING',
      occurredAt: new Date('2026-11-21T10:00:00Z'),
      change: { kind: 'ignored', reason: 'not_ours' },
    });
  });

  it.each([
    ['VAULT.PAYMENT-TOKEN.CREATED', 'method_changed'],
    ['VAULT.PAYMENT-TOKEN.DELETION-INITIATED', 'method_changed'],
    ['VAULT.PAYMENT-TOKEN.DELETED', 'method_detached'],
  ])('%s: %s', (type, kind) => {
    expect(changeOf(type, { id: 'T1', customer: { id: 'C1' } })).toEqual({
      kind,
      vendorPaymentMethodId: 'T1',
      vendorCustomerId: 'C1',
    });
  });

  it.each(['COMPLETED', 'DENIED', 'DECLINED', 'PENDING'])(
    'of a capture that is %s lead to its payment',
    (end) => {
      expect(changeOf(`PAYMENT.CAPTURE.${end}`, { id: 'CAP1', custom_id: 'charge.P1.2', ...ORDER })).toEqual({
        kind: 'charge_changed',
        vendorChargeId: 'CAP1',
        paymentId: 'P1',
      });
    },
  );

  it('of a checkout lead to it by its order, whichever comes', () => {
    const change = { kind: 'checkout_changed', vendorCheckoutId: 'ORD1', checkoutId: 'K1' };
    const custom_id = 'checkout.K1';
    expect(changeOf('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', custom_id, ...ORDER })).toEqual(change);
    expect(changeOf('CHECKOUT.ORDER.APPROVED', { id: 'ORD1', purchase_units: [{ custom_id }] })).toEqual(
      change,
    );
    expect(
      changeOf('CHECKOUT.PAYMENT-APPROVAL.REVERSED', { order_id: 'ORD1', purchase_units: [{ custom_id }] }),
    ).toEqual(change);
  });

  it('of a refund lead to it, also when it was made at PayPal', () => {
    const ours = { id: 'R1', custom_id: 'refund.F1', links: up };
    const change = { kind: 'refund_changed', vendorRefundId: 'R1', vendorChargeId: 'CAP1' };
    expect(changeOf('PAYMENT.CAPTURE.REFUNDED', ours)).toEqual({ ...change, refundId: 'F1' });
    expect(changeOf('PAYMENT.REFUND.FAILED', ours)).toEqual({ ...change, refundId: 'F1' });
    const theirs = { ...ours, custom_id: 'charge.P1.1' };
    expect(changeOf('PAYMENT.CAPTURE.REFUNDED', theirs)).toEqual({ ...change, refundId: null });
  });

  it('of a reversal lead to the charge', () => {
    expect(changeOf('PAYMENT.CAPTURE.REVERSED', { id: 'R1', custom_id: 'charge.P1.1', links: up })).toEqual({
      kind: 'charge_changed',
      vendorChargeId: 'CAP1',
      paymentId: 'P1',
    });
  });

  it('of a dispute lead to it', () => {
    const disputed_transactions = [{ seller_transaction_id: 'CAP1' }];
    expect(changeOf('CUSTOMER.DISPUTE.CREATED', { dispute_id: 'PP-D-1', disputed_transactions })).toEqual({
      kind: 'dispute_changed',
      vendorDisputeId: 'PP-D-1',
      vendorChargeId: 'CAP1',
    });
  });

  it.each([
    ['PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', custom_id: 'order 17' }],
    ['PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1' }],
    ['PAYMENT.CAPTURE.COMPLETED', {}],
    ['CHECKOUT.ORDER.APPROVED', { id: 'ORD1' }],
    ['VAULT.PAYMENT-TOKEN.CREATED', { id: 7 }],
    ['BILLING.SUBSCRIPTION.CREATED', { id: 'I-1' }],
  ])('of others are left alone: %s %j', (type, resource) => {
    expect(changeOf(type, resource)).toEqual({ kind: 'ignored', reason: 'not_ours' });
  });
});
