import type { InventoryItem } from './inventory-item.entity.js';
import type { Subscription } from './subscription.entity.js';
import type { Suspension } from './suspension.entity.js';

/** A subscription with what is lent with it and why it stands still. */
export interface SubscriptionDetail {
  readonly subscription: Subscription;
  readonly inventory: readonly InventoryItem[];
  /** Open ones, oldest first. */
  readonly suspensions: readonly Suspension[];
}

export interface SubscriptionFacts {
  readonly id: string;
  readonly customer_id: string;
  readonly service_type: string;
  readonly name: string;
  readonly billing_mode: Subscription['billingMode'];
  readonly auto_renew: boolean;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly period: string;
  readonly anchor_on: string;
  readonly next_invoice_on: string | null;
  readonly requires_payment_method: boolean;
  readonly payment_method_id: string | null;
  readonly state: Subscription['state'];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface InventoryFacts {
  readonly id: string;
  readonly kind: InventoryItem['kind'];
  readonly serial: string;
  readonly description: string | null;
  readonly state: InventoryItem['state'];
}

export interface SubscriptionView extends SubscriptionFacts {
  readonly inventory: readonly InventoryFacts[];
  readonly suspensions: readonly {
    readonly reason: Suspension['reason'];
    readonly note: string | null;
    readonly suspended_at: string;
  }[];
}

/** The subscription alone, as events tell of it. */
export function toFacts(subscription: Subscription): SubscriptionFacts {
  return {
    id: subscription.id,
    customer_id: subscription.customerId,
    service_type: subscription.serviceType,
    name: subscription.name,
    billing_mode: subscription.billingMode,
    auto_renew: subscription.autoRenew,
    price: { amount: subscription.priceAmount, currency: subscription.priceCurrency },
    period: subscription.period,
    anchor_on: subscription.anchorOn,
    next_invoice_on: subscription.nextInvoiceOn,
    requires_payment_method: subscription.requiresPaymentMethod,
    payment_method_id: subscription.paymentMethodId,
    state: subscription.state,
    created_at: subscription.createdAt.toISOString(),
    updated_at: subscription.updatedAt.toISOString(),
  };
}

/** One lent thing. */
export function toInventoryFacts(item: InventoryItem): InventoryFacts {
  return {
    id: item.id,
    kind: item.kind,
    serial: item.serial,
    description: item.description,
    state: item.state,
  };
}

/** The subscription as the API shows it. */
export function toView({ subscription, inventory, suspensions }: SubscriptionDetail): SubscriptionView {
  return {
    ...toFacts(subscription),
    inventory: inventory.map(toInventoryFacts),
    suspensions: suspensions.map(({ reason, note, suspendedAt }) => ({
      reason,
      note,
      suspended_at: suspendedAt.toISOString(),
    })),
  };
}
