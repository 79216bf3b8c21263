import { exponentOf, fromDecimalString, type Money } from '../../common/money.js';
import { type EventCause, newId } from '../kit/index.js';
import { ApiError, invalid } from './api-error.js';
import { type Profile } from './profile.js';
import { type PageRecord, type TransactionRecord } from './records.js';
import { type PaymentRequest } from './request-schemas.js';
import { redirectOf, wireOf } from './wire.js';

const PAGE_MINUTES = 20;
const DUPLICATE_SECONDS = 120;

const CURRENCIES = new Set(
  'AED BHD EGP EUR GBP IDR INR IQD JOD JPY KWD MAD OMR PKR QAR SAR TND TRY USD AZN CHF'.split(' '),
);

/** What a call may do beside its answer. */
export interface CallCause extends EventCause {
  /** A fault's decline: the bank refuses whatever the card's own behaviour. */
  readonly refusal: string | null;
}

/** `POST /payment/request`: a page, a charge of a token, or a change of an earlier transaction. */
export function request(profile: Profile, cause: CallCause, asked: PaymentRequest): object {
  const money = moneyOf(asked);
  refuseDuplicate(profile, asked.cart_id);
  const transaction = newTransaction(profile, asked, money);
  if (asked.tran_type === 'refund' || asked.tran_type === 'void' || asked.tran_type === 'release')
    giveBack(profile, cause, transaction, asked);
  else if (asked.tran_type === 'capture') capture(profile, cause, transaction, asked);
  else if (asked.token !== undefined && asked.tran_class !== 'ecom')
    chargeToken(profile, cause, transaction, asked.token);
  else return openPage(profile, transaction, asked);
  return wireOf(transaction, profile.options.profileId);
}

/** What is left of a payment to give back, in minor units. */
export function remainderOf(profile: Profile, transaction: TransactionRecord): number {
  const given = profile.store.transactions
    .by('previous', transaction.ref)
    .filter(({ type, result }) => type === 'Refund' && (result?.status === 'A' || result?.status === 'P'));
  return transaction.amount - given.reduce((sum, { amount }) => sum + amount, 0);
}

function moneyOf({ cart_currency: given, cart_amount: amount }: PaymentRequest): Money {
  const currency = given.toUpperCase();
  if (!CURRENCIES.has(currency)) throw new ApiError(400, 206, 'Invalid currency code');
  const text = String(amount);
  if ((text.split('.')[1]?.length ?? 0) > exponentOf(currency) || text.includes('e'))
    throw invalid('cart_amount');
  return fromDecimalString(text, currency);
}

function refuseDuplicate(profile: Profile, cart: string): void {
  if (!profile.settings.refusesDuplicates) return;
  const newest = profile.store.transactions.by('cart', cart).at(-1);
  if (newest && profile.now() - newest.createdAt < DUPLICATE_SECONDS)
    throw new ApiError(409, 4, 'Duplicate Request');
}

const TYPES = {
  sale: 'Sale',
  auth: 'Auth',
  register: 'Register',
  refund: 'Refund',
  void: 'Void',
  release: 'Release',
  capture: 'Capture',
} as const;

function newTransaction(profile: Profile, asked: PaymentRequest, money: Money): TransactionRecord {
  const { name, email, phone } = asked.customer_details ?? {};
  const transaction: TransactionRecord = {
    ref: profile.newRef(),
    type: TYPES[asked.tran_type],
    tranClass: asked.tran_class === 'ecom' ? 'ECom' : 'Recurring',
    cart: asked.cart_id,
    description: asked.cart_description,
    ...money,
    customer: { name, email, phone },
    callback: asked.callback ?? null,
    createdAt: profile.now(),
    page: null,
    result: null,
    card: null,
    token: null,
    previous: null,
  };
  return transaction;
}

function openPage(profile: Profile, transaction: TransactionRecord, asked: PaymentRequest): object {
  const page = newPage(profile, asked);
  transaction.page = page;
  if (asked.token !== undefined) {
    // Only the card's code is asked for then.
    const { card, token } = tokenOf(profile, asked.token);
    Object.assign(transaction, { card, token });
  }
  profile.store.transactions.save(transaction);
  const address = `${profile.url}/payment/page/${page.key}`;
  return redirectOf(transaction, profile.options.profileId, address);
}

function newPage(profile: Profile, asked: PaymentRequest): PageRecord {
  const { tokenise = 1, framed = false, paypage_ttl: minutes = PAGE_MINUTES } = asked;
  return {
    key: newId('', 40),
    lang: asked.paypage_lang ?? null,
    framed,
    returnUrl: asked.return ?? null,
    returnUsingGet: asked.return_using_get ?? false,
    tokenise: tokenise > 1,
    expiresAt: profile.now() + minutes * 60,
  };
}

function chargeToken(
  profile: Profile,
  cause: CallCause,
  transaction: TransactionRecord,
  token: string,
): void {
  const kept = tokenOf(profile, token);
  transaction.card = kept.card;
  transaction.token = kept.token;
  const { stays, charge } = kept.behaviour;
  const refusal = cause.refusal ?? charge ?? (isExpired(profile, kept.card) ? '200' : null);
  if (refusal === null && stays !== undefined) profile.stay(cause, transaction, stays);
  else profile.decide(cause, transaction, refusal);
}

function giveBack(
  profile: Profile,
  cause: CallCause,
  transaction: TransactionRecord,
  { tran_ref: ref }: PaymentRequest,
): void {
  const original = originalOf(profile, ref);
  transaction.previous = original.ref;
  transaction.card = original.card;
  const refusal = cause.refusal ?? obstacleOf(profile, transaction, original);
  if (refusal === null && transaction.type === 'Refund' && refundStays(profile, original)) {
    profile.stay(cause, transaction, 'P');
    return;
  }
  profile.decide(cause, transaction, refusal);
  if (refusal === null && transaction.type !== 'Refund')
    profile.settle(cause, original, { status: 'V', code: original.result?.code ?? '', message: 'Voided' });
}

function refundStays(profile: Profile, { token }: TransactionRecord): boolean {
  return profile.store.tokens.find(token ?? '')?.behaviour.refundStays ?? false;
}

// Money is given back of sales and captures, holds are given free.
function obstacleOf(
  profile: Profile,
  transaction: TransactionRecord,
  original: TransactionRecord,
): string | null {
  if (original.currency !== transaction.currency) return '206';
  const isPaid = original.type === 'Sale' || original.type === 'Capture';
  const fits = transaction.type === 'Refund' ? isPaid : original.type === 'Auth';
  const isLeft = transaction.amount <= remainderOf(profile, original);
  return fits && isLeft && original.result?.status === 'A' ? null : '300';
}

function capture(
  profile: Profile,
  cause: CallCause,
  transaction: TransactionRecord,
  { tran_ref: ref }: PaymentRequest,
): void {
  const original = originalOf(profile, ref);
  transaction.previous = original.ref;
  transaction.card = original.card;
  const isHeld = original.type === 'Auth' && original.result?.status === 'A';
  const fits = isHeld && transaction.amount <= original.amount && transaction.currency === original.currency;
  profile.decide(cause, transaction, cause.refusal ?? (fits ? null : '300'));
}

function originalOf(profile: Profile, ref: string | undefined): TransactionRecord {
  const original = profile.store.transactions.find(ref ?? '');
  if (!original) throw new ApiError(400, 2, 'Invalid transaction reference');
  return original;
}

function tokenOf(
  profile: Profile,
  token: string,
): NonNullable<ReturnType<Profile['store']['tokens']['find']>> {
  const kept = profile.store.tokens.find(token);
  if (!kept) throw new ApiError(400, 2, 'Invalid token');
  return kept;
}

function isExpired(profile: Profile, { month, year }: { month: number; year: number }): boolean {
  const today = profile.options.now();
  return year * 12 + month - 1 < today.getUTCFullYear() * 12 + today.getUTCMonth();
}
