import type {
  CapturedPayment,
  CardPaymentTokenEntity,
  Money as WireMoney,
  Order,
  OrdersCapture,
  PaymentTokenResponse,
  ProcessorResponse,
  Refund,
} from '@paypal/paypal-server-sdk';
import { exponentOf, fromDecimalString, type Money, toDecimalString } from '../../common/money.js';
import { paypalDecline } from './paypal-declines.js';
import type {
  ChargeInput,
  ChargeOutcome,
  Decline,
  DisputeState,
  MethodDetails,
  RefundOutcome,
} from './vendor-gateway.js';

// What PayPal takes without decimals although ISO 4217 gives them two (developer.paypal.com/api/rest/reference/currency-codes).
const WHOLE = new Set(['HUF', 'TWD']);

/** Our amount as PayPal writes it, or null where PayPal knows no such fraction. */
export function toWireMoney(money: Money): { currencyCode: string; value: string } | null {
  const { currency } = money;
  const value = toDecimalString(money);
  if (!WHOLE.has(currency)) return { currencyCode: currency, value };
  const [whole = '', decimals = ''] = value.split('.');
  return /^0*$/.test(decimals) ? { currencyCode: currency, value: whole } : null;
}

/** PayPal's amount as ours; null when it cannot be read exactly. */
export function fromWireMoney(money: WireMoney | undefined): Money | null {
  const currency = String(money?.currencyCode);
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  const [, whole = '', significant = ''] = /^(-?\d{1,15})(?:\.(\d*?)0*)?$/.exec(String(money?.value)) ?? [];
  if (whole === '' || significant.length > exponentOf(currency)) return null;
  return fromDecimalString(significant === '' ? whole : `${whole}.${significant}`, currency);
}

/** What one charge is called at PayPal: `customId` for us, `invoiceId` unique, so that PayPal refuses a second one. */
export function chargeNames(charge: Pick<ChargeInput, 'paymentId' | 'attemptNo'>): {
  customId: string;
  invoiceId: string;
} {
  const attempt = String(charge.attemptNo);
  return { customId: `charge.${charge.paymentId}.${attempt}`, invoiceId: `${charge.paymentId}-${attempt}` };
}

/** What a checkout is called at PayPal. */
export function checkoutNames(checkoutId: string): { customId: string; invoiceId: string } {
  return { customId: `checkout.${checkoutId}`, invoiceId: checkoutId };
}

/** What a refund is called at PayPal; a refund made in PayPal's own pages carries the name of its charge instead. */
export function refundName(refundId: string): string {
  return `refund.${refundId}`;
}

/** Whose of ours a `customId` names; null for what is not ours. */
export function namedBy(
  customId: unknown,
): { readonly kind: 'charge' | 'checkout' | 'refund'; readonly id: string } | null {
  const parts =
    typeof customId === 'string' ? /^(charge|checkout|refund)\.([\w-]{1,64})/.exec(customId) : null;
  if (!parts) return null;
  return { kind: parts[1] as 'charge' | 'checkout' | 'refund', id: parts[2] ?? '' };
}

/** Null for an instrument that is neither a card nor a PayPal account, or has no id. */
export function methodDetails(token: PaymentTokenResponse): MethodDetails | null {
  const { id, customer, paymentSource } = token;
  if (!id) return null;
  const common = { ...BLANK, vendorPaymentMethodId: id, vendorCustomerId: customer?.id ?? null };
  if (paymentSource?.card) return { ...common, paymentType: 'card', ...cardDetails(paymentSource.card) };
  const wallet = paymentSource?.paypal;
  if (!wallet) return null;
  return {
    ...common,
    paymentType: 'paypal',
    walletPayerId: wallet.payerId ?? wallet.accountId ?? null,
    accountEmailMasked: maskedEmail(wallet.emailAddress),
  };
}

/** The language of PayPal's pages, in the five letters it asks for. */
export function localeOf(locale: string): string {
  if (/^[a-z]{2}-[A-Z]{2}$/.test(locale)) return locale;
  return locale.startsWith('ar') ? 'ar-EG' : 'en-US';
}

const BLANK = {
  brand: null,
  last4: null,
  expMonth: null,
  expYear: null,
  name: null,
  funding: null,
  // PayPal gives nothing by which one card number could be known again.
  fingerprint: null,
  walletPayerId: null,
  accountEmailMasked: null,
} as const;

/** `n***@example.com`: enough to know one's own account by, too little to write to it; null for what is no address. */
export function maskedEmail(address: string | undefined): string | null {
  const parts = /^([^@\s])[^@\s]*@([^@\s]+)$/.exec(address ?? '');
  return parts ? `${parts[1] ?? ''}***@${parts[2]?.toLowerCase() ?? ''}` : null;
}

/** The capture that tells what became of an order: PayPal keeps refused ones beside a later good one. */
export function captureOf(order: Order): OrdersCapture | null {
  const captures = order.purchaseUnits?.flatMap(({ payments }) => payments?.captures ?? []) ?? [];
  return captures.find(({ status }) => !isRefused(String(status))) ?? captures.at(-1) ?? null;
}

/** What became of a charge with a capture: its status alone counts, an order is COMPLETED with a refused one as well. */
export function captureOutcome(
  capture: OrdersCapture | CapturedPayment,
  more: { readonly refunded?: readonly Refund[]; readonly brand?: string | null } = {},
): ChargeOutcome {
  const vendorChargeId = capture.id ?? '';
  const status = String(capture.status);
  if (vendorChargeId === '') return { status: 'unknown', vendorChargeId: null, reason: 'unreadable_answer' };
  if (isRefused(status)) {
    return { status: 'declined', vendorChargeId, decline: captureDecline(capture, more.brand ?? null) };
  }
  if (status === 'PENDING') return { status: 'pending', vendorChargeId };
  if (status === 'COMPLETED' || hasRefunds(capture)) {
    return succeeded(capture, vendorChargeId, refundedOf(capture, more.refunded ?? []));
  }
  return { status: 'unknown', vendorChargeId, reason: `status_${status}` };
}

/** Whether the order's refunds have to be read to know how much of the capture is left. */
export function hasRefunds(capture: OrdersCapture | CapturedPayment): boolean {
  return String(capture.status).endsWith('REFUNDED');
}

/** Every refund of an order. */
export function refundsOf(order: Order): readonly Refund[] {
  return order.purchaseUnits?.flatMap(({ payments }) => payments?.refunds ?? []) ?? [];
}

/** What became of a refund. */
export function refundOutcome(refund: Refund): RefundOutcome {
  const status = String(refund.status);
  const amount = fromWireMoney(refund.amount);
  if (!refund.id || !amount) return { status: 'unknown', reason: 'unreadable_answer' };
  const found = { vendorRefundId: refund.id, amount };
  switch (status) {
    case 'COMPLETED':
      return { status: 'succeeded', ...found };
    case 'PENDING':
      return { status: 'pending', ...found };
    case 'FAILED':
    case 'CANCELLED':
      return { status: 'failed', vendorRefundId: refund.id, code: refund.statusDetails?.reason ?? status };
    default:
      return { status: 'unknown', reason: `status_${status}` };
  }
}

/** The fields of `GET /v1/customer/disputes/{id}` that tell how a dispute stands. */
export interface WireDispute {
  readonly status: string;
  readonly outcome: string | null;
  readonly captureId: string | null;
  readonly amount: { readonly currency_code: string; readonly value: string };
}

/** Where a dispute stands; one that PayPal paid out of its own pocket counts as won. */
export function disputeState(dispute: WireDispute): DisputeState | null {
  const { currency_code: currencyCode, value } = dispute.amount;
  const amount = fromWireMoney({ currencyCode, value });
  return amount && { status: disputeStatus(dispute), vendorChargeId: dispute.captureId, amount };
}

/** The refusal that a processor's answer tells. */
export function processorDecline(
  response: ProcessorResponse | undefined,
  { reason, brand }: { readonly reason: string; readonly brand: string | null },
): Decline {
  return paypalDecline({
    code: response?.responseCode ?? reason,
    advice: response?.paymentAdviceCode,
    brand,
  });
}

const WON = new Set([
  'RESOLVED_SELLER_FAVOUR',
  'RESOLVED_WITH_PAYOUT',
  'CANCELED_BY_BUYER',
  'DENIED',
  'NONE',
]);

function disputeStatus({ status, outcome }: WireDispute): DisputeState['status'] {
  if (status !== 'RESOLVED') return 'open';
  return outcome === null || WON.has(outcome) ? 'won' : 'lost';
}

function succeeded(
  capture: OrdersCapture | CapturedPayment,
  vendorChargeId: string,
  refunded: number | null,
): ChargeOutcome {
  const amount = fromWireMoney(capture.amount);
  if (!amount) return { status: 'unknown', vendorChargeId, reason: 'unreadable_answer' };
  if (refunded === null) return { status: 'unknown', vendorChargeId, reason: 'unreadable_refunds' };
  return {
    status: 'succeeded',
    vendorChargeId,
    amount,
    refunded: { amount: refunded, currency: amount.currency },
    networkTransactionId: capture.networkTransactionReference?.id ?? null,
  };
}

// The capture's own word counts where its order can no longer be read; how much of a part it was only the order tells.
function refundedOf(capture: OrdersCapture | CapturedPayment, refunds: readonly Refund[]): number | null {
  const status = String(capture.status);
  if (status === 'REFUNDED') return fromWireMoney(capture.amount)?.amount ?? null;
  const sum = sumOf(refunds);
  return status === 'PARTIALLY_REFUNDED' && sum === 0 ? null : sum;
}

// A refund under way will leave as well; only one that failed does not.
function sumOf(refunds: readonly Refund[]): number {
  return refunds
    .filter(({ status }) => /^(COMPLETED|PENDING)$/.test(String(status)))
    .reduce((sum, { amount }) => sum + (fromWireMoney(amount)?.amount ?? 0), 0);
}

function captureDecline(capture: OrdersCapture | CapturedPayment, brand: string | null): Decline {
  return processorDecline(capture.processorResponse, {
    reason: capture.statusDetails?.reason ?? String(capture.status),
    brand: capture.networkTransactionReference?.network ?? brand,
  });
}

function isRefused(status: string): boolean {
  return status === 'DECLINED' || status === 'FAILED';
}

function brandOf(brand: string | undefined): string | null {
  return brand ? brand.toLowerCase() : null;
}

function cardDetails(card: CardPaymentTokenEntity): Partial<MethodDetails> {
  return {
    brand: brandOf(card.brand),
    last4: card.lastDigits?.slice(-4) ?? null,
    ...expiryOf(card.expiry),
    name: trimmed(card.name),
    funding: fundingOf(card.type),
  };
}

function expiryOf(expiry: string | undefined): { expMonth: number | null; expYear: number | null } {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(expiry ?? '');
  return parts
    ? { expYear: Number(parts[1]), expMonth: Number(parts[2]) }
    : { expYear: null, expMonth: null };
}

function fundingOf(type: string | undefined): MethodDetails['funding'] {
  const funding = type?.toLowerCase();
  return funding === 'credit' || funding === 'debit' || funding === 'prepaid' ? funding : 'unknown';
}

function trimmed(name: string | undefined): string | null {
  const text = name?.trim();
  return text === undefined || text === '' ? null : text;
}
