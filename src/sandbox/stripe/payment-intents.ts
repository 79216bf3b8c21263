import { type Account, type Cause } from './account.js';
import { badParam, badState, noSuch } from './api-error.js';
import { checkAmount, currencyOf } from './amounts.js';
import { type Call } from './call.js';
import { type Attempt, chargeCard, refuseFailedAuthentication, refuseUnauthenticated } from './charging.js';
import { customerOf, optionalCustomer } from './customer-records.js';
import {
  authenticationOutcome,
  cardOptions,
  challenge,
  checkOwner,
  checkSecret,
  CONFIRM_PARAMS,
  methodFor,
  needsAuthentication,
  typeChoice,
  unexpectedState,
  usableTypes,
} from './intents.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { methodOf } from './method-records.js';
import { newPaymentIntent } from './payment-intent-records.js';
import { type Params } from './params.js';
import { type MethodRecord } from './records.js';
import { type WirePaymentIntent } from './wire-payments.js';
import { type WireList } from './wire.js';

const CONFIRM_MORE = [
  ...CONFIRM_PARAMS,
  'error_on_requires_action',
  'off_session',
  'receipt_email',
  'setup_future_usage',
] as const;
const WRITE = [
  'customer',
  'description',
  'metadata',
  'receipt_email',
  'setup_future_usage',
  'statement_descriptor',
  'statement_descriptor_suffix',
  ...CONFIRM_MORE,
] as const;
const CREATE = new Set<string>([
  ...WRITE,
  'amount',
  'currency',
  'confirm',
  'capture_method',
  'confirmation_method',
]);
const UPDATE = new Set<string>([...WRITE, 'amount', 'currency']);
const CONFIRM = new Set<string>(CONFIRM_MORE);
const CANCEL = new Set(['cancellation_reason']);
const RETRIEVE = new Set(['client_secret']);
const LIST = new Set([...PAGE_PARAMS, 'customer']);
const CONFIRMABLE = new Set<string>(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** A payment intent of this account. */
export function paymentIntentOf(
  account: Account,
  id: string,
  param = 'intent',
  status = 404,
): WirePaymentIntent {
  const intent = account.store.paymentIntents.find(id);
  if (intent === undefined) throw noSuch('payment_intent', id, param, status);
  return intent;
}

/** `POST /v1/payment_intents` */
export function createPaymentIntent(account: Account, call: Call): WirePaymentIntent {
  const { params } = call;
  params.only(CREATE);
  params.required('amount');
  const amount = params.integer('amount') ?? 0;
  const currency = currencyOf(params.required('currency'));
  checkAmount(amount, currency);
  checkChoices(params);
  const choice = typeChoice(params);
  const types = usableTypes(choice);
  const customer = optionalCustomer(account, call);
  const method = methodFor(account, call, customer, 'PaymentIntent');
  const intent = newPaymentIntent(account, params, { amount, currency, customer, choice, types, method });
  account.store.paymentIntents.save(intent);
  call.durable = true;
  account.emit(call, 'payment_intent.created', intent);
  return params.flag('confirm') ? confirm(account, call, intent) : intent;
}

function checkChoices(params: Params): void {
  if (offSession(params) && !params.flag('confirm')) {
    throw badParam('When `off_session` is set, `confirm` must be true.', 'off_session');
  }
  if (params.has('statement_descriptor')) {
    throw badParam(
      'The `statement_descriptor` parameter is not supported for cards. Use `statement_descriptor_suffix` instead.',
      'statement_descriptor',
      'payment_intent_invalid_parameter',
    );
  }
  const card = params.nested('payment_method_options')?.nested('card');
  if (params.has('setup_future_usage') && card?.has('stored_credential_usage') === true) {
    throw badParam(
      'You may only specify one of these parameters: setup_future_usage, payment_method_options[card][stored_credential_usage].',
      'payment_method_options[card][stored_credential_usage]',
      'parameters_exclusive',
    );
  }
}

/** `GET /v1/payment_intents/:id` */
export function retrievePaymentIntent(account: Account, call: Call, id: string): WirePaymentIntent {
  call.params.only(RETRIEVE);
  const intent = paymentIntentOf(account, id);
  checkSecret(call, intent, 'payment_intent');
  return intent;
}

/** `POST /v1/payment_intents/:id` */
export function updatePaymentIntent(account: Account, call: Call, id: string): WirePaymentIntent {
  const { params } = call;
  params.only(UPDATE);
  const intent = paymentIntentOf(account, id);
  if (!CONFIRMABLE.has(intent.status)) throw unexpectedState('payment_intent', intent, 'update');
  const choice = typeChoice(params, intent);
  const currency = currencyOf(params.filled('currency') ?? intent.currency);
  const amount = params.integer('amount') ?? intent.amount;
  checkAmount(amount, currency);
  const customer = params.filled('customer');
  if (customer !== undefined) intent.customer = customerOf(account, customer, 'customer', 400).id;
  const method = methodFor(account, call, intent.customer, 'PaymentIntent');
  if (method !== null) {
    intent.payment_method = method.wire.id;
    intent.status = 'requires_confirmation';
  }
  intent.description = params.text('description') ?? intent.description;
  intent.metadata = params.metadata(intent.metadata);
  Object.assign(intent, choice, { amount, currency, payment_method_types: usableTypes(choice) });
  account.store.paymentIntents.save(intent);
  return intent;
}

/** `POST /v1/payment_intents/:id/confirm` */
export function confirmPaymentIntent(account: Account, call: Call, id: string): WirePaymentIntent {
  call.params.only(CONFIRM);
  const intent = paymentIntentOf(account, id);
  checkSecret(call, intent, 'payment_intent');
  typeChoice(call.params, intent);
  if (!CONFIRMABLE.has(intent.status)) throw unexpectedState('payment_intent', intent, 'confirm');
  intent.setup_future_usage =
    call.params.oneOf('setup_future_usage', ['off_session', 'on_session']) ?? intent.setup_future_usage;
  return confirm(account, call, intent);
}

function confirm(account: Account, call: Call, intent: WirePaymentIntent): WirePaymentIntent {
  const { params } = call;
  const method = methodFor(account, call, intent.customer, 'PaymentIntent') ?? chosenMethod(account, intent);
  intent.payment_method_options = { card: cardOptions(params, intent.payment_method_options.card) };
  call.durable = true;
  const attempt: Attempt = { intent, method, decline: call.decline, authenticated: false };
  if (needsAuthentication(method, intent.payment_method_options.card) && call.decline === null) {
    if (offSession(params) || params.flag('error_on_requires_action')) {
      throw refuseUnauthenticated(account, call, attempt);
    }
    const { amount, currency } = intent;
    intent.payment_method = method.wire.id;
    intent.status = 'requires_action';
    intent.next_action = challenge(account, call, intent, method, { amount, currency });
    account.store.paymentIntents.save(intent);
    account.emit(call, 'payment_intent.requires_action', intent);
    return intent;
  }
  const error = chargeCard(account, call, attempt);
  if (error !== null) throw error;
  return intent;
}

function offSession(params: Params): boolean {
  return ['true', 'one_off', 'recurring'].includes(params.text('off_session') ?? '');
}

function chosenMethod(account: Account, intent: WirePaymentIntent): MethodRecord {
  if (intent.payment_method === null) {
    throw badState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      'payment_intent_unexpected_state',
      { payment_intent: intent },
    );
  }
  const method = methodOf(account, intent.payment_method);
  checkOwner(method, intent.customer, 'PaymentIntent');
  return method;
}

/** `POST /v1/payment_intents/:id/_authenticate`: what the dialog of our Stripe.js reports. */
export function authenticatePaymentIntent(account: Account, call: Call, id: string): WirePaymentIntent {
  const outcome = authenticationOutcome(call.params);
  const intent = paymentIntentOf(account, id);
  checkSecret(call, intent, 'payment_intent');
  return finishPayment(account, call, intent, outcome);
}

/** Ends the authentication of a payment intent; a decline after it stands in `last_payment_error`. */
export function finishPayment(
  account: Account,
  call: Cause & { durable: boolean },
  intent: WirePaymentIntent,
  outcome: 'approve' | 'fail',
): WirePaymentIntent {
  if (intent.status !== 'requires_action') throw unexpectedState('payment_intent', intent, 'authenticate');
  const method = methodOf(account, intent.payment_method ?? '');
  call.durable = true;
  if (outcome === 'approve')
    chargeCard(account, call, { intent, method, decline: null, authenticated: true });
  else refuseFailedAuthentication(account, call, intent, method);
  return intent;
}

/** `POST /v1/payment_intents/:id/cancel` */
export function cancelPaymentIntent(account: Account, call: Call, id: string): WirePaymentIntent {
  call.params.only(CANCEL);
  const intent = paymentIntentOf(account, id);
  if (!CONFIRMABLE.has(intent.status)) throw unexpectedState('payment_intent', intent, 'cancel');
  intent.cancellation_reason =
    call.params.oneOf('cancellation_reason', [
      'abandoned',
      'duplicate',
      'fraudulent',
      'requested_by_customer',
    ]) ?? null;
  intent.status = 'canceled';
  intent.canceled_at = account.now();
  intent.next_action = null;
  call.durable = true;
  account.store.paymentIntents.save(intent);
  account.emit(call, 'payment_intent.canceled', intent);
  return intent;
}

/** `GET /v1/payment_intents` */
export function listPaymentIntents(account: Account, call: Call): WireList {
  call.params.only(LIST);
  const { paymentIntents } = account.store;
  const request = pageRequest(call.params, 'payment_intent', (id) => paymentIntents.find(id) !== undefined);
  const customer = call.params.filled('customer');
  const by = customer === undefined ? undefined : ({ key: 'customer', value: customer } as const);
  const page = paymentIntents.page(request, by, createdFilter(call.params));
  return wireList(page, '/v1/payment_intents', (intent) => intent);
}
