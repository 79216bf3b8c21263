import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { crc32 } from 'node:zlib';
import { certificatesIn, chainProblem, isSelfSigned } from './paypal-certificates.js';
import type { PayPalOptions } from './paypal-client.gateway.js';
import { toVendorEvent } from './paypal-events.js';
import { eventSchema, type WireEvent } from './paypal-events.schemas.js';
import type { VendorEvent, WebhookHeaders } from './vendor-gateway.js';
import {
  VendorNotConfigured,
  VendorUnavailable,
  WebhookSignatureInvalid,
  WebhookUnreadable,
} from './vendors.errors.js';

// PayPal tries for three days and its signature may keep the time of the first try; the inbox knows repeats by their id.
const OLDEST_MS = 3 * 86_400_000 + 3_600_000;
const AHEAD_MS = 300_000;

const LIVE = { hosts: ['api.paypal.com', 'api-m.paypal.com'], name: 'messageverificationcerts.paypal.com' };
const SANDBOX = {
  hosts: ['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com'],
  name: 'messageverificationcerts.sandbox.paypal.com',
};
const ALGORITHMS: Readonly<Partial<Record<string, string>>> = { SHA256withRSA: 'RSA-SHA256' };

const CERTIFICATE = /^\/v1\/notifications\/certs\/[\w-]{1,128}$/;
const FETCH_MS = 5_000;
const LARGEST_BYTES = 64_000;
const KEPT_MS = 12 * 3_600_000;
const MOST_KEPT = 20;
// A forger chooses the address of his certificate, so that he could make us ask PayPal for ever new ones.
const MOST_FETCHES_A_MINUTE = 20;

interface Signed {
  readonly id: string;
  readonly time: string;
  readonly signature: Buffer;
  readonly certificate: URL;
  readonly algorithm: string;
}

interface KeptKey {
  readonly key: KeyObject;
  /** When it is fetched again; until it ends it is used where that fails. */
  readonly until: number;
  readonly endsAt: number;
}

/** Checks PayPal's signatures without asking PayPal: its certificate is fetched once and judged here. */
export class PayPalWebhooks {
  private readonly keys = new Map<string, KeptKey>();
  private readonly underWay = new Map<string, Promise<KeptKey>>();
  private fetches: number[] = [];

  constructor(private readonly options: PayPalOptions) {}

  async verify(rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent> {
    const { webhookId } = this.options;
    if (webhookId === null) throw new VendorNotConfigured('paypal', 'vendors.paypal.webhook_id');
    const signed = this.signedBy(headers);
    const { key } = await this.keyAt(signed.certificate);
    // The checksum is written as an unsigned decimal number.
    const message = `${signed.id}|${signed.time}|${webhookId}|${String(crc32(rawBody))}`;
    if (!verify(signed.algorithm, Buffer.from(message), key, signed.signature))
      throw invalid('another signature');
    return toVendorEvent(parsed(rawBody));
  }

  private signedBy(headers: WebhookHeaders): Signed {
    const text = (name: string, longest: number): string => {
      const value = headers[`paypal-${name}`];
      if (typeof value !== 'string' || value === '' || value.length > longest) throw invalid(`no ${name}`);
      return value;
    };
    const algorithm = ALGORITHMS[text('auth-algo', 40)];
    if (algorithm === undefined) throw invalid('another algorithm');
    const time = text('transmission-time', 40);
    this.refuseStale(time);
    return {
      id: text('transmission-id', 200),
      time,
      signature: Buffer.from(text('transmission-sig', 2_000), 'base64'),
      certificate: this.addressOf(text('cert-url', 500)),
      algorithm,
    };
  }

  private refuseStale(time: string): void {
    const age = this.options.clock.real().getTime() - Date.parse(time);
    if (!(age <= OLDEST_MS && age >= -AHEAD_MS)) throw invalid('too old or from the future');
  }

  private addressOf(text: string): URL {
    if (!URL.canParse(text)) throw invalid('no address of a certificate');
    const url = new URL(text);
    const isPayPal = url.port === '' && this.expected().hosts.includes(url.hostname);
    const isKnown = (isPayPal && url.protocol === 'https:') || this.isStandIn(url);
    // The whole address, so that it holds neither a password nor a query.
    if (!isKnown || !CERTIFICATE.test(url.href.slice(url.origin.length))) {
      throw invalid('the certificate of somebody else');
    }
    return url;
  }

  private expected(): typeof LIVE {
    return this.options.mode === 'live' ? LIVE : SANDBOX;
  }

  private isStandIn(url: URL): boolean {
    const { mode, apiBase } = this.options;
    return mode === 'sandbox' && apiBase !== null && url.origin === new URL(apiBase).origin;
  }

  private async keyAt(url: URL): Promise<KeptKey> {
    const { href } = url;
    const known = this.keys.get(href);
    const now = this.options.clock.real().getTime();
    if (known && known.until > now) return known;
    const asked = this.underWay.get(href) ?? this.fetchKey(url);
    this.underWay.set(href, asked);
    try {
      const kept = await asked;
      if (this.keys.size >= MOST_KEPT) this.keys.clear();
      this.keys.set(href, kept);
      return kept;
    } catch (error) {
      if (known && known.endsAt > now && error instanceof VendorUnavailable) return known;
      throw error;
    } finally {
      this.underWay.delete(href);
    }
  }

  private async fetchKey(url: URL): Promise<KeptKey> {
    const now = this.options.clock.real();
    const chain = certificatesIn(await this.fetchText(url, now.getTime()));
    if (!chain) throw invalid('no certificate');
    const roots = this.isStandIn(url) ? chain.filter(isSelfSigned) : trustedRoots();
    const problem = chainProblem(chain, { commonName: this.expected().name, roots, at: now });
    const [leaf] = chain;
    if (problem !== null || !leaf) throw invalid(`a certificate with ${problem ?? 'nothing in it'}`);
    const endsAt = Math.min(...chain.map(({ validTo }) => Date.parse(validTo)));
    return { key: leaf.publicKey, until: Math.min(now.getTime() + KEPT_MS, endsAt), endsAt };
  }

  private async fetchText(url: URL, now: number): Promise<string> {
    this.fetches = this.fetches.filter((at) => at > now - 60_000);
    if (this.fetches.length >= MOST_FETCHES_A_MINUTE)
      throw new VendorUnavailable('paypal', { retryAfterSeconds: 60 });
    this.fetches.push(now);
    let response: Response;
    try {
      response = await (this.options.fetch ?? fetch)(url, {
        redirect: 'error',
        signal: AbortSignal.timeout(FETCH_MS),
      });
      if (response.status >= 500) throw new Error(`status ${String(response.status)}`);
      if (!response.ok) throw invalid('no certificate at its address');
      return await shortText(response);
    } catch (error) {
      if (error instanceof WebhookSignatureInvalid) throw error;
      throw new VendorUnavailable('paypal', { cause: error });
    }
  }
}

let roots: readonly X509Certificate[] | null = null;

function trustedRoots(): readonly X509Certificate[] {
  return (roots ??= rootCertificates.map((pem) => new X509Certificate(pem)));
}

async function shortText(response: Response): Promise<string> {
  let text = '';
  for await (const part of response.body ?? []) {
    text += Buffer.from(part as Uint8Array).toString('latin1');
    if (text.length > LARGEST_BYTES) throw invalid('a certificate that is too large');
  }
  return text;
}

function parsed(rawBody: Buffer): WireEvent {
  let body: unknown;
  try {
    body = JSON.parse(rawBody.toString('utf8'));
  } catch (error) {
    throw new WebhookUnreadable('paypal', error);
  }
  const event = eventSchema.safeParse(body);
  if (!event.success) throw new WebhookUnreadable('paypal', event.error);
  return event.data;
}

function invalid(why: string): WebhookSignatureInvalid {
  return new WebhookSignatureInvalid('paypal', new Error(why));
}
