import { type Account } from './account.js';
import { badState } from './api-error.js';
import { addressFrom, merged } from './billing-details.js';
import { type Call } from './call.js';
import { customerOf, keepCustomer } from './customer-records.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { methodOf } from './method-records.js';
import { type Params } from './params.js';
import { bindMethod, refuseSpent } from './payment-methods.js';
import { declinedCard } from './card-errors.js';
import { type WireCustomer, type WireDeleted, type WireList } from './wire.js';

const WRITE = new Set([
  'address',
  'description',
  'email',
  'invoice_settings',
  'metadata',
  'name',
  'phone',
  'preferred_locales',
]);
const CREATE = new Set([...WRITE, 'payment_method']);
const LIST = new Set([...PAGE_PARAMS, 'email']);
const NONE: ReadonlySet<string> = new Set();

/** `POST /v1/customers` */
export function createCustomer(account: Account, call: Call): WireCustomer {
  call.params.only(CREATE);
  const customer = keepCustomer(account);
  try {
    bindFirst(account, call, customer);
    write(account, customer, call.params);
  } catch (error) {
    account.store.customers.remove(customer.id);
    throw error;
  }
  call.durable = true;
  account.store.customers.save(customer);
  account.emit(call, 'customer.created', customer);
  return customer;
}

function bindFirst(account: Account, call: Call, customer: WireCustomer): void {
  const id = call.params.filled('payment_method');
  if (id === undefined) return;
  const method = methodOf(account, id, 'payment_method', 400);
  refuseSpent(method);
  if (method.behaviour.save !== undefined) {
    throw declinedCard(method.behaviour.save, { payment_method: method.wire });
  }
  if (method.wire.customer !== null) {
    throw badState('The payment method you provided has already been attached to a customer.');
  }
  bindMethod(account, call, method, customer.id);
}

/** `GET /v1/customers/:id`; a deleted customer answers only that it was deleted. */
export function retrieveCustomer(account: Account, call: Call, id: string): WireCustomer | WireDeleted {
  call.params.only(NONE);
  if (account.store.deletedCustomers.find(id) !== undefined) return gone(id);
  return customerOf(account, id);
}

/** `POST /v1/customers/:id` */
export function updateCustomer(account: Account, call: Call, id: string): WireCustomer {
  call.params.only(WRITE);
  const before = customerOf(account, id);
  const customer = structuredClone(before);
  write(account, customer, call.params);
  call.durable = true;
  account.store.customers.save(customer);
  account.emit(call, 'customer.updated', customer, changes(before, customer));
  return customer;
}

/** `DELETE /v1/customers/:id`: the customer's cards are gone with it. */
export function deleteCustomer(account: Account, call: Call, id: string): WireDeleted {
  call.params.only(NONE);
  const customer = customerOf(account, id);
  for (const method of account.store.methods.by('customer', id)) {
    method.wire.customer = null;
    method.spent = true;
    account.store.methods.save(method);
  }
  call.durable = true;
  account.store.customers.remove(id);
  account.store.deletedCustomers.save({ id });
  account.emit(call, 'customer.deleted', customer);
  return gone(id);
}

/** `GET /v1/customers` */
export function listCustomers(account: Account, call: Call): WireList {
  call.params.only(LIST);
  const { customers } = account.store;
  const request = pageRequest(call.params, 'customer', (id) => customers.find(id) !== undefined);
  const email = call.params.filled('email');
  const by = email === undefined ? undefined : ({ key: 'email', value: email } as const);
  return wireList(customers.page(request, by, createdFilter(call.params)), '/v1/customers', (one) => one);
}

function gone(id: string): WireDeleted {
  return { id, object: 'customer', deleted: true };
}

function write(account: Account, customer: WireCustomer, params: Params): void {
  const method = defaultMethod(account, customer, params.nested('invoice_settings'));
  customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: method };
  if (params.has('address')) {
    const address = params.nested('address');
    customer.address = address === undefined ? null : addressFrom(address, customer.address ?? undefined);
  }
  customer.description = merged(params, 'description', customer.description);
  customer.email = merged(params, 'email', customer.email);
  customer.name = merged(params, 'name', customer.name);
  customer.phone = merged(params, 'phone', customer.phone);
  if (params.has('preferred_locales')) customer.preferred_locales = params.list('preferred_locales');
  customer.metadata = params.metadata(customer.metadata);
}

function defaultMethod(
  account: Account,
  customer: WireCustomer,
  settings: Params | undefined,
): string | null {
  if (settings === undefined) return customer.invoice_settings.default_payment_method;
  settings.only(new Set(['default_payment_method']));
  const id = merged(settings, 'default_payment_method', customer.invoice_settings.default_payment_method);
  if (id === null || account.store.methods.find(id)?.wire.customer === customer.id) return id;
  throw badState(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    'resource_missing',
    { param: 'invoice_settings[default_payment_method]' },
  );
}

function changes(before: WireCustomer, after: WireCustomer): Record<string, unknown> {
  const fields = Object.entries(before).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(after[name as keyof WireCustomer]),
  );
  return Object.fromEntries(fields);
}
