import type { PayPalButtonsComponent, PayPalNamespace } from '@paypal/paypal-js';
import type { Locale } from './contract.js';
import { loadPayPal } from './paypal-script.js';
import { troubleOf } from './trouble.js';
import { LoadFailure } from './vendor-form.js';
import type { Confirmation, OpenOptions, OpenVendorForm, VendorForm } from './vendor-form.js';

const HEIGHT = 50;

/** Opens PayPal's button, which asks for the account in a window of PayPal's own. */
export const openPayPalButton: OpenVendorForm = async (options) => {
  const form = new PayPalButton(options);
  await form.show();
  return form;
};

class PayPalButton implements VendorForm {
  private options: OpenOptions;
  private button: PayPalButtonsComponent | null = null;

  constructor(options: OpenOptions) {
    this.options = options;
  }

  async show(): Promise<void> {
    const { paypal, setupToken } = await loadPayPal(this.options);
    try {
      const button = this.make(paypal, setupToken);
      if (!button.isEligible()) throw new LoadFailure('form_refused');
      await button.render(this.options.container);
      this.button = button;
    } catch (error) {
      throw error instanceof LoadFailure ? error : new LoadFailure('form_refused', error);
    }
  }

  confirm(): Promise<Confirmation> {
    return Promise.resolve({ outcome: 'invalid' });
  }

  validate(): Promise<boolean> {
    return Promise.resolve(true);
  }

  authenticate(): Promise<Confirmation> {
    return this.confirm();
  }

  /** PayPal takes the language with its script, so the button is made anew. */
  relocalise(locale: Locale): void {
    this.options = { ...this.options, locale };
    void this.button?.close().then(() => this.show());
  }

  focus(): void {
    this.options.container.querySelector('iframe')?.focus();
  }

  close(): void {
    void this.button?.close().catch(() => undefined);
    this.button = null;
  }

  private make(paypal: PayPalNamespace, setupToken: string): PayPalButtonsComponent {
    if (!paypal.Buttons) throw new LoadFailure('form_refused');
    const { events, look } = this.options;
    return paypal.Buttons({
      fundingSource: 'paypal',
      style: {
        layout: 'vertical',
        color: 'gold',
        shape: 'rect',
        label: 'paypal',
        height: HEIGHT,
        borderRadius: Number.parseInt(look.radius, 10) || 0,
        disableMaxWidth: true,
        tagline: false,
      },
      createVaultSetupToken: () => Promise.resolve(setupToken),
      onClick: (_data, actions) => (events.begun() ? actions.resolve() : actions.reject()),
      onApprove: () => {
        events.finished({ outcome: 'confirmed' });
        return Promise.resolve();
      },
      onCancel: () => {
        events.finished({ outcome: 'closed' });
      },
      onError: (error) => {
        events.finished({ outcome: 'trouble', trouble: troubleOf(troubleKeyOf(error)) });
      },
    });
  }
}

function troubleKeyOf(error: unknown): 'window_blocked' | 'vendor_unavailable' {
  const message = error instanceof Error ? error.message : JSON.stringify(error);
  return /pop.?up/i.test(message) ? 'window_blocked' : 'vendor_unavailable';
}
