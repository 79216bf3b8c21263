import { newId } from '../kit/index.js';
import { type Account, type Cause } from './account.js';
import { noSuch } from './api-error.js';
import { type SessionRecord } from './records.js';
import { type WireCheckoutSession } from './wire-checkout.js';
import { type WirePaymentIntent } from './wire-payments.js';

/** What of a new session is checked and decided. */
export type SessionFacts = Pick<
  WireCheckoutSession,
  | 'allowed_payment_method_types'
  | 'amount_total'
  | 'cancel_url'
  | 'client_reference_id'
  | 'currency'
  | 'customer'
  | 'customer_email'
  | 'expires_at'
  | 'locale'
  | 'metadata'
  | 'success_url'
>;

/** A new session, not yet kept. */
export function newSession(account: Account, facts: SessionFacts): WireCheckoutSession {
  const id = newId('cs_test_a1', 58);
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    amount_subtotal: facts.amount_total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: account.now(),
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_account: null,
    customer_creation: facts.customer === null ? 'if_required' : null,
    customer_details: null,
    discounts: [],
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    managed_payments: null,
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${account.url}/c/pay/${id}`,
    wallet_options: null,
    ...facts,
  };
}

/** A session of this account, expired by now if its time has passed. */
export function sessionOf(account: Account, cause: Cause, id: string): SessionRecord {
  const record = account.store.checkoutSessions.find(id);
  if (record === undefined) throw noSuch('checkout.session', id, 'session');
  if (record.wire.status === 'open' && record.wire.expires_at <= account.now()) {
    expireSession(account, cause, record);
  }
  return record;
}

/** Closes an open session's page; nobody can pay there any more. */
export function expireSession(account: Account, cause: Cause, record: SessionRecord): void {
  change(account, record, { status: 'expired', url: null });
  account.emit(cause, 'checkout.session.expired', record.wire);
}

/** Tells the session of a payment what became of it; a decline before its end leaves the page open. */
export function sessionFollows(account: Account, cause: Cause, intent: WirePaymentIntent): void {
  const [record] = account.store.checkoutSessions.by('payment_intent', intent.id);
  if (record === undefined) return;
  const isPaid = intent.status === 'succeeded';
  if (record.wire.status === 'open') {
    if (!isPaid && intent.status !== 'processing') return;
    change(account, record, { status: 'complete', url: null, payment_status: isPaid ? 'paid' : 'unpaid' });
    account.emit(cause, 'checkout.session.completed', record.wire);
  } else if (record.wire.status === 'complete' && record.wire.payment_status === 'unpaid') {
    if (isPaid) change(account, record, { payment_status: 'paid' });
    const end = isPaid ? 'succeeded' : 'failed';
    account.emit(cause, `checkout.session.async_payment_${end}`, record.wire);
  }
}

function change(account: Account, record: SessionRecord, changes: Partial<WireCheckoutSession>): void {
  Object.assign(record.wire, changes);
  account.store.checkoutSessions.save(record);
}
