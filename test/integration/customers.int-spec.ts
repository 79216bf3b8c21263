import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { Page } from '../../src/common/http/cursor.js';
import { actorOf } from '../../src/common/http/principal.js';
import { CareLinks, IdentityChecks, type CustomerView } from '../../src/modules/customers/index.js';
import { Api, problem, refusedFields } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
let api: Api;

beforeAll(async () => {
  app = await startTestApp();
  api = new Api(app);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const ANYBODY = { type: 'individual', name: 'Sarah Connor' };
const NOBODY = '0190a000-0000-7000-8000-000000000000';

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function idsOf(customers: readonly CustomerView[]): string[] {
  return customers.map(({ id }) => id);
}

async function found(query: string): Promise<string[]> {
  return idsOf((await api.get<Page<CustomerView>>(`/v1/customers?${query}`)).data);
}

describe('customers', () => {
  it('fills in what follows from the business', async () => {
    const customer = await api.customer();
    expect(customer).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      external_id: null,
      type: 'individual',
      name: 'Sarah Connor',
      email: null,
      phone: null,
      locale: 'en',
      time_zone: 'UTC',
      currency: 'USD',
      auto_pay: true,
      reminders_opt_out: false,
      erased_at: null,
      created_at: expect.any(String),
      updated_at: customer.created_at,
    });
    expect(await api.get(`/v1/customers/${customer.id}`)).toEqual(customer);
  });

  it('takes an external id once, also when eight ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        app.call('POST', '/v1/customers', { body: { ...ANYBODY, external_id: 'RACE-1' } }),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(7);
    for (const answer of refused) {
      expect(answer.status).toBe(409);
      expect(problem(answer).code).toBe('conflict');
    }
    expect(await found('external_id=RACE-1')).toHaveLength(1);

    const other = await api.customer({ external_id: 'RACE-2' });
    const taken = { body: { external_id: 'RACE-1' } };
    expect((await api.refused(409, 'PATCH', `/v1/customers/${other.id}`, taken)).code).toBe('conflict');
  });

  it('makes one customer for one idempotency key', async () => {
    const call = () =>
      app.call('POST', '/v1/customers', { body: ANYBODY, headers: { 'idempotency-key': 'customer-once' } });
    const first = await call();
    const again = await call();
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
  });

  it.each([
    [{ type: 'robot' }, 'type'],
    [{ name: '  ' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ email: 'nobody' }, 'email'],
    [{ phone: '020 7946 0000' }, 'phone'],
    [{ phone: '+378282246310005' }, 'phone'],
    [{ time_zone: 'Europe/Atlantis' }, 'time_zone'],
    [{ time_zone: '+03:00' }, 'time_zone'],
    [{ currency: 'ABC' }, 'currency'],
    [{ currency: 'usd' }, 'currency'],
    [{ locale: 'fr' }, 'locale'],
    [{ auto_pay: 'yes' }, 'auto_pay'],
    [{ nickname: 'x' }, 'nickname'],
  ])('refuses %j and names the field', async (body, path) => {
    const answer = await app.call('POST', '/v1/customers', { body: { ...ANYBODY, ...body } });
    expect(answer.status).toBe(422);
    expect(refusedFields(answer)).toEqual([path]);
  });

  it('lets three who change different fields all have their way', async () => {
    const { id } = await api.customer();
    await Promise.all([
      api.patch(`/v1/customers/${id}`, { email: 'sarah@example.com' }),
      api.patch(`/v1/customers/${id}`, { phone: '+442079460000' }),
      api.patch(`/v1/customers/${id}`, { name: 'Sarah J. Connor' }),
    ]);
    expect(await api.get(`/v1/customers/${id}`)).toMatchObject({
      email: 'sarah@example.com',
      phone: '+442079460000',
      name: 'Sarah J. Connor',
    });
  });

  it('audits which fields changed, and none of their values', async () => {
    const { id } = await api.customer();
    await api.patch(`/v1/customers/${id}`, { email: 'secret@example.com', type: 'individual' });
    await api.patch(`/v1/customers/${id}`, { email: 'secret@example.com' });
    const entries = await api.auditOf(`customer:${id}`);
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['customer.updated', { changed: ['email'] }],
      ['customer.created', {}],
    ]);
    expect(entries[0]?.actor).toMatchObject({ kind: 'api_key', name: 'test admin' });
    expect(JSON.stringify(entries)).not.toContain('secret@');
  });

  it('sends waiting mails to a new address', async () => {
    const { id } = await api.customer({ email: 'old@example.com' });
    await app.call('POST', `/v1/customers/${id}/secure-links`, { body: { purpose: 'pay' } });
    await api.patch(`/v1/customers/${id}`, { email: 'new@example.com' });
    expect(await api.rows('SELECT to_email FROM messages WHERE customer_id = $1', [id])).toEqual([
      { to_email: 'new@example.com' },
    ]);
  });

  it('answers 404 for a customer that is not there, and for what is no id', async () => {
    for (const id of [NOBODY, 'x'])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'X' }],
        ['POST', '/erase', {}],
        ['POST', '/identity-checks', { method: 'questions' }],
        ['POST', '/secure-links', { purpose: 'pay' }],
        ['GET', '/subscriptions', undefined],
      ] as const)
        await api.refused(404, method, `/v1/customers/${id}${path}`, { body });
  });
});

describe('finding customers', () => {
  it('lists newest first, in pages that neither repeat nor leave out', async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i += 1)
      made.push((await api.customer({ type: 'business', name: `List ${String(i)}` })).id);
    const pages = await api.pages<CustomerView>('/v1/customers?type=business&limit=3');
    expect(pages.slice(0, -1).every((page) => page.length === 3)).toBe(true);
    expect(idsOf(pages.flat())).toEqual(made.reverse());
  });

  it('finds the beginning of a name, e-mail or external id, however it is spelt', async () => {
    const { id } = await api.customer({
      name: 'أَحْمَد المُصْطَفى',
      email: 'A.Mustafa@Example.com',
      external_id: 'Kunde-Ä-77',
    });
    for (const q of ['احمد', 'أحمد المصطفي', 'a.mustafa@', 'kunde-a', 'KUNDE-Ä-77'])
      expect(await found(`q=${encodeURIComponent(q)}`)).toEqual([id]);
    expect(await found('q=mustafa')).toEqual([]);
  });

  it('gives each match once and in order, whichever of its terms match', async () => {
    const made: { id: string; first: string }[] = [];
    for (let i = 0; i < 40; i += 1) {
      const name = ['Quark', 'quark a', 'Zeta'][i % 3] ?? 'quark';
      const email = i % 2 === 0 ? `quark${String(i % 5)}.${String(i)}@example.com` : null;
      const externalId = i % 5 === 0 ? `QUARK-${String(i).padStart(3, '0')}` : null;
      const type = i % 7 < 3 ? 'business' : 'individual';
      const { id } = await api.customer({ name, email, external_id: externalId, type });
      const terms = [name, email, externalId].flatMap((term) => term?.toLowerCase() ?? []);
      const [first] = terms.filter((term) => term.startsWith('quark')).sort(byBytes);
      if (first !== undefined) made.push({ id, first });
    }
    const expected = made
      .sort((a, b) => byBytes(a.first, b.first) || byBytes(a.id, b.id))
      .map(({ id }) => id);
    for (const limit of [1, 3, 7, 200]) {
      const pages = await api.pages<CustomerView>(`/v1/customers?q=quark&limit=${String(limit)}`);
      expect(idsOf(pages.flat())).toEqual(expected);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    }
    const business = (await api.pages<CustomerView>('/v1/customers?q=quark&type=business&limit=4')).flat();
    expect(business.every(({ type }) => type === 'business')).toBe(true);
    expect(idsOf(business)).toEqual(expected.filter((id) => idsOf(business).includes(id)));
    expect(business.length).toBeGreaterThan(4);
  });

  it('reads only indexes and a bounded number of rows', async () => {
    await api.rows(`
      INSERT INTO customers (id, type, name, email, locale, time_zone, currency, search_name, search_email, created_at, updated_at)
      SELECT uuid_v7(now()), 'individual', 'Bulk ' || n, 'bulk' || n || '@example.com', 'en', 'UTC', 'USD',
        'bulk ' || n, 'bulk' || n || '@example.com', now(), now()
      FROM generate_series(1, 20000) n`);
    await api.rows('ANALYZE customers');
    const before = await scans();
    expect(await found('q=bulk')).toHaveLength(50);
    expect(await found('')).toHaveLength(50);
    expect(await found('q=bulk&type=business')).toEqual([]);
    const after = await scans();
    expect(after.sequential - before.sequential).toBe(0);
    expect(after.fetched - before.fetched).toBeLessThan(15_000);
    expect(await found('q=zebra')).toEqual([]);
    expect((await scans()).blocks - after.blocks).toBeLessThan(40);
  });

  it.each([
    'x',
    'e30',
    Buffer.from('["a"]').toString('base64url'),
    Buffer.from(JSON.stringify(['\u0000', NOBODY])).toString('base64url'),
    Buffer.from(JSON.stringify(['\ud800', NOBODY])).toString('base64url'),
  ])('refuses the cursor %p', async (cursor) => {
    for (const query of ['', 'q=a&']) {
      const answer = await app.call('GET', `/v1/customers?${query}cursor=${cursor}`);
      expect(answer.status).toBe(422);
      expect(refusedFields(answer)).toEqual(['cursor']);
    }
  });
});

interface Scans {
  readonly sequential: number;
  readonly fetched: number;
  readonly blocks: number;
}

// A connection tells of its counters at most once a second.
async function scans(): Promise<Scans> {
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await Promise.all(
    Array.from({ length: 10 }, () => api.rows('SELECT pg_stat_force_next_flush(), pg_sleep(0.05)')),
  );
  const [row] = await api.rows<Scans>(
    `SELECT seq_scan::int AS sequential, idx_tup_fetch::int AS fetched, (idx_blks_hit + idx_blks_read)::int AS blocks
     FROM pg_stat_user_tables JOIN pg_statio_user_tables USING (relid) WHERE pg_stat_user_tables.relname = 'customers'`,
  );
  if (!row) throw new Error('The database counts nothing for customers.');
  return row;
}

describe('identity checks', () => {
  it('are kept with who made them, and count for that actor alone', async () => {
    const customer = await api.customer();
    const answer = await app.call('POST', `/v1/customers/${customer.id}/identity-checks`, {
      body: { method: 'call back' },
    });
    expect(answer.status).toBe(201);
    const check = answer.body as { id: string };
    expect(check).toEqual({
      id: expect.any(String),
      customer_id: customer.id,
      method: 'call back',
      checked_at: expect.any(String),
    });
    const [row] = await api.rows<{ actor_id: string; actor_name: string }>(
      'SELECT actor_id, actor_name FROM identity_checks WHERE id = $1',
      [check.id],
    );
    const checks = app.app.get(IdentityChecks);
    const actor = actorOf({
      kind: 'api_key',
      id: row?.actor_id ?? '',
      name: row?.actor_name ?? '',
      role: 'admin',
      scopes: new Set(),
    });
    expect(await checks.recent(customer.id, actor, 15)).toMatchObject({ id: check.id });
    expect(await checks.recent(customer.id, { ...actor, id: customer.id }, 15)).toBeNull();
    await api.rows("UPDATE identity_checks SET checked_at = now() - interval '16 minutes' WHERE id = $1", [
      check.id,
    ]);
    expect(await checks.recent(customer.id, actor, 15)).toBeNull();
  });
});

describe('secure links', () => {
  it('are the same address on a replay, kept nowhere, mailed once, and open until they are over', async () => {
    const { id } = await api.customer({ email: 'links@example.com', locale: 'ar' });
    const call = () =>
      app.call('POST', `/v1/customers/${id}/secure-links`, {
        body: { purpose: 'add_payment_method', send: true },
        headers: { 'idempotency-key': 'link-1' },
      });
    const first = await call();
    expect(first.status).toBe(201);
    expect((await call()).text).toEqual(first.text);

    const { url } = first.body as { url: string };
    const token = url.split('/l/')[1] ?? '';
    expect(url).toBe(`${app.config.selfCare.baseUrl}/l/${token}`);
    const mails = await api.rows('SELECT * FROM messages WHERE customer_id = $1', [id]);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ type: 'secure_link', locale: 'ar', to_email: 'links@example.com' });
    const kept = await api.rows('SELECT * FROM idempotency_keys');
    expect(JSON.stringify([mails, kept])).not.toContain(token);

    const links = app.app.get(CareLinks);
    const grant = {
      ok: true,
      customerId: id,
      purpose: 'add_payment_method',
      paymentMethodId: null,
      locale: 'ar',
    };
    expect(await links.resolve(token)).toMatchObject(grant);
    expect(await links.resolve(token)).toMatchObject(grant);
    expect(await links.resolve(`${token}x`)).toEqual({ ok: false, why: 'invalid' });
    await api.rows("UPDATE access_links SET expires_at = now() - interval '1 s' WHERE customer_id = $1", [
      id,
    ]);
    expect(await links.resolve(token)).toMatchObject({ ok: false, why: 'expired', customerId: id });
    await api.rows('UPDATE access_links SET revoked_at = now() WHERE customer_id = $1', [id]);
    expect(await links.resolve(token)).toMatchObject({ ok: false, why: 'revoked' });
    const [entry] = await api.auditOf('access_link');
    expect(entry).toMatchObject({ action: 'secure_link.created', customer_id: id });
  });

  it('of a customer without an address are made, and their mail is skipped', async () => {
    const { id } = await api.customer();
    const answer = await app.call('POST', `/v1/customers/${id}/secure-links`, { body: { purpose: 'pay' } });
    expect(answer.status).toBe(201);
    expect(await api.rows('SELECT state, skip_reason FROM messages WHERE customer_id = $1', [id])).toEqual([
      { state: 'skipped', skip_reason: 'no_email' },
    ]);
  });
});

describe('erasing a customer', () => {
  it('takes the personal data out of every row, and keeps the audit trail', async () => {
    const { id } = await api.customer({
      name: 'Vanish Entirely',
      email: 'vanish@example.com',
      phone: '+442079460001',
      external_id: 'V-1',
    });
    const link = { body: { purpose: 'pay' } };
    await app.call('POST', `/v1/customers/${id}/secure-links`, link);
    await app.db.query(
      `INSERT INTO events (id, type, subject_id, customer_id, payload, occurred_at)
       VALUES ($1, 'payment_method.removed', $1, $2, '{"payment_method": {"name": "Vanish Entirely", "last4": "4242"}}', now())`,
      [uuidv7(), id],
    );
    const erased = await api.post<CustomerView>(`/v1/customers/${id}/erase`);
    expect(erased).toMatchObject({
      name: 'Erased customer',
      email: null,
      phone: null,
      erased_at: expect.any(String),
    });
    expect(await api.post(`/v1/customers/${id}/erase`)).toEqual(erased);
    for (const table of ['customers', 'messages', 'access_links', 'audit_entries', 'events'])
      expect(JSON.stringify(await api.rows(`SELECT * FROM ${table}`))).not.toMatch(/vanish|79460001/i);
    expect(await found('q=vanish')).toEqual([]);
    const audited = await api.auditOf(`customer:${id}`);
    expect(audited.map(({ action }) => action)).toEqual(['customer.erased', 'customer.created']);
    await api.refused(409, 'PATCH', `/v1/customers/${id}`, { body: { name: 'Back' } });
    await api.refused(409, 'POST', `/v1/customers/${id}/secure-links`, link);
    await api.refused(409, 'POST', `/v1/customers/${id}/identity-checks`, { body: { method: 'x' } });
  });

  it('is refused in the caller’s language while a service stands', async () => {
    const { id } = await api.customer();
    await api.subscription(id);
    const refused = await api.refused(409, 'POST', `/v1/customers/${id}/erase`, {
      headers: { 'accept-language': 'ar' },
    });
    expect(refused).toMatchObject({ code: 'conflict', standing: ['subscriptions'] });
    expect(refused.detail).toMatch(/\p{Script=Arabic}/u);
  });

  it('is for admins alone', async () => {
    const { id } = await api.customer();
    const key = await app.apiKey('support');
    await api.refused(403, 'POST', `/v1/customers/${id}/erase`, { key });
  });
});
