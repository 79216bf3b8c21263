import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { PayPalOptions } from './paypal-client.gateway.js';
import { toVendorEvent } from './paypal-events.js';
import { eventSchema, type WireEvent } from './paypal-events.schemas.js';
import { PayPalKeys, refusal } from './paypal-keys.gateway.js';
import type { VendorEvent, WebhookHeaders } from './vendor-gateway.js';
import { VendorNotConfigured, WebhookUnreadable } from './vendors.errors.js';

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

interface Signed {
  readonly id: string;
  readonly time: string;
  readonly signature: Buffer;
  readonly certificate: URL;
  readonly algorithm: string;
}

/** Checks PayPal's signatures without asking PayPal: its certificate is fetched and judged here. */
export class PayPalWebhooks {
  private readonly keys: PayPalKeys;

  constructor(private readonly options: PayPalOptions) {
    this.keys = new PayPalKeys(options);
  }

  async verify(rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent> {
    const { webhookId } = this.options;
    if (webhookId === null) throw new VendorNotConfigured('paypal', 'vendors.paypal.webhook_id');
    const signed = this.signedBy(headers);
    const key = await this.keys.at(signed.certificate, {
      commonName: this.expected().name,
      isStandIn: this.isStandIn(signed.certificate),
    });
    // The checksum is written as an unsigned decimal number.
    const message = `${signed.id}|${signed.time}|${webhookId}|${String(crc32(rawBody))}`;
    if (!verify(signed.algorithm, Buffer.from(message), key, signed.signature))
      throw refusal('another signature');
    return toVendorEvent(parsed(rawBody));
  }

  private signedBy(headers: WebhookHeaders): Signed {
    const text = (name: string, longest: number): string => {
      const value = headers[`paypal-${name}`];
      if (typeof value !== 'string' || value === '' || value.length > longest) throw refusal(`no ${name}`);
      return value;
    };
    const algorithm = ALGORITHMS[text('auth-algo', 40)];
    if (algorithm === undefined) throw refusal('another algorithm');
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
    if (!(age <= OLDEST_MS && age >= -AHEAD_MS)) throw refusal('too old or from the future');
  }

  private addressOf(text: string): URL {
    if (!URL.canParse(text)) throw refusal('no address of a certificate');
    const url = new URL(text);
    const isPayPal = url.port === '' && this.expected().hosts.includes(url.hostname);
    const isKnown = (isPayPal && url.protocol === 'https:') || this.isStandIn(url);
    // The whole address, so that it holds neither a password nor a query.
    if (!isKnown || !CERTIFICATE.test(url.href.slice(url.origin.length))) {
      throw refusal('the certificate of somebody else');
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
