import type { PaymentMethod } from './payment-method.entity.js';
import type { PaymentMethodView } from './payment-methods.schemas.js';

/** What of a stored method its view is made of. */
export type ViewedMethod = Pick<
  PaymentMethod,
  | 'id'
  | 'customerId'
  | 'vendor'
  | 'vendorPaymentMethodId'
  | 'paymentType'
  | 'brand'
  | 'last4'
  | 'expMonth'
  | 'expYear'
  | 'name'
  | 'nickname'
  | 'isDefault'
  | 'funding'
  | 'status'
  | 'accountEmailMasked'
  | 'backupPosition'
  | 'createdAt'
>;

/** The method as callers see it; `expired` is by its customer's own calendar. */
export function toMethodView(method: ViewedMethod, expired: boolean): PaymentMethodView {
  return {
    id: method.id,
    customer_id: method.customerId,
    vendor: method.vendor,
    vendor_payment_method_id: method.vendorPaymentMethodId,
    payment_type: method.paymentType,
    brand: method.brand,
    last4: method.last4,
    exp_month: method.expMonth,
    exp_year: method.expYear,
    name: method.name,
    nickname: method.nickname,
    is_default: method.isDefault,
    funding: method.funding,
    status: method.status,
    expired,
    ...(method.paymentType === 'paypal' ? { account_email_masked: method.accountEmailMasked } : {}),
    backup_position: method.backupPosition,
    created_at: method.createdAt.toISOString(),
  };
}
