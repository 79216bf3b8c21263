import { type Account, type Cause } from './account.js';
import { badParam, badState, noSuch } from './api-error.js';
import { type Call } from './call.js';
import { chargeOf } from './charges.js';
import { newId } from '../kit/index.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { type Params } from './params.js';
import { paymentIntentOf } from './payment-intents.js';
import { type WireCharge, type WireRefund } from './wire-payments.js';
import { type WireList } from './wire.js';

const CREATE = new Set(['amount', 'charge', 'metadata', 'payment_intent', 'reason']);
const UPDATE = new Set(['metadata']);
const LIST = new Set([...PAGE_PARAMS, 'charge', 'payment_intent']);
const NONE: ReadonlySet<string> = new Set();

/** `POST /v1/refunds` */
export function createRefund(account: Account, call: Call): WireRefund {
  const { params } = call;
  params.only(CREATE);
  const charge = refundedCharge(account, params);
  const left = charge.amount - charge.amount_refunded;
  if (charge.disputed)
    throw badState(`Charge ${charge.id} has been charged back; cannot issue a refund.`, 'charge_disputed');
  if (left === 0) throw badState(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  const amount = params.integer('amount') ?? left;
  checkRefund(amount, left, charge.currency);
  const behaviour = account.store.methods.find(charge.payment_method)?.behaviour.refund;
  const refund = keepRefund(account, charge, amount, params);
  refund.status = behaviour === 'pending' ? 'pending' : 'succeeded';
  if (refund.status === 'pending') refund.pending_reason = 'processing';
  count(account, charge, amount);
  call.durable = true;
  account.emit(call, 'refund.created', refund);
  account.emit(call, 'charge.refunded', charge);
  if (behaviour === 'fails') {
    call.after.push((cause) => {
      settleRefund(account, cause, refund, 'failed');
    });
  }
  return refund;
}

function refundedCharge(account: Account, params: Params): WireCharge {
  const intentId = params.filled('payment_intent');
  const chargeId = params.filled('charge');
  if (intentId === undefined && chargeId === undefined) {
    throw badParam(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'payment_intent',
      'parameter_missing',
    );
  }
  const latest =
    intentId === undefined
      ? (chargeId ?? '')
      : paymentIntentOf(account, intentId, 'payment_intent', 400).latest_charge;
  const charge = latest === null ? undefined : chargeOf(account, latest, 'charge', 400);
  if (charge?.status === 'succeeded') return charge;
  throw badState(
    intentId === undefined
      ? `Charge ${chargeId ?? ''} did not succeed, so it cannot be refunded.`
      : `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
    'charge_not_refundable',
  );
}

function checkRefund(amount: number, left: number, currency: string): void {
  if (amount < 1) {
    throw badParam('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (amount > left) {
    throw badState(
      `Refund amount (${String(amount)} ${currency}) is greater than unrefunded amount on charge (${String(left)} ${currency})`,
      undefined,
      { param: 'amount' },
    );
  }
}

function keepRefund(account: Account, charge: WireCharge, amount: number, params: Params): WireRefund {
  const refund: WireRefund = {
    id: newId('re_3'),
    object: 'refund',
    amount,
    balance_transaction: newId('txn_3'),
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { card: { type: 'refund' }, type: 'card' },
    metadata: params.metadata(),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.oneOf('reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
  account.store.refunds.save(refund);
  return refund;
}

function count(account: Account, charge: WireCharge, amount: number): void {
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  account.store.charges.save(charge);
  account.totals.add(charge.currency, -amount);
}

/** The bank settles a refund: a failed one gives its money back to the account. */
export function settleRefund(
  account: Account,
  cause: Cause,
  refund: WireRefund,
  status: 'succeeded' | 'failed' | 'canceled',
): void {
  if (refund.status === status || refund.status === 'failed' || refund.status === 'canceled') return;
  refund.status = status;
  delete refund.pending_reason;
  if (status !== 'succeeded') {
    refund.failure_reason = 'expired_or_canceled_card';
    count(account, chargeOf(account, refund.charge), -refund.amount);
  }
  account.store.refunds.save(refund);
  account.emit(cause, 'refund.updated', refund);
  if (status === 'failed') account.emit(cause, 'refund.failed', refund);
  account.emit(cause, 'charge.refund.updated', refund);
}

/** A refund of this account. */
export function refundOf(account: Account, id: string): WireRefund {
  const refund = account.store.refunds.find(id);
  if (refund === undefined) throw noSuch('refund', id);
  return refund;
}

/** `GET /v1/refunds/:id` */
export function retrieveRefund(account: Account, call: Call, id: string): WireRefund {
  call.params.only(NONE);
  return refundOf(account, id);
}

/** `POST /v1/refunds/:id` */
export function updateRefund(account: Account, call: Call, id: string): WireRefund {
  call.params.only(UPDATE);
  const refund = refundOf(account, id);
  refund.metadata = call.params.metadata(refund.metadata);
  account.store.refunds.save(refund);
  account.emit(call, 'refund.updated', refund);
  return refund;
}

/** `GET /v1/refunds` */
export function listRefunds(account: Account, call: Call): WireList {
  call.params.only(LIST);
  const { refunds } = account.store;
  const request = pageRequest(call.params, 'refund', (id) => refunds.find(id) !== undefined);
  const charge = call.params.filled('charge');
  const intent = call.params.filled('payment_intent');
  const by =
    charge !== undefined
      ? ({ key: 'charge', value: charge } as const)
      : intent !== undefined
        ? ({ key: 'payment_intent', value: intent } as const)
        : undefined;
  return wireList(refunds.page(request, by, createdFilter(call.params)), '/v1/refunds', (refund) => refund);
}
