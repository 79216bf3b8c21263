import type { z } from 'zod';
import { ApiError } from './api-error.js';
import { type Cause, type Merchant } from './merchant.js';
import { orderBody, refundBody } from './order-requests.js';
import { completeOrder, createOrder, orderOf } from './orders.js';
import { authorizationOf, captureOf, refundCapture, refundOf, voidAuthorization } from './payments.js';
import { disputeOf } from './disputes.js';
import { searchTransactions } from './search.js';
import {
  createPaymentToken,
  createSetupToken,
  deletePaymentToken,
  listPaymentTokens,
  paymentTokenBody,
  paymentTokenOf,
  setupTokenBody,
  setupTokenOf,
} from './vault.js';
import {
  authorizationView,
  captureView,
  disputeView,
  minimalOrder,
  orderView,
  paymentTokenView,
  refundView,
  setupTokenView,
} from './views.js';

/** One call of the API. */
export interface Call extends Cause {
  readonly body: unknown;
  readonly query: URLSearchParams;
  readonly requestId: string | null;
  /** `Prefer: return=representation`. */
  readonly whole: boolean;
}

/** What a call comes to. */
export interface Outcome {
  readonly status: number;
  readonly body: object | null;
}

type Endpoint = (merchant: Merchant, call: Call, id: string) => Outcome;

/** An endpoint with the id of its path. */
export interface Route {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly id: string;
}

// A key stands for what was made under it: asked for again, PayPal gives that as it is now, with 200 instead of 201.
const ORDER_SECONDS = 6 * 3_600;
const VAULT_SECONDS = 3 * 3_600;
const PAYMENT_SECONDS = 45 * 86_400;

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'POST /v3/vault/setup-tokens': (merchant, call) =>
    once(merchant, call, {
      seconds: VAULT_SECONDS,
      make: () => createSetupToken(merchant, parsed(setupTokenBody, call.body)).id,
      show: (id) => setupTokenView(merchant, setupTokenOf(merchant, id)),
    }),
  'GET /v3/vault/setup-tokens/:id': (merchant, _, id) =>
    found(setupTokenView(merchant, setupTokenOf(merchant, id))),
  'POST /v3/vault/payment-tokens': (merchant, call) =>
    once(merchant, call, {
      seconds: VAULT_SECONDS,
      make: () => createPaymentToken(merchant, call, parsed(paymentTokenBody, call.body)).id,
      show: (id) => paymentTokenView(merchant, paymentTokenOf(merchant, id)),
    }),
  'GET /v3/vault/payment-tokens': (merchant, { query }) => found(listPaymentTokens(merchant, query)),
  'GET /v3/vault/payment-tokens/:id': (merchant, _, id) =>
    found(paymentTokenView(merchant, paymentTokenOf(merchant, id))),
  'DELETE /v3/vault/payment-tokens/:id': (merchant, call, id) => {
    deletePaymentToken(merchant, call, id);
    return { status: 204, body: null };
  },
  'POST /v2/checkout/orders': (merchant, call) =>
    once(merchant, call, {
      seconds: ORDER_SECONDS,
      make: () => createOrder(merchant, call, parsed(orderBody, call.body), call.requestId !== null).id,
      show: (id) => shownOrder(merchant, call, id),
    }),
  'GET /v2/checkout/orders/:id': (merchant, _, id) => found(orderView(merchant, orderOf(merchant, id))),
  'POST /v2/checkout/orders/:id/capture': (merchant, call, id) => completed(merchant, call, id, 'CAPTURE'),
  'POST /v2/checkout/orders/:id/authorize': (merchant, call, id) =>
    completed(merchant, call, id, 'AUTHORIZE'),
  'GET /v2/payments/captures/:id': (merchant, _, id) => found(captureView(merchant, captureOf(merchant, id))),
  'POST /v2/payments/captures/:id/refund': (merchant, call, id) =>
    once(merchant, call, {
      seconds: PAYMENT_SECONDS,
      make: () => refundCapture(merchant, call, id, parsed(refundBody, call.body ?? {})).id,
      show: (refund) => refundView(merchant, refundOf(merchant, refund)),
    }),
  'GET /v2/payments/refunds/:id': (merchant, _, id) => found(refundView(merchant, refundOf(merchant, id))),
  'GET /v2/payments/authorizations/:id': (merchant, _, id) =>
    found(authorizationView(merchant, authorizationOf(merchant, id))),
  'POST /v2/payments/authorizations/:id/void': (merchant, call, id) => {
    const authorization = voidAuthorization(merchant, call, id);
    return call.whole ? found(authorizationView(merchant, authorization)) : { status: 204, body: null };
  },
  'GET /v1/customer/disputes/:id': (merchant, _, id) => found(disputeView(merchant, disputeOf(merchant, id))),
  'GET /v1/reporting/transactions': (merchant, { query }) => found(searchTransactions(merchant, query)),
};

/** Finds the endpoint of a path; ids stand at the fourth place and are the only thing there. */
export function routeOf(method: string, path: string): Route | null {
  const exact = `${method} ${path}`;
  const fixed = ENDPOINTS[exact];
  if (fixed) return { name: exact, endpoint: fixed, id: '' };
  const [, version, area, resource, id = '', ...action] = path.split('/');
  const name = `${method} /${[version, area, resource, ':id', ...action].join('/')}`;
  const endpoint = ENDPOINTS[name];
  return endpoint && id !== '' ? { name, endpoint, id: decodeURIComponent(id) } : null;
}

interface Making {
  readonly seconds: number;
  readonly make: () => string;
  readonly show: (id: string) => object;
}

function once(merchant: Merchant, call: Call, { seconds, make, show }: Making): Outcome {
  const key = call.requestId;
  const known = key === null ? undefined : merchant.store.requestKeys.find(key);
  if (known && known.at + seconds > merchant.now()) return { status: 200, body: show(known.id) };
  const id = make();
  if (key !== null) merchant.store.requestKeys.save({ key, id, at: merchant.now() });
  return { status: 201, body: show(id) };
}

function completed(merchant: Merchant, call: Call, id: string, intent: 'CAPTURE' | 'AUTHORIZE'): Outcome {
  return once(merchant, call, {
    seconds: ORDER_SECONDS,
    make: () => completeOrder(merchant, call, id, intent).id,
    show: (order) => shownOrder(merchant, call, order),
  });
}

function shownOrder(merchant: Merchant, { whole }: Call, id: string): object {
  const order = orderOf(merchant, id);
  return whole ? orderView(merchant, order) : minimalOrder(merchant, order);
}

function found(body: object): Outcome {
  return { status: 200, body };
}

function parsed<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiError(400, 'INVALID_PARAMETER_VALUE', `/${issue?.path.join('/') ?? ''}`);
}
