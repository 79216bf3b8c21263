import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cliActor, ROLE_SCOPES, ROLES, SCOPES, type Scope } from '../../src/common/http/principal.js';
import { ApiKeys } from '../../src/modules/staff/index.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import {
  addressOf,
  examplesOf,
  keyFor,
  routesOf,
  rowCounts,
  seedOne,
  type ApiRoute,
  type KnownIds,
} from '../support/api-routes.js';

const LOOPBACK_TOO = '/metrics';

describe('who may call which route', () => {
  let app: TestApp;
  let ids: KnownIds;
  let routes: ApiRoute[];
  let caller = 0;

  beforeAll(async () => {
    // Each call comes from an address of its own, or the limit on failed authentications would answer for the guard.
    app = await startTestApp({ env: { HTTP__TRUST_PROXY: 'true' } });
    ids = await seedOne(app, 'Access');
    routes = (await routesOf(app)).filter(({ scope }) => scope !== null);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  function ask(route: ApiRoute, key: string | null, known: KnownIds = ids): Promise<Answer> {
    caller += 1;
    const address = `10.${String(caller >> 16)}.${String((caller >> 8) & 255)}.${String(caller & 255)}`;
    const body = route.body ? examplesOf(route.body, known)[0] : undefined;
    return app.call(route.method, addressOf(route, known), {
      key,
      headers: { 'x-forwarded-for': address, ...keyFor(route) },
      ...(body === undefined ? {} : { body }),
    });
  }

  async function answersOf(key: string | null, known?: KnownIds): Promise<Map<string, Answer>> {
    const answers = new Map<string, Answer>();
    for (const route of routes) answers.set(`${route.method} ${route.path}`, await ask(route, key, known));
    return answers;
  }

  const statuses = (answers: Map<string, Answer>): Record<string, number> =>
    Object.fromEntries([...answers].map(([route, { status }]) => [route, status]));

  const all = (status: number): Record<string, number> =>
    Object.fromEntries(routes.map(({ method, path }) => [`${method} ${path}`, status]));

  async function setupToken(customer: string): Promise<{ id: string; token: string }> {
    const { body } = await app.call('POST', `/v1/customers/${customer}/payment-method-setups`, {
      body: { vendor: 'stripe' },
    });
    return { id: body.id as string, token: body.client.token as string };
  }

  it('is told by every route under /v1, and each needs a scope that exists', async () => {
    const open = (await routesOf(app)).filter(({ scope }) => scope === null);
    expect(open.filter(({ path }) => path.startsWith('/v1/'))).toEqual([]);
    for (const { scope } of routes) expect(SCOPES).toContain(scope);
    expect(routes.length).toBeGreaterThan(25);
  });

  it.each([
    ['no key', null],
    ['a key that nobody made', 'omni_0123456789abcdefghijklmnopqrstuvwxyz'],
    ['something else', 'eyJhbGciOiJub25lIn0.eyJzZXR1cCI6IngifQ.'],
    ['a word', 'admin'],
  ])('nobody with %s, and nothing is done', async (_, key) => {
    const before = await rowCounts(app);
    const answers = await answersOf(key);
    expect(statuses(answers)).toEqual(all(401));
    expect(new Set([...answers.values()].map(({ body }) => body.code as string))).toEqual(
      new Set(['unauthenticated']),
    );
    // A refused key is noted, once a minute for each address.
    expect({ ...(await rowCounts(app)), audit_entries: 0 }).toEqual({ ...before, audit_entries: 0 });
  });

  it('nobody with a revoked key: at once here, and within five seconds in another instance', async () => {
    await using other = await startTestApp({ beside: app });
    const keys = app.app.get(ApiKeys);
    const { id, key } = await keys.create({ name: 'soon revoked', role: 'admin', actor: cliActor });
    expect((await other.call('GET', '/v1/customers', { key })).status).toBe(200);
    expect((await app.call('GET', '/v1/customers', { key })).status).toBe(200);
    await keys.revoke(id, cliActor);
    const revokedAt = Date.now();
    expect(statuses(await answersOf(key))).toEqual(all(401));
    while ((await other.call('GET', '/v1/customers', { key })).status === 200) {
      expect(Date.now() - revokedAt).toBeLessThan(5_000);
      await sleep(50);
    }
  });

  it.each(ROLES)('the role %s where it holds the scope, and nowhere else', async (role) => {
    const scopes: readonly Scope[] = ROLE_SCOPES[role];
    const known = await seedOne(app, `Role ${role}`);
    const key = await app.apiKey(role);
    const before = await rowCounts(app);
    const refused = routes.filter(({ scope }) => !scopes.includes(scope as Scope));
    for (const route of refused) {
      const { status, body } = await ask(route, key, known);
      expect([route.path, status, body.code]).toEqual([route.path, 403, 'forbidden']);
    }
    expect(await rowCounts(app)).toEqual(before);
    for (const route of routes.filter(({ scope }) => scopes.includes(scope as Scope))) {
      const { status } = await ask(route, key, known);
      expect([route.method, route.path, [401, 403].includes(status) || status >= 500]).toEqual([
        route.method,
        route.path,
        false,
      ]);
    }
  });

  it('a key of one scope on the routes of that scope alone', async () => {
    const known = await seedOne(app, 'One scope');
    for (const scope of new Set(routes.map((route) => route.scope as Scope))) {
      const key = await app.apiKey('admin', [scope]);
      for (const route of routes.filter((one) => one.scope !== scope)) {
        const { status } = await ask(route, key, known);
        expect([scope, route.method, route.path, status]).toEqual([scope, route.method, route.path, 403]);
      }
    }
  });

  it('a key of a role that lost scopes keeps none of them', async () => {
    const key = await app.apiKey('support');
    const { status, body } = await app.call(
      'DELETE',
      `/v1/payment-methods/${ids['payment-methods'] ?? ''}?force=true`,
      {
        key,
      },
    );
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  it("a setup's token on its own setup, and on nothing else, its customer's included", async () => {
    const known = await seedOne(app, 'Setup');
    const { id, token } = await setupToken(known['customers'] ?? '');
    const own = await answersOf(token, { ...known, 'payment-method-setups': id });
    for (const route of routes) {
      const name = `${route.method} ${route.path}`;
      const status = own.get(name)?.status ?? 0;
      if (route.setupToken) expect([name, [200, 409].includes(status)]).toEqual([name, true]);
      else expect([name, status]).toEqual([name, 403]);
    }
  });

  it("another setup's token learns nothing: what is not its own looks like what does not exist", async () => {
    const stranger = await seedOne(app, 'Stranger');
    const { token } = await setupToken(stranger['customers'] ?? '');
    for (const route of routes.filter((one) => one.setupToken)) {
      const foreign = await ask(route, token, ids);
      const unknown = await ask(route, token, { ...ids, 'payment-method-setups': crypto.randomUUID() });
      expect([route.path, foreign.status]).toEqual([route.path, 404]);
      expect({ ...foreign.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    }
  });

  it('a token that was altered or has expired nowhere', async () => {
    const { id, token } = await setupToken(ids['customers'] ?? '');
    const [route] = routes.filter((one) => one.setupToken && one.method === 'GET');
    if (!route) throw new Error('No route takes the token of a setup.');
    const known = { ...ids, 'payment-method-setups': id };
    expect((await ask(route, token, known)).status).toBe(200);
    const altered = [
      `${token}x`,
      token.slice(0, -2),
      token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    ];
    for (const bad of [...altered, token.toUpperCase(), `${token} `.trim() + '.x'])
      expect((await ask(route, bad, known)).status).toBe(401);
  });

  it("another customer's things through one's own address: they look as if they were not there", async () => {
    const stranger = await seedOne(app, 'Other owner');
    const mine = `/v1/customers/${ids['customers'] ?? ''}`;
    const { body: order } = await app.call('PUT', `${mine}/backup-methods`, {
      body: { payment_method_ids: [stranger['payment-methods']], consent: true },
    });
    const { body: nobody } = await app.call('PUT', `${mine}/backup-methods`, {
      body: { payment_method_ids: [crypto.randomUUID()], consent: true },
    });
    expect({ ...order, request_id: '' }).toEqual({ ...nobody, request_id: '' });
    const add = (setup: string): Promise<Answer> =>
      app.call('POST', `${mine}/payment-methods`, { body: { setup_id: setup } });
    const [foreign, unknown] = [
      await add(stranger['payment-method-setups'] ?? ''),
      await add(crypto.randomUUID()),
    ];
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    const named = await app.call('PATCH', `/v1/subscriptions/${ids['subscriptions'] ?? ''}`, {
      body: { payment_method_id: stranger['payment-methods'] },
    });
    const unnamed = await app.call('PATCH', `/v1/subscriptions/${ids['subscriptions'] ?? ''}`, {
      body: { payment_method_id: crypto.randomUUID() },
    });
    expect(named.status).toBeGreaterThanOrEqual(400);
    expect({ ...named.body, request_id: '' }).toEqual({ ...unnamed.body, request_id: '' });
  });

  it('metrics without a key on this host alone, never through a proxy', async () => {
    expect((await app.call('GET', LOOPBACK_TOO, { key: null })).status).toBe(200);
    const forwarded = { key: null, headers: { 'x-forwarded-for': '127.0.0.1' } };
    expect((await app.call('GET', LOOPBACK_TOO, forwarded)).status).toBe(401);
  });

  it('nobody who guesses: after sixty failures an address waits', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.9' };
    const seen = new Set<number>();
    for (let guess = 0; guess < 70; guess += 1) {
      const { status } = await app.call('GET', '/v1/customers', {
        key: `omni_guess${String(guess)}`,
        headers,
      });
      seen.add(status);
    }
    expect(seen).toEqual(new Set([401, 429]));
    const waiting = await app.call('GET', '/v1/customers', { key: 'omni_again', headers });
    expect([waiting.status, waiting.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
    const spelt = await app.call('GET', '/%76%31/customers', { key: 'omni_once_more', headers });
    expect(spelt.status).toBe(429);
    const noted: { count: number }[] = await app.db.query(
      `SELECT count(*)::int AS count FROM audit_entries WHERE action = 'api_key.refused' AND ip = '192.0.2.9'`,
    );
    expect(noted).toEqual([{ count: 1 }]);
  });

  it('nobody who guesses from another address of his network each time', async () => {
    const seen: number[] = [];
    for (let guess = 1; guess <= 61; guess += 1) {
      const headers = { 'x-forwarded-for': `2001:db8:7::${guess.toString(16)}` };
      seen.push((await app.call('GET', '/v1/customers', { key: `omni_v6${String(guess)}`, headers })).status);
    }
    expect([seen.slice(0, 60).every((status) => status === 401), seen.at(-1)]).toEqual([true, 429]);
    const noted: { ip: string }[] = await app.db.query(
      `SELECT ip FROM audit_entries WHERE action = 'api_key.refused' AND ip LIKE '2001:db8:7:%'`,
    );
    expect(noted).toEqual([{ ip: '2001:db8:7::1' }]);
  });

  it('nobody without a key more often than one network may ask', async () => {
    await using other = await startTestApp({
      beside: app,
      env: { HTTP__TRUST_PROXY: 'true', HTTP__RATE_LIMITS__ADDRESS_PER_MINUTE: '3' },
    });
    const statuses: number[] = [];
    for (let host = 1; host <= 4; host += 1) {
      const headers = { 'x-forwarded-for': `2001:db8:8::${String(host)}` };
      statuses.push((await other.call('GET', '/v1/customers', { key: null, headers })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it('a caller who hangs up at once, whose address nobody knows any more, as others', async () => {
    const { hostname, port } = new URL(app.url);
    const key = await app.apiKey('admin');
    const from = app.log.lines.length;
    const head = `Host: ${hostname}\r\nContent-Length: 0\r\n`;
    for (const ask of [
      `GET /v1/customers HTTP/1.1\r\nAuthorization: Bearer ${key}\r\n`,
      'GET /v1/customers HTTP/1.1\r\n',
      'GET /v1/customers HTTP/1.1\r\nAuthorization: Bearer omni_wrong\r\n',
      'POST /webhooks/stripe HTTP/1.1\r\n',
      'GET /health HTTP/1.1\r\n',
    ])
      for (let time = 0; time < 5; time += 1) {
        const socket = connect({ host: hostname, port: Number(port) });
        await once(socket, 'connect');
        socket.write(`${ask}${head}\r\n`);
        socket.resetAndDestroy();
      }
    expect((await app.call('GET', '/v1/customers')).status).toBe(200);
    await sleep(200);
    const wrong = app.log.lines.slice(from).filter((line) => line.includes('unexpected error'));
    expect(wrong).toEqual([]);
  });
});
