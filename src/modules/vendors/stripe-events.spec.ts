import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { toVendorEvent } from './stripe-events.js';

const event = (type: string, object: object, more: object = {}, previous_attributes?: object) =>
  ({
    id: 'evt_1',
    type,
    created: 1_800_000_000,
    livemode: false,
    data: { object, ...(previous_attributes ? { previous_attributes } : {}) },
    ...more,
  }) as unknown as Stripe.Event;
const change = (...given: Parameters<typeof event>) => toVendorEvent(event(...given), false).change;

describe("Stripe's events", () => {
  it('keep their id, name and time', () => {
    expect(toVendorEvent(event('customer.deleted', { id: 'cus_1' }), false)).toEqual({
      vendor: 'stripe',
      vendorEventId: 'evt_1',
      type: 'customer.deleted',
      occurredAt: new Date('2027-01-15T08:00:00Z'),
      change: { kind: 'customer_gone', vendorCustomerId: 'cus_1' },
    });
  });

  it('name the owner of a detached method, which the method itself no longer does', () => {
    expect(
      change('payment_method.detached', { id: 'pm_1', customer: null }, {}, { customer: 'cus_1' }),
    ).toEqual({ kind: 'method_detached', vendorPaymentMethodId: 'pm_1', vendorCustomerId: 'cus_1' });
  });

  it.each(['attached', 'updated', 'automatically_updated'])('tell a change of a method (%s)', (what) => {
    expect(change(`payment_method.${what}`, { id: 'pm_1', customer: 'cus_1' })).toEqual({
      kind: 'method_changed',
      vendorPaymentMethodId: 'pm_1',
      vendorCustomerId: 'cus_1',
    });
  });

  it('tell setups of ours from verifications and from others', () => {
    expect(change('setup_intent.succeeded', { id: 'seti_1', metadata: { omnicrm_setup_id: 's1' } })).toEqual({
      kind: 'setup_changed',
      vendorSetupId: 'seti_1',
      setupId: 's1',
    });
    expect(change('setup_intent.succeeded', { id: 'seti_1', metadata: {} })).toEqual({
      kind: 'ignored',
      reason: 'not_ours',
    });
  });

  it('tell checkouts of ours from those of payment links', () => {
    const metadata = { omnicrm_checkout_id: 'c1' };
    expect(change('checkout.session.completed', { id: 'cs_1', metadata })).toEqual({
      kind: 'checkout_changed',
      vendorCheckoutId: 'cs_1',
      checkoutId: 'c1',
    });
    expect(change('checkout.session.expired', { id: 'cs_1', metadata: null })).toEqual({
      kind: 'ignored',
      reason: 'not_ours',
    });
  });

  it('lead payments, charges, refunds and disputes to the payment intent', () => {
    const metadata = { omnicrm_payment_id: 'p1', omnicrm_refund_id: 'r1' };
    const charge = { kind: 'charge_changed', vendorChargeId: 'pi_1', paymentId: 'p1' };
    expect(change('payment_intent.succeeded', { id: 'pi_1', metadata })).toEqual(charge);
    expect(change('charge.refunded', { object: 'charge', payment_intent: 'pi_1', metadata })).toEqual(charge);
    const refund = { kind: 'refund_changed', vendorRefundId: 're_1', vendorChargeId: 'pi_1', refundId: 'r1' };
    const wire = { object: 'refund', id: 're_1', payment_intent: 'pi_1', metadata };
    expect(change('refund.updated', wire)).toEqual(refund);
    expect(change('charge.refund.updated', wire)).toEqual(refund);
    expect(
      change('charge.dispute.created', { object: 'dispute', id: 'dp_1', payment_intent: 'pi_1' }),
    ).toEqual({
      kind: 'dispute_changed',
      vendorDisputeId: 'dp_1',
      vendorChargeId: 'pi_1',
    });
  });

  it('are left alone when they are of the other mode, another account or of no use', () => {
    expect(change('customer.deleted', { id: 'cus_1' }, { livemode: true })).toEqual({
      kind: 'ignored',
      reason: 'other_mode',
    });
    expect(change('customer.deleted', { id: 'cus_1' }, { account: 'acct_2' })).toEqual({
      kind: 'ignored',
      reason: 'other_account',
    });
    expect(change('customer.updated', { id: 'cus_1' })).toEqual({ kind: 'ignored', reason: 'not_ours' });
    expect(change('of.the.future', {})).toEqual({ kind: 'ignored', reason: 'not_ours' });
  });
});
