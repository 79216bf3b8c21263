import type { Actor } from '../src/common/http/principal.js';
import type { KeyedWish, PaymentRow } from './panel-billing.js';
import type { MoneyView } from './panel-lists.js';

/** What the panel needs of prepaid balances; shaped like the JSON of the REST routes. */
export interface BalanceView {
  readonly subscription_id: string;
  readonly balance: MoneyView;
  readonly auto_recharge: {
    readonly enabled: boolean;
    readonly threshold: MoneyView | null;
    readonly amount: MoneyView | null;
    readonly daily_cap: MoneyView | null;
    readonly payment_method_id: string | null;
    readonly next_attempt_at: string | null;
    /** In a row; after the third it waits for a change. */
    readonly refusals: number;
  };
  readonly renewal_waiting: {
    readonly due_on: string;
    readonly price: MoneyView;
    readonly expires_at: string;
  } | null;
}

export interface LedgerRow {
  readonly entry_no: number;
  readonly kind: string;
  readonly reference: string;
  readonly money: MoneyView;
  readonly balance_after: MoneyView;
  readonly payment_id: string | null;
  readonly period: { readonly from: string; readonly to: string } | null;
  readonly created_at: string;
}

export interface LedgerPage {
  readonly rows: readonly LedgerRow[];
  readonly next_cursor: string | null;
}

export type RechargeWish =
  | {
      readonly enabled: true;
      readonly threshold: MoneyView;
      readonly amount: MoneyView;
      readonly daily_cap: MoneyView;
      readonly payment_method_id: string | null;
    }
  | { readonly enabled: false };

export interface PrepaidPort {
  balance(subscriptionId: string, actor: Actor): Promise<BalanceView>;
  /** Newest first. */
  ledger(subscriptionId: string, cursor: string | null, actor: Actor): Promise<LedgerPage>;
  /** A decline is an answer here, no error. */
  topUp(
    wish: KeyedWish & {
      readonly subscription_id: string;
      readonly money: MoneyView;
      readonly payment_method_id?: string | undefined;
    },
    actor: Actor,
  ): Promise<PaymentRow>;
  setRecharge(subscriptionId: string, wish: RechargeWish, actor: Actor): Promise<BalanceView>;
}
