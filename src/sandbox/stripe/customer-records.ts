import { type Account } from './account.js';
import { noSuch } from './api-error.js';
import { type Call } from './call.js';
import { newId } from '../kit/index.js';
import { type WireCustomer } from './wire.js';

/** A customer that was not deleted. */
export function customerOf(account: Account, id: string, param = 'id', status = 404): WireCustomer {
  const customer = account.store.customers.find(id);
  if (customer === undefined) throw noSuch('customer', id, param, status);
  return customer;
}

/** The customer that a call names for an intent, if any. */
export function optionalCustomer(account: Account, call: Call): string | null {
  const id = call.params.filled('customer');
  return id === undefined ? null : customerOf(account, id, 'customer', 400).id;
}

/** Makes and keeps an empty customer. */
export function keepCustomer(account: Account, id = newId('cus_', 14)): WireCustomer {
  const customer: WireCustomer = {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: account.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: newId('', 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  account.store.customers.save(customer);
  return customer;
}
