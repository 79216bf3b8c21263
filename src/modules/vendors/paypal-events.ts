import { namedBy } from './paypal-mapping.js';
import type { EventResource, WireEvent } from './paypal-events.schemas.js';
import type { VendorChange, VendorEvent } from './vendor-gateway.js';

const NOT_OURS: VendorChange = { kind: 'ignored', reason: 'not_ours' };

/** Names what an event is about; only ids are taken from it, since events come late, twice and out of order. */
export function toVendorEvent(event: WireEvent): VendorEvent {
  return {
    vendor: 'paypal',
    vendorEventId: event.id,
    type: event.event_type,
    occurredAt: new Date(event.create_time),
    change: event.resource === null ? NOT_OURS : changeOf(event.event_type, event.resource),
  };
}

type Resource = EventResource;
type Reader = (resource: Resource) => VendorChange;

const BY_TYPE: Readonly<Partial<Record<string, Reader>>> = {
  'VAULT.PAYMENT-TOKEN.DELETED': (resource) => methodChange('method_detached', resource),
  'PAYMENT.CAPTURE.REFUNDED': refundChange,
  'PAYMENT.CAPTURE.REVERSED': reversal,
};

const BY_START: readonly (readonly [string, Reader])[] = [
  ['VAULT.PAYMENT-TOKEN.', (resource) => methodChange('method_changed', resource)],
  ['PAYMENT.CAPTURE.', captureChange],
  ['PAYMENT.REFUND.', refundChange],
  ['CHECKOUT.', orderChange],
  ['CUSTOMER.DISPUTE.', disputeChange],
];

function changeOf(type: string, resource: Resource): VendorChange {
  const read = BY_TYPE[type] ?? BY_START.find(([start]) => type.startsWith(start))?.[1];
  return read?.(resource) ?? NOT_OURS;
}

function methodChange(kind: 'method_changed' | 'method_detached', { id, customer }: Resource): VendorChange {
  if (id === undefined) return NOT_OURS;
  return { kind, vendorPaymentMethodId: id, vendorCustomerId: customer?.id ?? null };
}

function captureChange(resource: Resource): VendorChange {
  const { id, custom_id, supplementary_data } = resource;
  return id === undefined ? NOT_OURS : paid(custom_id, id, supplementary_data?.related_ids?.order_id ?? id);
}

function orderChange(resource: Resource): VendorChange {
  const id = resource.order_id ?? resource.id;
  const name = resource.purchase_units?.find(({ custom_id }) => namedBy(custom_id) !== null)?.custom_id;
  return id === undefined ? NOT_OURS : paid(name, id, id);
}

function paid(customId: string | undefined, vendorChargeId: string, orderId: string): VendorChange {
  const name = namedBy(customId);
  if (name?.kind === 'charge') return { kind: 'charge_changed', vendorChargeId, paymentId: name.id };
  if (name?.kind !== 'checkout') return NOT_OURS;
  return { kind: 'checkout_changed', vendorCheckoutId: orderId, checkoutId: name.id };
}

// The resource is the refund; a refund made in PayPal's own pages bears the name of its charge, and is ours as well.
function refundChange(resource: Resource): VendorChange {
  const { id, custom_id } = resource;
  if (id === undefined) return NOT_OURS;
  const name = namedBy(custom_id);
  return {
    kind: 'refund_changed',
    vendorRefundId: id,
    vendorChargeId: captureAbove(resource),
    refundId: name?.kind === 'refund' ? name.id : null,
  };
}

function reversal(resource: Resource): VendorChange {
  const vendorChargeId = captureAbove(resource) ?? resource.id;
  if (vendorChargeId === undefined) return NOT_OURS;
  const name = namedBy(resource.custom_id);
  return { kind: 'charge_changed', vendorChargeId, paymentId: name?.kind === 'charge' ? name.id : null };
}

function disputeChange({ dispute_id: id, disputed_transactions: transactions }: Resource): VendorChange {
  if (id === undefined) return NOT_OURS;
  return {
    kind: 'dispute_changed',
    vendorDisputeId: id,
    vendorChargeId: transactions?.[0]?.seller_transaction_id ?? null,
  };
}

function captureAbove({ links }: Resource): string | null {
  const up = links?.find(({ rel }) => rel === 'up')?.href;
  return /\/captures\/([\w-]{1,255})$/.exec(up ?? '')?.[1] ?? null;
}
