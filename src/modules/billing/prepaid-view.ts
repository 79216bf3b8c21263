import type { LedgerEntry } from './ledger-entry.entity.js';
import type { PrepaidAccount } from './prepaid-account.entity.js';
import type { BalanceView, LedgerEntryView } from './prepaid.schemas.js';

/** What a balance is shown from; an account that nothing was ever written to is null. */
export interface BalanceDetail {
  readonly subscription: {
    readonly id: string;
    readonly priceAmount: number;
    readonly priceCurrency: string;
    readonly nextInvoiceOn: string | null;
  };
  readonly account: PrepaidAccount | null;
  readonly last: LedgerEntry | null;
}

/** One entry as the API shows it. */
export function toEntryView(entry: LedgerEntry): LedgerEntryView {
  const { currency, periodFrom, periodTo } = entry;
  return {
    subscription_id: entry.subscriptionId,
    entry_no: entry.entryNo,
    kind: entry.kind,
    reference: entry.reference,
    money: { amount: entry.amount, currency },
    balance_after: { amount: entry.balanceAfter, currency },
    payment_id: entry.paymentId,
    refund_id: entry.refundId,
    period: periodFrom === null || periodTo === null ? null : { from: periodFrom, to: periodTo },
    created_at: entry.createdAt.toISOString(),
  };
}

/** The balance as the API shows it. */
export function toBalanceView({ subscription, account, last }: BalanceDetail): BalanceView {
  const currency = account?.currency ?? subscription.priceCurrency;
  return {
    subscription_id: subscription.id,
    balance: { amount: last?.balanceAfter ?? 0, currency },
    auto_recharge: account ? rechargeOf(account) : NO_RECHARGE,
    renewal_waiting: waiting(subscription, account),
  };
}

const NO_RECHARGE: BalanceView['auto_recharge'] = {
  enabled: false,
  threshold: null,
  amount: null,
  daily_cap: null,
  payment_method_id: null,
  next_attempt_at: null,
  refusals: 0,
};

function rechargeOf(account: PrepaidAccount): BalanceView['auto_recharge'] {
  const money = (amount: number | null) => (amount === null ? null : { amount, currency: account.currency });
  return {
    enabled: account.rechargeEnabled,
    threshold: money(account.rechargeThreshold),
    amount: money(account.rechargeAmount),
    daily_cap: money(account.rechargeDailyCap),
    payment_method_id: account.rechargeMethodId,
    next_attempt_at: account.rechargeDueAt?.toISOString() ?? null,
    refusals: account.rechargeFailures,
  };
}

function waiting(
  subscription: BalanceDetail['subscription'],
  account: PrepaidAccount | null,
): BalanceView['renewal_waiting'] {
  if (!account?.arrearsOn || !account.expireAt || account.arrearsOn !== subscription.nextInvoiceOn)
    return null;
  return {
    due_on: account.arrearsOn,
    price: { amount: subscription.priceAmount, currency: subscription.priceCurrency },
    expires_at: account.expireAt.toISOString(),
  };
}
