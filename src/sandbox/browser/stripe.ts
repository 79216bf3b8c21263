import type {
  ConfirmSetupData,
  SetupIntentResult,
  StripeConstructor,
  StripeElementsOptionsClientSecret,
  StripePaymentElementOptions,
} from '@stripe/stripe-js';
import { authenticate } from './challenge-dialog.js';
import { StandInElements } from './elements.js';
import { Frame } from './frame.js';
import type { Context } from './payment-element.js';
import type { ConfirmInput, FrameOptions, IntentAnswer } from './protocol.js';
import { stripeError } from './protocol.js';

interface ConfirmSetupOptions {
  readonly elements: StandInElements;
  readonly confirmParams?: Partial<ConfirmSetupData>;
  readonly redirect?: 'always' | 'if_required';
}

/** The part of Stripe.js that saving a card needs, against the stand-in that served this script. */
class StandInStripe {
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  elements(options: Partial<StripeElementsOptionsClientSecret> = {}): StandInElements {
    return new StandInElements(this.context, options);
  }

  async confirmSetup(options: ConfirmSetupOptions): Promise<SetupIntentResult> {
    const payment = options.elements.payment();
    const input = confirmInput(options.confirmParams ?? {});
    if (needsCountry(payment.options.fields) && !input.billing.country)
      throw new Error('IntegrationError: country is "never" collected, so confirmParams has to carry it.');
    const settings = options.elements.options();
    let answer = await payment.mounted().call('confirm', input);
    if (answer.setupIntent?.status === 'requires_action')
      answer = await authenticate(this.context.origin, settings);
    if (!answer.error && options.redirect !== 'if_required')
      return this.redirect(answer, options.confirmParams);
    return resultOf(answer);
  }

  async handleNextAction(options: { clientSecret: string }): Promise<SetupIntentResult> {
    return resultOf(await authenticate(this.context.origin, this.settings(options.clientSecret)));
  }

  async retrieveSetupIntent(clientSecret: string): Promise<SetupIntentResult> {
    const frame = new Frame(this.context.origin, 'controller', 'Stripe');
    frame.element.hidden = true;
    document.body.append(frame.element);
    try {
      return resultOf(await frame.call('retrieve', this.settings(clientSecret)));
    } finally {
      frame.remove();
    }
  }

  private settings(clientSecret: string): FrameOptions {
    const { publishableKey } = this.context;
    return {
      publishableKey,
      clientSecret,
      locale: document.documentElement.lang || navigator.language,
      look: {},
      fonts: [],
    };
  }

  private redirect(answer: IntentAnswer, params: Partial<ConfirmSetupData> | undefined): Promise<never> {
    if (!params?.return_url) throw new Error('IntegrationError: confirmParams.return_url is missing.');
    const url = new URL(params.return_url);
    url.searchParams.set('setup_intent', answer.setupIntent?.id ?? '');
    url.searchParams.set('setup_intent_client_secret', answer.setupIntent?.client_secret ?? '');
    url.searchParams.set('redirect_status', answer.setupIntent?.status ?? 'failed');
    location.assign(url);
    return new Promise(() => undefined);
  }
}

function confirmInput(params: Partial<ConfirmSetupData>): ConfirmInput {
  const billing = params.payment_method_data?.billing_details;
  return {
    billing: {
      ...(billing?.name ? { name: billing.name } : {}),
      ...(billing?.email ? { email: billing.email } : {}),
      ...(billing?.address?.country ? { country: billing.address.country } : {}),
    },
    ...(params.return_url ? { returnUrl: params.return_url } : {}),
  };
}

function needsCountry(fields: StripePaymentElementOptions['fields']): boolean {
  const billing = fields?.billingDetails;
  if (billing === 'never') return true;
  if (typeof billing !== 'object') return false;
  const address = billing.address;
  return address === 'never' || (typeof address === 'object' && address.country === 'never');
}

function resultOf(answer: IntentAnswer): SetupIntentResult {
  if (answer.error) return { error: answer.error };
  if (answer.setupIntent) return { setupIntent: answer.setupIntent };
  return { error: stripeError('api_error', undefined, 'The stand-in gave no answer.') };
}

const script = document.currentScript;
const origin = script instanceof HTMLScriptElement ? new URL(script.src).origin : location.origin;

window.Stripe = ((publishableKey: string) => {
  if (!publishableKey.startsWith('pk_'))
    throw new Error('IntegrationError: a publishable key starts with pk_.');
  return new StandInStripe({ origin, publishableKey });
}) as unknown as StripeConstructor;
