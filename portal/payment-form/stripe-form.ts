import type {
  Appearance,
  Stripe,
  StripeElements,
  StripeError,
  StripePaymentElement,
} from '@stripe/stripe-js';
import type { Locale } from './contract.js';
import { declineFromStripe, troubleOf } from './trouble.js';
import { LoadFailure } from './vendor-form.js';
import type { Billing, Confirmation, Look, OpenOptions, OpenVendorForm, VendorForm } from './vendor-form.js';
import { loadVendorScript } from './vendor-script.js';

// The script answered, its frame did not: a blocker may let the one pass and not the other.
const READY_TIMEOUT_MS = 20_000;

/** Opens Stripe's Payment Element for the setup intent behind a setup. */
export const openStripeForm: OpenVendorForm = async (options) => {
  const { js_url, publishable_key, client_secret } = options.setup.client;
  if (!js_url || !publishable_key || !client_secret) throw new LoadFailure('form_refused');
  await loadVendorScript(js_url);
  if (!window.Stripe) throw new LoadFailure('script_blocked');
  try {
    const stripe = window.Stripe(publishable_key);
    const elements = stripe.elements({
      clientSecret: client_secret,
      locale: options.locale,
      appearance: appearanceOf(options.look),
      ...(options.look.fontCss === null ? {} : { fonts: [{ cssSrc: options.look.fontCss }] }),
    });
    const payment = elements.create('payment', {
      fields: { billingDetails: { address: { country: 'never' } } },
      // Wallets hand over device numbers that expire on their own, and bring hosts that our policy does not name.
      wallets: { applePay: 'never', googlePay: 'never', link: 'never' },
    });
    await mounted(payment, options.container);
    return new StripeForm({ stripe, elements, payment }, options);
  } catch (error) {
    throw error instanceof LoadFailure ? error : new LoadFailure('form_refused', error);
  }
};

interface Parts {
  readonly stripe: Stripe;
  readonly elements: StripeElements;
  readonly payment: StripePaymentElement;
}

class StripeForm implements VendorForm {
  constructor(
    private readonly parts: Parts,
    private readonly options: OpenOptions,
  ) {}

  async confirm(billing: Billing): Promise<Confirmation> {
    const { stripe, elements } = this.parts;
    const { return_url } = this.options.setup.client;
    const { error, setupIntent } = await stripe.confirmSetup({
      elements,
      redirect: 'if_required',
      confirmParams: {
        ...(return_url ? { return_url } : {}),
        payment_method_data: {
          billing_details: { name: billing.name, address: { country: billing.country } },
        },
      },
    });
    return error ? this.failed(error) : byStatus(setupIntent.status);
  }

  async validate(): Promise<boolean> {
    const { error } = await this.parts.elements.submit();
    return error === undefined;
  }

  async authenticate(): Promise<Confirmation> {
    const { error, setupIntent } = await this.parts.stripe.handleNextAction({ clientSecret: this.secret() });
    if (error) return this.failed(error);
    return byStatus(setupIntent?.status ?? 'requires_action');
  }

  relocalise(locale: Locale): void {
    void this.parts.elements.update({ locale });
  }

  focus(): void {
    this.parts.payment.focus();
  }

  close(): void {
    this.parts.payment.destroy();
  }

  private async failed(error: StripeError): Promise<Confirmation> {
    if (error.type === 'validation_error') return { outcome: 'invalid' };
    if (error.type === 'card_error' || error.code === 'setup_intent_authentication_failure')
      return { outcome: 'trouble', trouble: declineFromStripe(error) };
    return this.afterLostAnswer(error);
  }

  /** A card whose answer was lost may be saved all the same, so the intent is asked before the customer is. */
  private async afterLostAnswer(error: StripeError): Promise<Confirmation> {
    const { setupIntent } = await this.parts.stripe.retrieveSetupIntent(this.secret());
    if (setupIntent?.status === 'succeeded') return { outcome: 'confirmed' };
    if (setupIntent?.status === 'canceled') return { outcome: 'stale' };
    if (error.type === 'api_connection_error') return { outcome: 'trouble', trouble: troubleOf('network') };
    return { outcome: 'trouble', trouble: troubleOf('vendor_unavailable', error.code ?? error.type) };
  }

  private secret(): string {
    return this.options.setup.client.client_secret ?? '';
  }
}

function byStatus(status: string): Confirmation {
  if (status === 'succeeded' || status === 'processing') return { outcome: 'confirmed' };
  if (status === 'requires_action') return { outcome: 'needs_authentication' };
  if (status === 'canceled') return { outcome: 'stale' };
  return { outcome: 'trouble', trouble: troubleOf('vendor_unavailable', status) };
}

function mounted(payment: StripePaymentElement, container: HTMLElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new LoadFailure('script_blocked'));
    }, READY_TIMEOUT_MS);
    payment.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    payment.once('loaderror', ({ error }) => {
      clearTimeout(timer);
      reject(
        new LoadFailure(error.type === 'api_connection_error' ? 'script_blocked' : 'form_refused', error),
      );
    });
    payment.mount(container);
  });
}

function appearanceOf(look: Look): Appearance {
  return {
    theme: 'stripe',
    labels: 'above',
    variables: {
      colorPrimary: look.primary,
      colorText: look.text,
      colorTextSecondary: look.muted,
      colorBackground: look.surface,
      colorDanger: look.danger,
      borderRadius: look.radius,
      fontFamily: look.font,
      fontSizeBase: '16px',
      spacingGridRow: '16px',
    },
  };
}
