import type { Money } from '../../common/money.js';
import {
  customerBucket,
  hasReceipt,
  invoiceNumber,
  type BalanceView,
  type LedgerEntryView,
  type PaymentView,
} from '../billing/index.js';
import type { InvoiceRow } from './billing-queries.js';

/** Why a payment was refused, as far as its customer may know. */
export interface DeclineView {
  readonly bucket: string;
  readonly hint: string;
}

export interface OwnInvoiceView {
  readonly id: string;
  readonly number: string;
  readonly state: InvoiceRow['state'];
  readonly issued_on: string;
  readonly due_on: string;
  /** Open, and its day is over where the customer is. */
  readonly is_overdue: boolean;
  readonly total: Money;
  readonly amount_due: Money;
  readonly subscription_name: string | null;
  readonly document_url: string;
  /** The last one. */
  readonly payment: {
    readonly id: string;
    readonly state: PaymentView['state'];
    readonly decline: DeclineView | null;
  } | null;
  readonly can_pay: boolean;
}

const OWED: readonly string[] = ['open', 'uncollectible'];
const ON_ITS_WAY: readonly (string | null)[] = ['pending', 'unknown', 'review'];

/** An invoice as its customer sees it. */
export function toOwnInvoiceView(row: InvoiceRow): OwnInvoiceView {
  const { id, state, issued_on, due_on, is_overdue, currency, payment_id, payment_state, subscription_name } =
    row;
  const isOwed = OWED.includes(state);
  return {
    id,
    number: invoiceNumber(row.number),
    state,
    issued_on,
    due_on,
    is_overdue,
    total: { amount: row.amount, currency },
    amount_due: { amount: isOwed ? row.amount : 0, currency },
    subscription_name,
    document_url: `/care/invoices/${id}/document`,
    payment:
      payment_id === null || payment_state === null
        ? null
        : {
            id: payment_id,
            state: payment_state,
            decline: toldDecline(row.decline_bucket, row.decline_hint),
          },
    can_pay: isOwed && !ON_ITS_WAY.includes(payment_state),
  };
}

/** A payment while its customer waits for it. */
export interface OwnPaymentView {
  readonly id: string;
  readonly state: PaymentView['state'];
  readonly money: Money;
  readonly purpose: PaymentView['purpose'];
  readonly invoice_id: string | null;
  readonly subscription_id: string | null;
  readonly next_action: { readonly type: string; readonly url: string | null } | null;
  readonly decline: DeclineView | null;
}

/** A payment as its customer sees it while it is made. */
export function toOwnPaymentView(payment: PaymentView): OwnPaymentView {
  const { id, state, money, purpose, invoice_id, subscription_id, next_action } = payment;
  return {
    id,
    state,
    money,
    purpose,
    invoice_id,
    subscription_id,
    next_action: next_action ?? null,
    decline: declineOf(payment),
  };
}

/** One line of a customer's payments. */
export interface ReceiptView {
  readonly id: string;
  readonly at: string;
  readonly money: Money;
  readonly state: PaymentView['state'];
  readonly purpose: PaymentView['purpose'];
  /** What it was paid with, or tried with last. */
  readonly method: {
    readonly payment_type: string;
    readonly brand: string | null;
    readonly last4: string | null;
  } | null;
  readonly invoice_id: string | null;
  readonly invoice_number: string | null;
  readonly refunded: Money;
  readonly decline: DeclineView | null;
  /** A page to print, once money has come in. */
  readonly receipt_url: string | null;
}

/** A payment in the list of a customer's payments. */
export function toReceiptView(payment: PaymentView, numbers: ReadonlyMap<string, number>): ReceiptView {
  const { id, money, state, purpose, refunded, invoice_id, created_at } = payment;
  const { attempts } = payment;
  const last = attempts.findLast((attempt) => attempt.state === 'succeeded') ?? attempts.at(-1);
  const number = invoice_id === null ? undefined : numbers.get(invoice_id);
  return {
    id,
    at: created_at,
    money,
    state,
    purpose,
    method: last ? { payment_type: last.payment_type, brand: last.brand, last4: last.last4 } : null,
    invoice_id,
    invoice_number: number === undefined ? null : invoiceNumber(number),
    refunded,
    decline: declineOf(payment),
    receipt_url: hasReceipt(state) ? `/care/payments/${id}/receipt` : null,
  };
}

function declineOf({ state, attempts }: PaymentView): DeclineView | null {
  if (state !== 'declined' && state !== 'canceled') return null;
  const decline = attempts.at(-1)?.decline;
  return toldDecline(decline?.bucket ?? 'issuer', decline?.hint ?? null);
}

function toldDecline(bucket: string | null, hint: string | null): DeclineView | null {
  if (bucket === null) return null;
  return {
    bucket: customerBucket(bucket as Parameters<typeof customerBucket>[0]),
    hint: hint === null || hint === '' ? 'use_other_method' : hint,
  };
}

/** A movement of a balance as its owner sees it. */
export interface MovementView {
  readonly at: string;
  readonly kind: LedgerEntryView['kind'];
  readonly money: Money;
  readonly balance_after: Money;
  /** What it was for, where the business said so. */
  readonly note: string | null;
  readonly period: LedgerEntryView['period'];
}

/** A movement of a balance as its owner sees it. */
export function toMovementView(entry: LedgerEntryView): MovementView {
  const { created_at, kind, money, balance_after, reference, period } = entry;
  return { at: created_at, kind, money, balance_after, note: kind === 'usage' ? reference : null, period };
}

export interface OwnBalanceView {
  readonly balance: Money;
  readonly auto_recharge: {
    readonly enabled: boolean;
    readonly threshold: Money | null;
    readonly amount: Money | null;
    readonly daily_cap: Money | null;
    readonly payment_method_id: string | null;
    readonly next_attempt_at: string | null;
    readonly refusals: number;
  } | null;
  readonly renewal_waiting: BalanceView['renewal_waiting'];
}

/** A balance as its owner sees it; `auto_recharge` is null where none was ever set. */
export function toOwnBalanceView({ balance, auto_recharge, renewal_waiting }: BalanceView): OwnBalanceView {
  const isSet = auto_recharge.enabled || auto_recharge.amount !== null;
  return { balance, auto_recharge: isSet ? auto_recharge : null, renewal_waiting };
}
