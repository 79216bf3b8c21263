import type {
  PayPalCardFieldCardFieldData,
  PayPalCardFieldError,
  PayPalCardFieldsComponent,
  PayPalCardFieldsComponentOptions,
  PayPalCardFieldsIndividualField,
  PayPalCardFieldsIndividualFieldOptions,
  PayPalCardFieldsStateObject,
  PayPalCardFieldsSubmitOptions,
} from '@paypal/paypal-js';
import type { PayPalContext } from './paypal-context.js';
import { HostedFrame } from './paypal-hosted.js';
import type { FieldStyle, FieldView, FrameEvents } from './paypal-protocol.js';
import { textsFor } from './paypal-texts.js';

const EMPTY: PayPalCardFieldCardFieldData = {
  isFocused: false,
  isEmpty: true,
  isValid: false,
  isPotentiallyValid: true,
};

const ERRORS: Readonly<Record<FieldView, PayPalCardFieldError>> = {
  number: 'INVALID_NUMBER',
  expiry: 'INVALID_EXPIRY',
  cvv: 'INVALID_CVV',
  name: 'INVALID_NAME',
};

const HANDLERS = { change: 'onChange', focus: 'onFocus', blur: 'onBlur' } as const;

/** The setup token that the page gives; throws when it gives none. */
export async function tokenOf(options: {
  readonly createVaultSetupToken?: () => Promise<string>;
}): Promise<string> {
  const token: unknown = await options.createVaultSetupToken?.();
  if (typeof token !== 'string' || token === '') throw new Error('createVaultSetupToken gave no setup token');
  return token;
}

/** PayPal's card fields: one frame each, which find each other without the page. */
export class StandInCardFields implements PayPalCardFieldsComponent {
  private readonly session = crypto.randomUUID();
  private readonly frames = new Map<FieldView, HostedFrame>();
  private readonly states = new Map<FieldView, PayPalCardFieldCardFieldData>();
  private brand: string | null = null;

  constructor(
    private readonly context: PayPalContext,
    private readonly options: PayPalCardFieldsComponentOptions,
  ) {
    // The published type forbids both, and a page in JavaScript knows no types.
    if (Object.hasOwn(options, 'createOrder') && Object.hasOwn(options, 'createVaultSetupToken'))
      throw new Error('Cannot pass both createVaultSetupToken and createOrder');
    if (!options.createVaultSetupToken) throw new Error('The stand-in needs createVaultSetupToken');
  }

  readonly isEligible = (): boolean => true;

  readonly getState = (): Promise<PayPalCardFieldsStateObject> => Promise.resolve(this.state());

  readonly NumberField = (options: PayPalCardFieldsIndividualFieldOptions): PayPalCardFieldsIndividualField =>
    this.field('number', options);
  readonly ExpiryField = (options: PayPalCardFieldsIndividualFieldOptions): PayPalCardFieldsIndividualField =>
    this.field('expiry', options);
  readonly CVVField = (options: PayPalCardFieldsIndividualFieldOptions): PayPalCardFieldsIndividualField =>
    this.field('cvv', options);
  readonly NameField = (options: PayPalCardFieldsIndividualFieldOptions): PayPalCardFieldsIndividualField =>
    this.field('name', options);

  readonly submit = async (given: PayPalCardFieldsSubmitOptions = {}): Promise<void> => {
    try {
      const token = await this.send(given);
      // The published type knows purchases only; a saved card comes with its setup token.
      this.options.onApprove({ orderID: '', vaultSetupToken: token } as never);
    } catch (error) {
      this.options.onError(error as never);
      throw error;
    }
  };

  private async send({ name, billingAddress }: PayPalCardFieldsSubmitOptions): Promise<string> {
    const number = this.rendered();
    const [invalid] = this.state().errors;
    if (invalid) throw new Error(invalid);
    const token = await tokenOf(this.options);
    const { issue } = await number.call('submit', {
      token,
      name: name ?? null,
      country: billingAddress?.countryCode ?? null,
    });
    if (issue !== null)
      throw new Error(JSON.stringify({ name: 'UNPROCESSABLE_ENTITY', details: [{ issue }] }));
    return token;
  }

  private rendered(): HostedFrame {
    const number = this.frames.get('number');
    if (!number || !this.frames.has('expiry') || !this.frames.has('cvv'))
      throw new Error('Number, expiry and CVV fields have to be rendered before submit');
    return number;
  }

  private field(
    view: FieldView,
    options: PayPalCardFieldsIndividualFieldOptions,
  ): PayPalCardFieldsIndividualField {
    const frame = new HostedFrame(this.context.origin, view, textsFor(this.context.locale)[view]);
    const attribute = async (name: string, value: string | null): Promise<void> => {
      await frame.call('attribute', { name, value });
    };
    const nothing = (): Promise<void> => Promise.resolve();
    this.states.set(view, EMPTY);
    frame.on('state', (change) => {
      this.changed(view, change, options);
    });
    return {
      render: async (container) => {
        this.frames.set(view, frame);
        await frame.render(container, {
          locale: this.context.locale,
          session: this.session,
          style: { ...this.options.style, ...options.style } as FieldStyle,
          placeholder: options.placeholder ?? null,
          height: 0,
          radius: 0,
        });
      },
      focus: () => {
        frame.element.focus();
        void frame.call('focus', null);
      },
      clear: () => {
        void frame.call('clear', null);
      },
      setAttribute: attribute,
      removeAttribute: (name) => attribute(name, null),
      addClass: nothing,
      removeClass: nothing,
      setMessage: () => undefined,
      close: () => frame.close(),
    };
  }

  private changed(
    view: FieldView,
    { state, brand, cause }: FrameEvents['state'],
    options: PayPalCardFieldsIndividualFieldOptions,
  ): void {
    this.states.set(view, state);
    if (view === 'number') this.brand = brand;
    const told = { ...this.state(), emittedBy: view };
    for (const events of [this.options.inputEvents, options.inputEvents]) {
      events?.[HANDLERS[cause]]?.(told);
    }
  }

  private state(): PayPalCardFieldsStateObject {
    const errors = [...this.states].filter(([, { isValid }]) => !isValid).map(([view]) => ERRORS[view]);
    const of = (view: FieldView): PayPalCardFieldCardFieldData => this.states.get(view) ?? EMPTY;
    const size = this.brand === 'amex' ? 4 : 3;
    const cards = this.brand === null ? [] : [{ code: { code: 'CVV', size }, type: this.brand }];
    return {
      cards: cards as PayPalCardFieldsStateObject['cards'],
      errors,
      isFormValid: errors.length === 0,
      fields: {
        cardNumberField: of('number'),
        cardExpiryField: of('expiry'),
        cardCvvField: of('cvv'),
        cardNameField: of('name'),
      },
    };
  }
}
