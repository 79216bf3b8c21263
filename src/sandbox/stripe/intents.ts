import { type Account } from './account.js';
import { type ApiError, badParam, badState, noSuch } from './api-error.js';
import { type Call } from './call.js';
import { methodFromData, methodOf } from './method-records.js';
import { type Params } from './params.js';
import { refuseSpent } from './payment-methods.js';
import { type MethodRecord } from './records.js';
import {
  type WireCardOptions,
  type WireNextAction,
  type WireThreeDSecure,
  type WireTypeChoice,
} from './wire.js';

/** The parameters by which an intent says which payment method types it takes; the old one is known to be refused. */
const TYPE_PARAMS = [
  'allowed_payment_method_types',
  'excluded_payment_method_types',
  'automatic_payment_methods',
  'payment_method_configuration',
  'payment_method_types',
] as const;

/** The parameters of a confirmation, of both kinds of intent. */
export const CONFIRM_PARAMS = [
  'client_secret',
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'mandate_data',
  'return_url',
  'use_stripe_sdk',
  'expected_payment_method_type',
  ...TYPE_PARAMS,
] as const;

/** Which payment method types an intent takes, refusing what API 2026-09-30 no longer takes and choices that exclude each other. */
export function typeChoice(params: Params, before?: WireTypeChoice): WireTypeChoice {
  if (params.has('payment_method_types')) {
    throw badParam(
      'The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types`, `excluded_payment_method_types` or dynamic payment methods instead.',
      'payment_method_types',
      'payment_method_types_no_longer_supported',
    );
  }
  const given = TYPE_PARAMS.filter((name) => params.has(name));
  if (given.length > 1) {
    throw badParam(
      `You may only specify one of these parameters: ${given.join(', ')}.`,
      given[0] ?? '',
      'parameters_exclusive',
    );
  }
  if (given.length === 0 && before !== undefined) return before;
  return choiceFrom(params);
}

function choiceFrom(params: Params): WireTypeChoice {
  const automatic = params.nested('automatic_payment_methods');
  const configuration = params.filled('payment_method_configuration');
  return {
    allowed_payment_method_types: listOrNull(params, 'allowed_payment_method_types'),
    automatic_payment_methods:
      automatic === undefined
        ? null
        : {
            allow_redirects: automatic.text('allow_redirects') ?? 'always',
            enabled: automatic.flag('enabled'),
          },
    excluded_payment_method_types: listOrNull(params, 'excluded_payment_method_types'),
    payment_method_configuration_details:
      configuration === undefined ? null : { id: configuration, parent: null },
  };
}

function listOrNull(params: Params, name: string): string[] | null {
  const list = params.list(name);
  return list.length === 0 ? null : list;
}

/** The types that can be used: this account takes cards. */
export function usableTypes(choice: WireTypeChoice): string[] {
  const allowed = choice.allowed_payment_method_types;
  if (allowed !== null && !allowed.includes('card')) {
    throw badState('No valid payment method types for this intent. This account accepts: card.', undefined, {
      param: 'allowed_payment_method_types',
    });
  }
  return ['card'];
}

const CARD_OPTIONS = {
  network: undefined,
  request_three_d_secure: ['any', 'automatic', 'challenge'],
  setup_credential_usage: ['installment', 'recurring', 'unscheduled'],
  stored_credential_usage: ['installment', 'recurring', 'unscheduled'],
} as const;

const KNOWN_CARD_OPTIONS = new Set([
  ...Object.keys(CARD_OPTIONS),
  'mandate_options',
  'moto',
  'three_d_secure',
]);

/** `payment_method_options.card` after a call. */
export function cardOptions<O extends WireCardOptions>(params: Params, before: O): O {
  const options = params.nested('payment_method_options')?.nested('card');
  if (options === undefined) return before;
  options.only(KNOWN_CARD_OPTIONS);
  const given = Object.entries(CARD_OPTIONS)
    .filter(([name]) => options.has(name))
    .map(
      ([name, allowed]) =>
        [name, allowed === undefined ? options.text(name) : options.oneOf(name, allowed)] as const,
    );
  const moto = options.flag('moto') ? { moto: true } : {};
  return { ...before, ...Object.fromEntries(given), ...moto };
}

/** Refuses a browser that does not know the intent's secret. */
export function checkSecret(call: Call, intent: { id: string; client_secret: string }, noun: string): void {
  if (!call.publishable) return;
  const given = call.params.required('client_secret');
  if (given !== intent.client_secret) throw noSuch(noun, intent.id, 'intent');
}

/** The method that a call names or spells out, usable for an intent of this customer. */
export function methodFor(
  account: Account,
  call: Call,
  customer: string | null,
  kind: string,
): MethodRecord | null {
  const { params } = call;
  const data = params.nested('payment_method_data');
  const id = params.filled('payment_method');
  if (data === undefined && id === undefined) return null;
  const method =
    data === undefined
      ? methodOf(account, id ?? '', 'payment_method', 400)
      : methodFromData(account, data, call.publishable);
  checkOwner(method, customer, kind);
  return method;
}

/** Refuses a method that is spent or another customer's. */
export function checkOwner(method: MethodRecord, customer: string | null, kind: string): void {
  refuseSpent(method);
  const owner = method.wire.customer;
  if (owner === null || owner === customer) return;
  throw badState(
    customer === null
      ? `The payment method supplied (${method.wire.id}) belongs to a Customer. Please include the Customer in the \`customer\` parameter on the ${kind}.`
      : `The payment method supplied (${method.wire.id}) does not belong to the Customer ${customer}. Please use a payment method that is attached to it.`,
    undefined,
    { param: 'payment_method' },
  );
}

/** What the browser must do next: show our dialog, or go to the hosted page when the caller gave only a return address. */
export function challenge(
  account: Account,
  call: Call,
  intent: { id: string; client_secret: string },
  method: MethodRecord,
  money: { amount?: number; currency?: string } = {},
): WireNextAction {
  const returnUrl = call.params.filled('return_url');
  if (returnUrl === undefined || call.params.flag('use_stripe_sdk')) {
    const { brand, last4 } = method.wire.card;
    return {
      type: 'use_stripe_sdk',
      use_stripe_sdk: { type: 'stand_in_challenge', card: { brand, last4 }, ...money },
    };
  }
  const query = new URLSearchParams({ client_secret: intent.client_secret, return_url: returnUrl });
  return {
    type: 'redirect_to_url',
    redirect_to_url: {
      return_url: returnUrl,
      url: `${account.url}/_pages/challenge/${intent.id}?${query.toString()}`,
    },
  };
}

/** Whether the issuer asks for authentication; never for a card that was read out on the phone. */
export function needsAuthentication(method: MethodRecord, options: WireCardOptions): boolean {
  const { authentication } = method.behaviour;
  if (options.moto === true) return false;
  return authentication === 'always' || (authentication === 'unless_set_up' && !method.setUp);
}

/** The record of a 3-D Secure attempt. */
export function threeDSecure(result: 'authenticated' | 'failed'): WireThreeDSecure {
  return {
    authentication_flow: 'challenge',
    electronic_commerce_indicator: result === 'authenticated' ? '05' : null,
    exemption_indicator: null,
    result,
    result_reason: result === 'failed' ? 'rejected' : null,
    transaction_id: null,
    version: '2.2.0',
  };
}

/** The outcome that the dialog reports. */
export function authenticationOutcome(params: Params): 'approve' | 'fail' {
  params.only(new Set(['client_secret', 'outcome']));
  const outcome = params.oneOf('outcome', ['approve', 'fail']);
  if (outcome === undefined)
    throw badParam('Missing required param: outcome.', 'outcome', 'parameter_missing');
  return outcome;
}

/** An intent in a state that forbids the call. */
export function unexpectedState(
  kind: 'setup_intent' | 'payment_intent',
  intent: object,
  doing: string,
): ApiError {
  const { status } = intent as { status: string };
  const name = kind === 'setup_intent' ? 'SetupIntent' : 'PaymentIntent';
  return badState(
    `You cannot ${doing} this ${name} because it has a status of ${status}.`,
    `${kind}_unexpected_state`,
    { [kind]: intent },
  );
}
