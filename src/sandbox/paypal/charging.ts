import { refused } from './api-error.js';
import { openDispute } from './disputes.js';
import { type Cause, letters, type Merchant } from './merchant.js';
import { type Authorization, type Capture, type CardBehaviour, type OrderRecord } from './records.js';
import { keepToken } from './vault.js';
import { authorizationView, captureView, orderView } from './views.js';

const AUTHORIZED_SECONDS = 29 * 86_400;

// An issue is an error; a processor's response code stands in an order that was made all the same.
function isIssue(decline: string): boolean {
  return /^[A-Z_]{6,}$/.test(decline);
}

/** Takes an order's amount, or sets it aside: a refusal of the bank completes the order as well, with a refused capture. */
export function charge(merchant: Merchant, cause: Cause, order: OrderRecord): void {
  const behaviour = behaviourOf(order);
  const decline = declineOf(cause, order);
  if (behaviour.wantsCustomer && !order.source?.confirmed) {
    askCustomer(order);
    return;
  }
  if (behaviour.approvedOnly && order.status === 'CREATED') {
    order.status = 'APPROVED';
    return;
  }
  cause.durable = true;
  order.status = 'COMPLETED';
  const outcome = outcomeOf(order, decline);
  if (order.intent === 'AUTHORIZE') authorize(merchant, cause, order, outcome);
  else capture(merchant, cause, order, outcome);
}

function declineOf(cause: Cause, order: OrderRecord): string | null {
  const decline = cause.decline ?? order.source?.refusal ?? behaviourOf(order).charge ?? null;
  if (decline !== null && isIssue(decline)) throw refused(decline);
  return decline;
}

function askCustomer(order: OrderRecord): void {
  if (order.source?.merchant) throw refused('PAYER_ACTION_REQUIRED');
  order.status = 'PAYER_ACTION_REQUIRED';
}

function behaviourOf({ source }: OrderRecord): CardBehaviour {
  return source?.card?.behaviour ?? {};
}

type Outcome = Pick<
  Capture,
  'amount' | 'custom_id' | 'invoice_id' | 'network' | 'responseCode' | 'adviceCode'
> & {
  readonly refusedBy: string | null;
};

function outcomeOf({ amount, custom_id, invoice_id, source }: OrderRecord, decline: string | null): Outcome {
  return {
    amount,
    ...(custom_id ? { custom_id } : {}),
    ...(invoice_id ? { invoice_id } : {}),
    ...(decline === null ? { refusedBy: null } : refusalOf(decline)),
    ...(source?.card ? { network: source.card.brand } : {}),
  };
}

// Accounts have no processor that would answer a code; a refusal that was ordered has one all the same.
function refusalOf(decline: string): Pick<Outcome, 'refusedBy' | 'network' | 'responseCode' | 'adviceCode'> {
  const [code = decline, advice] = decline.split(' ');
  return { refusedBy: code, responseCode: code, network: 'VISA', ...(advice ? { adviceCode: advice } : {}) };
}

function capture(merchant: Merchant, cause: Cause, order: OrderRecord, outcome: Outcome): void {
  const { refusedBy, ...rest } = outcome;
  const isPending = behaviourOf(order).pendingCapture === true || order.source?.reviewed === true;
  const made: Capture = {
    ...rest,
    id: letters(17),
    order: order.id,
    status: refusedBy === null ? (isPending ? 'PENDING' : 'COMPLETED') : 'DECLINED',
    behaviour: behaviourOf(order),
    at: merchant.now(),
    ...(isPending ? { reason: 'PENDING_REVIEW' } : {}),
  };
  merchant.store.captures.save(made);
  merchant.store.orders.save(order);
  if (refusedBy === null) keepMethod(merchant, cause, order);
  merchant.emit(cause, `PAYMENT.CAPTURE.${made.status}`, 'capture', captureView(merchant, made));
  if (refusedBy === null) completed(merchant, cause, order, made);
}

function completed(merchant: Merchant, cause: Cause, order: OrderRecord, made: Capture): void {
  merchant.emit(cause, 'CHECKOUT.ORDER.COMPLETED', 'checkout-order', orderView(merchant, order));
  if (made.behaviour.disputed) openDispute(merchant, cause, made);
}

function authorize(merchant: Merchant, cause: Cause, order: OrderRecord, outcome: Outcome): void {
  const { refusedBy, ...rest } = outcome;
  const made: Authorization = {
    ...rest,
    id: letters(17),
    order: order.id,
    status: refusedBy === null ? 'CREATED' : 'DENIED',
    expires: merchant.now() + AUTHORIZED_SECONDS,
    at: merchant.now(),
  };
  merchant.store.authorizations.save(made);
  merchant.emit(cause, 'PAYMENT.AUTHORIZATION.CREATED', 'authorization', authorizationView(merchant, made));
}

function keepMethod(merchant: Merchant, cause: Cause, order: OrderRecord): void {
  const { source } = order;
  if (!source?.vault?.customer || !source.payer) return;
  const { payer } = source;
  source.vault.token = keepToken(merchant, cause, source.vault.customer, { kind: 'paypal', payer }).id;
}
