import { createHmac } from 'node:crypto';

/** The header `Stripe-Signature` over a raw body: `v1` is HMAC-SHA256 of `timestamp.body` under the endpoint's secret. */
export function signatureHeader(payload: string, secret: string, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1_000);
  const digest = createHmac('sha256', secret)
    .update(`${String(timestamp)}.${payload}`)
    .digest('hex');
  return `t=${String(timestamp)},v1=${digest}`;
}
