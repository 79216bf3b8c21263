import { createHmac } from 'node:crypto';
import { type Letter, type SignedLetter } from '../kit/index.js';

/** The headers of an event: `v1` of `Stripe-Signature` is HMAC-SHA256 of `timestamp.body` under the endpoint's secret. */
export function signed({ payload, secret, at }: Letter): SignedLetter {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const digest = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
  return {
    headers: {
      'stripe-signature': `t=${timestamp},v1=${digest}`,
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      accept: '*/*; q=0.5, application/xml',
    },
  };
}
