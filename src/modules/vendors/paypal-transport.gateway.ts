import { AsyncLocalStorage } from 'node:async_hooks';
import { type PayPalFault, type RawAnswer, transportFault } from './paypal-faults.js';

/** One request as the SDK hands it to its HTTP library; only what is used here. */
interface SdkRequest {
  readonly method?: string;
  readonly url?: string;
  readonly data?: unknown;
  readonly headers?: { toJSON?(): Record<string, unknown> };
}

/** What one call has seen of the wire, whatever the SDK reports of it. */
export interface Exchange {
  /** Ends the call, its body included. */
  readonly signal: AbortSignal;
  readonly authorization: () => Promise<string>;
  answer?: RawAnswer;
  fault?: PayPalFault;
}

// Thrown into the SDK where a request got no answer; the exchange's fault says why.
class NoAnswer extends Error {}

/** How a request reaches PayPal; `fetch` unless a test gives another. */
export interface TransportOptions {
  readonly base: string;
  readonly fetch: typeof fetch;
}

// An order with every detail is a few kilobytes; a page of 500 transactions less than one megabyte.
const LARGEST_ANSWER = 4_000_000;

const exchanges = new AsyncLocalStorage<Exchange>();

/** Runs what calls the SDK; everything it sends goes into `exchange`. */
export function within<T>(exchange: Exchange, call: () => Promise<T>): Promise<T> {
  return exchanges.run(exchange, call);
}

/**
 * The SDK's way to the network: to our base address, with our own token, cut at our deadline, its answer limited in size.
 * The SDK's own token cache is not used, since one refused token would stay refused until a restart.
 */
export function transport({ base, fetch: send }: TransportOptions): (request: SdkRequest) => Promise<object> {
  return async (request: SdkRequest): Promise<object> => {
    const exchange = exchanges.getStore();
    if (!exchange) throw new NoAnswer('A call outside its exchange.');
    const address = new URL(request.url ?? '');
    const headers = headersOf(request);
    headers.set('authorization', await exchange.authorization());
    try {
      const response = await send(new URL(`${address.pathname}${address.search}`, base), {
        method: (request.method ?? 'GET').toUpperCase(),
        headers,
        redirect: 'manual',
        signal: exchange.signal,
        ...(typeof request.data === 'string' ? { body: request.data } : {}),
      });
      const body = await textOf(response);
      exchange.answer = {
        status: response.status,
        body,
        debugId: response.headers.get('paypal-debug-id'),
        retryAfter: response.headers.get('retry-after'),
      };
      return {
        data: body,
        status: response.status,
        statusText: response.statusText,
        headers: Object.fromEntries(response.headers),
        config: request,
        request: {},
      };
    } catch (error) {
      exchange.fault = exchange.signal.aborted
        ? { kind: 'lost', reason: 'timeout', cause: new Error('PayPal did not answer in time.') }
        : transportFault(error);
      throw new NoAnswer('PayPal gave no answer.');
    }
  };
}

function headersOf({ headers }: SdkRequest): Headers {
  const given = headers?.toJSON?.() ?? {};
  return new Headers(
    Object.entries(given).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('The answer is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
