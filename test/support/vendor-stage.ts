import type { StandIn } from '../../src/sandbox/kit/index.js';
import type { TestApp } from './app.js';
import { CardStage } from './card-stage.js';

/** A setup as the browser has it. */
export interface OpenForm {
  readonly id: string;
  readonly customer: string;
  /** Lets the browser finish this one setup. */
  readonly token: string;
  readonly client: Readonly<Record<string, string>>;
}

/** A vendor with what its customers and a browser do there, the same for all of them. */
export interface VendorStage {
  readonly vendor: string;
  readonly standIn: StandIn<any>;
  /** Whether an event tells of a form that was finished or refused; else only asking does, and only asking saves. */
  readonly tellsOfForms: boolean;
  /** The customer saves a card in the vendor's form or page. */
  finish(form: OpenForm): Promise<void>;
  /** The bank refuses the card. */
  refuse(form: OpenForm): Promise<void>;
  /** Tokens that the vendor keeps of this form's customer. */
  kept(form: OpenForm): readonly string[];
}

const STAGES: Readonly<Record<string, (app: TestApp) => VendorStage>> = {
  stripe: (app) => {
    const cards = new CardStage(app);
    const idOf = ({ client }: OpenForm): string => client['client_secret']?.split('_secret_')[0] ?? '';
    return {
      vendor: 'stripe',
      standIn: app.stripe,
      tellsOfForms: true,
      finish: (form) => cards.confirm(idOf(form)),
      refuse: (form) => cards.confirm(idOf(form), 'pm_card_visa_chargeDeclinedInsufficientFunds'),
      // A customer whose making was answered with a failure may be there twice.
      kept: ({ customer }) =>
        app.stripe.state
          .customers()
          .filter(({ metadata }) => Object.values(metadata).includes(customer))
          .flatMap(({ id }) => app.stripe.state.paymentMethods(id).map((method) => method.id)),
    };
  },
  paypal: (app) => {
    const type = (form: OpenForm, number: string): void => {
      const id = form.client['setup_token'] ?? '';
      app.paypal.control.typeCard(id, { number, expiry: '2038-12', security_code: '123' });
    };
    return {
      vendor: 'paypal',
      standIn: app.paypal,
      tellsOfForms: false,
      finish: async (form) => {
        type(form, '4111111111111111');
      },
      refuse: async (form) => {
        try {
          type(form, '4000000000000002');
        } catch (error) {
          // The field says so to the customer, and PayPal to nobody else.
          if (!String(error).includes('INSTRUMENT_DECLINED')) throw error;
        }
      },
      kept: ({ customer }) =>
        [...app.paypal.store.tokens.all()]
          .filter((token) => token.customer.merchant_customer_id === customer)
          .map(({ id }) => id),
    };
  },
  paytabs: (app) => {
    const page = ({ client }: OpenForm): string => client['redirect_url']?.split('/').at(-1) ?? '';
    const pay = async (form: OpenForm, card: string): Promise<void> => {
      app.paytabs.control.payWith(page(form), card);
    };
    return {
      vendor: 'paytabs',
      standIn: app.paytabs,
      tellsOfForms: true,
      finish: (form) => pay(form, 'good'),
      refuse: (form) => pay(form, 'declined_316'),
      kept: ({ id }) => {
        const live = new Set(app.paytabs.state.tokens().map(({ token }) => token));
        const made = app.paytabs.state.transactions().filter(({ cart }) => cart.startsWith(`setup-${id}`));
        return made.map(({ token }) => token ?? '').filter((token) => live.has(token));
      },
    };
  },
};

/** Vendors that tests can play through. */
export const STAGED_VENDORS = Object.keys(STAGES);

export function vendorStage(app: TestApp, vendor: string): VendorStage {
  const make = STAGES[vendor];
  if (!make) throw new Error(`No stage for ${vendor}.`);
  return make(app);
}

/** Begins a setup over the API. */
export async function beginForm(
  app: TestApp,
  vendor: string,
  customer: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<OpenForm> {
  const { status, body, text } = await app.call('POST', `/v1/customers/${customer}/payment-method-setups`, {
    body: { vendor, ...more },
  });
  if (status !== 201) throw new Error(`The setup was not begun: ${text}`);
  return { id: body.id, customer, token: body.client.token, client: body.client };
}
