import {
  CallDesk,
  type CallResult,
  type CallRules,
  type Exchange,
  falsified,
  type MoneyPlaces,
  newId,
  type PlannedCall,
  Refusal,
  type RequestFault,
  type StateFile,
} from '../kit/index.js';
import { ApiError } from './api-error.js';
import { type Merchant } from './merchant.js';
import { OAuth } from './oauth.js';
import { type Call, type Route, routeOf } from './routes.js';

const MONEY: MoneyPlaces = { amounts: ['value'], currencies: ['currency_code'] };
const USUAL_DECLINE = '5100';

export interface ApiKeys {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The API's calls: token, endpoint, key, work, events. */
export class Api implements CallRules<string> {
  readonly desk = new CallDesk<string>(this);
  readonly oauth: OAuth;

  constructor(
    private readonly merchant: Merchant,
    keys: ApiKeys,
    private readonly stateFile: StateFile | null,
    readonly latencyMs: number,
  ) {
    this.oauth = new OAuth(keys, () => merchant.now());
  }

  newRequestId(): string {
    return newId('', 13).toLowerCase();
  }

  admit(exchange: Exchange, _requestId: string, fault: RequestFault<string> | null): PlannedCall {
    if (exchange.path === '/v1/oauth2/token') return { perform: () => spoilt(fault, this.token(exchange)) };
    this.oauth.check(exchange.request);
    const route = routeOf(exchange.method, exchange.path);
    if (!route) throw new ApiError(404, 'INVALID_RESOURCE_ID');
    const call = callOf(exchange, fault);
    return {
      perform: () => spoilt(fault, this.execute(route, call, fault)),
      beforeAnswer: async () => {
        if (call.durable) await this.stateFile?.flush();
        if (fault?.kind !== 'webhook_before_answer') return;
        this.merchant.release(call);
        await this.merchant.webhooks.settled();
      },
      afterAnswer: () => {
        this.merchant.release(call);
      },
    };
  }

  failure(error: unknown): CallResult {
    if (!(error instanceof Refusal))
      return { ...SERVER_ERROR, body: JSON.stringify({ name: String(error) }) };
    return { status: error.status, body: JSON.stringify(error.body()) };
  }

  serverError(): CallResult {
    return SERVER_ERROR;
  }

  rateLimited({ retryAfterSeconds = 1 }: RequestFault<string>): CallResult {
    return {
      status: 429,
      body: JSON.stringify(new ApiError(429, 'RATE_LIMIT_REACHED').body()),
      headers: { 'retry-after': String(retryAfterSeconds) },
    };
  }

  headers(_exchange: Exchange, requestId: string): Record<string, string> {
    return {
      'content-type': 'application/json',
      'cache-control': 'max-age=0, no-cache, no-store, must-revalidate',
      'paypal-debug-id': requestId,
    };
  }

  idempotencyKey({ request }: Exchange): string | null {
    return requestIdOf(request.headers['paypal-request-id']);
  }

  private token(exchange: Exchange): CallResult {
    return { status: 200, body: JSON.stringify(this.oauth.issue(exchange.request, exchange.body)) };
  }

  private execute(route: Route, call: Call, fault: RequestFault<string> | null): CallResult {
    const { status, body } = route.endpoint(this.merchant, call, route.id);
    return { status, body: body === null ? '' : JSON.stringify(falsified(fault, body, MONEY)) };
  }
}

const SERVER_ERROR: CallResult = {
  status: 500,
  body: JSON.stringify({
    name: 'INTERNAL_SERVER_ERROR',
    message: 'An internal server error occurred.',
    debug_id: 'b1d1f06c7246c',
    details: [],
  }),
};

function spoilt(fault: RequestFault<string> | null, result: CallResult): CallResult {
  return fault?.kind === 'error_500_after' ? SERVER_ERROR : result;
}

function callOf({ request, query, body }: Exchange, fault: RequestFault<string> | null): Call {
  return {
    events: [],
    durable: false,
    decline: declineOf(fault),
    body: bodyOf(body),
    query: new URLSearchParams(query),
    requestId: requestIdOf(request.headers['paypal-request-id']),
    whole: request.headers['prefer'] === 'return=representation',
  };
}

// As an issue a refusal is an error; as a response code it stands in an order that was made all the same.
function declineOf(fault: RequestFault<string> | null): string | null {
  if (fault?.kind !== 'decline' && fault?.kind !== 'decline_as_200') return null;
  return fault.decline ?? USUAL_DECLINE;
}

function bodyOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || (error as Error).name === 'SyntaxError') {
      throw new ApiError(400, 'MALFORMED_REQUEST_JSON');
    }
    throw error;
  }
}

function requestIdOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && header !== '' ? header : null;
}
