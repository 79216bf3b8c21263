import { type Account, type Cause } from './account.js';
import { badParam, badState } from './api-error.js';
import { billingDetailsFrom } from './billing-details.js';
import { type Call } from './call.js';
import { customerOf } from './customer-records.js';
import { declinedCard } from './card-errors.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { methodFromData, methodOf } from './method-records.js';
import { type Params } from './params.js';
import { type MethodRecord } from './records.js';
import { type WireList, type WirePaymentMethod } from './wire.js';

const CREATE = new Set([
  'type',
  'card',
  'billing_details',
  'metadata',
  'allow_redisplay',
  'client_secret',
  'guid',
  'muid',
  'sid',
  'payment_user_agent',
]);
const ATTACH = new Set(['customer']);
const UPDATE = new Set(['allow_redisplay', 'billing_details', 'card', 'metadata']);
const LIST = new Set([...PAGE_PARAMS, 'customer', 'type', 'allow_redisplay']);
const NONE: ReadonlySet<string> = new Set();

const SPENT =
  'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.';

/** Refuses a method that can never be used again. */
export function refuseSpent(method: MethodRecord): void {
  if (method.spent) throw badState(SPENT, 'payment_method_unexpected_state', { param: 'payment_method' });
}

/** Binds a method to a customer; the issuer is asked first unless a setup did so already. */
export function bindMethod(account: Account, cause: Cause, method: MethodRecord, customer: string): void {
  method.wire.customer = customer;
  account.store.methods.save(method);
  account.emit(cause, 'payment_method.attached', method.wire);
}

/** Ends a method for good; as Stripe does, the event's object names no customer, `previous_attributes` does. */
export function detachMethod(account: Account, cause: Cause, method: MethodRecord): void {
  const { customer } = method.wire;
  method.wire.customer = null;
  method.spent = true;
  account.store.methods.save(method);
  const owner = customer === null ? undefined : account.store.customers.find(customer);
  if (owner?.invoice_settings.default_payment_method === method.wire.id) {
    owner.invoice_settings = { ...owner.invoice_settings, default_payment_method: null };
    account.store.customers.save(owner);
  }
  account.emit(cause, 'payment_method.detached', method.wire, { customer });
}

/** `POST /v1/payment_methods` */
export function createPaymentMethod(account: Account, call: Call): WirePaymentMethod {
  call.params.only(CREATE);
  return methodFromData(account, call.params, call.publishable).wire;
}

/** `GET /v1/payment_methods/:id` */
export function retrievePaymentMethod(account: Account, call: Call, id: string): WirePaymentMethod {
  call.params.only(NONE);
  return methodOf(account, id, 'payment_method').wire;
}

/** `POST /v1/payment_methods/:id/attach` */
export function attachPaymentMethod(account: Account, call: Call, id: string): WirePaymentMethod {
  call.params.only(ATTACH);
  const customer = customerOf(account, call.params.required('customer'), 'customer', 400).id;
  const method = methodOf(account, id, 'payment_method');
  refuseSpent(method);
  if (method.wire.customer === customer) return method.wire;
  if (method.wire.customer !== null) {
    throw badState('The payment method you provided has already been attached to a customer.');
  }
  const decline = call.decline ?? method.behaviour.save;
  if (decline !== undefined) throw declinedCard(decline, { payment_method: method.wire });
  call.durable = true;
  bindMethod(account, call, method, customer);
  return method.wire;
}

/** `POST /v1/payment_methods/:id/detach` */
export function detachPaymentMethod(account: Account, call: Call, id: string): WirePaymentMethod {
  call.params.only(NONE);
  const method = methodOf(account, id, 'payment_method');
  if (method.wire.customer === null) {
    throw badState(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method_unexpected_state',
    );
  }
  call.durable = true;
  detachMethod(account, call, method);
  return method.wire;
}

/** `POST /v1/payment_methods/:id` */
export function updatePaymentMethod(account: Account, call: Call, id: string): WirePaymentMethod {
  call.params.only(UPDATE);
  const method = methodOf(account, id, 'payment_method');
  if (method.wire.customer === null) {
    throw badState('You must save this PaymentMethod to a customer before you can update it.');
  }
  const { wire } = method;
  const previous: Partial<WirePaymentMethod> = {
    billing_details: wire.billing_details,
    card: wire.card,
    metadata: wire.metadata,
  };
  updateCard(wire, call.params.nested('card'));
  wire.allow_redisplay =
    call.params.oneOf('allow_redisplay', ['always', 'limited', 'unspecified']) ?? wire.allow_redisplay;
  wire.billing_details = billingDetailsFrom(call.params.nested('billing_details'), wire.billing_details);
  wire.metadata = call.params.metadata(wire.metadata);
  account.store.methods.save(method);
  account.emit(call, 'payment_method.updated', wire, previous);
  return wire;
}

function updateCard(wire: WirePaymentMethod, card: Params | undefined): void {
  if (card === undefined) return;
  card.only(new Set(['exp_month', 'exp_year', 'networks']));
  const month = card.integer('exp_month') ?? wire.card.exp_month;
  if (month < 1 || month > 12) {
    throw badParam("Your card's expiration month is invalid.", 'card[exp_month]', 'invalid_expiry_month');
  }
  wire.card = { ...wire.card, exp_month: month, exp_year: card.integer('exp_year') ?? wire.card.exp_year };
}

/** `GET /v1/payment_methods` and `GET /v1/customers/:id/payment_methods` */
export function listPaymentMethods(account: Account, call: Call, owner?: string): WireList {
  call.params.only(LIST);
  const url = owner === undefined ? '/v1/payment_methods' : `/v1/customers/${owner}/payment_methods`;
  const customer = owner ?? call.params.filled('customer');
  const cards = (call.params.filled('type') ?? 'card') === 'card';
  if (customer !== undefined) customerOf(account, customer, 'customer', owner === undefined ? 400 : 404);
  const { methods } = account.store;
  const request = pageRequest(call.params, 'PaymentMethod', (id) => methods.find(id) !== undefined);
  if (!cards || customer === undefined) return wireList({ records: [], hasMore: false }, url, () => ({}));
  const made = createdFilter(call.params);
  const page = methods.page(request, { key: 'customer', value: customer }, (method) => made(method.wire));
  return wireList(page, url, (method) => method.wire);
}

/** `GET /v1/customers/:id/payment_methods/:method` */
export function retrieveCustomerMethod(
  account: Account,
  call: Call,
  owner: string,
  id: string,
): WirePaymentMethod {
  call.params.only(NONE);
  customerOf(account, owner);
  const method = methodOf(account, id, 'payment_method');
  if (method.wire.customer === owner) return method.wire;
  throw badState(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    'resource_missing',
    { param: 'payment_method' },
  );
}
