import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock/clock.js';
import type { ChargeInput } from '../../src/modules/vendors/index.js';
import { StripeGateway } from '../../src/modules/vendors/index.js';
import type { StripeOptions } from '../../src/modules/vendors/stripe-client.gateway.js';

interface Request {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}
type Reply = (response: ServerResponse, request: Request) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that answers as told, one reply after the other, the last one for good. */
async function serve(...replies: Reply[]) {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { method = '', url = '', headers } = incoming;
      const request = {
        line: `${method} ${url.split('?')[0] ?? ''}`,
        headers,
        form: new URLSearchParams(body),
      };
      requests.push(request);
      replies[Math.min(requests.length, replies.length) - 1]?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  closers.push(close);
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, requests, close };
}

const options: StripeOptions = {
  mode: 'test',
  secretKey: 'sk_test_transport',
  publishableKey: 'pk_test_transport',
  webhookSecrets: ['whsec_transport'],
  apiBase: null,
  jsUrl: null,
  moto: false,
  concurrency: 5,
  clock: new Clock(),
  timeoutMs: 3_000,
};
const gatewayAt = (apiBase: string, more: Partial<StripeOptions> = {}) =>
  new StripeGateway({ ...options, apiBase, ...more });

const json =
  (body: object, status = 200, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};
const refusal = (status: number, type = 'invalid_request_error', more: object = {}) =>
  json({ error: { type, message: 'no', ...more } }, status, { 'retry-after': '0' });
const paid = json({
  id: 'pi_1',
  object: 'payment_intent',
  status: 'succeeded',
  amount_received: 1250,
  currency: 'gbp',
  livemode: false,
  metadata: {},
});

const charge: ChargeInput = {
  paymentId: 'p1',
  attemptNo: 2,
  amount: { amount: 1250, currency: 'GBP' },
  customer: { customerId: 'c1', vendorCustomerId: 'cus_1', name: 'N', email: null },
  method: { vendorPaymentMethodId: 'pm_1', paymentType: 'card' },
  offSession: true,
  usage: 'recurring',
  idempotencyKey: 'charge-p1-2',
};
const setup = {
  setupId: 's1',
  customer: charge.customer,
  paymentType: 'card' as const,
  locale: 'en',
  idempotencyKey: 'setup-s1',
};
const setupIntent = (livemode = false) =>
  json({
    id: 'seti_1',
    object: 'setup_intent',
    status: 'requires_payment_method',
    client_secret: 'seti_1_secret',
    livemode,
  });

describe('what Stripe is sent', () => {
  it("is a charge off-session under the caller's key, with our ids, without telemetry", async () => {
    const server = await serve(paid);
    const gateway = gatewayAt(server.url);
    await gateway.charge(charge);
    await gateway.charge(charge);
    const [first, second] = server.requests;
    expect(first?.line).toBe('POST /v1/payment_intents');
    expect(first?.headers).toMatchObject({
      'idempotency-key': 'charge-p1-2',
      authorization: 'Bearer sk_test_transport',
      'stripe-version': '2026-10-28.endive',
    });
    expect(second?.headers).not.toHaveProperty('x-stripe-client-telemetry');
    expect(Object.fromEntries(first?.form ?? [])).toEqual({
      amount: '1250',
      currency: 'gbp',
      customer: 'cus_1',
      payment_method: 'pm_1',
      'allowed_payment_method_types[0]': 'card',
      confirm: 'true',
      off_session: 'true',
      'payment_method_options[card][stored_credential_usage]': 'recurring',
      'metadata[omnicrm_payment_id]': 'p1',
      'metadata[omnicrm_attempt_no]': '2',
      'metadata[omnicrm_customer_id]': 'c1',
      'expand[0]': 'latest_charge',
    });
  });

  it('is a setup for use off-session, cards only, marked as told by phone only where that is allowed', async () => {
    const server = await serve(setupIntent());
    await gatewayAt(server.url).beginSetup(setup);
    await gatewayAt(server.url, { moto: true }).beginSetup({ ...setup, channel: 'phone' });
    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({
      customer: 'cus_1',
      usage: 'off_session',
      'allowed_payment_method_types[0]': 'card',
      'metadata[omnicrm_setup_id]': 's1',
      'metadata[omnicrm_customer_id]': 'c1',
    });
    expect(server.requests[1]?.form.get('payment_method_options[card][moto]')).toBe('true');
    await expect(gatewayAt(server.url).beginSetup({ ...setup, channel: 'phone' })).rejects.toMatchObject({
      vendorCode: 'moto_not_enabled',
    });
  });

  it('never runs more calls at once than configured', async () => {
    let running = 0;
    let most = 0;
    const server = await serve((response, request) => {
      running += 1;
      most = Math.max(most, running);
      void sleep(20).then(() => {
        running -= 1;
        paid(response, request);
      });
    });
    const gateway = gatewayAt(server.url, { concurrency: 3 });
    await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        gateway.charge({ ...charge, idempotencyKey: `k${String(index)}` }),
      ),
    );
    expect(most).toBe(3);
    expect(server.requests).toHaveLength(15);
  });
});

describe('what is made of answers', () => {
  it.each([
    ['nobody there any more', null],
    ['a refusal', refusal(400)],
    ['too many calls', refusal(429)],
    ['a refused key', refusal(401)],
  ])('a charge cut off and then met by %s is unknown', async (_, second) => {
    const server = await serve(
      (response, request) => {
        reset(response, request);
        if (!second) void server.close();
      },
      ...(second ? [second] : []),
    );
    if (!second) closers.pop();
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({ status: 'unknown' });
  });

  it('a charge whose key is still being worked on, or stands for another request, is unknown', async () => {
    const inUse = await serve(refusal(409, 'idempotency_error'));
    expect(await gatewayAt(inUse.url).charge(charge)).toMatchObject({ status: 'unknown' });
    const reused = await serve(refusal(400, 'idempotency_error'));
    expect(await gatewayAt(reused.url).charge(charge)).toMatchObject({
      status: 'unknown',
      reason: 'key_reused',
    });
  });

  it.each([
    ['an empty object', json({})],
    ['null', (response: ServerResponse) => response.end('null')],
    ['another object', json({ id: 'cus_1', object: 'customer' })],
    ['an empty object and HTTP 500', json({}, 500)],
    ['a success without an amount', json({ id: 'pi_1', object: 'payment_intent', status: 'succeeded' })],
  ] as [string, Reply][])('a charge answered with %s is unknown', async (_, reply) => {
    const server = await serve(reply);
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({ status: 'unknown' });
  });

  it('an answer that drips ends at the deadline', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const gateway = gatewayAt(server.url, { timeoutMs: 400 });
    expect(await gateway.charge(charge)).toMatchObject({ status: 'unknown', reason: 'timeout' });
  });

  it('too many calls for too long are an outage, with the time that Stripe names, and nothing charged', async () => {
    const server = await serve(
      json({ error: { type: 'invalid_request_error', code: 'rate_limit', message: 'slow' } }, 429, {
        'retry-after': '1',
      }),
    );
    const gateway = gatewayAt(server.url, { timeoutMs: 300 });
    await expect(gateway.charge(charge)).rejects.toMatchObject({
      code: 'vendor_unavailable',
      retryAfterSeconds: 1,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('live answers to test keys are refused', async () => {
    const server = await serve(setupIntent(true));
    await expect(gatewayAt(server.url).beginSetup(setup)).rejects.toMatchObject({
      code: 'vendor_unavailable',
      hint: expect.stringContaining('live mode'),
    });
  });

  it('no error shows a secret, however deep it is looked into', async () => {
    const secret = 'pi_1_secret_2';
    const declined = json(
      { error: { type: 'api_error', message: 'no', payment_intent: { id: 'pi_1', client_secret: secret } } },
      400,
      { 'x-echo': secret },
    );
    const server = await serve(declined);
    const error: unknown = await gatewayAt(server.url)
      .charge(charge)
      .catch((caught: unknown) => caught);
    const shown = inspect(error, { depth: 20, showHidden: true });
    expect(shown).toContain('StripeInvalidRequestError');
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(options.secretKey);
  });

  it('an account that may be read again, after a while, has its name', async () => {
    const server = await serve(refusal(403), json({ id: 'acct_1', object: 'account' }));
    const real = new Date('2027-01-15T08:00:00Z');
    const clock = { now: () => real, real: () => real };
    const gateway = gatewayAt(server.url, { clock });
    expect([await gateway.account(), await gateway.account()]).toEqual(['', '']);
    real.setMinutes(real.getMinutes() + 6);
    expect([await gateway.account(), await gateway.account()]).toEqual(['acct_1', 'acct_1']);
    expect(server.requests).toHaveLength(2);
  });

  it('an account whose name was learned once keeps it, whatever is refused later', async () => {
    const named: Reply = (response, request) => {
      void sleep(50).then(() => {
        json({ id: 'acct_1', object: 'account' })(response, request);
      });
    };
    const refused: Reply = (response, request) => {
      void sleep(300).then(() => {
        refusal(403)(response, request);
      });
    };
    const server = await serve(named, refused);
    const gateway = gatewayAt(server.url);
    expect(await Promise.all([gateway.account(), gateway.account()])).toEqual(['acct_1', 'acct_1']);
    expect(await gateway.account()).toBe('acct_1');
    expect(server.requests).toHaveLength(2);
  });

  it('an account that may not be read counts as one', async () => {
    const server = await serve(refusal(403));
    expect(await gatewayAt(server.url).account()).toBe('');
    const down = await serve(refusal(500, 'api_error'));
    await expect(gatewayAt(down.url).account()).rejects.toMatchObject({ code: 'vendor_unavailable' });
  });
});

describe('what is refused from the start', () => {
  it.each([
    [
      'plain http in live mode',
      {
        mode: 'live' as const,
        apiBase: 'http://127.0.0.1:1',
        secretKey: 'sk_live_1',
        publishableKey: 'pk_live_1',
      },
      'https',
    ],
    ['a test key in live mode', { mode: 'live' as const }, 'test keys'],
    ['a live key elsewhere', { secretKey: 'rk_live_1' }, 'live keys'],
    ['a live publishable key elsewhere', { publishableKey: 'pk_live_1' }, 'live keys'],
    ['an address with a path', { apiBase: 'https://proxy.example/stripe' }, 'api_base'],
    ['an address with a password', { apiBase: 'https://a:b@proxy.example' }, 'api_base'],
  ])('%s', (_, more, hint) => {
    const make = () => new StripeGateway({ ...options, ...more });
    expect(make).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  it('a form without a publishable key, and events without a secret', async () => {
    const gateway = new StripeGateway({
      ...options,
      publishableKey: null,
      webhookSecrets: [],
    });
    const missing = { code: 'vendor_not_configured' };
    await expect(gateway.beginSetup(setup)).rejects.toMatchObject(missing);
    await expect(gateway.verifyWebhook(Buffer.from('{}'), {})).rejects.toMatchObject(missing);
    await expect(gateway.check()).rejects.toMatchObject(missing);
  });

  it('reaching Stripe from a sandbox without its stand-in', async () => {
    const gateway = new StripeGateway({ ...options, mode: 'sandbox' });
    await expect(gateway.listMethods('cus_1')).rejects.toMatchObject({ code: 'vendor_unavailable' });
  });
});
