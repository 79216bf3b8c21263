import { type IncomingMessage } from 'node:http';
import {
  CallDesk,
  type CallResult,
  type CallRules,
  type Claim,
  type Exchange,
  falsified,
  type KeptAnswer,
  type KeptAnswers,
  type MoneyPlaces,
  newId,
  type PlannedCall,
  type StateFile,
} from '../kit/index.js';
import { type Account, ownCause } from './account.js';
import { ApiError } from './api-error.js';
import { type Call } from './call.js';
import { clientView } from './client-view.js';
import { type DeclineChoice } from './declines.js';
import { checkExpand, expand } from './expand.js';
import { parseForm } from './form.js';
import { admitByKey, keptAnswers } from './idempotency.js';
import { type AccountKeys, callerOf, secretKeyRequired } from './keys.js';
import { Params } from './params.js';
import { type Route, type Routes } from './routes.js';
import { type RequestFault } from './stand-in.js';
import { API_VERSION } from './wire.js';

interface Admitted {
  route: Route;
  call: Call;
  claim: Claim | null;
  kept: KeptAnswer | null;
}

interface Result extends CallResult {
  /** Whether the answer is kept under the idempotency key. */
  kept: boolean;
}

const MONEY: MoneyPlaces = {
  amounts: ['amount', 'amount_received', 'amount_captured', 'amount_total'],
  currencies: ['currency'],
  within: ['latest_charge', 'payment_intent'],
};

/** The endpoints under `/v1`: keys, idempotency, work, events. */
export class Api implements CallRules<DeclineChoice | string> {
  readonly desk = new CallDesk<DeclineChoice | string>(this);
  private readonly keptAnswers: KeptAnswers;

  constructor(
    private readonly account: Account,
    private readonly routes: Routes,
    private readonly keys: AccountKeys,
    private readonly stateFile: StateFile | null,
    readonly latencyMs: number,
  ) {
    this.keptAnswers = keptAnswers(account.store, keys.secretKey, () => account.now());
  }

  newRequestId(): string {
    return newId('req_', 14);
  }

  admit(exchange: Exchange, requestId: string, fault: RequestFault | null): PlannedCall {
    const admitted = this.admitted(exchange, requestId, fault);
    const { call, kept } = admitted;
    return {
      replayed: kept !== null,
      perform: () => (kept === null ? this.execute(admitted, fault) : replay(kept)),
      beforeAnswer: async () => {
        if (call.durable) await this.stateFile?.flush();
        if (fault?.kind !== 'webhook_before_answer') return;
        this.account.release(call);
        await this.account.webhooks.settled();
      },
      afterAnswer: () => {
        this.account.release(call);
        this.follow(call);
      },
    };
  }

  failure(error: unknown): Result {
    return failure(error);
  }

  serverError(): Result {
    return SERVER_ERROR;
  }

  rateLimited({ retryAfterSeconds = 1 }: RequestFault): Result {
    const body = {
      error: {
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        type: 'invalid_request_error',
      },
    };
    return {
      status: 429,
      body: JSON.stringify(body),
      headers: { 'retry-after': String(retryAfterSeconds) },
      kept: false,
    };
  }

  headers({ request }: Exchange, requestId: string): Record<string, string> {
    const version = request.headers['stripe-version'];
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'cache-control': 'no-cache, no-store',
      'request-id': requestId,
      'stripe-version': typeof version === 'string' ? version : API_VERSION,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Request-Id',
    };
    const key = keyOf(request);
    if (key !== null) headers['idempotency-key'] = key;
    return headers;
  }

  idempotencyKey({ request }: Exchange): string | null {
    return keyOf(request);
  }

  /** Forgets keys under way. */
  forget(): void {
    this.keptAnswers.clear();
  }

  private admitted(exchange: Exchange, requestId: string, fault: RequestFault | null): Admitted {
    const { request, method, path, query, body } = exchange;
    const params = new Params(parseForm(method === 'POST' ? body : query));
    const caller = callerOf(request, params, this.keys);
    const route = this.routes.find(method, path);
    if (route === null) throw unknownUrl(method, path);
    if (caller === 'client' && !route.forClients) throw secretKeyRequired();
    checkExpand(params.list('expand'));
    const key = method === 'POST' ? keyOf(request) : null;
    const call: Call = {
      requestId,
      idempotencyKey: key,
      events: [],
      params,
      publishable: caller === 'client',
      decline: declineOf(fault),
      durable: false,
      after: [],
    };
    if (key === null) return { route, call, claim: null, kept: null };
    return { route, call, ...admitByKey(this.keptAnswers, key, `${method} ${path}`, body) };
  }

  private execute({ route, call, claim }: Admitted, fault: RequestFault | null): Result {
    let result: Result;
    try {
      const answer = route.endpoint(this.account, call, route.ids);
      const full = expand(this.account, answer, call.params.list('expand'));
      const shown = call.publishable ? clientView(full) : full;
      result = { status: 200, body: JSON.stringify(falsified(fault, shown, MONEY)), kept: true };
    } catch (error) {
      result = declineAs200(error, fault) ?? failure(error);
    }
    if (fault?.kind === 'error_500_after') result = SERVER_ERROR;
    if (claim !== null && result.kept) {
      this.keptAnswers.keep(claim, { requestId: call.requestId, status: result.status, body: result.body });
    } else if (claim !== null) {
      this.keptAnswers.free(claim);
    }
    return result;
  }

  // What the vendor does of itself after it has answered.
  private follow(call: Call): void {
    for (const later of call.after) {
      const cause = ownCause();
      later(cause);
      this.account.release(cause);
    }
  }
}

const SERVER_ERROR: Result = {
  status: 500,
  body: JSON.stringify({
    error: {
      message: 'Sorry! There was an error while talking to one of our backends. Support has been notified.',
      type: 'api_error',
    },
  }),
  kept: true,
};

function failure(error: unknown): Result {
  if (!(error instanceof ApiError)) {
    const body = { error: { message: `The stand-in failed: ${String(error)}`, type: 'api_error' } };
    return { status: 500, body: JSON.stringify(body), kept: false };
  }
  return {
    status: error.status,
    body: JSON.stringify(error.body()),
    headers: error.headers,
    kept: error.kept,
  };
}

function replay(kept: KeptAnswer): Result {
  return {
    status: kept.status,
    body: kept.body,
    headers: { 'idempotent-replayed': 'true', 'original-request': kept.requestId },
    kept: false,
  };
}

function declineOf(fault: RequestFault | null): Call['decline'] {
  if (fault?.kind !== 'decline' && fault?.kind !== 'decline_as_200') return null;
  return fault.decline ?? 'generic_decline';
}

function declineAs200(error: unknown, fault: RequestFault | null): Result | null {
  if (fault?.kind !== 'decline_as_200' || !(error instanceof ApiError)) return null;
  const intent = error.fields['payment_intent'] ?? error.fields['setup_intent'];
  return intent === undefined ? null : { status: 200, body: JSON.stringify(intent), kept: true };
}

function keyOf(request: IncomingMessage): string | null {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && key !== '' ? key : null;
}

function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(
    404,
    `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    {},
    { kept: false },
  );
}
