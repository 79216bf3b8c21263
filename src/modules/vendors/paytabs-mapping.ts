import { exponentOf, fromDecimalString, type Money, toDecimalString } from '../../common/money.js';
import { paytabsDecline } from './paytabs-declines.js';
import type { PaytabsToken, PaytabsTransaction } from './paytabs.schemas.js';
import type {
  ChargeOutcome,
  CheckoutState,
  MethodDetails,
  RefundOutcome,
  SetupState,
} from './vendor-gateway.js';

/** A number in major units as PayTabs wants it, or null where a number cannot say the amount exactly. */
export function toPaytabsAmount(money: Money): number | null {
  if (!Number.isSafeInteger(money.amount) || money.amount <= 0) return null;
  const text = toDecimalString(money);
  const amount = Number(text);
  return amountOf(String(amount), money.currency)?.amount === money.amount ? amount : null;
}

/** What was really moved: the transaction's own amount and currency, which another currency on the page may have changed. */
export function capturedOf(transaction: PaytabsTransaction): Money | null {
  const { tran_total: total, tran_currency: currency } = transaction;
  return total !== null && currency !== null
    ? amountOf(total, currency)
    : amountOf(transaction.cart_amount, transaction.cart_currency);
}

/** Whether a transaction is of our profile, and of the cart where that is known. */
export function isOurs(transaction: PaytabsTransaction, profileId: number, cart?: string): boolean {
  const profile = transaction.profileId ?? transaction.profile_id;
  const isProfile = profile === null || profile === String(profileId);
  return isProfile && (cart === undefined || transaction.cart_id === cart);
}

/** Whether PayTabs has decided: neither open on a page, nor pending, nor on hold. */
export function isDecided(transaction: PaytabsTransaction): boolean {
  const result = transaction.payment_result;
  return !!result && !isWaiting(result.response_status, result.response_code);
}

/** Whether the bank agreed; the only status that is. */
export function isAuthorised({ payment_result: result }: PaytabsTransaction): boolean {
  return result?.response_status === 'A';
}

/**
 * What became of an attempt, told by every transaction of its cart. Two that were both paid are added up, so that the
 * amount differs from ours and a person looks at it.
 */
export function chargeOutcome(transactions: readonly PaytabsTransaction[]): ChargeOutcome {
  const payments = transactions.filter((one) => !isFollowUp(one));
  const paid = payments.filter(isAuthorised);
  const [first] = paid;
  if (first) return succeeded(first, paid, transactions);
  const open = payments.find((one) => !isDecided(one));
  if (open) return waiting(open);
  const last = payments.at(-1);
  if (!last) return { status: 'unknown', vendorChargeId: null, reason: 'unreadable_answer' };
  return refused(last);
}

/** What became of a refund. */
export function refundOutcome(transaction: PaytabsTransaction): RefundOutcome {
  const vendorRefundId = transaction.tran_ref;
  const amount = capturedOf(transaction);
  if (!amount) return { status: 'unknown', reason: 'unreadable_answer' };
  if (!isDecided(transaction)) return { status: 'pending', vendorRefundId, amount };
  if (isAuthorised(transaction)) return { status: 'succeeded', vendorRefundId, amount };
  const { status, code } = statusOf(transaction);
  return isKnown(status)
    ? { status: 'failed', vendorRefundId, code: code ?? status }
    : { status: 'unknown', reason: `status_${status}` };
}

/** Where a setup stands; `shown` is the page that was opened last. A page takes one try: after a decline it is closed. */
export function setupState(transactions: readonly PaytabsTransaction[], shown: string): SetupState {
  const saved = transactions.find((one) => isAuthorised(one) && one.token !== null);
  if (saved) {
    return { status: 'completed', method: methodOfTransaction(saved) ?? unnamed(saved.token ?? '') };
  }
  const told = tellingOf(transactions, shown);
  if (!told || !isDecided(told)) return { status: 'pending' };
  const { status, code } = statusOf(told);
  if (status === 'X') return { status: 'expired' };
  if (!isKnown(status)) return { status: 'pending' };
  const decline = status === 'A' ? paytabsDecline('E', 'token_missing') : paytabsDecline(status, code);
  return { status: 'failed', decline, final: true };
}

/** Where a checkout stands; the method is there when the customer had it kept. */
export function checkoutState(transactions: readonly PaytabsTransaction[], shown: string): CheckoutState {
  const payments = transactions.filter((one) => !isFollowUp(one));
  const paid = payments.find(isAuthorised);
  const told = paid ?? tellingOf(payments, shown);
  if (!told?.payment_result) return { status: 'open' };
  if (!paid) {
    const { status } = statusOf(told);
    if (status === 'X') return { status: 'expired' };
    if (status === 'C') return { status: 'canceled' };
  }
  const outcome = paid ? chargeOutcome(transactions) : chargeOutcome([told]);
  return { status: 'settled', outcome, method: paid ? wholeMethodOf(paid) : null };
}

/** The card behind a token; null when the transaction brought none. */
export function methodOfTransaction(transaction: PaytabsTransaction): MethodDetails | null {
  const { token, payment_info: info, customer_details: customer } = transaction;
  return token === null
    ? null
    : methodOfToken(token, { token, payment_info: info ?? NOTHING_TOLD, customer_details: customer });
}

/** The card behind a token; wallets and cards of local schemes may leave much of it open. */
export function methodOfToken(token: string, told: PaytabsToken): MethodDetails {
  const info = told.payment_info;
  return {
    ...unnamed(token),
    brand: brandOf(info.card_scheme ?? info.payment_method),
    last4: /(\d{4})$/.exec(info.payment_description ?? '')?.[1] ?? null,
    expMonth: monthOf(info.expiryMonth),
    expYear: yearOf(info.expiryYear),
    name: told.customer_details?.name ?? null,
    funding: fundingOf(info.card_type),
  };
}

/** Whether a card is told of well enough to be kept: by brand, last four digits and expiry. */
export function isWhole(method: MethodDetails): boolean {
  const { brand, last4, expMonth, expYear } = method;
  return brand !== null && last4 !== null && expMonth !== null && expYear !== null;
}

function wholeMethodOf(transaction: PaytabsTransaction): MethodDetails | null {
  const method = methodOfTransaction(transaction);
  return method && isWhole(method) ? method : null;
}

const NOTHING_TOLD = {
  payment_method: null,
  card_type: null,
  card_scheme: null,
  payment_description: null,
  expiryMonth: null,
  expiryYear: null,
};

const GIVEN_BACK = new Set(['refund', 'void', 'release']);

/** Whether a transaction changes an earlier one instead of being a payment. */
export function isFollowUp(transaction: PaytabsTransaction): boolean {
  return isGivenBack(transaction) || transaction.tran_type?.toLowerCase() === 'capture';
}

function isGivenBack({ tran_type: type }: PaytabsTransaction): boolean {
  return GIVEN_BACK.has(type?.toLowerCase() ?? '');
}

function succeeded(
  first: PaytabsTransaction,
  paid: readonly PaytabsTransaction[],
  all: readonly PaytabsTransaction[],
): ChargeOutcome {
  const amount = sumOf(paid);
  const refunds = all.filter((one) => isGivenBack(one) && isAuthorised(one));
  const refunded = refunds.length === 0 && amount ? { ...amount, amount: 0 } : sumOf(refunds);
  if (!amount || refunded?.currency !== amount.currency)
    return { status: 'unknown', vendorChargeId: first.tran_ref, reason: 'unreadable_answer' };
  return {
    status: 'succeeded',
    vendorChargeId: first.tran_ref,
    amount,
    refunded,
    networkTransactionId: null,
  };
}

function waiting(open: PaytabsTransaction): ChargeOutcome {
  const { redirect_url: url, payment_result: result, tran_ref: vendorChargeId } = open;
  return url !== null && !result
    ? { status: 'requires_action', vendorChargeId, nextAction: { type: 'redirect', url } }
    : { status: 'pending', vendorChargeId };
}

function refused(transaction: PaytabsTransaction): ChargeOutcome {
  const { status, code } = statusOf(transaction);
  const vendorChargeId = transaction.tran_ref;
  return isKnown(status)
    ? { status: 'declined', vendorChargeId, decline: paytabsDecline(status, code) }
    : { status: 'unknown', vendorChargeId, reason: `status_${status}` };
}

function tellingOf(transactions: readonly PaytabsTransaction[], shown: string): PaytabsTransaction | null {
  return transactions.find(({ tran_ref: ref }) => ref === shown) ?? transactions.at(-1) ?? null;
}

function statusOf({ payment_result: result }: PaytabsTransaction): { status: string; code: string | null } {
  return { status: result?.response_status ?? '', code: result?.response_code ?? null };
}

function isWaiting(status: string, code: string | null): boolean {
  return status === 'P' || status === 'H' || (code === '600' && status !== 'A');
}

// Anything else may mean that money moved, so it is nothing to conclude from.
const CONCLUSIVE = new Set(['A', 'D', 'E', 'C', 'V', 'X']);

function isKnown(status: string): boolean {
  return CONCLUSIVE.has(status);
}

function sumOf(transactions: readonly PaytabsTransaction[]): Money | null {
  const amounts = transactions.map(capturedOf);
  const [first] = amounts;
  if (!first) return null;
  let total = 0;
  for (const amount of amounts) {
    if (amount?.currency !== first.currency) return null;
    total += amount.amount;
  }
  return Number.isSafeInteger(total) ? { amount: total, currency: first.currency } : null;
}

// PayTabs writes two or three decimals whatever the currency has; those beyond its own must be zeros.
function amountOf(text: string, given: string): Money | null {
  const currency = given.trim().toUpperCase();
  const parts = /^(\d{1,16})(?:\.(\d{1,10}))?$/.exec(text);
  if (!parts || !/^[A-Z]{3}$/.test(currency)) return null;
  const [, whole = '', decimals = ''] = parts;
  const exponent = exponentOf(currency);
  if (/[1-9]/.test(decimals.slice(exponent))) return null;
  const kept = decimals.slice(0, exponent);
  try {
    return fromDecimalString(kept === '' ? whole : `${whole}.${kept}`, currency);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function unnamed(token: string): MethodDetails {
  return {
    vendorPaymentMethodId: token,
    vendorCustomerId: null,
    paymentType: 'card',
    brand: null,
    last4: null,
    expMonth: null,
    expYear: null,
    name: null,
    funding: 'unknown',
    fingerprint: null,
    walletPayerId: null,
    accountEmailMasked: null,
  };
}

function brandOf(scheme: string | null): string | null {
  if (scheme === null) return null;
  const brand = scheme.toLowerCase().replace(/[\s_-]/g, '');
  return brand === 'americanexpress' ? 'amex' : brand;
}

function monthOf(text: string | null): number | null {
  const month = Number(text ?? '');
  return Number.isInteger(month) && month >= 1 && month <= 12 ? month : null;
}

function yearOf(text: string | null): number | null {
  if (text === null || !/^(20)?\d\d$/.test(text)) return null;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function fundingOf(type: string | null): MethodDetails['funding'] {
  const funding = type?.toLowerCase();
  return funding === 'credit' || funding === 'debit' || funding === 'prepaid' ? funding : 'unknown';
}
