import type { Order, OrderRequest, PaypalWallet } from '@paypal/paypal-server-sdk';
import { orThrow, type PayPalClient } from './paypal-client.gateway.js';
import type { PayPalCharges } from './paypal-charges.gateway.js';
import { captureOf, checkoutNames, localeOf, toWireMoney } from './paypal-mapping.js';
import type { PayPalMethods } from './paypal-methods.gateway.js';
import { hasId, linkOf } from './paypal-orders.js';
import { PAYPAL } from './paypal-values.js';
import type {
  BeginCheckoutInput,
  BegunCheckout,
  CheckoutRef,
  CheckoutState,
  HostedCheckout,
  MethodDetails,
} from './vendor-gateway.js';
import { VendorRequestRefused, VendorTokenRefused, VendorUnavailable } from './vendors.errors.js';

// How long PayPal lets a payer approve an order.
const OPEN_HOURS = 3;
const LONGEST_DESCRIPTION = 127;

/** Payments that the customer approves on PayPal's own page, by account or as a guest with a card. */
export class PayPalCheckout implements HostedCheckout {
  constructor(
    private readonly client: PayPalClient,
    private readonly charges: PayPalCharges,
    private readonly methods: PayPalMethods,
  ) {}

  async beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    const body = this.orderOf(input);
    const answer = await this.client.write(hasId, ({ orders }) =>
      orders.createOrder({
        body,
        paypalRequestId: input.idempotencyKey,
        prefer: 'return=representation',
      }),
    );
    const order = orThrow(answer, 'charge');
    const redirectUrl = linkOf(order.links, 'payer-action', 'approve');
    if (redirectUrl === null) throw new VendorUnavailable('paypal');
    const { clock } = this.client.options;
    // PayPal's own time, so that a repeated call tells the same.
    const made = order.createTime ? Date.parse(order.createTime) : clock.now().getTime();
    return {
      vendorCheckoutId: order.id ?? '',
      redirectUrl,
      expiresAt: new Date(made + OPEN_HOURS * 3_600_000),
    };
  }

  async readCheckout({ checkoutId, vendorCheckoutId, capture }: CheckoutRef): Promise<CheckoutState> {
    const order = await this.charges.readOrder(vendorCheckoutId);
    if (!order) return { status: 'expired' };
    if (order.purchaseUnits?.[0]?.customId !== checkoutNames(checkoutId).customId) {
      throw new VendorTokenRefused('foreign');
    }
    const status = String(order.status);
    if (captureOf(order) !== null) return this.settled(order, checkoutId);
    if (status === 'APPROVED')
      return capture === false ? { status: 'approved' } : this.settled(order, checkoutId);
    return { status: status === 'VOIDED' ? 'canceled' : 'open' };
  }

  private async settled(order: Order, checkoutId: string): Promise<CheckoutState> {
    const outcome = await this.charges.settled(order, `checkout-${checkoutId}-capture`, false);
    const isPaid = outcome.status === 'succeeded' || outcome.status === 'pending';
    return { status: 'settled', outcome, method: isPaid ? await this.kept(order) : null };
  }

  // PayPal tells the token with the capture, or some time later: then a later reading finds it.
  private async kept(order: Order): Promise<MethodDetails | null> {
    const again = keptIn(order) === null ? await this.charges.readOrder(order.id ?? '') : order;
    const id = again && keptIn(again);
    if (!id) return null;
    try {
      return await this.methods.readMethod({ vendorPaymentMethodId: id, paymentType: 'paypal' });
    } catch (error) {
      // What was paid is settled, whatever the kept method's answer looks like.
      if (error instanceof VendorRequestRefused) return null;
      throw error;
    }
  }

  private orderOf(input: BeginCheckoutInput): OrderRequest {
    const amount = toWireMoney(input.amount);
    if (amount === null) throw new VendorRequestRefused('paypal', 'amount_precision');
    const names = checkoutNames(input.checkoutId);
    return {
      intent: PAYPAL.capture,
      purchaseUnits: [{ ...names, amount, description: input.description.slice(0, LONGEST_DESCRIPTION) }],
      paymentSource: { paypal: this.walletOf(input) },
    };
  }

  private walletOf(input: BeginCheckoutInput): PaypalWallet {
    const { brandName } = this.client.options;
    return {
      ...(input.saveMethod && input.customer && input.paymentType === 'paypal'
        ? { attributes: keepingFor(input.customer) }
        : {}),
      experienceContext: {
        ...(brandName ? { brandName } : {}),
        locale: localeOf(input.locale),
        returnUrl: input.returnUrl,
        cancelUrl: input.returnUrl,
        shippingPreference: PAYPAL.noWalletShipping,
        userAction: PAYPAL.payNow,
        landingPage: input.paymentType === 'card' ? PAYPAL.guest : PAYPAL.login,
      },
    };
  }
}

function keptIn(order: Order): string | null {
  return order.paymentSource?.paypal?.attributes?.vault?.id ?? null;
}

function keepingFor({
  customerId,
  vendorCustomerId,
}: NonNullable<BeginCheckoutInput['customer']>): NonNullable<PaypalWallet['attributes']> {
  return {
    customer: {
      ...(vendorCustomerId === null ? {} : { id: vendorCustomerId }),
      merchantCustomerId: customerId,
    },
    vault: {
      storeInVault: PAYPAL.onSuccess,
      usageType: PAYPAL.merchant,
      usagePattern: PAYPAL.unscheduled,
      customerType: PAYPAL.consumer,
      permitMultiplePaymentTokens: true,
    },
  };
}
