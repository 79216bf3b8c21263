import { type Account } from './account.js';
import { newId } from '../kit/index.js';
import { cardOptions } from './intents.js';
import { type Params } from './params.js';
import { type MethodRecord } from './records.js';
import { type WirePaymentIntent } from './wire-payments.js';
import { type WireTypeChoice } from './wire.js';

const DEFAULT_OPTIONS = {
  installments: null,
  mandate_options: null,
  network: null,
  request_three_d_secure: 'automatic',
};

/** What of a new payment intent is checked and decided. */
export interface PaymentIntentFacts {
  amount: number;
  currency: string;
  customer: string | null;
  choice: WireTypeChoice;
  types: string[];
  method: MethodRecord | null;
}

/** A new payment intent, not yet kept. */
export function newPaymentIntent(
  account: Account,
  params: Params,
  facts: PaymentIntentFacts,
): WirePaymentIntent {
  const { amount, currency, customer, choice, types, method } = facts;
  const id = newId('pi_3');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: choice.allowed_payment_method_types,
    amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: choice.automatic_payment_methods,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.oneOf('capture_method', ['automatic', 'automatic_async']) ?? 'automatic_async',
    client_secret: newId(`${id}_secret_`),
    confirmation_method: 'automatic',
    created: account.now(),
    currency,
    customer,
    customer_account: null,
    description: params.text('description') ?? null,
    excluded_payment_method_types: choice.excluded_payment_method_types,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: params.metadata(),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.wire.id ?? null,
    payment_method_configuration_details: choice.payment_method_configuration_details,
    payment_method_options: { card: cardOptions(params, DEFAULT_OPTIONS) },
    payment_method_types: types,
    payment_record: null,
    processing: null,
    receipt_email: params.text('receipt_email') ?? null,
    review: null,
    setup_future_usage: params.oneOf('setup_future_usage', ['off_session', 'on_session']) ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: params.text('statement_descriptor_suffix') ?? null,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    transfer_data: null,
    transfer_group: null,
  };
}
