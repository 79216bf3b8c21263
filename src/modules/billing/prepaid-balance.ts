import type { Customer } from '../customers/index.js';
import type { LedgerEntry } from './ledger-entry.entity.js';
import type { PrepaidAccount } from './prepaid-account.entity.js';
import type { PrepaidSubscription } from './prepaid-queries.js';

/** A prepaid subscription with its balance, locked; the steps of a transaction hand it on and keep it true. */
export interface Prepaid {
  readonly customer: Customer;
  readonly subscription: PrepaidSubscription;
  readonly account: PrepaidAccount;
  last: LedgerEntry | null;
}

/** What an account is after its refusals, and what was to be waited for, are forgotten. */
export const FORGIVEN = {
  rechargeFailures: 0,
  rechargeFailedAt: null,
  rechargeRetryAt: null,
  rechargeDueAt: null,
} as const;

/** Whether the subscription is prepaid and its service has begun and not ended. */
export function isServed({ billingMode, state }: PrepaidSubscription): boolean {
  return billingMode === 'prepaid' && (state === 'active' || state === 'suspended');
}

/** Whether a renewal is due that the balance did not cover. */
export function waitsForRenewal({ account, subscription }: Prepaid): boolean {
  return account.arrearsOn !== null && account.arrearsOn === subscription.nextInvoiceOn;
}
