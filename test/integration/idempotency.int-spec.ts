import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import { IdempotencyStore } from '../../src/common/http/idempotency-store.service.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { dumpOf, seedOne, type KnownIds } from '../support/api-routes.js';

const ROUNDS = 200;
const CALLERS = 20;

describe('an Idempotency-Key', () => {
  let app: TestApp;
  let ids: KnownIds;
  let checks: string;
  let setups: string;
  let methods: string;

  beforeAll(async () => {
    app = await startTestApp();
    ids = await seedOne(app, 'Repeats');
    checks = `/v1/customers/${ids['customers'] ?? ''}/identity-checks`;
    setups = `/v1/customers/${ids['customers'] ?? ''}/payment-method-setups`;
    methods = `/v1/customers/${ids['customers'] ?? ''}/payment-methods`;
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  function post(path: string, key: string, body: unknown = { method: 'call back' }): Promise<Answer> {
    return app.call('POST', path, { body, headers: { 'idempotency-key': key } });
  }

  async function countOf(table: string, where = 'true', values: unknown[] = []): Promise<number> {
    const rows: { count: number }[] = await app.db.query(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`,
      values,
    );
    return rows[0]?.count ?? NaN;
  }

  /** What a crash leaves: the key held by nobody alive, its lease run out. */
  async function crashed(key: string, leaseSeconds = -1): Promise<void> {
    await app.db.query(
      `UPDATE idempotency_keys SET state = 'running', status = NULL, response = NULL, lease_until = now() + make_interval(secs => $2)
       WHERE key = $1`,
      [key, leaseSeconds],
    );
  }

  it(`raced by ${String(CALLERS)} callers has one effect, ${String(ROUNDS)} times`, async () => {
    const before = await countOf('identity_checks');
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = `race-${String(round)}`;
      const answers = await Promise.all(Array.from({ length: CALLERS }, () => post(checks, key)));
      const made = answers.filter(({ status }) => status === 201);
      expect(made.length).toBeGreaterThan(0);
      expect(new Set(made.map(({ body }) => body.id as string)).size).toBe(1);
      expect(made.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
      for (const other of answers.filter(({ status }) => status !== 201))
        expect([other.status, other.body.code]).toEqual([409, 'request_in_progress']);
    }
    expect(await countOf('identity_checks')).toBe(before + ROUNDS);
    expect(await countOf('audit_entries', `action = 'identity_check.recorded'`)).toBe(before + ROUNDS);
  }, 240_000);

  it('replays the same answer, errors of the caller included', async () => {
    const [first, second] = [await post(checks, 'replay'), await post(checks, 'replay')];
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(second.body).toEqual(first.body);
    const nobody = `/v1/customers/${uuidv7()}/identity-checks`;
    const [refused, again] = [await post(nobody, 'refused'), await post(nobody, 'refused')];
    expect([refused.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([
      404,
      404,
      'true',
    ]);
    expect(again.body).toEqual(refused.body);
  });

  it('with another body is refused', async () => {
    await post(checks, 'body');
    const other = await post(checks, 'body', { method: 'a passport' });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('belongs to one principal and one path', async () => {
    const first = await post(checks, 'scope');
    const key = await app.apiKey('support');
    const elsewhere = await app.call('POST', checks, {
      key,
      body: { method: 'call back' },
      headers: { 'idempotency-key': 'scope' },
    });
    const { customers } = await seedOne(app, 'Another path');
    const otherPath = await post(`/v1/customers/${customers ?? ''}/identity-checks`, 'scope');
    expect(new Set([first, elsewhere, otherPath].map(({ body }) => body.id as string)).size).toBe(3);
  });

  it.each(['', 'a b', 'k'.repeat(256), '\u00e4'])('such as %j is refused or left out', async (key) => {
    const { status, body } = await post(checks, key);
    expect([status, body.code]).toEqual([400, 'idempotency_key_invalid']);
  });

  it('says that the first request still runs while its lease lasts', async () => {
    await post(checks, 'runs');
    await crashed('runs', 30);
    const answer = await post(checks, 'runs');
    expect([answer.status, answer.body.code]).toEqual([409, 'request_in_progress']);
    expect(answer.headers.get('retry-after')).toBe('1');
    const other = await post(checks, 'runs', { method: 'a passport' });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  describe('after a crash', () => {
    it('that lost the effect, does it under the id planned', async () => {
      const first = await post(checks, 'crash-before');
      await app.db.query('DELETE FROM identity_checks WHERE id = $1', [first.body.id]);
      await crashed('crash-before');
      const again = await post(checks, 'crash-before');
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      expect(await countOf('identity_checks', 'id = $1', [first.body.id])).toBe(1);
    });

    it('that lost the answer alone, gives it again without a second effect', async () => {
      const first = await post(checks, 'crash-after');
      const before = [await countOf('identity_checks'), await countOf('audit_entries')];
      await crashed('crash-after');
      expect((await post(checks, 'crash-after')).body).toEqual(first.body);
      expect([await countOf('identity_checks'), await countOf('audit_entries')]).toEqual(before);
    });

    it.each([
      [
        'a customer',
        '/v1/customers',
        { type: 'business', name: 'Crash', external_id: 'CRASH-1' },
        'customers',
      ],
      [
        'a subscription',
        'subscriptions',
        { service_type: 'mobile', name: 'M', billing_mode: 'prepaid', price: { amount: 1, currency: 'GBP' } },
        'subscriptions',
      ],
      [
        'a batch of reminders',
        '/v1/expiring-cards/reminders',
        { filter: { range: '90' } },
        'reminder_batches',
      ],
      [
        'a method',
        'payment-methods',
        { vendor: 'stripe', vendor_payment_method_id: 'pm_card_mastercard' },
        'payment_methods',
      ],
    ])('%s is made once', async (_, where, body, table) => {
      const path = where.startsWith('/') ? where : `/v1/customers/${ids['customers'] ?? ''}/${where}`;
      const first = await post(path, 'crash-made', body);
      expect(first.status).toBeLessThan(300);
      const counted = await countOf(table);
      await crashed('crash-made');
      const again = await post(path, 'crash-made', body);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect(await countOf(table)).toBe(counted);
    });

    it('whoever comes too late changes no row', async () => {
      const store = app.app.get(IdempotencyStore);
      const scope = { principal: 'test', method: 'POST', path: '/v1/late', key: 'late' };
      const body = Buffer.from('body');
      const slow = await store.claim(scope, body);
      expect(await store.claim(scope, body)).toEqual({ kind: 'running' });
      await crashed('late');
      const next = await store.claim(scope, body);
      if (slow.kind !== 'mine' || next.kind !== 'mine') throw new Error('Nobody holds the key.');
      expect(next.resourceId).toBe(slow.resourceId);
      await store.finish(scope, slow.leaseId, { status: 201, body: 'too late' });
      await store.release(scope, slow.leaseId);
      expect(await store.claim(scope, body)).toEqual({ kind: 'running' });
      await store.finish(scope, next.leaseId, { status: 201, body: 'in time' });
      expect(await store.claim(scope, body)).toMatchObject({ answer: { status: 201, body: 'in time' } });
    });
  });

  it('is free again after a failure of ours, and finishes the same thing', async () => {
    app.stripe.faults.add({ kind: 'error_500_before', method: 'POST', path: '/v1/setup_intents' });
    const failed = await post(setups, 'freed', { vendor: 'stripe' });
    expect([failed.status, failed.body.code]).toEqual([503, 'vendor_unavailable']);
    expect(Number(failed.headers.get('retry-after'))).toBeGreaterThan(0);
    const [planned] = await app.db.query(`SELECT resource_id FROM idempotency_keys WHERE key = 'freed'`);
    const again = await post(setups, 'freed', { vendor: 'stripe' });
    expect([again.status, again.body.id]).toEqual([201, planned.resource_id]);
    app.stripe.faults.clear();
  });

  it('is forgotten after the configured days, and not before', async () => {
    const first = await post(checks, 'old');
    const age = (days: number): Promise<unknown> =>
      app.db.query(
        `UPDATE idempotency_keys SET created_at = now() - make_interval(days => $1) WHERE key = 'old'`,
        [days],
      );
    await age(1);
    await app.app.get(JobRunner).runNow('idempotency-cleanup');
    expect((await post(checks, 'old')).body).toEqual(first.body);
    await age(3);
    await app.app.get(JobRunner).runNow('idempotency-cleanup');
    expect((await post(checks, 'old')).body.id).not.toBe(first.body.id);
  });

  it("makes a setup's client again on replay, and keeps its secret nowhere", async () => {
    const first = await post(setups, 'secret', { vendor: 'stripe' });
    const again = await post(setups, 'secret', { vendor: 'stripe' });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(again.body).toMatchObject({
      id: first.body.id,
      client: { client_secret: first.body.client.client_secret },
    });
    expect(again.body.client.token).toEqual(expect.any(String));
    expect(
      app.stripe.state
        .setupIntents()
        .filter(({ metadata }) => Object.values(metadata).includes(first.body.id)),
    ).toHaveLength(1);
    const secrets = [
      first.body.client.client_secret,
      first.body.client.token,
      again.body.client.token,
    ] as string[];
    const kept = (await dumpOf(app)) + app.log.lines.join('');
    for (const secret of secrets) expect(kept.includes(secret)).toBe(false);
    expect(kept).not.toMatch(/_secret_\w+/);
  });

  it("keeps no secure link, and sends one mail for a repeated request's two answers", async () => {
    const links = `/v1/customers/${ids['customers'] ?? ''}/secure-links`;
    const before = await countOf('messages', `type = 'secure_link'`);
    const first = await post(links, 'link', { purpose: 'add_payment_method', send: true });
    const again = await post(links, 'link', { purpose: 'add_payment_method', send: true });
    expect([first.status, again.status, again.body.expires_at]).toEqual([201, 201, first.body.expires_at]);
    expect(await countOf('messages', `type = 'secure_link'`)).toBe(before + 1);
    const kept = (await dumpOf(app)) + app.log.lines.join('');
    for (const { body } of [first, again])
      expect(kept.includes((body.url as string).split('/').at(-1) ?? '')).toBe(false);
  });

  it('of a decline replays the decline, without asking the vendor again', async () => {
    const token = app.stripe.control.seed(
      [],
      [{ exp_month: 12, exp_year: 2035, behaviour: { save: 'insufficient_funds' } }],
    )[0]?.id;
    const body = { vendor: 'stripe', vendor_payment_method_id: token };
    const first = await post(methods, 'declined', body);
    const calls = app.stripe.state.requests().length;
    const again = await post(methods, 'declined', body);
    expect([first.status, again.status]).toEqual([402, 402]);
    expect(again.body).toEqual(first.body);
    expect(app.stripe.state.requests().length).toBe(calls);
  });
});
