import type Stripe from 'stripe';
import type { StripeClient } from './stripe-client.gateway.js';
import { exceptionOf } from './stripe-faults.js';
import { chargeOutcome, idOf, META, methodDetails, toStripeAmount } from './stripe-mapping.js';
import type {
  BeginCheckoutInput,
  BegunCheckout,
  CheckoutRef,
  CheckoutState,
  HostedCheckout,
} from './vendor-gateway.js';
import {
  PaymentTypeNotSupported,
  VendorObjectGone,
  VendorRequestRefused,
  VendorTokenRefused,
} from './vendors.errors.js';

// The languages of Stripe's page (Checkout.Session.Locale); for any other, Arabic among them, it follows the browser.
const LOCALES: ReadonlySet<string> = new Set(
  'bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  ),
);

const WITH_PAYMENT = { expand: ['payment_intent.latest_charge', 'payment_intent.payment_method'] };

/** Payments on Stripe's own page. */
export class StripeCheckouts implements HostedCheckout {
  constructor(private readonly client: StripeClient) {}

  async beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    const params = paramsOf(input);
    const answer = await this.client.write('checkout.session', input.idempotencyKey, (sdk, options) =>
      sdk.checkout.sessions.create(params, options),
    );
    if (!answer.ok) throw exceptionOf(answer.fault, 'customer');
    const session = this.client.sameMode(answer.value);
    if (session.url === null) throw new VendorRequestRefused('stripe', 'checkout_without_page');
    return {
      vendorCheckoutId: session.id,
      redirectUrl: session.url,
      expiresAt: new Date(session.expires_at * 1000),
    };
  }

  /** A declined card leaves the page open for another one, so only the end of a session settles it. */
  async readCheckout(ref: CheckoutRef): Promise<CheckoutState> {
    const answer = await this.client.tryRead('checkout.session', (sdk, options) =>
      sdk.checkout.sessions.retrieve(ref.vendorCheckoutId, WITH_PAYMENT, options),
    );
    if (!answer.ok) {
      if (answer.fault.kind === 'refused' && answer.fault.code === 'resource_missing') {
        return { status: 'expired' };
      }
      throw exceptionOf(answer.fault, 'charge');
    }
    const session = this.client.sameMode(answer.value);
    if (session.metadata?.[META.checkoutId] !== ref.checkoutId) throw new VendorTokenRefused('foreign');
    return this.stateOf(session);
  }

  /** One that was completed or has ended stays as it is, and whoever reads it learns so. */
  async closeCheckout({ vendorCheckoutId }: CheckoutRef): Promise<void> {
    const answer = await this.client.write('checkout.session', null, (sdk, options) =>
      sdk.checkout.sessions.expire(vendorCheckoutId, {}, options),
    );
    if (!answer.ok && answer.fault.kind !== 'refused') throw exceptionOf(answer.fault, 'charge');
  }

  private stateOf(session: Stripe.Checkout.Session): CheckoutState {
    const status: string | null = session.status;
    if (status === 'expired') return { status };
    const intent = session.payment_intent;
    if (status !== 'complete' || typeof intent !== 'object' || intent === null) return { status: 'open' };
    const outcome = chargeOutcome(intent, this.client.browserIfAny());
    return { status: 'settled', outcome, method: keptMethod(intent) };
  }
}

function paramsOf(input: BeginCheckoutInput): Stripe.Checkout.SessionCreateParams {
  if (input.paymentType !== 'card') throw new PaymentTypeNotSupported('stripe', input.paymentType);
  const amount = toStripeAmount(input.amount);
  if (amount === null) throw new VendorRequestRefused('stripe', 'amount_precision');
  const metadata = {
    [META.checkoutId]: input.checkoutId,
    ...(input.customer ? { [META.customerId]: input.customer.customerId } : {}),
  };
  return {
    mode: 'payment',
    client_reference_id: input.checkoutId,
    ...customerOf(input),
    allowed_payment_method_types: ['card'],
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: input.amount.currency.toLowerCase(),
          unit_amount: amount,
          product_data: { name: input.description },
        },
      },
    ],
    metadata,
    payment_intent_data: {
      description: input.description,
      metadata,
      ...(input.saveMethod && input.customer ? { setup_future_usage: 'off_session' } : {}),
    },
    locale: LOCALES.has(input.locale) ? input.locale : 'auto',
    success_url: input.returnUrl,
    cancel_url: input.returnUrl,
    // No expires_at: a moment of ours would differ in a retry and spoil its key; Stripe's own is a day from the first try.
  };
}

function customerOf({ customer }: BeginCheckoutInput): Pick<Stripe.Checkout.SessionCreateParams, 'customer'> {
  if (customer === null) return {};
  if (customer.vendorCustomerId === null) throw new VendorObjectGone('stripe', 'customer');
  return { customer: customer.vendorCustomerId };
}

function keptMethod(intent: Stripe.PaymentIntent): ReturnType<typeof methodDetails> {
  const method = intent.payment_method;
  if (intent.setup_future_usage !== 'off_session' || typeof method !== 'object' || method === null)
    return null;
  const details = methodDetails(method);
  return details?.vendorCustomerId === idOf(intent.customer) ? details : null;
}
