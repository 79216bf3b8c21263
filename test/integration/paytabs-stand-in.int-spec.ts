import { createHmac } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startPaytabsStandIn,
  type PaytabsStandIn,
  type PaytabsStandInOptions,
} from '../../src/sandbox/paytabs/index.js';

const KEYS = { profileId: '62000', serverKey: 'SKTEST-STAND-IN' };

let vendor: PaytabsStandIn;
let now: Date;
const started: PaytabsStandIn[] = [];
const folders: string[] = [];

async function start(options: Partial<PaytabsStandInOptions> = {}): Promise<PaytabsStandIn> {
  const one = await startPaytabsStandIn({ ...KEYS, now: () => now, ...options });
  started.push(one);
  return one;
}

async function call(path: string, body: object, key: string | null = KEYS.serverKey) {
  const response = await fetch(`${vendor.url}${path}`, {
    method: 'POST',
    headers: key === null ? {} : { authorization: key },
    body: JSON.stringify({ profile_id: 62_000, ...body }),
  });
  return { status: response.status, body: (await response.json()) as any };
}

const sale = (cart: string, more: object = {}) => ({
  tran_type: 'sale',
  tran_class: 'recurring',
  token: vendor.state.tokens()[0]?.token ?? vendor.control.makeToken('good').token,
  cart_id: cart,
  cart_currency: 'AED',
  cart_amount: 10.5,
  cart_description: 'طلب',
  ...more,
});
const page = (cart: string, more: object = {}) =>
  call('/payment/request', {
    ...sale(cart),
    token: undefined,
    tran_class: 'ecom',
    return: 'http://127.0.0.1:1/back',
    ...more,
  });

beforeEach(async () => {
  now = new Date('2026-11-21T12:00:00Z');
  vendor = await start();
});
afterEach(async () => {
  for (const one of started.splice(0)) await one.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("PayTabs' stand-in", () => {
  it.each([
    ['no key', null],
    ['another key', 'SKTEST-OTHER'],
    ['a key with Bearer before it', `Bearer ${KEYS.serverKey}`],
  ])('refuses %s with 401 and code 1', async (_, key) => {
    expect(await call('/payment/query', { cart_id: 'c' }, key)).toMatchObject({
      status: 401,
      body: { code: 1 },
    });
    expect(vendor.requests()).toMatchObject([{ status: 401 }]);
  });

  it('refuses another profile like a wrong key', async () => {
    expect(await call('/payment/query', { profile_id: 1, cart_id: 'c' })).toMatchObject({ status: 401 });
  });

  it('answers a decline with 200, and a body that it cannot take with 400', async () => {
    vendor.faults.add({ kind: 'decline', decline: '316' });
    expect(await call('/payment/request', sale('c1'))).toMatchObject({
      status: 200,
      body: { payment_result: { response_status: 'D', response_code: '316' }, cart_amount: '10.50' },
    });
    for (const wrong of [
      { cart_amount: '10.5' },
      { cart_amount: 10.555 },
      { cart_amount: 0 },
      { cart_id: 'c'.repeat(65) },
    ]) {
      expect(await call('/payment/request', sale('c2', wrong))).toMatchObject({
        status: 400,
        body: { code: 2 },
      });
    }
    expect(await call('/payment/request', sale('c2', { cart_currency: 'XXX' }))).toMatchObject({
      status: 400,
      body: { code: 206 },
    });
    expect(vendor.state.transactions('c2')).toEqual([]);
  });

  it('refuses a cart again for two minutes, unless told otherwise', async () => {
    const again = async () => (await call('/payment/request', sale('c1'))).status;
    expect(await again()).toBe(200);
    expect(await call('/payment/request', sale('c1'))).toMatchObject({
      status: 409,
      body: { code: 4, message: 'Duplicate Request' },
    });
    now = new Date(now.getTime() + 119_000);
    expect(await again()).toBe(409);
    now = new Date(now.getTime() + 1_000);
    expect(await again()).toBe(200);
    vendor.control.set({ refusesDuplicates: false });
    expect(await again()).toBe(200);
    expect(vendor.state.paid('c1')).toHaveLength(3);
  });

  it('queries by exactly one of cart and reference: a list, or one', async () => {
    const { body } = await call('/payment/request', sale('c1'));
    expect((await call('/payment/query', { tran_ref: body.tran_ref })).body.tran_ref).toBe(body.tran_ref);
    expect((await call('/payment/query', { cart_id: 'c1' })).body).toMatchObject([
      { tran_ref: body.tran_ref },
    ]);
    expect((await call('/payment/query', { cart_id: 'c2' })).body).toEqual([]);
    for (const wrong of [{}, { cart_id: 'c1', tran_ref: body.tran_ref }, { tran_ref: 'TST0' }]) {
      expect(await call('/payment/query', wrong)).toMatchObject({ status: 400, body: { code: 2 } });
    }
  });

  it('closes a page after twenty minutes of business time, and after one try', async () => {
    const opened = await page('c1');
    now = new Date(now.getTime() + 20 * 60_000);
    expect((await fetch(opened.body.redirect_url)).status).toBe(410);
    const { body } = await call('/payment/query', { tran_ref: opened.body.tran_ref });
    expect(body.payment_result.response_status).toBe('X');
    const second = await page('c2');
    vendor.control.payWith(second.body.tran_ref, 'declined_300');
    expect((await fetch(second.body.redirect_url)).status).toBe(410);
  });

  it('brings the browser back by GET where that was asked for, signed all the same', async () => {
    const opened = await page('c1', { return_using_get: true, tokenise: 2 });
    const response = await fetch(opened.body.redirect_url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ action: 'pay', number: '4111111111111111', expiry: '12/38', cvv: '123' }),
    });
    const back = new URL(response.headers.get('location') ?? '');
    const signature = back.searchParams.get('signature');
    back.searchParams.delete('signature');
    for (const [name, value] of [...back.searchParams]) if (value === '') back.searchParams.delete(name);
    back.searchParams.sort();
    expect(signature).toBe(
      createHmac('sha256', KEYS.serverKey).update(back.searchParams.toString()).digest('hex'),
    );
  });

  it('keeps what it knew over a kill, and never a number', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paytabs-'));
    folders.push(folder);
    const stateFile = join(folder, 'paytabs.json');
    vendor = await start({ stateFile });
    const opened = await page('c1', { tokenise: 2 });
    await fetch(opened.body.redirect_url, {
      method: 'POST',
      body: new URLSearchParams({ action: 'pay', number: '4111111111111111', expiry: '12/38', cvv: '123' }),
    });
    await call('/payment/request', sale('c2'));
    // What a killed process leaves behind.
    const left = join(folder, 'left.json');
    await copyFile(stateFile, left);
    expect(await readFile(left, 'utf8')).not.toMatch(/4111111111111111|4111 1111 1111/);
    const tokens = vendor.state.tokens();
    vendor = await start({ stateFile: left });
    expect(vendor.state.tokens()).toEqual(tokens);
    expect((await call('/payment/query', { cart_id: 'c2' })).body).toMatchObject([
      { payment_result: { response_status: 'A' } },
    ]);
    expect((await call('/payment/token', { token: tokens[0]?.token })).body).toMatchObject({
      payment_info: { payment_description: '4111 11## #### 1111' },
    });
  });

  it('takes commands from a test, and none from a browser', async () => {
    const command = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${vendor.url}/_control/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const opened = await page('c1');
    const foreign = await command(
      `pages/${opened.body.tran_ref}`,
      { action: 'pay' },
      { origin: 'https://evil.example' },
    );
    expect(foreign.status).toBe(403);
    expect((await command(`pages/${opened.body.tran_ref}`, { action: 'pay' })).status).toBe(200);
    expect((await command(`pages/${opened.body.tran_ref}`, { action: 'pay' })).status).toBe(409);
    const made = (await (await command('tokens', { card: 'later_316' })).json()) as { token: string };
    expect(
      (await call('/payment/request', sale('c2', { token: made.token }))).body.payment_result.response_code,
    ).toBe('316');
    expect((await command(`tokens/${made.token}`, { action: 'delete' })).status).toBe(200);
    expect(await call('/payment/token', { token: made.token })).toMatchObject({ status: 400 });
    expect((await command('faults', { kind: 'rate_limit' })).status).toBe(200);
    expect((await call('/payment/query', { cart_id: 'c' })).status).toBe(429);
  });
});

describe('its notices', () => {
  let endpoint: Server;
  let received: { path: string; body: string; signature: string }[];
  beforeEach(async () => {
    received = [];
    endpoint = createServer((request, response) => {
      void text(request).then((body) => {
        const signature = request.headers['signature'];
        received.push({
          path: request.url ?? '',
          body,
          signature: typeof signature === 'string' ? signature : '',
        });
        response.end();
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    endpoint.closeAllConnections();
    await new Promise((resolve) => endpoint.close(resolve));
  });
  const address = (path: string) =>
    `http://127.0.0.1:${String((endpoint.address() as AddressInfo).port)}${path}`;

  it("go to the request's own callback, or else to the dashboard's address, signed over the raw body", async () => {
    vendor.sendWebhooksTo({ url: address('/ipn') });
    await call('/payment/request', sale('c1'));
    await call('/payment/request', sale('c2', { callback: address('/callback') }));
    await vendor.webhooks.settled();
    expect(received.map(({ path }) => path)).toEqual(['/ipn', '/callback']);
    for (const { body, signature } of received) {
      expect(signature).toBe(createHmac('sha256', KEYS.serverKey).update(body).digest('hex'));
      expect(JSON.parse(body)).toMatchObject({ profile_id: 62_000, ipn_trace: expect.any(String) });
    }
  });

  it('come thrice, in another order, or not at all, when told so', async () => {
    vendor.sendWebhooksTo({ url: address('/ipn') });
    const carts = () => received.map(({ body }) => (JSON.parse(body) as { cart_id: string }).cart_id);
    vendor.faults.add({ kind: 'webhook_repeat', copies: 3 });
    await call('/payment/request', sale('c1'));
    vendor.faults.add({ kind: 'webhook_drop' });
    await call('/payment/request', sale('c2'));
    vendor.faults.add({ kind: 'webhook_reorder' });
    await call('/payment/request', sale('c3'));
    await call('/payment/request', sale('c4'));
    await vendor.webhooks.settled();
    expect(carts()).toEqual(['c1', 'c1', 'c1', 'c4', 'c3']);
  });
});
