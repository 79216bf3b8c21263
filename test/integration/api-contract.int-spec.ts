import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { seedOne, type KnownIds } from '../support/api-routes.js';

const METHOD_FIELDS =
  'vendor vendor_payment_method_id payment_type brand last4 exp_month exp_year name nickname is_default id customer_id funding status expired created_at'.split(
    ' ',
  );

describe('the HTTP contract', () => {
  let app: TestApp;
  let ids: KnownIds;

  beforeAll(async () => {
    app = await startTestApp();
    ids = await seedOne(app, 'Contract');
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  function expectProblem(answer: Answer, status: number, code: string): void {
    expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      type: `urn:omnicrm:problem:${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      request_id: answer.headers.get('x-request-id'),
    });
  }

  describe('an answer', () => {
    it('shows a method by the names agreed on, and nothing of the vendor beyond', async () => {
      const { body } = await app.call('GET', `/v1/payment-methods/${ids['payment-methods'] ?? ''}`);
      for (const field of METHOD_FIELDS) expect(body).toHaveProperty(field);
      expect(body).toMatchObject({ brand: 'visa', last4: '4242', exp_year: expect.any(Number) });
      for (const hidden of ['fingerprint', 'vendor_customer_id', 'source', 'verified_at'])
        expect(body).not.toHaveProperty(hidden);
    });

    it('comes in pages that a cursor goes on from', async () => {
      for (let index = 0; index < 3; index += 1)
        await app.call('POST', '/v1/customers', {
          body: { type: 'individual', name: `Page ${String(index)}` },
        });
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await app.call('GET', `/v1/customers?limit=2${cursor && `&cursor=${cursor}`}`);
        expect(page.body.data.length).toBeLessThanOrEqual(2);
        seen.push(...(page.body.data as { id: string }[]).map(({ id }) => id));
        cursor = page.body.next_cursor as string | null;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe((await app.call('GET', '/v1/customers?limit=200')).body.data.length);
    });

    it('carries security headers and its request id', async () => {
      const { headers } = await app.call('GET', '/v1/customers', {
        headers: { 'x-request-id': 'my-request-1' },
      });
      expect(headers.get('x-request-id')).toBe('my-request-1');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('x-powered-by')).toBeNull();
      const made = await app.call('GET', '/v1/customers', { headers: { 'x-request-id': '<bad id>' } });
      expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  describe('a problem', () => {
    const customer = { type: 'individual', name: 'Nora' };

    it.each([
      ['an unknown field', 'unknown_field', { ...customer, nonsense: 1 }],
      ['a field of another style', 'unknown_field', { ...customer, externalId: 'x' }],
      ['a wrong type', 'validation_failed', { ...customer, auto_pay: 'yes' }],
      ['a missing field', 'validation_failed', { type: 'individual' }],
      ['a list for an object', 'validation_failed', [customer]],
      ['nothing', 'validation_failed', null],
    ])('for %s is 422 and names the place', async (_, code, body) => {
      const answer = await app.call('POST', '/v1/customers', { raw: JSON.stringify(body) });
      expectProblem(answer, 422, code);
      expect(answer.body.errors).toEqual(
        expect.arrayContaining([{ path: expect.any(String), message: expect.any(String) }]),
      );
    });

    it('for a card number is 422', async () => {
      const body = { ...customer, name: '4242 4242 4242 4242' };
      expectProblem(await app.call('POST', '/v1/customers', { body }), 422, 'card_number_refused');
    });

    it.each(['{"type":', 'nonsense', '{"a":1}}', '{"__proto__":{"x":1}}', '\u0000'])(
      'for a body such as %j is 400',
      async (raw) => {
        expectProblem(await app.call('POST', '/v1/customers', { raw }), 400, 'malformed_request');
      },
    );

    it('is not made of an empty body, whatever type a client names with it', async () => {
      const headers = { 'content-type': 'application/json' };
      const path = `/v1/payment-methods/${ids['payment-methods'] ?? ''}`;
      expect((await app.call('POST', `${path}/default`, { headers })).status).toBe(200);
      expectProblem(await app.call('DELETE', path, { headers }), 409, 'last_method_confirmation_required');
      expectProblem(await app.call('POST', '/v1/customers', { headers }), 422, 'validation_failed');
    });

    it('for a body of 300 KiB is 413', async () => {
      const raw = JSON.stringify({ ...customer, name: 'x'.repeat(300 * 1024) });
      expectProblem(await app.call('POST', '/v1/customers', { raw }), 413, 'body_too_large');
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/xml',
    ])('for the content type %s is 415', async (type) => {
      const call = { raw: JSON.stringify(customer), headers: { 'content-type': type } };
      expectProblem(await app.call('POST', '/v1/customers', call), 415, 'unsupported_media_type');
    });

    it.each([
      ['GET', '/v1/nothing'],
      ['PUT', '/v1/customers'],
      ['GET', '/nothing'],
      ['GET', '/v1/customers/not-an-id'],
      ['GET', '/v1/customers/01890000-0000-7000-8000-000000000000'],
    ])('for %s %s is 404', async (method, path) => {
      expectProblem(await app.call(method, path), 404, 'not_found');
    });

    it.each(['/%', '/v1/customers/%zz', '/v1/customers/%c0%ae', `/v1/customers/${'x'.repeat(600)}`])(
      'for the malformed address %s is 400, and does not repeat it',
      async (path) => {
        const answer = await app.call('GET', path);
        expectProblem(answer, 400, 'malformed_request');
        expect(answer.text).not.toContain(path);
      },
    );

    it.each([
      '/v1/customers?cursor=nonsense',
      '/v1/expiring-cards?cursor=WzFd',
      '/v1/audit?cursor=e30',
      '/v1/expiring-cards?range=45',
      '/v1/customers?limit=201',
      '/v1/customers?limit=0',
      '/v1/customers?limit=1&limit=2',
    ])('for %s is 422', async (path) => {
      expectProblem(await app.call('GET', path), 422, 'validation_failed');
    });

    it.each([
      ['no key', null, {}],
      ['an unknown key', 'omni_nonsense', {}],
      ['another scheme', null, { authorization: 'Basic YTpi' }],
    ])('for %s is 401 with a challenge', async (_, key, headers) => {
      const answer = await app.call('GET', '/v1/customers', { key, headers });
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    });

    it('for another role is 403', async () => {
      const key = await app.apiKey('viewer');
      expectProblem(await app.call('POST', '/v1/customers', { key, body: customer }), 403, 'forbidden');
      expectProblem(await app.call('GET', '/v1/audit', { key }), 403, 'forbidden');
    });

    it('for a taken external id is 409, for a vendor without keys 503', async () => {
      const body = { ...customer, external_id: 'TAKEN' };
      expect((await app.call('POST', '/v1/customers', { body })).status).toBe(201);
      expectProblem(await app.call('POST', '/v1/customers', { body }), 409, 'conflict');
      const setups = `/v1/customers/${ids['customers'] ?? ''}/payment-method-setups`;
      await using bare = await startTestApp({
        beside: app,
        env: {
          VENDORS__PAYPAL__CLIENT_ID: '',
          VENDORS__PAYPAL__CLIENT_SECRET: '',
          VENDORS__PAYPAL__WEBHOOK_ID: '',
        },
      });
      const paypal = await bare.call('POST', setups, { body: { vendor: 'paypal', payment_type: 'paypal' } });
      expectProblem(paypal, 503, 'vendor_not_configured');
    });

    it('is told in the language asked for, with the same code', async () => {
      const told = (language: string): Promise<Answer> =>
        app.call('POST', '/v1/customers', { body: { a: 1 }, headers: { 'accept-language': language } });
      const [english, arabic] = [await told('en'), await told('ar-SA,ar;q=0.9')];
      expect(arabic.body.code).toBe(english.body.code);
      expect(arabic.body.title).toMatch(/\p{Script=Arabic}/u);
      expect(arabic.body.detail).toMatch(/\p{Script=Arabic}/u);
      expect(english.body.detail).not.toMatch(/\p{Script=Arabic}/u);
    });
  });

  it('has a page to try it that asks nobody else for anything', async () => {
    const page = await app.call('GET', '/docs', { key: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*connect-src 'self'/);
    const linked = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(linked.length).toBeGreaterThan(1);
    for (const address of linked) {
      expect(address).toMatch(/^\/docs\//);
      expect((await app.call('GET', address, { key: null })).status).toBe(200);
    }
    expect((await app.call('GET', '/docs/start.js', { key: null })).text).not.toMatch(/https?:/);
  });

  it('has no sandbox routes outside sandbox mode', async () => {
    await using tested = await startTestApp({ env: { MODE: 'test' } });
    for (const path of ['/v1/sandbox/clock', '/v1/sandbox/mailbox'])
      expectProblem(await tested.call('GET', path), 404, 'not_found');
    expect((await tested.call('GET', '/v1/customers')).status).toBe(200);
  });
});
