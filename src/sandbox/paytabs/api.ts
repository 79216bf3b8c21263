import { timingSafeEqual } from 'node:crypto';
import { type z } from 'zod';
import {
  CallDesk,
  type CallResult,
  type CallRules,
  type Exchange,
  falsified,
  type MoneyPlaces,
  newId,
  parsedJson,
  type PlannedCall,
  Refusal,
  type RequestFault,
  type StateFile,
} from '../kit/index.js';
import { ApiError, invalid, unauthorised } from './api-error.js';
import { type CallCause, request } from './payments.js';
import { type Profile } from './profile.js';
import { byCart, byRef, deleteToken, readToken } from './queries.js';
import { querySchema, requestSchema, tokenSchema } from './request-schemas.js';

type Endpoint = (profile: Profile, cause: CallCause, body: unknown) => object;

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'POST /payment/request': (profile, cause, body) => request(profile, cause, valid(requestSchema, body)),
  'POST /payment/query': (profile, _, body) => {
    const { tran_ref: ref, cart_id: cart } = valid(querySchema, body);
    return ref === undefined ? byCart(profile, cart ?? '') : byRef(profile, ref);
  },
  'POST /payment/token': (profile, _, body) => readToken(profile, valid(tokenSchema, body).token),
  'POST /payment/token/delete': (profile, _, body) => deleteToken(profile, valid(tokenSchema, body).token),
};

const MONEY: MoneyPlaces = {
  amounts: ['cart_amount', 'tran_total'],
  currencies: ['cart_currency', 'tran_currency'],
};

/** The endpoints under `/payment`: the raw key, the profile, the work, the notices. */
export class Api implements CallRules<string> {
  readonly desk = new CallDesk<string>(this);

  constructor(
    private readonly profile: Profile,
    private readonly stateFile: StateFile | null,
    readonly latencyMs: number,
  ) {}

  newRequestId(): string {
    return newId('PMNT', 16);
  }

  admit(exchange: Exchange, _: string, fault: RequestFault<string> | null): PlannedCall {
    const { method, path, request: incoming } = exchange;
    const endpoint = ENDPOINTS[`${method} ${path}`];
    if (!endpoint) throw new ApiError(404, 2, `Nothing at ${method} ${path}`);
    const body = parsedJson(exchange.body);
    const { profileId, serverKey } = this.profile.options;
    if (!same(incoming.headers.authorization ?? '', serverKey) || profileOf(body) !== profileId)
      throw unauthorised();
    const cause: CallCause = { events: [], refusal: refusalOf(fault) };
    return {
      perform: () => this.perform(() => endpoint(this.profile, cause, body), fault),
      beforeAnswer: async () => {
        await this.stateFile?.flush();
        if (fault?.kind !== 'webhook_before_answer') return;
        this.profile.outbox.release(cause);
        await this.profile.webhooks.settled();
      },
      afterAnswer: () => {
        this.profile.outbox.release(cause);
      },
    };
  }

  failure(error: unknown): CallResult {
    const refusal = error instanceof ApiError ? error : null;
    if (refusal) return { status: refusal.status, body: JSON.stringify(refusal.body()) };
    if (error instanceof Refusal)
      return { status: error.status, body: JSON.stringify(invalid(error.message).body()) };
    return {
      status: 500,
      body: JSON.stringify({ code: 400, message: `The stand-in failed: ${String(error)}` }),
    };
  }

  serverError(): CallResult {
    return { status: 500, body: JSON.stringify({ code: 400, message: 'Internal system error' }) };
  }

  rateLimited({ retryAfterSeconds = 1 }: RequestFault<string>): CallResult {
    return {
      status: 429,
      body: JSON.stringify({ code: 429, message: 'Too many requests' }),
      headers: { 'retry-after': String(retryAfterSeconds) },
    };
  }

  headers(): Record<string, string> {
    return { 'content-type': 'application/json', 'cache-control': 'no-store' };
  }

  private perform(work: () => object, fault: RequestFault<string> | null): CallResult {
    const answer = work();
    if (fault?.kind === 'error_500_after') return this.serverError();
    return { status: 200, body: JSON.stringify(falsified(fault, answer, MONEY)) };
  }
}

function valid<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(issue?.path.join('.') ?? 'body');
}

function profileOf(body: unknown): number {
  return typeof body === 'object' && body !== null && 'profile_id' in body
    ? Number(body.profile_id)
    : Number.NaN;
}

function refusalOf(fault: RequestFault<string> | null): string | null {
  if (fault?.kind !== 'decline' && fault?.kind !== 'decline_as_200') return null;
  return fault.decline ?? '300';
}

function same(a: string, b: string): boolean {
  const [given, wanted] = [Buffer.from(a), Buffer.from(b)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
