import { type Account, type Cause } from './account.js';
import { checkAmount, currencyOf } from './amounts.js';
import { badParam, badState } from './api-error.js';
import { type Call } from './call.js';
import { chargeCard } from './charging.js';
import { expireSession, newSession, sessionOf } from './checkout-records.js';
import { optionalCustomer } from './customer-records.js';
import { needsAuthentication, typeChoice, usableTypes } from './intents.js';
import { methodOf } from './method-records.js';
import { Params } from './params.js';
import { newPaymentIntent } from './payment-intent-records.js';
import { type SessionRecord } from './records.js';
import { type WireCheckoutSession } from './wire-checkout.js';
import { type WirePaymentIntent } from './wire-payments.js';

const CREATE = new Set([
  'allowed_payment_method_types',
  'automatic_payment_methods',
  'cancel_url',
  'client_reference_id',
  'customer',
  'customer_email',
  'excluded_payment_method_types',
  'expires_at',
  'line_items',
  'locale',
  'metadata',
  'mode',
  'payment_intent_data',
  'payment_method_configuration',
  'payment_method_types',
  'submit_type',
  'success_url',
  'ui_mode',
]);
const INTENT_DATA = new Set([
  'capture_method',
  'description',
  'metadata',
  'receipt_email',
  'setup_future_usage',
  'statement_descriptor_suffix',
]);
const NONE = new Set<string>();
const SHORTEST_SECONDS = 30 * 60;
const LONGEST_SECONDS = 24 * 3_600;

/** `POST /v1/checkout/sessions` */
export function createSession(account: Account, call: Call): WireCheckoutSession {
  const { params } = call;
  params.only(CREATE);
  checkModes(params);
  const data = params.nested('payment_intent_data');
  data?.only(INTENT_DATA);
  const choice = typeChoice(params);
  usableTypes(choice);
  const { amount, currency, description } = lineItems(params);
  const wire = newSession(account, {
    allowed_payment_method_types: choice.allowed_payment_method_types,
    amount_total: amount,
    cancel_url: params.filled('cancel_url') ?? null,
    client_reference_id: params.filled('client_reference_id') ?? null,
    currency,
    customer: optionalCustomer(account, call),
    customer_email: params.filled('customer_email') ?? null,
    expires_at: expiryOf(account, params),
    locale: localeOf(params),
    metadata: params.metadata(),
    success_url: webAddress(params.required('success_url'), 'success_url'),
  });
  account.store.checkoutSessions.save({ wire, description, intentData: data?.fields() ?? {} });
  call.durable = true;
  return wire;
}

/** `GET /v1/checkout/sessions/:id` */
export function retrieveSession(account: Account, call: Call, id: string): WireCheckoutSession {
  call.params.only(NONE);
  return sessionOf(account, call, id).wire;
}

/** `POST /v1/checkout/sessions/:id/expire` */
export function endSession(account: Account, call: Call, id: string): WireCheckoutSession {
  call.params.only(NONE);
  const record = sessionOf(account, call, id);
  if (record.wire.status !== 'open') {
    throw badState(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${record.wire.status}\`.`,
    );
  }
  call.durable = true;
  expireSession(account, call, record);
  return record.wire;
}

/** The customer pays on the page, with a test card such as `pm_card_visa`; the payment as it then is. */
export function payOnPage(
  account: Account,
  cause: Cause,
  record: SessionRecord,
  card: string,
): WirePaymentIntent {
  const method = methodOf(account, card);
  const intent = intentOf(account, cause, record);
  if (needsAuthentication(method, intent.payment_method_options.card)) {
    intent.payment_method = method.wire.id;
    intent.status = 'requires_action';
    account.store.paymentIntents.save(intent);
    account.emit(cause, 'payment_intent.requires_action', intent);
  } else {
    chargeCard(account, cause, { intent, method, decline: null, authenticated: false });
  }
  return intent;
}

// Made when the customer first pays, and used again after a decline.
function intentOf(account: Account, cause: Cause, record: SessionRecord): WirePaymentIntent {
  const { wire, description, intentData } = record;
  const known = account.store.paymentIntents.find(wire.payment_intent ?? '');
  if (known !== undefined) return known;
  const choice = {
    allowed_payment_method_types: wire.allowed_payment_method_types,
    automatic_payment_methods: null,
    excluded_payment_method_types: null,
    payment_method_configuration_details: null,
  };
  const intent = newPaymentIntent(account, new Params({ description, ...intentData }), {
    amount: wire.amount_total,
    currency: wire.currency,
    customer: wire.customer,
    choice,
    types: usableTypes(choice),
    method: null,
  });
  account.store.paymentIntents.save(intent);
  wire.payment_intent = intent.id;
  account.store.checkoutSessions.save(record);
  account.emit(cause, 'payment_intent.created', intent);
  return intent;
}

function checkModes(params: Params): void {
  params.required('mode');
  params.oneOf('mode', ['payment']);
  params.oneOf('ui_mode', ['hosted_page']);
  if (params.has('customer') && params.has('customer_email')) {
    throw badParam(
      'You may only specify one of these parameters: customer, customer_email.',
      'customer',
      'parameters_exclusive',
    );
  }
}

function lineItems(params: Params): { amount: number; currency: string; description: string } {
  const items = params.items('line_items');
  if (items.length === 0) {
    throw badParam('Missing required param: line_items.', 'line_items', 'parameter_missing');
  }
  const lines = items.map((item) => {
    const price = item.nested('price_data');
    if (price === undefined)
      throw badParam('Missing required param: price_data.', 'line_items[0][price_data]');
    price.required('unit_amount');
    const name = price.nested('product_data')?.required('name') ?? '';
    return {
      currency: currencyOf(price.required('currency')),
      amount: (price.integer('unit_amount') ?? 0) * (item.integer('quantity') ?? 1),
      name,
    };
  });
  const currency = lines[0]?.currency ?? '';
  if (lines.some((line) => line.currency !== currency)) {
    throw badParam('All line items must have the same currency.', 'line_items');
  }
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  checkAmount(amount, currency);
  return { amount, currency, description: lines.map(({ name }) => name).join(', ') };
}

function expiryOf(account: Account, params: Params): number {
  const now = account.now();
  const at = params.integer('expires_at') ?? now + LONGEST_SECONDS;
  if (at < now + SHORTEST_SECONDS || at > now + LONGEST_SECONDS) {
    throw badParam(
      'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.',
      'expires_at',
    );
  }
  return at;
}

// Stripe's page has no Arabic.
function localeOf(params: Params): string | null {
  const locale = params.filled('locale') ?? null;
  if (locale === null || /^(auto|(?!ar)[a-z]{2,3}(-[A-Z0-9]{2,3})?)$/.test(locale)) return locale;
  throw badParam('Invalid locale: must be one of auto, bg, cs, da, de, el, en, or others.', 'locale');
}

function webAddress(url: string, param: string): string {
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  throw badParam('Not a valid URL', param, 'url_invalid');
}
