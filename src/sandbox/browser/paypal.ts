import type {
  PayPalButtonsComponentOptions,
  PayPalCardFieldsComponentOptions,
  PayPalNamespace,
} from '@paypal/paypal-js';
import { buttons } from './paypal-buttons.js';
import { StandInCardFields } from './paypal-card-fields.js';
import type { PayPalContext } from './paypal-context.js';

/** The part of PayPal's browser SDK that saving a card or an account needs, against the stand-in that served this script. */
function namespaceFor(context: PayPalContext, components: readonly string[]): PayPalNamespace {
  return {
    version: '5.0.0-stand-in',
    FUNDING: { PAYPAL: 'paypal', CARD: 'card' },
    ...(components.includes('buttons')
      ? { Buttons: (options?: PayPalButtonsComponentOptions) => buttons(context, options) }
      : {}),
    ...(components.includes('card-fields') ? { CardFields: cardFields(context) } : {}),
  };
}

function cardFields(context: PayPalContext) {
  return (options?: PayPalCardFieldsComponentOptions): StandInCardFields => {
    if (!options) throw new Error('CardFields takes its options');
    return new StandInCardFields(context, options);
  };
}

const script = document.currentScript;
if (!(script instanceof HTMLScriptElement)) throw new Error('PayPal is loaded by a script element only.');
const { origin, searchParams } = new URL(script.src);
const clientId = searchParams.get('client-id');
if (!clientId) throw new Error('Expected client-id to be passed');
const components = (searchParams.get('components') ?? 'buttons').split(',');
const known = new Set(['buttons', 'card-fields', 'marks', 'messages', 'funding-eligibility']);
for (const name of components)
  if (!known.has(name)) throw new Error(`Unexpected component for the sdk: ${name}`);

const context: PayPalContext = { origin, clientId, locale: searchParams.get('locale') ?? 'en_US' };
Reflect.set(window, script.dataset['namespace'] ?? 'paypal', namespaceFor(context, components));
