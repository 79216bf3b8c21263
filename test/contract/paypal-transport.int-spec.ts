import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock/clock.js';
import { type ChargeInput, PayPalGateway } from '../../src/modules/vendors/index.js';
import type { PayPalOptions } from '../../src/modules/vendors/paypal-client.gateway.js';

interface Request {
  readonly line: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Reply = (response: ServerResponse, request: Request) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Answers each line, such as `GET /v1/x`, with its replies one after the other, the last one for good. */
async function serve(replies: Readonly<Record<string, readonly Reply[]>>) {
  const requests: Request[] = [];
  const given: Readonly<Record<string, readonly Reply[]>> = {
    'POST /v1/oauth2/token': [token()],
    ...replies,
  };
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { method = '', url = '', headers } = incoming;
      const line = `${method} ${url.split('?')[0] ?? ''}`;
      const query = new URLSearchParams(url.split('?')[1]);
      requests.push({ line, query, headers, body });
      const own = given[line] ?? [];
      const seen = requests.filter((one) => one.line === line).length;
      own[Math.min(seen, own.length) - 1]?.(response, { line, query, headers, body });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const count = (line: string) => requests.filter((one) => one.line === line).length;
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, requests, count };
}

const options: PayPalOptions = {
  mode: 'test',
  clientId: 'transport-client',
  clientSecret: 'transport-secret-value',
  webhookId: 'WH-1',
  apiBase: 'https://api-m.sandbox.paypal.com',
  jsUrl: 'https://www.paypal.com/sdk/js',
  concurrency: 5,
  clock: new Clock(),
  timeoutMs: 3_000,
};
const gatewayAt = (apiBase: string, more: Partial<PayPalOptions> = {}) =>
  new PayPalGateway({ ...options, apiBase, ...more });

const json =
  (body: object, status = 200, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const page =
  (status: number): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Not from PayPal</h1>');
  };
const silence: Reply = () => undefined;
const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};
const refusal = (status: number, name = 'X', issue?: string, headers: Record<string, string> = {}) =>
  json({ name, debug_id: 'd1', ...(issue ? { details: [{ issue }] } : {}) }, status, headers);
let issued = 0;
function token(expires = 3_600): Reply {
  return (response, request) => {
    issued += 1;
    json({ access_token: `t${String(issued)}`, token_type: 'Bearer', expires_in: expires })(
      response,
      request,
    );
  };
}

const CARD = { vendorPaymentMethodId: 'pt12345', paymentType: 'card' as const };
const METHOD = 'GET /v3/vault/payment-tokens/pt12345';
const ORDERS = 'POST /v2/checkout/orders';
const stored = json({ id: 'pt12345', payment_source: { card: { last_digits: '1111' } } });
const charge: ChargeInput = {
  paymentId: '0192f0c1-0000-7000-8000-000000000001',
  attemptNo: 1,
  amount: { amount: 1250, currency: 'GBP' },
  customer: { customerId: 'c1', vendorCustomerId: null, name: 'N', email: null },
  method: CARD,
  offSession: true,
  usage: 'recurring',
  idempotencyKey: 'charge-1',
};
const capture = { id: 'CAP1', status: 'COMPLETED', amount: { currency_code: 'GBP', value: '12.50' } };
const paid = json(
  { id: 'ORD1', status: 'COMPLETED', purchase_units: [{ payments: { captures: [capture] } }] },
  201,
);

describe('the access token', () => {
  it('is fetched once for callers that come together, and kept', async () => {
    const server = await serve({ [METHOD]: [stored] });
    const gateway = gatewayAt(server.url);
    await Promise.all(Array.from({ length: 8 }, () => gateway.readMethod(CARD)));
    await gateway.readMethod(CARD);
    expect(server.count('POST /v1/oauth2/token')).toBe(1);
    const [asked] = server.requests;
    expect(asked?.headers.authorization).toBe(
      `Basic ${Buffer.from('transport-client:transport-secret-value').toString('base64')}`,
    );
    expect(asked?.body).toBe('grant_type=client_credentials');
    expect(server.requests.at(-1)?.headers.authorization).toMatch(/^Bearer t\d+$/);
  });

  it('is fetched again after one refusal: a mistake of PayPal does not last', async () => {
    const server = await serve({
      'POST /v1/oauth2/token': [refusal(503), refusal(503), refusal(503), token()],
      [METHOD]: [stored],
    });
    const gateway = gatewayAt(server.url);
    await expect(gateway.readMethod(CARD)).rejects.toMatchObject({ code: 'vendor_unavailable' });
    expect(await gateway.readMethod(CARD)).toMatchObject({ last4: '1111' });
  });

  it('is fetched anew when it was withdrawn, and the refused call is made once more', async () => {
    const server = await serve({ [ORDERS]: [paid, refusal(401), paid] });
    const gateway = gatewayAt(server.url);
    await gateway.charge(charge);
    expect(await gateway.charge(charge)).toMatchObject({ status: 'succeeded' });
    expect(server.count('POST /v1/oauth2/token')).toBe(2);
    expect(server.count(ORDERS)).toBe(3);
  });

  it('is fetched anew before it ends', async () => {
    const server = await serve({ 'POST /v1/oauth2/token': [token(30)], [METHOD]: [stored] });
    const gateway = gatewayAt(server.url);
    await gateway.readMethod(CARD);
    await gateway.readMethod(CARD);
    expect(server.count('POST /v1/oauth2/token')).toBeGreaterThan(1);
  });

  it('that has ended is fetched once more for callers that come together', async () => {
    const server = await serve({ [METHOD]: [stored] });
    let at = new Date('2027-01-15T08:00:00Z').getTime();
    const clock = { now: () => new Date(at), real: () => new Date(at) };
    const gateway = gatewayAt(server.url, { clock });
    await gateway.readMethod(CARD);
    at += 3_600_000;
    await Promise.all(Array.from({ length: 5 }, () => gateway.readMethod(CARD)));
    expect(server.count('POST /v1/oauth2/token')).toBe(2);
  });

  it.each([
    ['refused', json({ error: 'invalid_client' }, 401), { detail: expect.stringContaining('credentials') }],
    ['lost', reset, { code: 'vendor_unavailable' }],
    ['late', silence, { code: 'vendor_unavailable' }],
  ])('being %s, nothing was charged', async (_, reply, error) => {
    const server = await serve({ 'POST /v1/oauth2/token': [reply], [ORDERS]: [paid] });
    await expect(gatewayAt(server.url).charge(charge)).rejects.toMatchObject(error);
    expect(server.count(ORDERS)).toBe(0);
  });
});

describe('a call that changes something', () => {
  it('is sent with our key, our names, and the wish for the whole answer', async () => {
    const server = await serve({ [ORDERS]: [paid] });
    await gatewayAt(server.url).charge(charge);
    const sent = server.requests.at(-1);
    expect(sent?.headers).toMatchObject({
      'paypal-request-id': 'charge-1',
      prefer: 'return=representation',
      'content-type': 'application/json',
    });
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      intent: 'CAPTURE',
      purchase_units: [
        {
          custom_id: `charge.${charge.paymentId}.1`,
          invoice_id: `${charge.paymentId}-1`,
          amount: { currency_code: 'GBP', value: '12.50' },
        },
      ],
      payment_source: {
        card: {
          vault_id: 'pt12345',
          stored_credential: {
            payment_initiator: 'MERCHANT',
            payment_type: 'RECURRING',
            usage: 'SUBSEQUENT',
          },
        },
      },
    });
  });

  it.each([
    ['cut', reset],
    ['late', silence],
    ['a server error', refusal(500)],
    ['no JSON', (response: ServerResponse) => response.end('<html>')],
    ['something else', json({ ok: true })],
    [
      'a redirect',
      (response: ServerResponse) => response.writeHead(302, { location: 'http://127.0.0.1:9' }).end(),
    ],
    ['a timeout of a proxy', page(408)],
    ['a conflict in the words of a proxy', page(409)],
    ['a page of an edge', page(403)],
    ['a connection closed before its time', page(499)],
    ['still under way', refusal(409, 'RESOURCE_CONFLICT')],
    ['under way, in other words', refusal(422, 'UNPROCESSABLE_ENTITY', 'PREVIOUS_REQUEST_IN_PROGRESS')],
  ] as [string, Reply][])('is made once and is unknown when the answer is %s', async (_, reply) => {
    const server = await serve({ [ORDERS]: [reply] });
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({ status: 'unknown' });
    expect(server.count(ORDERS)).toBe(1);
  });

  it('ends in time although the answer drips', async () => {
    const drip: Reply = (response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    const server = await serve({ [ORDERS]: [drip] });
    const began = performance.now();
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({
      status: 'unknown',
      reason: 'timeout',
    });
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('is cut when the answer grows too large', async () => {
    const flood: Reply = (response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(Buffer.alloc(6_000_000, ' '));
    };
    const server = await serve({ [ORDERS]: [flood] });
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({ status: 'unknown' });
  });

  it('waits as long as PayPal asks when told to slow down, and says so in the end', async () => {
    const busy = refusal(429, 'RATE_LIMIT_REACHED', undefined, { 'retry-after': '4' });
    const server = await serve({ [ORDERS]: [busy] });
    await expect(gatewayAt(server.url).charge(charge)).rejects.toMatchObject({
      code: 'vendor_unavailable',
      retryAfterSeconds: 4,
    });
    expect(server.count(ORDERS)).toBe(1);
  });

  it('waits for its turn, and never runs beside more than allowed', async () => {
    let running = 0;
    let most = 0;
    const slow: Reply = (response, request) => {
      running += 1;
      most = Math.max(most, running);
      void sleep(30).then(() => {
        running -= 1;
        paid(response, request);
      });
    };
    const server = await serve({ [ORDERS]: [slow] });
    const gateway = gatewayAt(server.url, { concurrency: 2 });
    await Promise.all(Array.from({ length: 8 }, () => gateway.charge(charge)));
    expect(most).toBe(2);
  });
});

it('a charge is looked for until now and not into the future, which PayPal need not accept', async () => {
  const server = await serve({ 'GET /v1/reporting/transactions': [json({ total_items: 0 })] });
  const now = new Date('2027-01-15T08:00:00Z');
  const gateway = gatewayAt(server.url, { clock: { now: () => now, real: () => now } });
  const { paymentId, attemptNo } = charge;
  const query = { vendorChargeId: null, paymentId, attemptNo, vendorCustomerId: null };
  expect(await gateway.lookUpCharge(query)).toEqual({ status: 'not_found' });
  expect(server.requests.at(-1)?.query.get('end_date')).toBe('2027-01-15T08:00:00.000Z');
});

describe('an order that shows no capture', () => {
  const query = { vendorChargeId: 'ORD1', paymentId: charge.paymentId, attemptNo: 1, vendorCustomerId: null };
  it.each([
    ['COMPLETED', { status: 'unknown' }],
    ['SOMETHING_NEW', { status: 'unknown' }],
    ['APPROVED', { status: 'not_found' }],
    ['VOIDED', { status: 'declined', decline: { bucket: 'canceled' } }],
  ])('being %s, is %j', async (status, found) => {
    const server = await serve({
      'GET /v2/payments/captures/ORD1': [refusal(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID')],
      'GET /v2/checkout/orders/ORD1': [json({ id: 'ORD1', status })],
    });
    expect(await gatewayAt(server.url).lookUpCharge(query)).toMatchObject(found);
  });
});

it('what was paid on PayPal’s page is settled although the method kept with it cannot be read', async () => {
  const order = {
    id: 'ORD1',
    status: 'COMPLETED',
    purchase_units: [{ custom_id: 'checkout.c1', payments: { captures: [capture] } }],
    payment_source: { paypal: { attributes: { vault: { id: 'pt12345' } } } },
  };
  const server = await serve({
    'GET /v2/checkout/orders/ORD1': [json(order)],
    [METHOD]: [json({ id: 'pt12345' })],
  });
  const ref = { checkoutId: 'c1', vendorCheckoutId: 'ORD1' };
  expect(await gatewayAt(server.url).readCheckout(ref)).toMatchObject({
    status: 'settled',
    outcome: { status: 'succeeded' },
    method: null,
  });
  expect(server.count(METHOD)).toBe(1);
});

describe('a call that only reads', () => {
  it.each([
    ['cut', reset],
    ['a server error', refusal(500)],
    ['no JSON', (response: ServerResponse) => response.end('<html>')],
    ['late', silence],
  ] as [string, Reply][])('is tried again when the answer is %s', async (_, reply) => {
    const server = await serve({ [METHOD]: [reply, stored] });
    expect(await gatewayAt(server.url).readMethod(CARD)).toMatchObject({ last4: '1111' });
    expect(server.count(METHOD)).toBe(2);
  });

  it('never takes a page of somebody else for the word that a method is gone', async () => {
    const server = await serve({ [METHOD]: [page(404)] });
    await expect(gatewayAt(server.url).readMethod(CARD)).rejects.toMatchObject({
      code: 'vendor_unavailable',
    });
    const gone = await serve({ [METHOD]: [refusal(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID')] });
    expect(await gatewayAt(gone.url).readMethod(CARD)).toBeNull();
  });

  it.each([
    ['without its instrument', { id: 'pt12345' }],
    ['with an instrument of a new kind', { id: 'pt12345', payment_source: { brand_new: { id: 'x' } } }],
  ])('never takes an answer %s for the word that a method is gone', async (_, body) => {
    const server = await serve({ [METHOD]: [json(body)] });
    await expect(gatewayAt(server.url).readMethod(CARD)).rejects.toMatchObject({
      code: 'vendor_refused',
      vendorCode: 'unreadable_method',
    });
  });

  it('names the permission that is missing', async () => {
    const server = await serve({ [METHOD]: [refusal(403, 'NOT_AUTHORIZED', 'PERMISSION_DENIED')] });
    await expect(gatewayAt(server.url).readMethod(CARD)).rejects.toMatchObject({
      hint: expect.stringContaining('permission'),
    });
  });
});

it('no error shows a secret, however deep it is looked into', async () => {
  const server = await serve({
    [ORDERS]: [json({ name: 'INVALID_REQUEST', details: [{ issue: 'X', value: 'nora@example.com' }] }, 400)],
  });
  const error: unknown = await gatewayAt(server.url)
    .charge(charge)
    .catch((caught: unknown) => caught);
  const shown = inspect(error, { depth: 20, showHidden: true });
  expect(shown).toContain('INVALID_REQUEST');
  expect(shown).not.toContain('nora@example.com');
  expect(shown).not.toContain(options.clientSecret);
  expect(shown).not.toMatch(/Bearer|Basic/);
});

describe('what is refused from the start', () => {
  it('a card told by phone', async () => {
    const server = await serve({});
    const told = {
      setupId: 's1',
      customer: charge.customer,
      paymentType: 'card' as const,
      locale: 'en',
      channel: 'phone' as const,
      idempotencyKey: 's1',
    };
    await expect(gatewayAt(server.url).beginSetup(told)).rejects.toMatchObject({
      code: 'vendor_refused',
      vendorCode: 'moto_not_enabled',
    });
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['plain http in live mode', { mode: 'live' as const, apiBase: 'http://127.0.0.1:1' }, 'https'],
    ['an address with a path', { apiBase: 'https://proxy.example/paypal' }, 'api_base'],
    ['an address with a password', { apiBase: 'https://a:b@proxy.example' }, 'api_base'],
  ])('%s', (_, more, hint) => {
    const make = () => new PayPalGateway({ ...options, ...more });
    expect(make).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  it('a form without a script, and events without a webhook id', async () => {
    const gateway = new PayPalGateway({ ...options, jsUrl: null, webhookId: null });
    const missing = { code: 'vendor_not_configured' };
    await expect(gateway.check()).rejects.toMatchObject(missing);
    await expect(gateway.verifyWebhook(Buffer.from('{}'), {})).rejects.toMatchObject(missing);
  });

  it('reaching PayPal from a sandbox without its stand-in', async () => {
    const gateway = new PayPalGateway({ ...options, mode: 'sandbox', apiBase: null });
    await expect(gateway.readMethod(CARD)).rejects.toMatchObject({ code: 'vendor_unavailable' });
  });
});
