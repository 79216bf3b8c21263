import type { Locale, VendorOption } from '../payment-form/contract.js';

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** What a card or a wallet's account is recognised by. */
export interface MethodFace {
  readonly payment_type: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly exp_month: number | null;
  readonly exp_year: number | null;
  readonly account_email_masked?: string | null;
  readonly nickname: string | null;
  readonly expired: boolean;
  /** Calendar days of the customer to the last valid one; negative after. */
  readonly days_left?: number | null;
}

/** What a method is called by. */
export type NamedMethod = Pick<MethodFace, 'payment_type' | 'brand' | 'last4' | 'account_email_masked'>;

/** A stored method as its owner sees it. */
export interface Method extends MethodFace {
  readonly id: string;
  readonly vendor: string;
  readonly is_default: boolean;
  readonly status: string;
  readonly created_at: string;
}

/** What removing a method would meet. */
export type Removable = 'yes' | 'default_first' | 'confirm_last' | 'held';

export interface ListedMethod extends Method {
  readonly named_by: readonly string[];
  readonly removable: Removable;
  readonly held_by: readonly { readonly kind: string; readonly label: string }[];
}

export interface MethodList {
  readonly data: readonly ListedMethod[];
  readonly backup: { readonly payment_method_ids: readonly string[]; readonly consent: boolean };
}

/** What a banner is about, most urgent first. */
export type BannerKind =
  | 'suspended'
  | 'payment_due'
  | 'payment_action'
  | 'expired_default'
  | 'expiring_default'
  | 'no_method'
  | 'pending_subscription';

export interface Banner {
  readonly kind: BannerKind;
  readonly money?: Money | null;
  readonly invoice_id?: string | null;
  readonly due_on?: string | null;
  readonly is_overdue?: boolean;
  readonly days_left?: number | null;
  readonly method?: MethodFace | null;
  readonly subscription_id?: string | null;
  readonly subscription_name?: string | null;
  readonly next_attempt_at?: string | null;
  readonly payment_id?: string | null;
  readonly suspended_for?: readonly string[];
  /** The refusal that the last charge for it met. */
  readonly decline?: Decline | null;
}

export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly service_type: string;
  readonly state: string;
  readonly billing_mode: 'prepaid' | 'postpaid';
  readonly price: Money;
  readonly period: string;
  readonly next_invoice_on: string | null;
  readonly payment_method_id: string | null;
  readonly suspended_for: readonly string[];
  readonly balance: Money | null;
}

/** Everything that the first page shows; asked for again every few seconds. */
export interface Overview {
  readonly version: string;
  readonly locale: Locale;
  readonly customer: {
    readonly name: string;
    readonly email_masked: string | null;
    readonly currency: string;
    readonly auto_pay: boolean;
    readonly reminders_opt_out: boolean;
  };
  readonly session: {
    readonly kind: 'link' | 'full';
    readonly purpose: string | null;
    readonly fresh: boolean;
  };
  /** The method that the link is about. */
  readonly about: MethodFace | null;
  readonly banners: readonly Banner[];
  readonly default_method: Method | null;
  readonly vendors: readonly VendorOption[];
  readonly offer_default: boolean;
  readonly default_ticked: boolean;
  readonly subscriptions: readonly Subscription[];
  readonly due: { readonly money: Money; readonly count: number } | null;
}

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

export interface Invoice {
  readonly id: string;
  readonly number: string | null;
  readonly state: string;
  readonly issued_on: string | null;
  readonly due_on: string | null;
  readonly is_overdue: boolean;
  readonly total: Money;
  readonly amount_due: Money;
  readonly subscription_name: string | null;
  readonly document_url: string | null;
  readonly payment: { readonly id: string; readonly state: string } | null;
  readonly can_pay: boolean;
}

export interface Receipt {
  readonly id: string;
  readonly at: string;
  readonly money: Money;
  readonly state: string;
  readonly method: NamedMethod | null;
  readonly purpose: string;
  readonly invoice_number: string | null;
  readonly refunded: Money | null;
  /** A page to print, once money has come in. */
  readonly receipt_url: string | null;
}

/** How a payment stands. */
export interface PaymentStanding {
  readonly id: string;
  readonly state: string;
  readonly next_action?: { readonly type: string; readonly url: string | null } | null;
  readonly decline?: Decline | null;
}

export interface Decline {
  readonly bucket: string;
  readonly hint?: string;
}

export interface AutoRecharge {
  readonly enabled: boolean;
  readonly threshold: Money | null;
  readonly amount: Money | null;
  readonly daily_cap: Money | null;
  readonly payment_method_id: string | null;
}

export interface LedgerEntry {
  readonly at: string;
  readonly kind: string;
  readonly money: Money;
  readonly balance_after: Money;
  readonly note?: string | null;
}

export interface BalanceState {
  readonly balance: Money;
  readonly auto_recharge: AutoRecharge | null;
  readonly ledger: readonly LedgerEntry[];
  readonly next_cursor: string | null;
}

/** A code on its way to the customer's mailbox. */
export interface Challenge {
  readonly challenge_id: string;
  readonly email_masked?: string | null;
}
