import { createHmac } from 'node:crypto';
import { type Account } from './account.js';
import { ApiError, badParam, noSuch } from './api-error.js';
import { billingDetailsFrom } from './billing-details.js';
import { type CardBehaviour } from './card-behaviour.js';
import { newId } from '../kit/index.js';
import { type Params } from './params.js';
import { type MethodRecord } from './records.js';
import { cardKindOf, passesLuhn, testToken } from './test-cards.js';
import { type Metadata, type WireBillingDetails, type WireCard } from './wire.js';

/** A card without its number. */
export interface CardFacts {
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  funding: string;
  country: string;
  fingerprint: string;
  behaviour: CardBehaviour;
  cvcGiven: boolean;
}

interface MethodExtras {
  id?: string;
  customer?: string | null;
  billingDetails?: WireBillingDetails;
  metadata?: Metadata;
}

// Tokens are cards that stay good for the years of a long test on the moved clock.
const TOKEN_YEARS = 5;

/** The same number gives the same fingerprint within one account, and tells nothing else of the number. */
export function fingerprintOf(account: Account, number: string): string {
  const digest = createHmac('sha256', account.options.secretKey).update(`card ${number}`).digest('base64');
  return digest.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 16);
}

function wireCard(facts: CardFacts): WireCard {
  return {
    brand: facts.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: facts.cvcGiven ? (facts.behaviour.cvcCheck ?? 'pass') : null,
    },
    country: facts.country,
    display_brand: facts.brand === 'amex' ? 'american_express' : facts.brand,
    exp_month: facts.expMonth,
    exp_year: facts.expYear,
    fingerprint: facts.fingerprint,
    funding: facts.funding,
    generated_from: null,
    last4: facts.last4,
    networks: { available: [facts.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

/** Makes and keeps a payment method. */
export function keepMethod(account: Account, facts: CardFacts, extras: MethodExtras = {}): MethodRecord {
  const record: MethodRecord = {
    wire: {
      id: extras.id ?? newId('pm_1'),
      object: 'payment_method',
      allow_redisplay: 'unspecified',
      billing_details: extras.billingDetails ?? billingDetailsFrom(undefined),
      card: wireCard(facts),
      created: account.now(),
      customer: extras.customer ?? null,
      customer_account: null,
      livemode: false,
      metadata: extras.metadata ?? {},
      type: 'card',
    },
    behaviour: facts.behaviour,
    setUp: facts.behaviour.alreadySetUp ?? false,
    spent: false,
  };
  account.store.methods.save(record);
  return record;
}

function factsOf(account: Account, number: string): CardFacts {
  const kind = cardKindOf(number);
  const today = account.options.now();
  return {
    ...kind,
    last4: number.slice(-4),
    expMonth: today.getUTCMonth() + 1,
    expYear: today.getUTCFullYear() + TOKEN_YEARS,
    fingerprint: fingerprintOf(account, number),
    cvcGiven: true,
  };
}

/** The card that a browser typed in; the number is read here and goes no further. */
function typedCard(account: Account, card: Params): CardFacts {
  const number = card.required('number').replaceAll(/[\s-]/g, '');
  if (!passesLuhn(number)) throw cardError('incorrect_number', 'Your card number is incorrect.', 'number');
  const cvc = card.text('cvc');
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw cardError('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  }
  const facts = { ...factsOf(account, number), ...typedExpiry(card), cvcGiven: cvc !== undefined };
  if (account.expired({ exp_month: facts.expMonth, exp_year: facts.expYear }, {})) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  return facts;
}

function typedExpiry(card: Params): { expMonth: number; expYear: number } {
  const expMonth = card.integer('exp_month') ?? 0;
  const year = card.integer('exp_year') ?? 0;
  const expYear = year < 100 ? 2_000 + year : year;
  if (expMonth < 1 || expMonth > 12) {
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  }
  if (expYear < 2_000 || expYear > 2_099) {
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  }
  return { expMonth, expYear };
}

function cardError(code: string, message: string, param: string): ApiError {
  return new ApiError(402, message, { type: 'card_error', code, param }, { kept: false });
}

/** Makes a payment method of `payment_method_data` or of the parameters of `POST /v1/payment_methods`. */
export function methodFromData(account: Account, data: Params, publishable: boolean): MethodRecord {
  const type = data.required('type');
  if (type !== 'card') throw badParam(`The payment method type "${type}" is invalid.`, 'type');
  const card = data.nested('card');
  if (card === undefined) throw badParam('Missing required param: card.', 'card', 'parameter_missing');
  const extras = {
    billingDetails: billingDetailsFrom(data.nested('billing_details')),
    metadata: data.metadata(),
  };
  const token = card.filled('token');
  if (token !== undefined) {
    const known = testToken(token);
    if (known === null) throw noSuch('token', token, 'card[token]', 400);
    return keepMethod(account, { ...factsOf(account, known.number), country: known.country }, extras);
  }
  if (!publishable) {
    throw new ApiError(
      402,
      'Sending credit card numbers directly to the Stripe API is generally unsafe. To continue processing use Stripe.js, the Stripe mobile bindings, or Stripe Elements.',
      {},
      { kept: false },
    );
  }
  return keepMethod(account, typedCard(account, card), extras);
}

/** The payment method with this id; a test token makes a new one each time. */
export function methodOf(account: Account, id: string, param = 'payment_method', status = 404): MethodRecord {
  const known = account.store.methods.find(id);
  if (known !== undefined) return known;
  const token = id.startsWith('pm_card_') ? testToken(id) : null;
  if (token === null) throw noSuch('PaymentMethod', id, param, status);
  return keepMethod(account, { ...factsOf(account, token.number), country: token.country });
}
