import { describe, expect, it } from '@jest/globals';
import { newWebhookSecret, signatureHeaders } from './webhook-signature.js';

// The example that Svix, who wrote the standard, publishes for testing receivers.
const EXAMPLE = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

describe('the signature', () => {
  it('is that of the published example', () => {
    expect(signatureHeaders(EXAMPLE, [EXAMPLE.secret])).toEqual({
      'webhook-id': EXAMPLE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': EXAMPLE.signature,
    });
  });

  it('is made with each secret, the newest first', () => {
    const other = newWebhookSecret();
    const signed = signatureHeaders(EXAMPLE, [other, EXAMPLE.secret])['webhook-signature']?.split(' ');
    expect(signed).toHaveLength(2);
    expect(signed?.[1]).toBe(EXAMPLE.signature);
  });

  it('is made with secrets of 32 random bytes', () => {
    expect(newWebhookSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret()).not.toBe(newWebhookSecret());
  });
});
