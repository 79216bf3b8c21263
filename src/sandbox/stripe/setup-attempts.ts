import { type Account, type Cause } from './account.js';
import { newId } from '../kit/index.js';
import { bindMethod } from './payment-methods.js';
import { type MethodRecord } from './records.js';
import {
  type WireCard,
  type WireCardError,
  type WireSetupAttempt,
  type WireSetupIntent,
  type WireThreeDSecure,
} from './wire.js';

/** What an attempt came to. */
export interface AttemptResult {
  error: WireCardError | null;
  threeDSecure: WireThreeDSecure | null;
}

/** The card is saved: bound to the intent's customer and good for charges off-session. */
export function succeedSetup(
  account: Account,
  cause: Cause,
  intent: WireSetupIntent,
  method: MethodRecord,
  authenticated: WireThreeDSecure | null,
): WireSetupIntent {
  method.setUp = true;
  intent.status = 'succeeded';
  intent.next_action = null;
  intent.last_setup_error = null;
  noteAttempt(account, intent, method, 'succeeded', { error: null, threeDSecure: authenticated });
  if (intent.customer !== null && method.wire.customer === null) {
    bindMethod(account, cause, method, intent.customer);
  } else {
    account.store.methods.save(method);
  }
  account.store.setupIntents.save(intent);
  account.emit(cause, 'setup_intent.succeeded', intent);
  return intent;
}

/** The card is not saved; the intent waits for another one. */
export function failSetup(
  account: Account,
  cause: Cause,
  intent: WireSetupIntent,
  method: MethodRecord,
  result: AttemptResult,
): void {
  noteAttempt(account, intent, method, 'failed', result);
  intent.status = 'requires_payment_method';
  intent.next_action = null;
  intent.payment_method = null;
  intent.last_setup_error = result.error;
  account.store.setupIntents.save(intent);
  account.emit(cause, 'setup_intent.setup_failed', intent);
}

/** Notes an attempt, or how the open one ended. */
export function noteAttempt(
  account: Account,
  intent: WireSetupIntent,
  method: MethodRecord,
  status: WireSetupAttempt['status'],
  result: AttemptResult,
): void {
  const open =
    intent.latest_attempt === null ? undefined : account.store.setupAttempts.find(intent.latest_attempt);
  const id = open?.status === 'requires_action' && status !== 'requires_action' ? open.id : newId('setatt_1');
  intent.latest_attempt = id;
  account.store.setupAttempts.save({
    id,
    object: 'setup_attempt',
    application: null,
    created: account.now(),
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: method.wire.id,
    payment_method_details: { card: attemptCard(method.wire.card, result.threeDSecure), type: 'card' },
    setup_error: result.error,
    setup_intent: intent.id,
    status,
    usage: intent.usage,
  });
}

function attemptCard(
  card: WireCard,
  authenticated: WireThreeDSecure | null,
): WireSetupAttempt['payment_method_details']['card'] {
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4, wallet } = card;
  return {
    brand,
    checks,
    country,
    exp_month,
    exp_year,
    fingerprint,
    funding,
    last4,
    network: brand,
    three_d_secure: authenticated,
    wallet,
  };
}
