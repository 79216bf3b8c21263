import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { CallLimiter, NeverStarted } from './call-limiter.js';
import { Deadline } from './deadline.js';
import { exceptionOf, faultOf, isStripeError, neverSent, type StripeFault } from './stripe-faults.js';
import type { SetupClient } from './vendor-gateway.js';
import { VendorMisconfigured, VendorNotConfigured } from './vendors.errors.js';

/** Everything the Stripe adapter is made of; plain, so that it works without the framework. */
export interface StripeOptions {
  readonly mode: 'sandbox' | 'test' | 'live';
  readonly secretKey: string;
  readonly publishableKey: string | null;
  readonly webhookSecrets: readonly string[];
  /** Null for Stripe itself, in sandbox mode for nobody; plain http only outside live mode. */
  readonly apiBase: string | null;
  /** Null for Stripe's own script. */
  readonly jsUrl: string | null;
  readonly moto: boolean;
  readonly concurrency: number;
  readonly clock: { now(): Date; real(): Date };
  /** How long one call may take in all, waiting and retries included; 30 s if not given. */
  readonly timeoutMs?: number;
}

/** What came of a call: the vendor's object, or what its failure means. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: StripeFault };

interface Trace {
  sent: boolean;
  mayHaveHappened: boolean;
  cut: () => void;
}

type Send<T> = (sdk: Stripe, options: Stripe.RequestOptions) => Promise<T>;

// Of the release that the SDK's pinned API version belongs to.
const STRIPE_JS_URL = 'https://js.stripe.com/endive/stripe.js';

const TIMEOUT_MS = 30_000;
const READ_RETRIES = 2;
const BUSY_TRIES = 4;
const LONGEST_PAUSE_MS = 8_000;

// Without its stand-in the sandbox reaches nobody; the discard port refuses at once.
const NOBODY = { host: '127.0.0.1', port: '9', protocol: 'http' } as const;

// By the headers of each try, which the SDK makes anew and hands on as they are; async hooks would cost every promise of the process.
const traces = new WeakMap<object, Trace>();

/** The SDK behind one gate: bounded, timed, slowed down on request, its errors read as faults. */
export class StripeClient {
  readonly sdk: Stripe;
  readonly livemode: boolean;
  private readonly limiter: CallLimiter;
  private readonly timeoutMs: number;
  private readonly inBrowser: SetupClient;

  constructor(readonly options: StripeOptions) {
    this.livemode = options.mode === 'live';
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    checkMode(options);
    const { publishableKey, jsUrl } = options;
    this.inBrowser = { ...(publishableKey ? { publishableKey } : {}), jsUrl: jsUrl ?? STRIPE_JS_URL };
    this.limiter = new CallLimiter(options.concurrency, (ms) => sleep(ms));
    this.sdk = new Stripe(options.secretKey, {
      ...hostOf(options),
      httpClient: tracingHttpClient(),
      timeout: this.timeoutMs,
      maxNetworkRetries: 0,
      telemetry: false,
      appInfo: { name: 'OmniCRM Payments' },
    });
  }

  /** What a browser needs of us to talk to Stripe; throws without a publishable key. */
  browser(): SetupClient {
    if (!this.options.publishableKey) {
      throw new VendorNotConfigured('stripe', 'vendors.stripe.publishable_key');
    }
    return this.browserIfAny();
  }

  /** The same, for where the lack of a key must not hide an answer. */
  browserIfAny(): SetupClient {
    return this.inBrowser;
  }

  /** Reads, retrying by itself; any fault is an exception. */
  async read<T extends { object: string }>(object: T['object'], send: Send<T>): Promise<T> {
    const answer = await this.tryRead(object, send);
    if (!answer.ok) throw exceptionOf(answer.fault);
    return answer.value;
  }

  /** Reads, retrying by itself, and leaves the fault to the caller. */
  tryRead<T extends { object: string }>(object: T['object'], send: Send<T>): Promise<Answer<T>> {
    const options = {
      maxNetworkRetries: READ_RETRIES,
      timeout: Math.ceil(this.timeoutMs / (READ_RETRIES + 1)),
    };
    return this.call(object, send, options);
  }

  /** Changes something, once: a retry after a lost answer is the caller's to decide, with the same key. */
  write<T extends { object: string }>(
    object: T['object'],
    idempotencyKey: string | null,
    send: Send<T>,
  ): Promise<Answer<T>> {
    return this.call(object, send, idempotencyKey === null ? {} : { idempotencyKey });
  }

  /** Passes what belongs to the mode of our keys; a server that mixes test and live must not be trusted further. */
  sameMode<T extends { livemode: boolean }>(object: T): T {
    if (object.livemode === this.livemode) return object;
    throw new VendorMisconfigured(
      'stripe',
      `mode is ${this.options.mode}, and Stripe answers in ${object.livemode ? 'live' : 'test'} mode.`,
    );
  }

  private async call<T extends { object: string }>(
    object: T['object'],
    send: Send<T>,
    options: Stripe.RequestOptions,
  ): Promise<Answer<T>> {
    const trace: Trace = { sent: false, mayHaveHappened: false, cut: () => undefined };
    const authenticator = authenticatorOf(this.options.secretKey, trace);
    const traced = (sdk: Stripe): Promise<T> => withoutStack(() => send(sdk, { ...options, authenticator }));
    const deadline = new Deadline();
    const timer = setTimeout(() => {
      deadline.abort();
    }, this.timeoutMs).unref();
    try {
      return await this.patiently(object, traced, trace, deadline);
    } finally {
      clearTimeout(timer);
    }
  }

  private async patiently<T extends { object: string }>(
    object: T['object'],
    send: (sdk: Stripe) => Promise<T>,
    trace: Trace,
    deadline: Deadline,
  ): Promise<Answer<T>> {
    let answer = await this.once(object, send, trace, deadline);
    for (let tries = 1; tries < BUSY_TRIES && !deadline.aborted; tries += 1) {
      if (answer.ok || answer.fault.kind !== 'busy') break;
      const { retryAfterSeconds } = answer.fault;
      this.limiter.pause(pauseMs(retryAfterSeconds, tries));
      answer = withRetryAfter(await this.once(object, send, trace, deadline), retryAfterSeconds);
    }
    return answer;
  }

  private async once<T extends { object: string }>(
    object: T['object'],
    send: (sdk: Stripe) => Promise<T>,
    trace: Trace,
    deadline: Deadline,
  ): Promise<Answer<T>> {
    try {
      const value = await this.limiter.run(() => beforeDeadline(send(this.sdk), trace, deadline), deadline);
      return isObject(value, object) ? { ok: true, value } : lost('unreadable_answer');
    } catch (error) {
      if (error instanceof NeverStarted) {
        return { ok: false, fault: { kind: 'busy', retryAfterSeconds: undefined, cause: error } };
      }
      if (error instanceof DeadlinePassed) return lost('timeout', error);
      if (isStripeError(error)) return { ok: false, fault: faultOf(error, trace.mayHaveHappened) };
      // The SDK itself trips over some answers; what was sent may have been done all the same.
      if (trace.sent && error instanceof Error) return lost('unreadable_answer', error);
      throw error;
    }
  }
}

class DeadlinePassed extends Error {}

/** The SDK's own time-out starts anew with every byte, so an answer that drips would never end. */
async function beforeDeadline<T>(answer: Promise<T>, trace: Trace, deadline: Deadline): Promise<T> {
  let stop: () => void = () => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      stop = () => {
        reject(new DeadlinePassed('Stripe did not answer in time.'));
        trace.cut();
      };
      deadline.addEventListener('abort', stop);
      answer.then(resolve, reject);
    });
  } finally {
    deadline.removeEventListener('abort', stop);
  }
}

/** The SDK writes the stack of each call down for its errors, which costs more than making the call's form; ours show no stack of it. */
function withoutStack<T>(call: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return call();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** What the SDK does with a key, and lets the try be known again where it is sent. */
function authenticatorOf(
  secretKey: string,
  trace: Trace,
): NonNullable<Stripe.RequestOptions['authenticator']> {
  return ({ headers }) => {
    headers['Authorization'] = `Bearer ${secretKey}`;
    traces.set(headers, trace);
    return Promise.resolve();
  };
}

function tracingHttpClient(): NonNullable<Stripe.StripeConfig['httpClient']> {
  const inner: NonNullable<Stripe.StripeConfig['httpClient']> = Stripe.createNodeHttpClient();
  return {
    getClientName: () => inner.getClientName(),
    // The SDK sends again by itself after a cut connection; only here can it be seen that a first try may have worked.
    makeRequest: async (...request) => {
      const [, , , , headers] = request;
      const trace = traces.get(headers);
      // The collector of young objects takes the values of a weak map for alive, and with this one the whole answer.
      traces.delete(headers);
      if (trace) trace.sent = true;
      try {
        const response = await inner.makeRequest(...request);
        if (trace) {
          trace.mayHaveHappened ||= response.getStatusCode() >= 500;
          trace.cut = () => {
            destroy(response.getRawResponse());
          };
        }
        return response;
      } catch (error) {
        if (trace) trace.mayHaveHappened ||= !neverSent(error);
        throw error;
      }
    },
  };
}

function hostOf({ apiBase, mode }: StripeOptions): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  if (apiBase === null) return mode === 'sandbox' ? NOBODY : {};
  const { hostname, port, protocol, href, origin } = new URL(apiBase);
  const isPlain = protocol === 'http:';
  if (isPlain && mode === 'live') {
    throw new VendorMisconfigured('stripe', 'In live mode vendors.stripe.api_base must be https.');
  }
  if (href !== `${origin}/`) {
    throw new VendorMisconfigured('stripe', 'vendors.stripe.api_base holds more than scheme, host and port.');
  }
  // Node wants an IPv6 address without the brackets of an URL.
  const host = hostname.replace(/^\[|\]$/g, '');
  return isPlain
    ? { host, port: port || '80', protocol: 'http' }
    : { host, port: port || '443', protocol: 'https' };
}

function checkMode({ mode, secretKey, publishableKey }: StripeOptions): void {
  for (const key of [secretKey, publishableKey ?? '']) {
    const keyMode = /^(?:sk|rk|pk)_(live|test)_/.exec(key)?.[1];
    if (keyMode && (keyMode === 'live') !== (mode === 'live')) {
      throw new VendorMisconfigured(
        'stripe',
        `The keys under vendors.stripe are ${keyMode} keys, and mode is ${mode}.`,
      );
    }
  }
}

function isObject(value: unknown, object: string): boolean {
  return typeof value === 'object' && value !== null && 'object' in value && value.object === object;
}

function lost(
  reason: string,
  cause = new Error('Stripe answered with something else than asked for.'),
): Answer<never> {
  return { ok: false, fault: { kind: 'lost', reason, cause } };
}

// A call that waited in vain after a refusal still tells what Stripe asked for.
function withRetryAfter<T>(answer: Answer<T>, retryAfterSeconds: number | undefined): Answer<T> {
  if (answer.ok || answer.fault.kind !== 'busy') return answer;
  return {
    ok: false,
    fault: { ...answer.fault, retryAfterSeconds: answer.fault.retryAfterSeconds ?? retryAfterSeconds },
  };
}

function pauseMs(retryAfterSeconds: number | undefined, tries: number): number {
  const wanted =
    retryAfterSeconds === undefined ? 500 * 2 ** tries * (0.5 + Math.random() / 2) : retryAfterSeconds * 1000;
  return Math.min(wanted, LONGEST_PAUSE_MS);
}

function destroy(stream: unknown): void {
  if (typeof stream === 'object' && stream && 'destroy' in stream && typeof stream.destroy === 'function') {
    (stream as { destroy(): void }).destroy();
  }
}
