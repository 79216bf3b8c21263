import type Stripe from 'stripe';
import { exponentOf, type Money } from '../../common/money.js';
import { stripeDecline } from './stripe-declines.js';
import type {
  ChargeOutcome,
  DisputeState,
  MethodDetails,
  NextAction,
  RefundOutcome,
  SetupClient,
  SetupState,
} from './vendor-gateway.js';

/** The metadata under which our ids stand at Stripe. */
export const META = {
  customerId: 'omnicrm_customer_id',
  setupId: 'omnicrm_setup_id',
  paymentId: 'omnicrm_payment_id',
  attemptNo: 'omnicrm_attempt_no',
  refundId: 'omnicrm_refund_id',
  checkoutId: 'omnicrm_checkout_id',
} as const;

// Where Stripe's exponent differs from ISO 4217 (docs.stripe.com/currencies, "Special cases").
const STRIPE_EXPONENTS: Readonly<Partial<Record<string, number>>> = { ISK: 2, UGX: 2, MGA: 0 };

/** Our amount in Stripe's integer, or null where Stripe cannot take it: too fine, or a thousandth in a three-decimal currency. */
export function toStripeAmount(money: Money): number | null {
  const amount = money.amount * 10 ** shift(money.currency);
  if (!Number.isSafeInteger(amount)) return null;
  return exponentOf(money.currency) === 3 && amount % 10 !== 0 ? null : amount;
}

/** Stripe's integer in our minor units. */
export function fromStripeAmount(amount: number, currency: string): Money {
  const code = currency.toUpperCase();
  return { amount: Math.round(amount / 10 ** shift(code)), currency: code };
}

/** The id of something that Stripe gives as an id, expanded, deleted or not at all. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Null for a method that is attached to nobody or is no card. */
export function methodDetails(method: Stripe.PaymentMethod): MethodDetails | null {
  const { card } = method;
  const vendorCustomerId = idOf(method.customer);
  if (!card || vendorCustomerId === null) return null;
  return {
    vendorPaymentMethodId: method.id,
    vendorCustomerId,
    paymentType: 'card',
    brand: card.brand.toLowerCase(),
    last4: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    name: trimmed(method.billing_details.name),
    funding: fundingOf(card.funding),
    fingerprint: card.fingerprint ?? null,
    walletPayerId: null,
    accountEmailMasked: null,
  };
}

/** Where a setup stands; `payment_method` has to be expanded. */
export function setupState(setup: Stripe.SetupIntent): SetupState {
  const status: string = setup.status;
  switch (status) {
    case 'succeeded':
      return savedState(setup);
    case 'canceled':
      return { status: 'expired' };
    case 'requires_payment_method':
      return setup.last_setup_error
        ? { status: 'failed', decline: stripeDecline(setup.last_setup_error), final: false }
        : { status: 'pending' };
    default:
      return { status: 'pending' };
  }
}

/** What became of a charge; `latest_charge` has to be expanded, and `client` is what a browser needs beside the secret. */
export function chargeOutcome(intent: Stripe.PaymentIntent, client: SetupClient): ChargeOutcome {
  const vendorChargeId = intent.id;
  const status: string = intent.status;
  switch (status) {
    case 'succeeded':
      return succeeded(intent);
    case 'processing':
    case 'requires_capture':
    case 'requires_confirmation':
      return { status: 'pending', vendorChargeId };
    case 'requires_action':
      return { status: 'requires_action', vendorChargeId, nextAction: nextAction(intent, client) };
    case 'requires_payment_method':
      return {
        status: 'declined',
        vendorChargeId,
        decline: stripeDecline(intent.last_payment_error ?? {}, latestCharge(intent)?.outcome),
      };
    case 'canceled':
      return { status: 'declined', vendorChargeId, decline: stripeDecline({ code: 'canceled' }) };
    default:
      return { status: 'unknown', vendorChargeId, reason: `status_${status}` };
  }
}

/** What became of a refund. */
export function refundOutcome(refund: Stripe.Refund): RefundOutcome {
  const found = { vendorRefundId: refund.id, amount: fromStripeAmount(refund.amount, refund.currency) };
  const status = String(refund.status);
  switch (status) {
    case 'succeeded':
      return { status: 'succeeded', ...found };
    case 'pending':
    case 'requires_action':
      return { status: 'pending', ...found };
    case 'failed':
    case 'canceled':
      return { status: 'failed', vendorRefundId: refund.id, code: refund.failure_reason ?? status };
    default:
      return { status: 'unknown', reason: `status_${status}` };
  }
}

/** Where a dispute stands; an inquiry that was closed without becoming one counts as won. */
export function disputeState(dispute: Stripe.Dispute): DisputeState {
  return {
    status: disputeStatus(dispute.status),
    vendorChargeId: idOf(dispute.payment_intent),
    amount: fromStripeAmount(dispute.amount, dispute.currency),
  };
}

function disputeStatus(status: string): DisputeState['status'] {
  if (status === 'lost') return 'lost';
  return status === 'won' || status === 'warning_closed' || status === 'prevented' ? 'won' : 'open';
}

function savedState(setup: Stripe.SetupIntent): SetupState {
  const method = setup.payment_method;
  const details = typeof method === 'object' && method ? methodDetails(method) : null;
  return details
    ? { status: 'completed', method: details }
    : { status: 'failed', decline: stripeDecline({ code: 'payment_method_detached' }), final: true };
}

// An exception here would say that nothing was charged.
function succeeded(intent: Stripe.PaymentIntent): ChargeOutcome {
  if (!Number.isSafeInteger(intent.amount_received) || typeof intent.currency !== 'string') {
    return { status: 'unknown', vendorChargeId: intent.id, reason: 'unreadable_answer' };
  }
  const charge = latestCharge(intent);
  return {
    status: 'succeeded',
    vendorChargeId: intent.id,
    amount: fromStripeAmount(intent.amount_received, intent.currency),
    refunded: fromStripeAmount(charge?.amount_refunded ?? 0, intent.currency),
    networkTransactionId: charge?.payment_method_details?.card?.network_transaction_id ?? null,
  };
}

function latestCharge(intent: Stripe.PaymentIntent): Stripe.Charge | null {
  return typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
}

function nextAction(intent: Stripe.PaymentIntent, client: SetupClient): NextAction {
  const url = intent.next_action?.redirect_to_url?.url;
  if (url) return { type: 'redirect', url };
  return {
    type: 'vendor_form',
    client: { ...client, ...(intent.client_secret ? { clientSecret: intent.client_secret } : {}) },
  };
}

function trimmed(name: string | null): string | null {
  const text = name?.trim();
  return text === undefined || text === '' ? null : text;
}

function fundingOf(funding: string): MethodDetails['funding'] {
  return funding === 'credit' || funding === 'debit' || funding === 'prepaid' ? funding : 'unknown';
}

function shift(currency: string): number {
  const iso = exponentOf(currency);
  return (STRIPE_EXPONENTS[currency] ?? iso) - iso;
}
