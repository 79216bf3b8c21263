import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type PaypalStandIn,
  type PaypalStandInOptions,
  startPaypalStandIn,
} from '../../src/sandbox/paypal/index.js';

const KEYS = { clientId: 'client', clientSecret: 'secret' };
const CARD = {
  number: '4111111111111111',
  expiry: '2035-12',
  security_code: '123',
  name: 'Ann',
  country: 'EG',
};

let standIn: PaypalStandIn;
let now: Date;
let folder: string;
const start = (more: Partial<PaypalStandInOptions> = {}) =>
  startPaypalStandIn({ ...KEYS, now: () => now, ...more });
beforeEach(async () => {
  now = new Date('2026-11-21T10:00:00Z');
  folder = await mkdtemp(join(tmpdir(), 'paypal-'));
  standIn = await start();
});
afterEach(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: any;
}

async function token(): Promise<string> {
  const answer = await fetch(`${standIn.url}/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function call(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(standIn.url + path, {
    method,
    headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

const setUp = async (source: object): Promise<any> =>
  (await call('POST', '/v3/vault/setup-tokens', { payment_source: source })).body;
const typed = (id: string, card: object = CARD) =>
  fetch(`${standIn.url}/sdk/setup-tokens/${id}/card`, { method: 'POST', body: JSON.stringify(card) });
const exchange = (id: string, key = 'exchange-1') =>
  call(
    'POST',
    '/v3/vault/payment-tokens',
    { payment_source: { token: { id, type: 'SETUP_TOKEN' } } },
    { 'paypal-request-id': key },
  );
const orderBody = (source?: object, more: object = {}) => ({
  intent: 'CAPTURE',
  purchase_units: [{ amount: { currency_code: 'GBP', value: '12.50' }, ...more }],
  ...(source ? { payment_source: source } : {}),
});
const savedCard = () => standIn.control.seed([{}])[0]?.id ?? '';
const WHOLE = { prefer: 'return=representation' };

describe("PayPal's stand-in", () => {
  it('answers nobody without a token that is good now', async () => {
    const anonymous = await fetch(`${standIn.url}/v3/vault/payment-tokens/x`);
    expect(anonymous.status).toBe(401);
    const old = await token();
    now = new Date(now.getTime() + 10 * 3_600_000);
    const late = await fetch(`${standIn.url}/v3/vault/payment-tokens/x`, {
      headers: { authorization: `Bearer ${old}` },
    });
    expect(late.status).toBe(401);
  });

  it('keeps of a card what a person knows it by, and never its number', async () => {
    const { id } = await setUp({ card: {} });
    expect((await typed(id)).status).toBe(200);
    const { body, status } = await exchange(id);
    expect(status).toBe(201);
    expect(body.payment_source.card).toMatchObject({ last_digits: '1111', brand: 'VISA', expiry: '2035-12' });
    expect(JSON.stringify([...standIn.store.everything()])).not.toContain(CARD.number);
  });

  it.each([
    ['4000000000000002', 'INSTRUMENT_DECLINED'],
    ['4000000000000069', 'CARD_EXPIRED'],
    ['4000000000000127', 'PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED'],
    ['4111111111111112', 'CARD_NUMBER_REQUIRED'],
  ])('refuses %s when it is typed: %s, and lets the customer try another', async (number, issue) => {
    const { id } = await setUp({ card: {} });
    const refused = await typed(id, { ...CARD, number });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toEqual({ issue });
    expect((await typed(id)).status).toBe(200);
  });

  it('refuses a date that has passed, an unknown setup, and a second card', async () => {
    const { id } = await setUp({ card: {} });
    expect(await (await typed(id, { ...CARD, expiry: '2026-10' })).json()).toEqual({ issue: 'CARD_EXPIRED' });
    expect((await typed('UNKNOWN')).status).toBe(404);
    await typed(id);
    expect((await typed(id)).status).toBe(409);
  });

  it('exchanges an approved setup once, and gives the same again under its key', async () => {
    const { id } = await setUp({ card: {} });
    expect((await exchange(id, 'a')).body.details[0].issue).toBe('SETUP_TOKEN_NOT_APPROVED');
    await typed(id);
    const first = await exchange(id, 'b');
    expect(await exchange(id, 'b')).toEqual({ status: 200, body: first.body });
    expect((await exchange(id, 'c')).body.details[0].issue).toBe('TOKEN_ALREADY_USED');
  });

  it('forgets keys as PayPal does: after six hours an order is made again', async () => {
    const body = orderBody({ card: { vault_id: savedCard() } });
    const key = { 'paypal-request-id': 'k1' };
    const first = await call('POST', '/v2/checkout/orders', body, key);
    expect(first.status).toBe(201);
    const again = await call('POST', '/v2/checkout/orders', body, key);
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    now = new Date(now.getTime() + 7 * 3_600_000);
    expect((await call('POST', '/v2/checkout/orders', body, key)).body.id).not.toBe(first.body.id);
  });

  it('wants a key for an order that is paid at once, and no invoice twice', async () => {
    const card = { card: { vault_id: savedCard() } };
    const issue = async (body: object, key: string | null) => {
      const headers: Record<string, string> = key === null ? {} : { 'paypal-request-id': key };
      return (await call('POST', '/v2/checkout/orders', body, headers)).body.details?.[0].issue;
    };
    expect(await issue(orderBody(card), null)).toBe('PAYPAL_REQUEST_ID_REQUIRED');
    const named = orderBody(card, { invoice_id: 'inv-1' });
    expect(await issue(named, 'k1')).toBeUndefined();
    expect(await issue(named, 'k2')).toBe('DUPLICATE_INVOICE_ID');
  });

  it('answers little unless the whole was asked for', async () => {
    const body = orderBody({ card: { vault_id: savedCard() } });
    const little = await call('POST', '/v2/checkout/orders', body, { 'paypal-request-id': 'k1' });
    expect(Object.keys(little.body)).toEqual(['id', 'status', 'links']);
    const whole = await call('POST', '/v2/checkout/orders', body, { 'paypal-request-id': 'k2', ...WHOLE });
    expect(whole.body.purchase_units[0].payments.captures[0].status).toBe('COMPLETED');
  });

  it.each([
    ['KWD', '12.500', 'CURRENCY_NOT_SUPPORTED'],
    ['JPY', '12.50', 'DECIMAL_PRECISION'],
    ['GBP', '12.505', 'DECIMAL_PRECISION'],
    ['GBP', '0.00', 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['GBP', '-1.00', 'CANNOT_BE_ZERO_OR_NEGATIVE'],
  ])('takes no %s %s: %s', async (currency_code, value, issue) => {
    const body = orderBody(undefined, { amount: { currency_code, value } });
    expect((await call('POST', '/v2/checkout/orders', body)).body.details[0].issue).toBe(issue);
  });

  it('completes an order whose card was refused, as PayPal does', async () => {
    const [refused] = standIn.control.seed([{ card: { behaviour: { charge: '5120 02' } } }]);
    const body = orderBody({ card: { vault_id: refused?.id } });
    const answer = await call('POST', '/v2/checkout/orders', body, { 'paypal-request-id': 'k', ...WHOLE });
    expect(answer.status).toBe(201);
    expect(answer.body.status).toBe('COMPLETED');
    expect(answer.body.purchase_units[0].payments.captures[0]).toMatchObject({
      status: 'DECLINED',
      processor_response: { response_code: '5120', payment_advice_code: '02' },
    });
  });

  it('knows after a kill what it had answered', async () => {
    const stateFile = join(folder, 'paypal.json');
    await standIn.close();
    standIn = await start({ stateFile });
    const { id } = await setUp({ card: {} });
    await typed(id);
    const made = await exchange(id);
    const body = orderBody({ card: { vault_id: made.body.id } });
    const order = await call('POST', '/v2/checkout/orders', body, { 'paypal-request-id': 'k1' });
    // A second one reads the file while the first has not closed it, as after kill -9.
    const first = standIn;
    standIn = await start({ stateFile });
    await first.close();
    expect((await call('GET', `/v3/vault/payment-tokens/${made.body.id}`)).body).toMatchObject({
      id: made.body.id,
    });
    const again = await call('POST', '/v2/checkout/orders', body, { 'paypal-request-id': 'k1' });
    expect([again.status, again.body.id]).toEqual([200, order.body.id]);
  });
});

describe("PayPal's pages", () => {
  const open = async (locale: string): Promise<{ page: string; id: string }> => {
    const experience_context = {
      return_url: 'https://crm.example/r',
      cancel_url: 'https://crm.example/c',
      locale,
    };
    const { id, links } = await setUp({ paypal: { experience_context } });
    return { id, page: links.find(({ rel }: { rel: string }) => rel === 'approve').href };
  };
  const post = (page: string, form: Record<string, string>) =>
    fetch(page, { method: 'POST', body: new URLSearchParams(form) });
  const statusOf = async (id: string) => (await call('GET', `/v3/vault/setup-tokens/${id}`)).body.status;

  it.each([
    ['ar-EG', 'rtl', 'حفظ حساب PayPal'],
    ['en-US', 'ltr', 'Save your PayPal account'],
  ])('speak %s', async (locale, direction, title) => {
    const answer = await fetch((await open(locale)).page);
    const html = await answer.text();
    expect(html).toContain(`dir="${direction}"`);
    expect(html).toContain(title);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('save the account that was chosen, and lead back', async () => {
    const { page, id } = await open('en-US');
    const done = await (await post(page, { action: 'approve', payer: 'other_payer' })).text();
    expect(done).toContain('"result":"approved"');
    expect(done).toContain('https://crm.example/r');
    expect(await statusOf(id)).toBe('APPROVED');
    const { body } = await exchange(id);
    expect(body.payment_source.paypal.email_address).toBe('samir.aziz@example.com');
    expect((await fetch(page)).status).toBe(410);
  });

  it('save nothing for somebody who cancels or closes the tab', async () => {
    const { page, id } = await open('en-US');
    const done = await (await post(page, { action: 'cancel' })).text();
    expect(done).toContain('"result":"canceled"');
    expect(done).toContain('https://crm.example/c');
    expect(await statusOf(id)).toBe('PAYER_ACTION_REQUIRED');
  });

  it('save without leading back when the tab dies', async () => {
    const { page, id } = await open('en-US');
    expect(await (await post(page, { action: 'stay', payer: 'payer' })).text()).not.toContain('crm.example');
    expect(await statusOf(id)).toBe('APPROVED');
  });

  it('of nobody say so', async () => {
    const answer = await fetch(`${standIn.url}/agreements/approve?approval_token=NONE`, {
      headers: { 'accept-language': 'ar' },
    });
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain('هذه الصفحة مغلقة');
  });

  it('let no markup of the shop in', async () => {
    const experience_context = { return_url: 'https://crm.example/r', brand_name: '<script>x</script>' };
    const { links } = await setUp({ paypal: { experience_context } });
    const page = links.find(({ rel }: { rel: string }) => rel === 'approve').href;
    expect(await (await fetch(page)).text()).not.toContain('<script>x');
  });
});
