import type { Money } from '../../common/money.js';
import { toMethodView, type ListedMethodRow, type PaymentMethodView } from '../payment-methods/index.js';
import type { SubscriptionRow } from './overview-queries.js';

/** A method as its owner sees it: as the API has it, without what names it and its owner to others. */
export type CareMethodView = Omit<PaymentMethodView, 'vendor_payment_method_id' | 'customer_id'> & {
  /** Calendar days of the customer to the last valid one; negative after it, null for a wallet. */
  readonly days_left: number | null;
};

/** A method as a sentence or a banner names it. */
export type NamedMethodView = Pick<
  CareMethodView,
  | 'id'
  | 'payment_type'
  | 'brand'
  | 'last4'
  | 'exp_month'
  | 'exp_year'
  | 'nickname'
  | 'account_email_masked'
  | 'expired'
  | 'days_left'
>;

export interface CareSubscriptionView {
  readonly id: string;
  readonly name: string;
  readonly service_type: string;
  readonly state: SubscriptionRow['state'];
  readonly billing_mode: SubscriptionRow['billing_mode'];
  readonly price: Money;
  readonly period: string;
  readonly next_invoice_on: string | null;
  readonly payment_method_id: string | null;
  readonly suspended_for: readonly SuspendedFor[];
  readonly balance: Money | null;
}

/** Why a service stands still, as far as its customer is told. */
export type SuspendedFor = 'non_payment' | 'prepaid_empty' | 'staff';

/** A method as its owner sees it. */
export function toCareMethodView(row: ListedMethodRow): CareMethodView {
  const view = toMethodView(row, row.expired);
  const { id, vendor, payment_type, brand, last4, exp_month, exp_year, name, nickname, is_default } = view;
  const { funding, status, expired, account_email_masked: account, backup_position, created_at } = view;
  const named = { id, vendor, payment_type, brand, last4, exp_month, exp_year, name, nickname, is_default };
  const wallet = account === undefined ? {} : { account_email_masked: account };
  return {
    ...named,
    funding,
    status,
    expired,
    ...wallet,
    backup_position,
    created_at,
    days_left: row.daysLeft,
  };
}

/** A method as a banner names it. */
export function toNamedMethodView(row: ListedMethodRow): NamedMethodView {
  return {
    id: row.id,
    payment_type: row.paymentType,
    brand: row.brand,
    last4: row.last4,
    exp_month: row.expMonth,
    exp_year: row.expYear,
    nickname: row.nickname,
    ...(row.paymentType === 'paypal' ? { account_email_masked: row.accountEmailMasked } : {}),
    expired: row.expired,
    days_left: row.daysLeft,
  };
}

/** A subscription as its customer sees it; what is suspected of him is not among the reasons. */
export function toCareSubscriptionView(row: SubscriptionRow): CareSubscriptionView {
  const { id, name, service_type, state, billing_mode, price, period, next_invoice_on, payment_method_id } =
    row;
  return {
    id,
    name,
    service_type,
    state,
    billing_mode,
    price,
    period,
    next_invoice_on,
    payment_method_id,
    suspended_for: [...new Set(row.suspended_for.map(reasonTold))],
    balance: row.balance === null ? null : { amount: row.balance, currency: price.currency },
  };
}

function reasonTold(reason: string): SuspendedFor {
  return reason === 'non_payment' || reason === 'prepaid_empty' ? reason : 'staff';
}

/** As much of an address as tells its owner which one it is. */
export function maskedEmail(email: string | null): string | null {
  if (email === null) return null;
  const at = email.lastIndexOf('@');
  return at < 1 ? '•••' : `${email.slice(0, 1)}•••${email.slice(at)}`;
}
