import type Stripe from 'stripe';
import { idOf, META } from './stripe-mapping.js';
import type { VendorChange, VendorEvent } from './vendor-gateway.js';

const NOT_OURS: VendorChange = { kind: 'ignored', reason: 'not_ours' };

/** Names what an event is about; only ids are taken from it, since events come late, twice and out of order. */
export function toVendorEvent(event: Stripe.Event, livemode: boolean): VendorEvent {
  return {
    vendor: 'stripe',
    vendorEventId: event.id,
    type: event.type,
    occurredAt: new Date(event.created * 1000),
    change: changeOf(event, livemode),
  };
}

const CHANGES: Readonly<Partial<Record<string, (event: Stripe.Event) => VendorChange>>> = {
  setup_intent: (event) => setupChange(event.data.object as Stripe.SetupIntent),
  payment_method: methodChange,
  payment_intent: (event) => intentChange(event.data.object as Stripe.PaymentIntent),
  charge: (event) => chargeChange(event.data.object as Stripe.Charge | Stripe.Refund | Stripe.Dispute),
  checkout: (event) => checkoutChange(event.data.object as Stripe.Checkout.Session),
  refund: (event) => refundChange(event.data.object as Stripe.Refund),
  customer: (event) =>
    event.type === 'customer.deleted'
      ? { kind: 'customer_gone', vendorCustomerId: event.data.object.id }
      : NOT_OURS,
};

function changeOf(event: Stripe.Event, livemode: boolean): VendorChange {
  if (event.livemode !== livemode) return { kind: 'ignored', reason: 'other_mode' };
  // Set only for events of accounts connected to ours, whose customers are not ours.
  if (event.account) return { kind: 'ignored', reason: 'other_account' };
  const [subject = ''] = event.type.split('.');
  return CHANGES[subject]?.(event) ?? NOT_OURS;
}

// A verification is a setup intent too, without a setup of ours.
function setupChange(setup: Stripe.SetupIntent): VendorChange {
  const setupId = setup.metadata?.[META.setupId];
  return setupId ? { kind: 'setup_changed', vendorSetupId: setup.id, setupId } : NOT_OURS;
}

function methodChange(event: Stripe.Event): VendorChange {
  const method = event.data.object as Stripe.PaymentMethod;
  if (event.type !== 'payment_method.detached') {
    return {
      kind: 'method_changed',
      vendorPaymentMethodId: method.id,
      vendorCustomerId: idOf(method.customer),
    };
  }
  // The object's own customer is null by now.
  const previous: Partial<Stripe.PaymentMethod> | undefined = event.data.previous_attributes;
  return {
    kind: 'method_detached',
    vendorPaymentMethodId: method.id,
    vendorCustomerId: idOf(previous?.customer) ?? idOf(method.customer),
  };
}

function intentChange(intent: Stripe.PaymentIntent): VendorChange {
  return {
    kind: 'charge_changed',
    vendorChargeId: intent.id,
    paymentId: intent.metadata[META.paymentId] ?? null,
  };
}

// Disputes and, in older events, refunds come under the name of the charge.
function chargeChange(object: Stripe.Charge | Stripe.Refund | Stripe.Dispute): VendorChange {
  if (object.object === 'refund') return refundChange(object);
  const vendorChargeId = idOf(object.payment_intent);
  if (object.object === 'dispute')
    return { kind: 'dispute_changed', vendorDisputeId: object.id, vendorChargeId };
  return vendorChargeId
    ? { kind: 'charge_changed', vendorChargeId, paymentId: object.metadata[META.paymentId] ?? null }
    : NOT_OURS;
}

// A session made by a payment link or another program has no checkout of ours.
function checkoutChange(session: Stripe.Checkout.Session): VendorChange {
  const checkoutId = session.metadata?.[META.checkoutId];
  return checkoutId ? { kind: 'checkout_changed', vendorCheckoutId: session.id, checkoutId } : NOT_OURS;
}

function refundChange(refund: Stripe.Refund): VendorChange {
  return {
    kind: 'refund_changed',
    vendorRefundId: refund.id,
    vendorChargeId: idOf(refund.payment_intent),
    refundId: refund.metadata?.[META.refundId] ?? null,
  };
}
