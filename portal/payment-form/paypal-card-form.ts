import type {
  PayPalCardFieldsComponent,
  PayPalCardFieldsIndividualField,
  PayPalCardFieldsStateObject,
  PayPalCardFieldsStyleOptions,
} from '@paypal/paypal-js';
import { make } from '../dom.js';
import type { Locale } from './contract.js';
import type { CardFieldTexts } from './form-texts.js';
import { adoptLightStyle } from './light-style.js';
import css from './paypal-card-form.css';
import { issueOf } from './paypal-issues.js';
import { loadPayPal } from './paypal-script.js';
import { textsFor } from './texts.js';
import { declineFromPayPal, troubleOf } from './trouble.js';
import { LoadFailure } from './vendor-form.js';
import type { Billing, Confirmation, Look, OpenOptions, OpenVendorForm, VendorForm } from './vendor-form.js';

type FieldName = 'number' | 'expiry' | 'cvc';

const STATE_KEYS = {
  number: 'cardNumberField',
  expiry: 'cardExpiryField',
  cvc: 'cardCvvField',
} as const;

const EVENT_NAMES = { number: 'number', expiry: 'expiry', cvc: 'cvv' } as const;

// Of a setup token that can take no card any more; a new one is needed.
const SPENT: ReadonlySet<string> = new Set(['TOKEN_ALREADY_USED', 'TOKEN_EXPIRED', 'RESOURCE_NOT_FOUND']);

interface Field {
  readonly name: FieldName;
  readonly label: HTMLElement;
  readonly error: HTMLElement;
  readonly place: HTMLElement;
  hosted: PayPalCardFieldsIndividualField | null;
  /** Errors are shown once a field was left, then as it changes. */
  touched: boolean;
}

/** Opens PayPal's card fields: each in a frame of PayPal's, with labels and errors of ours. */
export const openPayPalCard: OpenVendorForm = async (options) => {
  const { paypal, setupToken } = await loadPayPal(options);
  if (!paypal.CardFields) throw new LoadFailure('form_refused');
  const form = new PayPalCard(options);
  try {
    const cards = paypal.CardFields({
      createVaultSetupToken: () => Promise.resolve(setupToken),
      onApprove: () => {
        form.answer({ outcome: 'confirmed' });
      },
      onCancel: () => {
        form.answer({ outcome: 'closed' });
      },
      onError: (error) => {
        form.refused(error);
      },
      inputEvents: {
        onChange: (state) => {
          form.changed(state, false);
        },
        onBlur: (state) => {
          form.changed(state, true);
        },
      },
      style: styleOf(options.look),
    });
    if (!cards.isEligible()) throw new LoadFailure('form_refused');
    await form.show(cards);
    return form;
  } catch (error) {
    throw error instanceof LoadFailure ? error : new LoadFailure('form_refused', error);
  }
};

class PayPalCard implements VendorForm {
  private readonly fields: readonly Field[];
  private cards: PayPalCardFieldsComponent | null = null;
  private texts: CardFieldTexts;
  private answered: ((taken: Confirmation) => void) | null = null;

  constructor(private readonly options: OpenOptions) {
    this.texts = textsFor(options.locale, 'card').cardFields;
    this.fields = (['number', 'expiry', 'cvc'] as const).map(field);
  }

  async show(cards: PayPalCardFieldsComponent): Promise<void> {
    this.cards = cards;
    const { container } = this.options;
    adoptLightStyle(container, css);
    container.classList.add('omnicrm-card-fields');
    container.append(
      ...this.fields.map(({ name, label, place, error }) =>
        make('div', { class: `field ${name}` }, label, place, error),
      ),
    );
    this.relocalise(this.options.locale);
    await Promise.all(
      this.fields.map(async (one) => {
        one.hosted = hostedField(cards, one.name);
        one.label.addEventListener('click', () => one.hosted?.focus());
        await one.hosted.render(one.place);
      }),
    );
  }

  async confirm(billing: Billing): Promise<Confirmation> {
    if (!this.cards || !(await this.validate())) return { outcome: 'invalid' };
    const answer = new Promise<Confirmation>((resolve) => {
      this.answered = resolve;
    });
    this.cards
      .submit({ name: billing.name, billingAddress: { countryCode: billing.country } })
      .catch((error: unknown) => {
        this.refused(error);
      });
    return answer;
  }

  async validate(): Promise<boolean> {
    const state = await this.cards?.getState();
    if (!state) return true;
    for (const one of this.fields) one.touched = true;
    this.showErrors(state);
    if (!state.isFormValid) this.firstWrong(state)?.hosted?.focus();
    return state.isFormValid;
  }

  authenticate(): Promise<Confirmation> {
    return Promise.resolve({ outcome: 'stale' });
  }

  relocalise(locale: Locale): void {
    this.texts = textsFor(locale, 'card').cardFields;
    for (const one of this.fields) one.label.textContent = this.texts[one.name];
    void this.cards?.getState().then((state) => {
      this.showErrors(state);
    });
  }

  focus(): void {
    const first = this.fields.find((one) => one.error.textContent !== '') ?? this.fields[0];
    first?.hosted?.focus();
  }

  close(): void {
    for (const { hosted } of this.fields) void hosted?.close().catch(() => undefined);
    this.cards = null;
  }

  /** Settles the confirmation that is waiting, once. */
  answer(taken: Confirmation): void {
    this.answered?.(taken);
    this.answered = null;
  }

  refused(error: unknown): void {
    const issue = issueOf(error);
    if (issue !== null && SPENT.has(issue)) {
      this.answer({ outcome: 'stale' });
      return;
    }
    const declined = issue === null ? null : declineFromPayPal(issue);
    const trouble = declined ?? troubleOf('vendor_unavailable', issue ?? undefined);
    this.answer({ outcome: 'trouble', trouble });
  }

  changed(state: PayPalCardFieldsStateObject, left: boolean): void {
    for (const one of this.fields) {
      const isOf = state.emittedBy === EVENT_NAMES[one.name];
      if (left && isOf && !state.fields[STATE_KEYS[one.name]].isEmpty) one.touched = true;
    }
    this.showErrors(state);
  }

  private firstWrong(state: PayPalCardFieldsStateObject): Field | undefined {
    return this.fields.find((one) => !state.fields[STATE_KEYS[one.name]].isValid);
  }

  private showErrors(state: PayPalCardFieldsStateObject): void {
    for (const one of this.fields) {
      const { isValid, isEmpty } = state.fields[STATE_KEYS[one.name]];
      const wrong = one.touched && !isValid;
      const words = isEmpty ? this.texts.missing[one.name] : this.texts.wrong[one.name];
      one.error.textContent = wrong ? words : '';
      one.place.classList.toggle('wrong', wrong);
    }
  }
}

function field(name: FieldName): Field {
  return {
    name,
    label: make('span', { class: 'label' }),
    place: make('div', { class: 'place' }),
    error: make('p', { class: 'error', attrs: { 'aria-live': 'polite' } }),
    hosted: null,
    touched: false,
  };
}

function hostedField(cards: PayPalCardFieldsComponent, name: FieldName): PayPalCardFieldsIndividualField {
  if (name === 'number') return cards.NumberField({ placeholder: '1234 1234 1234 1234' });
  if (name === 'expiry') return cards.ExpiryField({ placeholder: 'MM / YY' });
  return cards.CVVField({ placeholder: 'CVC' });
}

function styleOf(look: Look): Record<string, PayPalCardFieldsStyleOptions> {
  const ring = (colour: string): PayPalCardFieldsStyleOptions => ({
    border: `1px solid ${colour}`,
    // Outside of the field the frame's edge would cut it off.
    boxShadow: `inset 0 0 0 1px ${colour}`,
    outline: 'none',
  });
  return {
    // PayPal keeps a rim around its fields, which would shift them against ours.
    body: { padding: '0' },
    input: {
      'font-family': look.font,
      'font-size': '16px',
      'line-height': '24px',
      color: look.text,
      padding: '11px 14px',
      border: '1px solid #8f877a',
      borderRadius: look.radius,
    },
    'input:focus': ring(look.primary),
    '.invalid': { color: look.text, ...ring(look.danger) },
  };
}
