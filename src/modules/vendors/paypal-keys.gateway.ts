import { type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { certificatesIn, chainProblem, isSelfSigned } from './paypal-certificates.js';
import type { PayPalOptions } from './paypal-client.gateway.js';
import { VendorUnavailable, WebhookSignatureInvalid } from './vendors.errors.js';

const FETCH_MS = 5_000;
const LARGEST_BYTES = 64_000;
const MOST_KEPT = 20;
// A forger chooses the address of his certificate: addresses that never held a good one share few fetches, and cannot use up
// those of PayPal's own.
const FETCHES_A_MINUTE = { known: 20, unknown: 10 } as const;
const REFUSED_FOR_MS = 600_000;
const GONE = [404, 410];

interface KeptKey {
  readonly key: KeyObject;
  readonly endsAt: number;
}

/** Whose certificates are believed. */
export interface CertificateOwner {
  readonly commonName: string;
  /** The stand-in vouches for itself. */
  readonly isStandIn: boolean;
}

/** The keys behind PayPal's certificates: each is fetched once, judged, and kept until its certificate ends. */
export class PayPalKeys {
  private readonly kept = new Map<string, KeptKey>();
  private readonly refused = new Map<string, number>();
  private readonly underWay = new Map<string, Promise<KeptKey>>();
  private readonly fetches: Record<keyof typeof FETCHES_A_MINUTE, number[]> = { known: [], unknown: [] };

  constructor(private readonly options: PayPalOptions) {}

  /** The key at an address; throws when nothing there is to be believed, or when it cannot be had now. */
  async at(url: URL, owner: CertificateOwner): Promise<KeyObject> {
    const { href } = url;
    const now = this.options.clock.real().getTime();
    const known = this.kept.get(href);
    if (known && now < known.endsAt) return known.key;
    if (now < (this.refused.get(href) ?? 0)) throw refusal('the certificate of an address refused before');
    const asked = this.underWay.get(href) ?? this.fetchKey(url, owner);
    this.underWay.set(href, asked);
    try {
      const found = await asked;
      this.keep(href, found);
      return found.key;
    } catch (error) {
      if (error instanceof WebhookSignatureInvalid) this.remember(href, now);
      throw error;
    } finally {
      this.underWay.delete(href);
    }
  }

  // Only what was verified is kept, so that nobody but PayPal fills this.
  private keep(href: string, found: KeptKey): void {
    this.kept.delete(href);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= MOST_KEPT) this.kept.delete(oldest);
    this.kept.set(href, found);
  }

  private remember(href: string, now: number): void {
    for (const [address, until] of this.refused) if (until <= now) this.refused.delete(address);
    this.refused.set(href, now + REFUSED_FOR_MS);
  }

  private async fetchKey(url: URL, { commonName, isStandIn }: CertificateOwner): Promise<KeptKey> {
    const at = this.options.clock.real();
    const chain = certificatesIn(await this.fetchText(url, at.getTime()));
    if (!chain) throw refusal('no certificate');
    const roots = isStandIn ? chain.filter(isSelfSigned) : trustedRoots();
    const problem = chainProblem(chain, { commonName, roots, at });
    const [leaf] = chain;
    if (problem !== null || !leaf) throw refusal(`a certificate with ${problem ?? 'nothing in it'}`);
    return { key: leaf.publicKey, endsAt: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))) };
  }

  private async fetchText(url: URL, now: number): Promise<string> {
    this.count(this.kept.has(url.href) ? 'known' : 'unknown', now);
    try {
      const response = await (this.options.fetch ?? fetch)(url, {
        redirect: 'error',
        signal: AbortSignal.timeout(FETCH_MS),
      });
      if (GONE.includes(response.status)) throw refusal('no certificate at its address');
      if (!response.ok) throw new Error(`status ${String(response.status)}`);
      return await shortText(response);
    } catch (error) {
      if (error instanceof WebhookSignatureInvalid) throw error;
      throw new VendorUnavailable('paypal', { cause: error });
    }
  }

  private count(kind: keyof typeof FETCHES_A_MINUTE, now: number): void {
    const recent = this.fetches[kind].filter((at) => at > now - 60_000);
    this.fetches[kind] = recent;
    if (recent.length >= FETCHES_A_MINUTE[kind]) {
      throw new VendorUnavailable('paypal', { retryAfterSeconds: 60 });
    }
    recent.push(now);
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
    if (text.length > LARGEST_BYTES) throw refusal('a certificate that is too large');
  }
  return text;
}

/** The refusal of an event, with its reason for the log. */
export function refusal(why: string): WebhookSignatureInvalid {
  return new WebhookSignatureInvalid('paypal', new Error(why));
}
