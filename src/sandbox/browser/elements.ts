import type {
  Appearance,
  StripeElementLocale,
  StripeElementsOptionsClientSecret,
  StripeElementsUpdateOptions,
  StripeError,
  StripePaymentElementOptions,
} from '@stripe/stripe-js';
import { StandInPaymentElement } from './payment-element.js';
import type { Context } from './payment-element.js';
import type { FrameOptions, Look } from './protocol.js';

/** A group of elements around one setup intent. */
export class StandInElements {
  private readonly context: Context;
  private readonly clientSecret: string;
  private locale: StripeElementLocale;
  private look: Look;
  private readonly fonts: readonly string[];
  private element: StandInPaymentElement | null = null;

  constructor(context: Context, options: Partial<StripeElementsOptionsClientSecret>) {
    if (!options.clientSecret) throw new Error('IntegrationError: the stand-in needs a clientSecret.');
    this.context = context;
    this.clientSecret = options.clientSecret;
    this.locale = options.locale ?? 'auto';
    this.look = lookOf(options.appearance);
    this.fonts = (options.fonts ?? []).flatMap((font) => ('cssSrc' in font ? [font.cssSrc] : []));
  }

  create(type: string, options: StripePaymentElementOptions = {}): StandInPaymentElement {
    if (type !== 'payment') throw new Error(`IntegrationError: the stand-in has no ${type} element.`);
    this.element = new StandInPaymentElement(this.context, () => this.options(), options);
    return this.element;
  }

  getElement(type: string): StandInPaymentElement | null {
    return type === 'payment' ? this.element : null;
  }

  async update(options: StripeElementsUpdateOptions): Promise<void> {
    if (options.locale) this.locale = options.locale;
    if (options.appearance) this.look = lookOf(options.appearance);
    await this.element?.refresh({ locale: this.locale, look: this.look });
  }

  async submit(): Promise<{ error?: StripeError; selectedPaymentMethod?: string }> {
    const { error } = await this.payment().mounted().call('submit', null);
    return error ? { error } : { selectedPaymentMethod: 'card' };
  }

  fetchUpdates(): Promise<{ error?: { message: string } }> {
    return Promise.resolve({});
  }

  payment(): StandInPaymentElement {
    if (!this.element) throw new Error('IntegrationError: create a payment element first.');
    return this.element;
  }

  options(): FrameOptions {
    return {
      publishableKey: this.context.publishableKey,
      clientSecret: this.clientSecret,
      locale: this.locale === 'auto' ? navigator.language : this.locale,
      look: this.look,
      fonts: this.fonts,
    };
  }
}

function lookOf(appearance: Appearance | undefined): Look {
  const from = appearance?.variables ?? {};
  const names = [
    'colorPrimary',
    'colorText',
    'colorTextSecondary',
    'colorBackground',
    'colorDanger',
    'fontFamily',
    'borderRadius',
  ] as const;
  return Object.fromEntries(names.flatMap((name) => (from[name] ? [[name, from[name]]] : [])));
}
