import { type Account, type Cause } from './account.js';
import { badState, noSuch } from './api-error.js';
import { type Call } from './call.js';
import { authenticationFailure, paymentRequired, wireCardError } from './card-errors.js';
import { customerOf, optionalCustomer } from './customer-records.js';
import { declineFor } from './declines.js';
import { newId } from '../kit/index.js';
import {
  authenticationOutcome,
  cardOptions,
  challenge,
  checkOwner,
  checkSecret,
  CONFIRM_PARAMS,
  methodFor,
  needsAuthentication,
  threeDSecure,
  typeChoice,
  unexpectedState,
  usableTypes,
} from './intents.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { methodOf } from './method-records.js';
import { type MethodRecord } from './records.js';
import { failSetup, noteAttempt, succeedSetup } from './setup-attempts.js';
import { type WireList, type WireSetupIntent } from './wire.js';

const WRITE = ['customer', 'description', 'metadata', ...CONFIRM_PARAMS] as const;
const CREATE = new Set([...WRITE, 'confirm', 'usage']);
const UPDATE = new Set<string>(WRITE);
const CONFIRM = new Set<string>(CONFIRM_PARAMS);
const CANCEL = new Set(['cancellation_reason']);
const RETRIEVE = new Set(['client_secret']);
const LIST = new Set([...PAGE_PARAMS, 'customer', 'payment_method']);
const CONFIRMABLE = new Set<string>(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** A setup intent of this account. */
export function setupIntentOf(account: Account, id: string): WireSetupIntent {
  const intent = account.store.setupIntents.find(id);
  if (intent === undefined) throw noSuch('setupintent', id, 'intent');
  return intent;
}

/** `POST /v1/setup_intents` */
export function createSetupIntent(account: Account, call: Call): WireSetupIntent {
  const { params } = call;
  params.only(CREATE);
  const choice = typeChoice(params);
  const types = usableTypes(choice);
  const customer = optionalCustomer(account, call);
  const method = methodFor(account, call, customer, 'SetupIntent');
  const id = newId('seti_1');
  const intent: WireSetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: choice.allowed_payment_method_types,
    application: null,
    automatic_payment_methods: choice.automatic_payment_methods,
    cancellation_reason: null,
    client_secret: newId(`${id}_secret_`),
    created: account.now(),
    customer,
    customer_account: null,
    description: params.text('description') ?? null,
    excluded_payment_method_types: choice.excluded_payment_method_types,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: params.metadata(),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.wire.id ?? null,
    payment_method_configuration_details: choice.payment_method_configuration_details,
    payment_method_options: {
      card: cardOptions(params, {
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      }),
    },
    payment_method_types: types,
    single_use_mandate: null,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    usage: params.oneOf('usage', ['off_session', 'on_session']) ?? 'off_session',
  };
  account.store.setupIntents.save(intent);
  call.durable = true;
  account.emit(call, 'setup_intent.created', intent);
  return params.flag('confirm') ? confirm(account, call, intent) : intent;
}

/** `GET /v1/setup_intents/:id` */
export function retrieveSetupIntent(account: Account, call: Call, id: string): WireSetupIntent {
  call.params.only(RETRIEVE);
  const intent = setupIntentOf(account, id);
  checkSecret(call, intent, 'setupintent');
  return intent;
}

/** `POST /v1/setup_intents/:id` */
export function updateSetupIntent(account: Account, call: Call, id: string): WireSetupIntent {
  const { params } = call;
  params.only(UPDATE);
  const intent = setupIntentOf(account, id);
  if (!CONFIRMABLE.has(intent.status)) throw unexpectedState('setup_intent', intent, 'update');
  const choice = typeChoice(params, intent);
  const customer = params.filled('customer');
  if (customer !== undefined) intent.customer = customerOf(account, customer, 'customer', 400).id;
  const method = methodFor(account, call, intent.customer, 'SetupIntent');
  if (method !== null) {
    intent.payment_method = method.wire.id;
    intent.status = 'requires_confirmation';
  }
  intent.description = params.text('description') ?? intent.description;
  intent.metadata = params.metadata(intent.metadata);
  Object.assign(intent, choice, { payment_method_types: usableTypes(choice) });
  account.store.setupIntents.save(intent);
  return intent;
}

/** `POST /v1/setup_intents/:id/confirm` */
export function confirmSetupIntent(account: Account, call: Call, id: string): WireSetupIntent {
  call.params.only(CONFIRM);
  const intent = setupIntentOf(account, id);
  checkSecret(call, intent, 'setupintent');
  typeChoice(call.params, intent);
  if (!CONFIRMABLE.has(intent.status)) throw unexpectedState('setup_intent', intent, 'confirm');
  return confirm(account, call, intent);
}

function confirm(account: Account, call: Call, intent: WireSetupIntent): WireSetupIntent {
  const method = methodFor(account, call, intent.customer, 'SetupIntent') ?? chosenMethod(account, intent);
  intent.payment_method = method.wire.id;
  intent.payment_method_options = { card: cardOptions(call.params, intent.payment_method_options.card) };
  call.durable = true;
  const decline = call.decline ?? method.behaviour.save ?? expiry(account, method);
  if (decline !== undefined) {
    const error = wireCardError(declineFor(decline), method.wire);
    failSetup(account, call, intent, method, { error, threeDSecure: null });
    throw paymentRequired(error, { setup_intent: intent });
  }
  if (needsAuthentication(method, intent.payment_method_options.card)) {
    intent.status = 'requires_action';
    intent.next_action = challenge(account, call, intent, method);
    noteAttempt(account, intent, method, 'requires_action', { error: null, threeDSecure: null });
    account.store.setupIntents.save(intent);
    account.emit(call, 'setup_intent.requires_action', intent);
    return intent;
  }
  return succeedSetup(account, call, intent, method, null);
}

function expiry(account: Account, method: MethodRecord): string | undefined {
  return account.expired(method.wire.card, method.behaviour) ? 'expired_card' : undefined;
}

function chosenMethod(account: Account, intent: WireSetupIntent): MethodRecord {
  if (intent.payment_method === null) {
    throw badState(
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
      'setup_intent_unexpected_state',
      { setup_intent: intent },
    );
  }
  const method = methodOf(account, intent.payment_method);
  checkOwner(method, intent.customer, 'SetupIntent');
  return method;
}

/** `POST /v1/setup_intents/:id/_authenticate`: what the dialog of our Stripe.js reports. */
export function authenticateSetupIntent(account: Account, call: Call, id: string): WireSetupIntent {
  const outcome = authenticationOutcome(call.params);
  const intent = setupIntentOf(account, id);
  checkSecret(call, intent, 'setupintent');
  return finishSetup(account, call, intent, outcome);
}

/** Ends the authentication of a setup intent. */
export function finishSetup(
  account: Account,
  call: Cause & { durable: boolean },
  intent: WireSetupIntent,
  outcome: 'approve' | 'fail',
): WireSetupIntent {
  if (intent.status !== 'requires_action') throw unexpectedState('setup_intent', intent, 'authenticate');
  const method = methodOf(account, intent.payment_method ?? '');
  call.durable = true;
  if (outcome === 'approve')
    return succeedSetup(account, call, intent, method, threeDSecure('authenticated'));
  const error = authenticationFailure('setup_intent', method.wire);
  failSetup(account, call, intent, method, { error, threeDSecure: threeDSecure('failed') });
  return intent;
}

/** `POST /v1/setup_intents/:id/cancel` */
export function cancelSetupIntent(account: Account, call: Call, id: string): WireSetupIntent {
  call.params.only(CANCEL);
  const intent = setupIntentOf(account, id);
  if (!CONFIRMABLE.has(intent.status)) throw unexpectedState('setup_intent', intent, 'cancel');
  intent.cancellation_reason =
    call.params.oneOf('cancellation_reason', ['abandoned', 'duplicate', 'requested_by_customer']) ?? null;
  intent.status = 'canceled';
  intent.next_action = null;
  call.durable = true;
  account.store.setupIntents.save(intent);
  account.emit(call, 'setup_intent.canceled', intent);
  return intent;
}

/** `GET /v1/setup_intents` */
export function listSetupIntents(account: Account, call: Call): WireList {
  call.params.only(LIST);
  const { setupIntents } = account.store;
  const request = pageRequest(call.params, 'setupintent', (id) => setupIntents.find(id) !== undefined);
  const customer = call.params.filled('customer');
  const method = call.params.filled('payment_method');
  const made = createdFilter(call.params);
  const by =
    customer !== undefined
      ? ({ key: 'customer', value: customer } as const)
      : method !== undefined
        ? ({ key: 'payment_method', value: method } as const)
        : undefined;
  const page = setupIntents.page(
    request,
    by,
    (intent) => made(intent) && (method === undefined || intent.payment_method === method),
  );
  return wireList(page, '/v1/setup_intents', (intent) => intent);
}
