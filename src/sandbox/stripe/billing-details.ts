import { type Params } from './params.js';
import { type WireAddress, type WireBillingDetails } from './wire.js';

const NO_ADDRESS: WireAddress = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

/** A text after a call: kept when not sent, null when sent empty. */
export function merged(params: Params, name: string, before: string | null): string | null {
  const given = params.text(name);
  if (given === undefined) return before;
  return given === '' ? null : given;
}

/** An address after a call. */
export function addressFrom(params: Params | undefined, before: WireAddress = NO_ADDRESS): WireAddress {
  if (params === undefined) return { ...before };
  return {
    city: merged(params, 'city', before.city),
    country: merged(params, 'country', before.country),
    line1: merged(params, 'line1', before.line1),
    line2: merged(params, 'line2', before.line2),
    postal_code: merged(params, 'postal_code', before.postal_code),
    state: merged(params, 'state', before.state),
  };
}

/** Billing details after a call. */
export function billingDetailsFrom(
  params: Params | undefined,
  before?: WireBillingDetails,
): WireBillingDetails {
  const old = before ?? { address: NO_ADDRESS, email: null, name: null, phone: null, tax_id: null };
  if (params === undefined) return { ...old, address: { ...old.address } };
  return {
    address: addressFrom(params.nested('address'), old.address),
    email: merged(params, 'email', old.email),
    name: merged(params, 'name', old.name),
    phone: merged(params, 'phone', old.phone),
    tax_id: merged(params, 'tax_id', old.tax_id),
  };
}
