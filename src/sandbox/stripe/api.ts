import { type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, ownCause } from './account.js';
import { type Answer, send } from './answers.js';
import { ApiError } from './api-error.js';
import { type Call } from './call.js';
import { clientView } from './client-view.js';
import { checkExpand, expand } from './expand.js';
import { type Armoury } from './fault-match.js';
import { parseForm } from './form.js';
import { type Claim, Idempotency } from './idempotency.js';
import { newId } from './ids.js';
import { type AccountKeys, callerOf, secretKeyRequired } from './keys.js';
import { Params } from './params.js';
import { type KeptAnswer } from './records.js';
import { falsified, performs, type RequestFault, requestFaults } from './request-faults.js';
import { type Route, type Routes } from './routes.js';
import { type StateFile } from './state-file.js';
import { API_VERSION } from './wire.js';

/** One call as it went, without its parameters. */
export interface RequestEntry {
  id: string;
  method: string;
  path: string;
  status: number;
  idempotencyKey: string | null;
  replayed: boolean;
  fault: string | null;
}

/** What has arrived of a call. */
export interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: string;
  body: string;
}

interface Admitted {
  route: Route;
  call: Call;
  claim: Claim | null;
  kept: KeptAnswer | null;
}

interface Result {
  status: number;
  body: string;
  headers?: Record<string, string>;
  /** Whether the answer is kept under the idempotency key. */
  kept: boolean;
}

const REQUESTS_KEPT = 2_000;

/** The endpoints under `/v1`: keys, faults, idempotency, work, events, in this order. */
export class Api {
  readonly faults: Armoury<RequestFault> = requestFaults();
  readonly requests: RequestEntry[] = [];
  private readonly idempotency: Idempotency;

  constructor(
    private readonly account: Account,
    private readonly routes: Routes,
    private readonly keys: AccountKeys,
    private readonly stateFile: StateFile | null,
    private readonly latencyMs: number,
  ) {
    this.idempotency = new Idempotency(account.store, keys.secretKey, () => account.now());
  }

  async handle(incoming: Incoming): Promise<void> {
    const id = newId('req_', 14);
    const fault = this.faults.take(`${incoming.request.method ?? ''} ${incoming.path}`);
    if (!performs(fault)) {
      await this.wait();
      this.finish(incoming, id, spoiled(fault), fault, false);
      return;
    }
    let admitted: Admitted;
    try {
      admitted = this.admit(incoming, id, fault);
    } catch (error) {
      this.finish(incoming, id, failure(error), null, false);
      return;
    }
    await this.wait();
    const { call, kept } = admitted;
    const result = kept === null ? this.execute(admitted, fault) : replay(kept);
    await this.beforeAnswer(call, fault);
    this.finish(incoming, id, result, fault, kept !== null);
    this.account.release(call);
    this.follow(call);
  }

  /** Forgets faults, keys under way and the log. */
  reset(): void {
    this.faults.clear();
    this.idempotency.clear();
    this.requests.length = 0;
  }

  private admit(incoming: Incoming, requestId: string, fault: RequestFault | null): Admitted {
    const { request, path, query, body } = incoming;
    const method = request.method ?? 'GET';
    const params = new Params(parseForm(method === 'POST' ? body : query));
    const caller = callerOf(request, params, this.keys);
    const route = this.routes.find(method, path);
    if (route === null) throw unknownUrl(method, path);
    if (caller === 'client' && !route.forClients) throw secretKeyRequired();
    checkExpand(params.list('expand'));
    const key = method === 'POST' ? idempotencyKey(request) : null;
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
    return { route, call, ...this.idempotency.admit(key, `${method} ${path}`, body) };
  }

  private execute({ route, call, claim }: Admitted, fault: RequestFault | null): Result {
    let result: Result;
    try {
      const answer = route.endpoint(this.account, call, route.ids);
      const full = expand(this.account, answer, call.params.list('expand'));
      const shown = call.publishable ? clientView(full) : full;
      result = { status: 200, body: JSON.stringify(falsified(fault, shown)), kept: true };
    } catch (error) {
      result = declineAs200(error, fault) ?? failure(error);
    }
    if (fault?.kind === 'error_500_after') result = SERVER_ERROR;
    if (claim !== null && result.kept) {
      this.idempotency.keep(claim, { requestId: call.requestId, status: result.status, body: result.body });
    } else if (claim !== null) {
      this.idempotency.free(claim);
    }
    return result;
  }

  private finish(
    { request, response, path }: Incoming,
    id: string,
    result: Result,
    fault: RequestFault | null,
    replayed: boolean,
  ): void {
    const key = idempotencyKey(request);
    this.log({
      id,
      method: request.method ?? '',
      path,
      status: result.status,
      idempotencyKey: key,
      replayed,
      fault: fault?.kind ?? null,
    });
    const answer: Answer = {
      status: result.status,
      headers: { ...baseHeaders(request, id, key), ...result.headers },
      body: result.body,
    };
    send(request, response, answer, fault);
  }

  private async wait(): Promise<void> {
    if (this.latencyMs > 0) await sleep(this.latencyMs);
  }

  private async beforeAnswer(call: Call, fault: RequestFault | null): Promise<void> {
    if (call.durable) await this.stateFile?.flush();
    if (fault?.kind !== 'webhook_before_answer') return;
    this.account.release(call);
    await this.account.webhooks.settled();
  }

  // What the vendor does of itself after it has answered.
  private follow(call: Call): void {
    for (const later of call.after) {
      const cause = ownCause();
      later(cause);
      this.account.release(cause);
    }
  }

  private log(entry: RequestEntry): void {
    this.requests.push(entry);
    if (this.requests.length > REQUESTS_KEPT) this.requests.splice(0, REQUESTS_KEPT / 2);
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

function spoiled(fault: RequestFault | null): Result {
  if (fault?.kind !== 'rate_limit') return SERVER_ERROR;
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
    headers: { 'retry-after': String(fault.retryAfterSeconds ?? 1) },
    kept: false,
  };
}

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

function idempotencyKey(request: IncomingMessage): string | null {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && key !== '' ? key : null;
}

function baseHeaders(request: IncomingMessage, id: string, key: string | null): Record<string, string> {
  const version = request.headers['stripe-version'];
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-cache, no-store',
    'request-id': id,
    'stripe-version': typeof version === 'string' ? version : API_VERSION,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Request-Id',
  };
  if (key !== null) headers['idempotency-key'] = key;
  return headers;
}

function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(
    404,
    `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    {},
    { kept: false },
  );
}
