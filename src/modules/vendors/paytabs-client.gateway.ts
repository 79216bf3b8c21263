import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { CallLimiter, NeverStarted } from './call-limiter.js';
import {
  lossOf,
  type PaytabsAnswer,
  type PaytabsFault,
  refusalOf,
  saysMissing,
  unreadable,
} from './paytabs-faults.js';
import { isOurs } from './paytabs-mapping.js';
import { paytabsTransaction, type PaytabsTransaction, paytabsTransactions } from './paytabs.schemas.js';
import { VendorMisconfigured } from './vendors.errors.js';

/** Everything the PayTabs adapter is made of; plain, so that it works without the framework. */
export interface PaytabsOptions {
  readonly mode: 'sandbox' | 'test' | 'live';
  readonly profileId: string;
  readonly serverKey: string;
  readonly region: string;
  /** The region's own host, or a stand-in's; null in sandbox mode for nobody. Plain http only outside live mode. */
  readonly apiBase: string | null;
  /** Ours, where browsers come back to and PayTabs' server calls, unless a call names another place. */
  readonly publicUrl: string;
  readonly concurrency: number;
  readonly clock: { now(): Date; real(): Date };
  /** How long one call may take in all, waiting and retries included; 30 s if not given. */
  readonly timeoutMs?: number;
}

type Path = '/payment/request' | '/payment/query' | '/payment/token' | '/payment/token/delete';

const TIMEOUT_MS = 30_000;
const READ_TRIES = 3;
const BUSY_TRIES = 4;
const LONGEST_PAUSE_MS = 8_000;
const MOST_BYTES = 1_000_000;
// Without its stand-in the sandbox reaches nobody; the discard port refuses at once.
const NOBODY = 'http://127.0.0.1:9';

/** PayTabs' API behind one gate: bounded, timed, slowed down on request, every answer checked for its shape. */
export class PaytabsClient {
  readonly profileId: number;
  private readonly isLoopback: boolean;
  private readonly base: string;
  private readonly limiter: CallLimiter;
  private readonly timeoutMs: number;

  constructor(readonly options: PaytabsOptions) {
    this.profileId = profileOf(options.profileId);
    this.base = baseOf(options);
    this.isLoopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(this.base).hostname);
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.limiter = new CallLimiter(options.concurrency, (ms) => sleep(ms));
  }

  /** Reads, retrying by itself. */
  async read<S extends z.ZodType>(path: Path, body: object, shape: S): Promise<PaytabsAnswer<z.output<S>>> {
    const deadline = AbortSignal.timeout(this.timeoutMs);
    let answer = await this.call(path, body, shape, this.tryEnd(deadline));
    for (let tries = 1; tries < READ_TRIES && !deadline.aborted; tries += 1) {
      if (answer.ok || answer.fault.kind !== 'lost') break;
      answer = await this.call(path, body, shape, this.tryEnd(deadline));
    }
    return answer;
  }

  /** Changes something, once: whether a lost one is repeated is decided by asking for it first. */
  write<S extends z.ZodType>(path: Path, body: object, shape: S): Promise<PaytabsAnswer<z.output<S>>> {
    return this.call(path, body, shape, AbortSignal.timeout(this.timeoutMs));
  }

  /** Every transaction of a cart of ours; none is an empty list. */
  async byCart(cart: string): Promise<PaytabsAnswer<readonly PaytabsTransaction[]>> {
    const answer = await this.read('/payment/query', { cart_id: cart }, paytabsTransactions);
    if (!answer.ok) return saysMissing(answer.fault, 'transaction') ? { ok: true, value: [] } : answer;
    return { ok: true, value: answer.value.filter((one) => isOurs(one, this.profileId, cart)) };
  }

  /** One transaction; null when there is none, or it is of another profile. */
  async byRef(tranRef: string): Promise<PaytabsAnswer<PaytabsTransaction | null>> {
    const answer = await this.read('/payment/query', { tran_ref: tranRef }, paytabsTransaction);
    if (!answer.ok) return saysMissing(answer.fault, 'transaction') ? { ok: true, value: null } : answer;
    const found = answer.value;
    return { ok: true, value: isOurs(found, this.profileId) && found.tran_ref === tranRef ? found : null };
  }

  /** Where PayTabs' server is to tell of a transaction: it posts nothing to plain http; its stand-in on this machine does. */
  callback(url = `${this.options.publicUrl}/webhooks/paytabs`): { callback?: string } {
    return url.startsWith('https:') || this.isLoopback ? { callback: url } : {};
  }

  private tryEnd(deadline: AbortSignal): AbortSignal {
    return AbortSignal.any([deadline, AbortSignal.timeout(Math.ceil(this.timeoutMs / READ_TRIES))]);
  }

  private async call<S extends z.ZodType>(
    path: Path,
    body: object,
    shape: S,
    signal: AbortSignal,
  ): Promise<PaytabsAnswer<z.output<S>>> {
    let answer = await this.once(path, body, shape, signal);
    let asked: number | undefined;
    for (let tries = 1; tries < BUSY_TRIES && !signal.aborted; tries += 1) {
      if (answer.ok || answer.fault.kind !== 'busy') break;
      asked = answer.fault.retryAfterSeconds ?? asked;
      this.limiter.pause(pauseMs(answer.fault.retryAfterSeconds, tries));
      answer = await this.once(path, body, shape, signal);
    }
    // A call that waited in vain after a refusal still tells what PayTabs asked for.
    if (answer.ok || answer.fault.kind !== 'busy') return answer;
    return failed({ ...answer.fault, retryAfterSeconds: answer.fault.retryAfterSeconds ?? asked });
  }

  private async once<S extends z.ZodType>(
    path: Path,
    body: object,
    shape: S,
    signal: AbortSignal,
  ): Promise<PaytabsAnswer<z.output<S>>> {
    try {
      return await this.limiter.run(() => this.send(path, body, shape, signal), signal);
    } catch (error) {
      if (error instanceof NeverStarted)
        return failed({ kind: 'busy', retryAfterSeconds: undefined, cause: error });
      if (isError(error)) return failed(lossOf(error));
      throw error;
    }
  }

  private async send<S extends z.ZodType>(
    path: Path,
    body: object,
    shape: S,
    signal: AbortSignal,
  ): Promise<PaytabsAnswer<z.output<S>>> {
    const response = await fetch(`${this.base}${path}`, {
      method: 'POST',
      headers: {
        authorization: this.options.serverKey,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify({ profile_id: this.profileId, ...body }),
      // The key must not follow to another host.
      redirect: 'error',
      signal,
    });
    const json = jsonOf(await textOf(response));
    const refusal = refusalOf(response.status, json, response.headers.get('retry-after'));
    if (refusal) return failed(refusal);
    const parsed = shape.safeParse(json);
    return parsed.success ? { ok: true, value: parsed.data } : failed(unreadable());
  }
}

function failed(fault: PaytabsFault): { readonly ok: false; readonly fault: PaytabsFault } {
  return { ok: false, fault };
}

async function textOf(response: Response): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    // Leaving the loop cancels the rest.
    if (bytes > MOST_BYTES) return '';
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts).toString('utf8');
}

// Undefined for what is no JSON, null for nothing at all.
function jsonOf(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function profileOf(given: string): number {
  const profileId = Number(given);
  if (/^\d{1,15}$/.test(given) && profileId > 0) return profileId;
  throw new VendorMisconfigured('paytabs', 'vendors.paytabs.profile_id is a number of the dashboard.');
}

function baseOf({ apiBase, mode }: PaytabsOptions): string {
  const { protocol, href, origin } = new URL(apiBase ?? NOBODY);
  if (protocol === 'http:' && mode === 'live')
    throw new VendorMisconfigured('paytabs', 'In live mode vendors.paytabs.api_base must be https.');
  if (href !== `${origin}/`)
    throw new VendorMisconfigured(
      'paytabs',
      'vendors.paytabs.api_base holds more than scheme, host and port.',
    );
  return origin;
}

function pauseMs(retryAfterSeconds: number | undefined, tries: number): number {
  const wanted =
    retryAfterSeconds === undefined ? 500 * 2 ** tries * (0.5 + Math.random() / 2) : retryAfterSeconds * 1000;
  return Math.min(wanted, LONGEST_PAUSE_MS);
}

// Not instanceof: Node's own errors are of another realm wherever code runs in a vm context.
function isError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error;
}
