import { type Account } from './account.js';
import { type Decline } from './declines.js';
import { newId } from '../kit/index.js';
import { type MethodRecord } from './records.js';
import {
  type WireCharge,
  type WireChargeCard,
  type WireOutcome,
  type WirePaymentIntent,
} from './wire-payments.js';
import { type WireThreeDSecure } from './wire.js';

/** How a charge ended at the issuer, or that it is not known yet. */
export interface ChargeEnd {
  status: WireCharge['status'];
  decline: Decline | null;
  /** Stopped by Stripe's own risk rules. */
  blocked: boolean;
  threeDSecure: WireThreeDSecure | null;
}

type OutcomeEnd = Pick<WireOutcome, 'network_status' | 'reason' | 'seller_message' | 'type'>;

const BLOCKED: OutcomeEnd = {
  network_status: 'not_sent_to_network',
  reason: 'highest_risk_level',
  seller_message: 'Stripe blocked this payment as too risky.',
  type: 'blocked',
};

const APPROVED: OutcomeEnd = {
  network_status: 'approved_by_network',
  reason: null,
  seller_message: 'Payment complete.',
  type: 'authorized',
};

function declined(declineCode: string): OutcomeEnd {
  return {
    network_status: 'declined_by_network',
    reason: declineCode,
    seller_message: `The bank returned the decline code \`${declineCode}\`.`,
    type: 'issuer_declined',
  };
}

const NO_CODES = { advice_code: null, network_advice_code: null, network_decline_code: null };
const USUAL_RISK = { risk_level: 'normal', risk_score: 12 };

/** The outcome of a charge as Stripe and the network see it. */
export function outcomeOf(decline: Decline | null, blocked: boolean): WireOutcome {
  if (decline === null) return { ...NO_CODES, ...USUAL_RISK, ...APPROVED };
  if (blocked) {
    return {
      ...NO_CODES,
      advice_code: decline.adviceCode,
      risk_level: 'highest',
      risk_score: 94,
      ...BLOCKED,
    };
  }
  return {
    advice_code: decline.adviceCode,
    network_advice_code: decline.networkAdviceCode,
    network_decline_code: decline.networkDeclineCode,
    ...USUAL_RISK,
    ...declined(decline.declineCode),
  };
}

function chargeCard(method: MethodRecord, amount: number, end: ChargeEnd): WireChargeCard {
  const { card } = method.wire;
  const paid = end.status === 'succeeded';
  return {
    amount_authorized: paid ? amount : null,
    authorization_code: paid ? newId('', 6).toUpperCase() : null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: end.threeDSecure?.electronic_commerce_indicator ?? null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: paid ? newId('', 15) : null,
    regulated_status: 'unregulated',
    three_d_secure: end.threeDSecure,
    transaction_link_id: null,
    wallet: null,
  };
}

/** Makes and keeps the charge of an intent. */
export function keepCharge(
  account: Account,
  intent: WirePaymentIntent,
  method: MethodRecord,
  end: ChargeEnd,
): WireCharge {
  const paid = end.status === 'succeeded';
  const charge: WireCharge = {
    id: newId('ch_3'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: paid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid ? newId('txn_3') : null,
    billing_details: method.wire.billing_details,
    calculated_statement_descriptor: 'STAND-IN',
    captured: paid,
    created: account.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: end.decline?.code ?? null,
    failure_message: end.decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(end.decline, end.blocked),
    paid,
    payment_intent: intent.id,
    payment_method: method.wire.id,
    payment_method_details: { card: chargeCard(method, intent.amount, end), type: 'card' },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: end.status,
    transfer_data: null,
    transfer_group: null,
  };
  account.store.charges.save(charge);
  return charge;
}
