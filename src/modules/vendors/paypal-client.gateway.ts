import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Client,
  OAuthAuthorizationController,
  OrdersController,
  PaymentsController,
  TransactionSearchController,
  VaultController,
} from '@paypal/paypal-server-sdk';
import { CallLimiter, NeverStarted } from './call-limiter.js';
import { exceptionOf, faultOf, KEYS_HINT, type PayPalFault } from './paypal-faults.js';
import { type Exchange, transport, within } from './paypal-transport.gateway.js';
import type { SetupClient } from './vendor-gateway.js';
import { VendorMisconfigured, VendorNotConfigured, type VendorObject } from './vendors.errors.js';

/** Everything the PayPal adapter is made of; plain, so that it works without the framework. */
export interface PayPalOptions {
  readonly mode: 'sandbox' | 'test' | 'live';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookId: string | null;
  /** Null in sandbox mode for nobody; plain http only outside live mode. */
  readonly apiBase: string | null;
  /** Null without PayPal's script: nothing can be saved through card fields then. */
  readonly jsUrl: string | null;
  /** What a payer reads on PayPal's pages beside what he agrees to. */
  readonly brandName?: string;
  readonly concurrency: number;
  readonly clock: { now(): Date; real(): Date };
  /** How long one call may take in all, waiting and retries included; 30 s if not given. */
  readonly timeoutMs?: number;
  /** The way to the network, for calls and for certificates. */
  readonly fetch?: typeof fetch;
}

/** What came of a call: PayPal's object, or what its failure means. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: PayPalFault };

/** The SDK's controllers. */
export interface PayPalSdk {
  readonly orders: OrdersController;
  readonly payments: PaymentsController;
  readonly search: TransactionSearchController;
  readonly vault: VaultController;
}

interface Loaded {
  readonly client: Client;
  readonly sdk: PayPalSdk;
  readonly tokens: OAuthAuthorizationController;
}

interface Token {
  readonly bearer: string;
  /** Real time, in ms. */
  readonly goodUntil: number;
}

type Send<T> = (sdk: PayPalSdk, client: Client) => Promise<{ readonly result: T }>;

const TIMEOUT_MS = 30_000;
const READ_TRIES = 3;
const READ_PAUSE_MS = 50;
const BUSY_TRIES = 4;
const LONGEST_PAUSE_MS = 8_000;
const TOKEN_MARGIN_MS = 60_000;

// Without its stand-in the sandbox reaches nobody; the discard port refuses at once.
const NOBODY = 'http://127.0.0.1:9';

/** The SDK behind one gate: bounded, timed, slowed down on request, one token for all, its errors read as faults. */
export class PayPalClient {
  readonly base: string;
  private loaded: Promise<Loaded> | null = null;
  private readonly limiter: CallLimiter;
  private readonly timeoutMs: number;
  private token: Promise<Token> | null = null;

  constructor(readonly options: PayPalOptions) {
    this.base = baseOf(options);
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.limiter = new CallLimiter(options.concurrency, (ms) => sleep(ms));
  }

  /** What a browser needs of us to talk to PayPal. */
  browser(): SetupClient {
    const { clientId, jsUrl } = this.options;
    if (jsUrl === null) throw new VendorNotConfigured('paypal', 'vendors.paypal.js_url');
    return { clientId, jsUrl };
  }

  /** Reads, retrying by itself, and leaves the fault to the caller. */
  read<T>(isExpected: (value: T) => boolean, send: Send<T>): Promise<Answer<T>> {
    return this.call(isExpected, send, READ_TRIES);
  }

  /** Changes something, once: a retry after a lost answer is the caller's to decide, with the same key. */
  write<T>(isExpected: (value: T) => boolean, send: Send<T>): Promise<Answer<T>> {
    return this.call(isExpected, send, 1);
  }

  /** Reads the object that stands under an address the SDK has no method for. */
  async readResource(path: `/${string}/`, id: string): Promise<Answer<unknown>> {
    const answer = await this.call(
      (text: string) => text !== '',
      (_sdk, client) => {
        const request = client.getRequestBuilderFactory()('GET', `${path}${encodeURIComponent(id)}`);
        request.authenticate([{ oauth2: true }]);
        return request.callAsText();
      },
      READ_TRIES,
    );
    if (!answer.ok) return answer;
    const value = parsedJson(answer.value);
    return value === undefined ? { ok: false, fault: unreadable() } : { ...answer, value };
  }

  // Half a second of work that a start need not wait for.
  private load(): Promise<Loaded> {
    return (this.loaded ??= import('@paypal/paypal-server-sdk').then((paypal) => {
      const { mode, fetch: send = fetch } = this.options;
      const client = new paypal.Client({
        environment: mode === 'live' ? paypal.Environment.Production : paypal.Environment.Sandbox,
        // Never sent: the transport puts the real one in its place.
        clientCredentialsAuthCredentials: {
          oAuthClientId: '',
          oAuthClientSecret: '',
          oAuthToken: { accessToken: 'none', tokenType: 'Bearer' },
        },
        timeout: this.timeoutMs,
        httpClientOptions: { retryConfig: { maxNumberOfRetries: 0 } },
        unstable_httpClientOptions: { adapter: transport({ base: this.base, fetch: send }) },
      });
      return {
        client,
        sdk: {
          orders: new paypal.OrdersController(client),
          payments: new paypal.PaymentsController(client),
          search: new paypal.TransactionSearchController(client),
          vault: new paypal.VaultController(client),
        },
        tokens: new paypal.OAuthAuthorizationController(client),
      };
    }));
  }

  private async call<T>(isExpected: (value: T) => boolean, send: Send<T>, tries: number): Promise<Answer<T>> {
    await this.load();
    const signal = AbortSignal.timeout(this.timeoutMs);
    let answer = await this.once(isExpected, send, { signal, isRetried: tries > 1 });
    for (let count = 1; !answer.ok && !signal.aborted; count += 1) {
      const { fault } = answer;
      if (!(await this.isWorthAnother(fault, count, tries))) break;
      answer = withRetryAfter(
        await this.once(isExpected, send, { signal, isRetried: count + 1 < tries }),
        fault,
      );
    }
    return answer;
  }

  private async isWorthAnother(fault: PayPalFault, count: number, tries: number): Promise<boolean> {
    const { kind } = fault;
    if (kind === 'busy') return this.pausesFor(fault.retryAfterSeconds, count);
    if (kind === 'credentials') return count === 1 && this.forgetsToken();
    if (kind !== 'lost' && kind !== 'unreachable') return false;
    return count < tries && sleep(READ_PAUSE_MS * count, true);
  }

  // A token may be withdrawn before its time; what was refused for it was not done.
  private forgetsToken(): boolean {
    const hadOne = this.token !== null;
    this.token = null;
    return hadOne;
  }

  private pausesFor(retryAfterSeconds: number | undefined, count: number): boolean {
    if (count >= BUSY_TRIES) return false;
    this.limiter.pause(pauseMs(retryAfterSeconds, count));
    return true;
  }

  private async once<T>(
    isExpected: (value: T) => boolean,
    send: Send<T>,
    { signal, isRetried }: { readonly signal: AbortSignal; readonly isRetried: boolean },
  ): Promise<Answer<T>> {
    const { sdk, client } = await this.load();
    const share = Math.ceil(this.timeoutMs / READ_TRIES);
    const own = isRetried ? AbortSignal.any([signal, AbortSignal.timeout(share)]) : signal;
    const exchange: Exchange = { signal: own, authorization: () => this.authorization() };
    try {
      const { result } = await this.limiter.run(() => within(exchange, () => send(sdk, client)), own);
      return isExpected(result) ? { ok: true, value: result } : { ok: false, fault: unreadable() };
    } catch (error) {
      if (error instanceof NeverStarted) {
        return { ok: false, fault: { kind: 'busy', retryAfterSeconds: undefined, cause: error } };
      }
      if (error instanceof NoToken) return { ok: false, fault: error.fault };
      return { ok: false, fault: faultIn(exchange, error) };
    }
  }

  private async authorization(): Promise<string> {
    const now = this.options.clock.real().getTime();
    const asked = this.token ?? this.newToken();
    const token = await asked;
    if (token.goodUntil > now) return token.bearer;
    // Whoever waited beside us may have asked for the next one already.
    const current = this.token === asked ? null : this.token;
    return (await (current ?? this.newToken())).bearer;
  }

  // Callers that come together wait for one request; one that failed is forgotten at once.
  private newToken(): Promise<Token> {
    const asked = this.fetchToken();
    this.token = asked;
    asked.catch(() => {
      if (this.token === asked) this.token = null;
    });
    return asked;
  }

  private async fetchToken(): Promise<Token> {
    const { tokens } = await this.load();
    const { clientId, clientSecret, clock } = this.options;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const exchange: Exchange = {
      signal: AbortSignal.timeout(this.timeoutMs / 2),
      authorization: () => Promise.resolve(authorization),
    };
    try {
      const { result } = await within(exchange, () => tokens.requestToken({ authorization }));
      const seconds = Number(result.expiresIn ?? 0n);
      return {
        bearer: `Bearer ${result.accessToken}`,
        goodUntil: clock.real().getTime() + seconds * 1000 - TOKEN_MARGIN_MS,
      };
    } catch (error) {
      throw new NoToken(withoutToken(faultIn(exchange, error)));
    }
  }
}

/** No token was to be had, so that the call itself was never made. */
class NoToken extends Error {
  constructor(readonly fault: PayPalFault) {
    super('PayPal gave no token.');
  }
}

// The call was not sent at all, whatever became of the request for the token.
function withoutToken(fault: PayPalFault): PayPalFault {
  switch (fault.kind) {
    case 'busy':
    case 'credentials':
      return fault;
    case 'lost':
    case 'unreachable':
      return { kind: 'unreachable', cause: fault.cause };
    case 'declined':
    case 'missing':
    case 'refused':
    case 'used_before':
      return { kind: 'credentials', hint: KEYS_HINT, cause: fault.cause };
  }
}

// The SDK's own errors are left aside: it trips over some answers, and what was sent may have been done all the same.
function faultIn({ fault, answer }: Exchange, error: unknown): PayPalFault {
  if (fault) return fault;
  if (!answer) throw error;
  const isGood = answer.status >= 200 && answer.status < 300;
  return isGood ? unreadable() : faultOf(answer);
}

function unreadable(): PayPalFault {
  const cause = new Error('PayPal answered with something else than asked for.');
  return { kind: 'lost', reason: 'unreadable_answer', cause };
}

function baseOf({ apiBase, mode }: PayPalOptions): string {
  if (apiBase === null) {
    if (mode === 'sandbox') return NOBODY;
    throw new VendorNotConfigured('paypal', 'vendors.paypal.api_base');
  }
  const { protocol, href, origin } = new URL(apiBase);
  if (protocol === 'http:' && mode === 'live') {
    throw new VendorMisconfigured('paypal', 'In live mode vendors.paypal.api_base must be https.');
  }
  if (href !== `${origin}/`) {
    throw new VendorMisconfigured('paypal', 'vendors.paypal.api_base holds more than scheme, host and port.');
  }
  return origin;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // Not instanceof: errors of a vm context are of another realm.
    if ((error as Error).name === 'SyntaxError') return undefined;
    throw error;
  }
}

// A call that waited in vain after a refusal still tells what PayPal asked for.
function withRetryAfter<T>(answer: Answer<T>, earlier: PayPalFault): Answer<T> {
  if (answer.ok || answer.fault.kind !== 'busy' || earlier.kind !== 'busy') return answer;
  const retryAfterSeconds = answer.fault.retryAfterSeconds ?? earlier.retryAfterSeconds;
  return { ok: false, fault: { ...answer.fault, retryAfterSeconds } };
}

function pauseMs(retryAfterSeconds: number | undefined, tries: number): number {
  const wanted =
    retryAfterSeconds === undefined ? 500 * 2 ** tries * (0.5 + Math.random() / 2) : retryAfterSeconds * 1000;
  return Math.min(wanted, LONGEST_PAUSE_MS);
}

/** The value of an answer, or the exception that its fault means. */
export function orThrow<T>(answer: Answer<T>, missing?: VendorObject): T {
  if (!answer.ok) throw exceptionOf(answer.fault, missing);
  return answer.value;
}
