import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config/config.js';
import { addressFault, isPublicAddress } from './endpoint-address.js';
import type { DeliveryFault } from './outbound-vocabulary.js';

const TIME_OUT_MS = 10_000;
const LARGEST_ANSWER_BYTES = 16_384;

/** What became of one request: an answer, or why there was none. */
export type SendOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'unanswered'; readonly fault: DeliveryFault; readonly word: string | null };

type Resolve = (
  name: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name of an endpoint stands for an address that is not of the public internet. */
class AddressRefused extends Error {}

/** A lookup whose answers are checked: the connection is made to exactly what was checked, so a name that changes its mind gains nothing. */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) {
        done(error, []);
        return;
      }
      const [first] = addresses;
      if (!first) {
        done(Object.assign(new Error(`No address of ${name}.`), { code: 'ENOTFOUND' }), []);
      } else if (!addresses.every(({ address }) => isPublicAddress(address))) {
        done(new AddressRefused(name), []);
      } else if (options.all) {
        done(null, addresses);
      } else {
        done(null, first.address, first.family);
      }
    });
  };
}

/** Posts to addresses that strangers chose: follows no redirect, believes no body, waits ten seconds at most. */
@Injectable()
export class WebhookSender {
  private readonly mode: Config['mode'];
  private readonly lookup: LookupFunction | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    this.mode = config.mode;
    this.lookup = config.mode === 'sandbox' ? undefined : publicLookup();
  }

  /** Never rejects. */
  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<SendOutcome> {
    const fault = addressFault(url, this.mode);
    if (fault) return { kind: 'unanswered', fault, word: null };
    const signal = AbortSignal.timeout(TIME_OUT_MS);
    try {
      return await this.exchange(url, headers, { body, signal });
    } catch (error) {
      return { kind: 'unanswered', ...faultOf(error, signal.aborted) };
    }
  }

  private async exchange(
    url: string,
    headers: Readonly<Record<string, string>>,
    { body, signal }: { readonly body: string; readonly signal: AbortSignal },
  ): Promise<SendOutcome> {
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        // A connection of its own: one that is kept was checked for another day's address.
        agent: false,
        signal,
        ...(this.lookup ? { lookup: this.lookup } : {}),
      })
        .on('response', resolve)
        .on('error', reject)
        // Such as after an answer that changes the protocol, of which no error tells.
        .on('close', () => {
          reject(new Error('The connection was closed without an answer.'));
        })
        .end(body);
    });
    await letGo(answer);
    return {
      kind: 'answered',
      status: answer.statusCode ?? 0,
      retryAfter: answer.headers['retry-after'],
    };
  }
}

/** Reads a small answer to its end, so that the other side is not cut off; the status stands whatever becomes of the rest. */
function letGo(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  return new Promise((resolve) => {
    answer
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LARGEST_ANSWER_BYTES) answer.destroy();
      })
      .on('error', () => {
        resolve();
      })
      .on('close', resolve);
  });
}

function faultOf(error: unknown, isLate: boolean): { fault: DeliveryFault; word: string | null } {
  if (isLate) return { fault: 'timeout', word: null };
  if (error instanceof AddressRefused) return { fault: 'address_refused', word: null };
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { fault: 'name_not_found', word: code };
  const isTls = code !== null && /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(code);
  return { fault: isTls ? 'tls_failed' : 'connection_failed', word: code };
}
