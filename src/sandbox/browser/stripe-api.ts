import type { SetupIntent, StripeError } from '@stripe/stripe-js';
import type { CardData } from './card-input.js';
import type { ConfirmInput, FrameOptions, IntentAnswer } from './protocol.js';
import { stripeError } from './protocol.js';

type Fields = Readonly<Record<string, string | undefined>>;

/** Calls the stand-in's API as the browser script may: publishable key and client secret. */
export class StripeApi {
  constructor(private readonly options: FrameOptions) {}

  retrieve(): Promise<IntentAnswer> {
    return this.call('GET', this.path(), {});
  }

  confirm(card: CardData, input: ConfirmInput): Promise<IntentAnswer> {
    const data = 'payment_method_data';
    return this.call('POST', `${this.path()}/confirm`, {
      [`${data}[type]`]: 'card',
      [`${data}[card][number]`]: card.number,
      [`${data}[card][exp_month]`]: String(card.exp_month),
      [`${data}[card][exp_year]`]: String(card.exp_year),
      [`${data}[card][cvc]`]: card.cvc,
      [`${data}[billing_details][name]`]: input.billing.name,
      [`${data}[billing_details][email]`]: input.billing.email,
      [`${data}[billing_details][address][country]`]: input.billing.country,
      use_stripe_sdk: 'true',
      return_url: input.returnUrl,
    });
  }

  /** Gives the bank's answer; a refusal comes back as the intent's last error. */
  async authenticate(approved: boolean): Promise<IntentAnswer> {
    const done = await this.call('POST', `${this.path()}/_authenticate`, {
      outcome: approved ? 'approve' : 'fail',
    });
    const { setupIntent } = done;
    const failed = setupIntent?.last_setup_error;
    if (setupIntent?.status !== 'requires_payment_method' || !failed) return done;
    return { error: { ...failed, setup_intent: setupIntent } };
  }

  private intentId(): string {
    return this.options.clientSecret.split('_secret_')[0] ?? '';
  }

  private path(): string {
    return `/v1/setup_intents/${encodeURIComponent(this.intentId())}`;
  }

  private async call(method: 'GET' | 'POST', path: string, fields: Fields): Promise<IntentAnswer> {
    const form = new URLSearchParams({
      key: this.options.publishableKey,
      client_secret: this.options.clientSecret,
    });
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
    try {
      const response =
        method === 'GET'
          ? await fetch(`${path}?${form.toString()}`)
          : await fetch(path, { method, body: form });
      const body = (await response.json()) as { error?: StripeError };
      if (body.error) return { error: body.error };
      return response.ok
        ? { setupIntent: body as unknown as SetupIntent }
        : { error: unreadable(response.status) };
    } catch (error) {
      return {
        error: stripeError('api_connection_error', undefined, error instanceof Error ? error.message : ''),
      };
    }
  }
}

function unreadable(status: number): StripeError {
  return stripeError('api_error', undefined, `The stand-in answered ${String(status)}.`);
}
