import type { SetupChoice, VendorOption } from './contract.js';
import { openPayPalButton } from './paypal-button.js';
import { openPayPalCard } from './paypal-card-form.js';
import { openPayTabsPage } from './paytabs-form.js';
import { openStripeForm } from './stripe-form.js';
import type { FormKind, OpenVendorForm } from './vendor-form.js';

interface KnownForm {
  readonly kind: FormKind;
  readonly open: OpenVendorForm;
}

const FORMS: Readonly<Partial<Record<string, KnownForm>>> = {
  'stripe:card': { kind: 'fields', open: openStripeForm },
  'paypal:card': { kind: 'fields', open: openPayPalCard },
  'paypal:paypal': { kind: 'button', open: openPayPalButton },
  'paytabs:card': { kind: 'page', open: openPayTabsPage },
};

/**
 * What is configured and known to this form. The first way to pay by card comes first, then wallets, then the other vendors'
 * cards: most customers look for one of the first two.
 */
export function choicesOf(vendors: readonly VendorOption[]): readonly SetupChoice[] {
  const known = vendors
    .flatMap(({ vendor, payment_types }) => payment_types.map((payment_type) => ({ vendor, payment_type })))
    .filter((choice) => find(choice) !== undefined);
  const cards = known.filter(isCard);
  const wallets = known.filter((choice) => !isCard(choice));
  return [...cards.slice(0, 1), ...wallets, ...cards.slice(1)];
}

/** Who sends the form of a choice of {@link choicesOf}. */
export function kindOf(choice: SetupChoice): FormKind {
  return find(choice)?.kind ?? 'fields';
}

/** Opens the form of a choice of {@link choicesOf}. */
export function formFor(choice: SetupChoice): OpenVendorForm {
  const known = find(choice);
  if (!known) throw new Error(`No form for ${choice.payment_type} at ${choice.vendor}.`);
  return known.open;
}

/** Whether a choice is a card, of whatever vendor. */
export function isCard(choice: SetupChoice): boolean {
  return choice.payment_type === 'card';
}

function find({ vendor, payment_type }: SetupChoice): KnownForm | undefined {
  return FORMS[`${vendor}:${payment_type}`];
}
