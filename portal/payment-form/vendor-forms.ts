import type { SetupChoice, VendorOption } from './contract.js';
import { openStripeForm } from './stripe-form.js';
import type { OpenVendorForm } from './vendor-form.js';

const FORMS: Readonly<Partial<Record<string, OpenVendorForm>>> = {
  'stripe:card': openStripeForm,
};

/** `stripe:card`: names a choice in tables of texts and forms. */
export function choiceKey(choice: SetupChoice): string {
  return `${choice.vendor}:${choice.payment_type}`;
}

/** What is configured and known to this form, in the order configured. */
export function choicesOf(vendors: readonly VendorOption[]): readonly SetupChoice[] {
  return vendors
    .flatMap(({ vendor, payment_types }) => payment_types.map((payment_type) => ({ vendor, payment_type })))
    .filter((choice) => FORMS[choiceKey(choice)] !== undefined);
}

/** Opens the form of a choice of {@link choicesOf}. */
export function formFor(choice: SetupChoice): OpenVendorForm {
  const open = FORMS[choiceKey(choice)];
  if (!open) throw new Error(`No form for ${choiceKey(choice)}.`);
  return open;
}
