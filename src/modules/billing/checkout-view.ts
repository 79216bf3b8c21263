import { customerBucket } from '../vendors/index.js';
import type { Checkout } from './checkout.entity.js';
import type { CheckoutView } from './checkouts.schemas.js';

/** What a view adds to the row. */
export interface CheckoutExtras {
  /** Whether there is a payment that bears the planned id. */
  readonly hasPayment: boolean;
  readonly redirectUrl?: string | null;
}

/** The checkout as callers and events see it. */
export function toCheckoutView(
  checkout: Checkout,
  { hasPayment, redirectUrl = null }: CheckoutExtras,
): CheckoutView {
  const { failure } = checkout;
  return {
    id: checkout.id,
    vendor: checkout.vendor,
    payment_type: checkout.paymentType,
    order_ref: checkout.orderRef,
    invoice_id: checkout.invoiceId,
    customer_id: checkout.customerId,
    money: { amount: checkout.amount, currency: checkout.currency },
    save_method: checkout.saveMethod,
    state: checkout.state,
    redirect_url: redirectUrl,
    payment_id: hasPayment ? checkout.paymentId : null,
    payment_method_id: checkout.paymentMethodId,
    failure:
      failure === null || checkout.state !== 'failed'
        ? null
        : { bucket: customerBucket(failure.bucket), hint: failure.hint },
    return_url: checkout.returnUrl,
    created_at: checkout.createdAt.toISOString(),
    expires_at: checkout.expiresAt.toISOString(),
    settled_at: checkout.settledAt?.toISOString() ?? null,
  };
}
