import type { Actor } from '../src/common/http/principal.js';
import type { ListPage, ListQuery, ListSource, MoneyView, PanelLocale } from './panel-lists.js';

/** What the panel needs of billing, beside the rest of `panel-services.ts`; shaped like the JSON of the REST routes. */
export type InvoiceState = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';

export type PaymentState =
  | 'pending'
  | 'requires_action'
  | 'unknown'
  | 'succeeded'
  | 'declined'
  | 'canceled'
  | 'review'
  | 'partially_refunded'
  | 'refunded';

type VendorName = 'stripe' | 'paypal' | 'paytabs';

export interface InvoiceFilter {
  readonly customer_id?: string;
  readonly state?: InvoiceState;
}

export interface InvoiceRow {
  readonly id: string;
  readonly number: string | null;
  readonly customer_id: string;
  readonly customer_name: string | null;
  readonly subscription_id: string | null;
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly state: InvoiceState;
  readonly total: MoneyView;
  readonly tax: MoneyView;
  readonly due_on: string;
  readonly paid_by_payment_id: string | null;
  readonly issued_at: string | null;
  readonly paid_at: string | null;
  readonly voided_at: string | null;
  readonly created_at: string;
  readonly lines: readonly {
    readonly description: string;
    readonly quantity: number;
    readonly money: MoneyView;
    readonly tax_rate: string;
    readonly tax_amount: MoneyView;
  }[];
}

export interface PaymentFilter {
  readonly customer_id?: string;
  readonly state?: PaymentState;
}

export interface DeclineView {
  readonly bucket: string;
  readonly code: string;
  /** A key of what the customer may be told. */
  readonly hint: string;
  readonly retryable: boolean;
}

export interface AttemptView {
  readonly id: string;
  readonly attempt_no: number;
  readonly vendor: VendorName;
  readonly vendor_charge_id: string | null;
  readonly payment_type: 'card' | 'paypal';
  readonly brand: string | null;
  readonly last4: string | null;
  readonly state: PaymentState | 'review';
  readonly decline: DeclineView | null;
  readonly started_at: string;
  readonly settled_at: string | null;
}

export interface RefundView {
  readonly id: string;
  readonly money: MoneyView;
  readonly reason: string;
  readonly source: 'ours' | 'vendor';
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly failure_code: string | null;
  readonly created_at: string;
}

export interface PaymentRow {
  readonly id: string;
  /** Null for a shop's order of nobody we know. */
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly invoice_id: string | null;
  readonly invoice_number: string | null;
  readonly purpose: string;
  readonly money: MoneyView;
  readonly state: PaymentState;
  readonly disputed: 'none' | 'open' | 'won' | 'lost';
  readonly review_reason: string | null;
  readonly captured: MoneyView | null;
  readonly refunded: MoneyView;
  readonly attempts: readonly AttemptView[];
  readonly refunds: readonly RefundView[];
  /** Told only by the call that learned it. */
  readonly next_action?: { readonly type: 'redirect' | 'vendor_form'; readonly url: string | null };
  readonly created_at: string;
}

/** A wish with a key that the browser made when its dialog opened: sent again with it, it comes to the same thing. */
export interface KeyedWish {
  readonly key: string;
}

export interface BillingPort {
  readonly invoices: ListSource<InvoiceRow, InvoiceFilter>;
  readonly payments: ListSource<PaymentRow, PaymentFilter>;
  /** A decline is an answer here, no error. */
  payInvoice(
    wish: KeyedWish & { readonly invoice_id: string; readonly payment_method_id?: string | undefined },
    actor: Actor,
  ): Promise<PaymentRow>;
  retryPayment(
    wish: KeyedWish & { readonly payment_id: string; readonly payment_method_id?: string | undefined },
    actor: Actor,
  ): Promise<PaymentRow>;
  /** All that is left without an amount. */
  refundPayment(
    wish: KeyedWish & {
      readonly payment_id: string;
      readonly money?: MoneyView | undefined;
      readonly reason: string;
    },
    actor: Actor,
  ): Promise<RefundView>;
  /** The payment with what its customer has to do, asked of the vendor now. */
  nextAction(paymentId: string, actor: Actor): Promise<PaymentRow>;
  voidInvoice(invoiceId: string, actor: Actor): Promise<void>;
}

export const FAILURE_GROUPS = ['bucket', 'vendor', 'brand', 'stage', 'period'] as const;

export interface FailurePeriod {
  /** Days of the business's calendar, both within. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface FailureReportFilter extends FailurePeriod {
  readonly group_by: (typeof FAILURE_GROUPS)[number];
}

export interface FailureFigures {
  readonly failed_attempts: number;
  readonly payments: number;
  readonly money: MoneyView;
  readonly expired_cards: {
    readonly failed_attempts: number;
    readonly payments: number;
    readonly money: MoneyView;
  };
  readonly recovered: { readonly payments: number; readonly money: MoneyView; readonly share: number };
}

export interface FailureReport {
  readonly from: string;
  readonly to: string;
  readonly data: readonly {
    readonly currency: string;
    readonly total: FailureFigures;
    readonly groups: readonly (FailureFigures & { readonly key: string })[];
  }[];
}

export interface FailureListFilter extends FailurePeriod {
  readonly bucket?: string | undefined;
  readonly vendor?: string | undefined;
  readonly brand?: string | undefined;
  readonly stage?: string | undefined;
  readonly expired?: boolean | undefined;
  readonly currency?: string | undefined;
}

export interface FailureRow {
  readonly id: string;
  readonly failed_at: string;
  readonly payment_id: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly money: MoneyView;
  readonly payment_state: PaymentState;
  readonly attempt_no: number;
  readonly vendor: VendorName;
  readonly payment_type: 'card' | 'paypal';
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expired_card: boolean;
  readonly bucket: string;
  readonly hint: string | null;
  readonly recovered: boolean;
}

export interface FailuresPort {
  report(filter: FailureReportFilter, actor: Actor): Promise<FailureReport>;
  list(query: ListQuery<FailureListFilter>, actor: Actor): Promise<ListPage<FailureRow>>;
  exportCsv(filter: FailureReportFilter, locale: PanelLocale, actor: Actor): Promise<Iterable<string>>;
}
