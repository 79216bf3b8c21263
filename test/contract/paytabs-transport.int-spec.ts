import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock/clock.js';
import { PaytabsGateway, type ChargeInput } from '../../src/modules/vendors/index.js';

type Body = Readonly<Record<string, unknown>>;
interface Request {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}
type Reply = (response: ServerResponse, body: Body) => void;

const KEY = 'SKTEST-TRANSPORT-SECRET';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that knows of nothing when it is queried, and answers everything else as told. */
async function serve(reply: Reply) {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((raw) => {
      const { method = '', url = '', headers } = incoming;
      const body = (raw === '' ? {} : JSON.parse(raw)) as Body;
      requests.push({ line: `${method} ${url}`, headers, body });
      if (url === '/payment/query') json([])(response, body);
      else reply(response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, requests };
}

const json =
  (body: unknown, status = 200): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const paid: Reply = (response, body) => {
  json({
    tran_ref: 'TST1',
    tran_type: 'Sale',
    cart_id: body['cart_id'],
    cart_currency: 'KWD',
    cart_amount: '1.250',
    profileId: 62_000,
    payment_result: { response_status: 'A', response_code: 'G1' },
  })(response, body);
};

const gatewayAt = (apiBase: string, more: object = {}) =>
  new PaytabsGateway({
    mode: 'test',
    profileId: '62000',
    serverKey: KEY,
    region: 'KWT',
    apiBase,
    publicUrl: 'https://crm.example',
    concurrency: 5,
    clock: new Clock(),
    timeoutMs: 3_000,
    ...more,
  });

const charge: ChargeInput = {
  paymentId: 'p1',
  attemptNo: 2,
  amount: { amount: 1250, currency: 'KWD' },
  customer: { customerId: 'c1', vendorCustomerId: null, name: 'نورا', email: null },
  method: { vendorPaymentMethodId: 'TOKEN', paymentType: 'card' },
  offSession: true,
  usage: 'recurring',
  description: 'x'.repeat(200),
  idempotencyKey: 'charge-p1-2',
};

describe('what PayTabs is sent', () => {
  it('is the raw key and a charge in major units, asked for by its cart before', async () => {
    const server = await serve(paid);
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({
      status: 'succeeded',
      amount: charge.amount,
    });
    const [query, request] = server.requests;
    expect(query).toMatchObject({
      line: 'POST /payment/query',
      body: { profile_id: 62_000, cart_id: 'pay-p1-2' },
    });
    expect(request?.headers.authorization).toBe(KEY);
    expect(request?.body).toEqual({
      profile_id: 62_000,
      tran_type: 'sale',
      tran_class: 'recurring',
      token: 'TOKEN',
      cart_id: 'pay-p1-2',
      cart_currency: 'KWD',
      cart_amount: 1.25,
      cart_description: 'x'.repeat(128),
      hide_shipping: true,
      customer_details: { name: 'نورا' },
      callback: 'https://crm.example/webhooks/paytabs',
    });
  });

  it("is a registration of one unit in the region's currency, on a page that may stand in a frame", async () => {
    const server = await serve(json({}));
    const setupId = '019a9f3c-0000-7000-8000-00000000000a';
    const wish = {
      setupId,
      customer: charge.customer,
      paymentType: 'card',
      locale: 'ar-KW',
      idempotencyKey: 'k',
    } as const;
    await gatewayAt(server.url)
      .beginSetup(wish)
      .catch(() => null);
    expect(server.requests[0]?.body).toEqual({
      profile_id: 62_000,
      tran_type: 'register',
      tran_class: 'ecom',
      cart_id: `setup-${setupId}`,
      cart_currency: 'KWD',
      cart_amount: 1,
      cart_description: 'حفظ بطاقة',
      tokenise: 2,
      framed: true,
      hide_shipping: true,
      paypage_lang: 'ar',
      customer_details: { name: 'نورا' },
      return: `https://crm.example/returns/paytabs/${setupId}`,
      callback: 'https://crm.example/webhooks/paytabs',
    });
  });

  it('never runs more calls at once than configured', async () => {
    let running = 0;
    let most = 0;
    const server = await serve((response, body) => {
      running += 1;
      most = Math.max(most, running);
      void sleep(20).then(() => {
        running -= 1;
        paid(response, body);
      });
    });
    const gateway = gatewayAt(server.url, { concurrency: 3, timeoutMs: 20_000 });
    await Promise.all(
      Array.from({ length: 15 }, (_, n) => gateway.charge({ ...charge, paymentId: `p${String(n)}` })),
    );
    expect(most).toBe(3);
    expect(server.requests).toHaveLength(30);
  });
});

describe('what is made of answers', () => {
  it.each([
    ['an empty object', {}],
    ['null', null],
    ['a list', []],
    ['a success without a cart', { tran_ref: 'TST1', payment_result: { response_status: 'A' } }],
    ['a code of zero', { code: 0, message: 'done' }],
  ])('a charge answered with %s is unknown', async (_, body) => {
    const server = await serve(json(body));
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({
      status: 'unknown',
      reason: 'unreadable_answer',
    });
  });

  it('an answer that drips ends at the deadline, and one without end is cut', async () => {
    const dripping = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const patient = gatewayAt(dripping.url, { timeoutMs: 600 });
    expect(await patient.charge(charge)).toMatchObject({ status: 'unknown', reason: 'timeout' });
    const endless = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        if (!response.destroyed) response.write('x'.repeat(100_000), () => setImmediate(pour));
      };
      pour();
    });
    expect(await gatewayAt(endless.url).charge(charge)).toMatchObject({ reason: 'unreadable_answer' });
  });

  it('a redirect is not followed, since the key would go along', async () => {
    const elsewhere = await serve(paid);
    const server = await serve((response) => {
      response.writeHead(307, { location: `${elsewhere.url}/payment/request` }).end();
    });
    expect(await gatewayAt(server.url).charge(charge)).toMatchObject({ status: 'unknown' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('no error shows the key, however deep it is looked into', async () => {
    for (const [status, body] of [
      [401, { code: 1, message: 'Authentication failed' }],
      [400, { code: 206, message: 'Invalid currency code', trace: 'PMNT1' }],
    ] as const) {
      const server = await serve(json(body, status));
      const error: unknown = await gatewayAt(server.url)
        .charge(charge)
        .catch((caught: unknown) => caught);
      const shown = inspect(error, { depth: 20, showHidden: true });
      expect(shown).toContain(`${String(status)}: ${String(body.code)}`);
      expect(shown).not.toContain(KEY);
    }
  });

  it('a test profile is refused in live mode, where its payments would move nothing', async () => {
    const page = {
      tran_ref: 'TST1',
      cart_id: '',
      cart_currency: 'KWD',
      cart_amount: '1',
      redirect_url: 'https://x.example/p',
    };
    const server = await serve((response, body) => {
      json({ ...page, cart_id: body['cart_id'] })(response, body);
    });
    const gateway = gatewayAt('https://secure.paytabs.example', { mode: 'live' });
    const real = globalThis.fetch;
    globalThis.fetch = (_, init) => real(`${server.url}/payment/request`, init);
    try {
      await expect(
        gateway.beginSetup({
          setupId: 's1',
          customer: charge.customer,
          paymentType: 'card',
          locale: 'en',
          idempotencyKey: 'k',
        }),
      ).rejects.toMatchObject({ hint: expect.stringContaining('test profile') });
    } finally {
      globalThis.fetch = real;
    }
  });

  it('a sandbox without its stand-in reaches nobody', async () => {
    const gateway = new PaytabsGateway({
      mode: 'sandbox',
      profileId: '1',
      serverKey: KEY,
      region: 'ARE',
      apiBase: null,
      publicUrl: 'http://localhost',
      concurrency: 5,
      clock: new Clock(),
    });
    await expect(gateway.check()).rejects.toMatchObject({ code: 'vendor_unavailable' });
  });
});
