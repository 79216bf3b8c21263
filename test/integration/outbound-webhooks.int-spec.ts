import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from '../../src/common/database/ids.js';
import { Metrics } from '../../src/common/http/metrics.service.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { Events, type EventType } from '../../src/modules/events/index.js';
import { DeliveryOutcome } from '../../src/modules/webhooks/delivery-outcome.service.js';
import { Api } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { dumpOf } from '../support/api-routes.js';
import { Plug } from '../support/plug.js';
import { WebhookReceiver, type Told } from '../support/webhook-receiver.js';

interface Endpoint {
  readonly id: string;
  readonly state: string;
  readonly state_reason: string | null;
  readonly failing_since: string | null;
  readonly secret: string;
}

interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly state: string;
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
}

/** The algorithm of Standard Webhooks by the platform's other crypto, so that nothing of ours proves itself. */
async function verifies(told: Told, secret: string, signature?: string): Promise<boolean> {
  const key = await crypto.subtle.importKey(
    'raw',
    Buffer.from(secret.replace('whsec_', ''), 'base64'),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': all } = told.headers;
  const given = (signature ?? String(all)).split(' ').map((one) => one.split(','));
  const content = new TextEncoder().encode(`${String(id)}.${String(at)}.${told.raw}`);
  for (const [version, text = ''] of given)
    if (version === 'v1' && (await crypto.subtle.verify('HMAC', key, Buffer.from(text, 'base64'), content)))
      return true;
  return false;
}

describe('outbound webhooks', () => {
  let app: TestApp;
  let api: Api;
  let receiver: WebhookReceiver;
  let path: string;
  let paths = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = new Api(app);
    receiver = await WebhookReceiver.open();
  });

  beforeEach(async () => {
    paths += 1;
    path = `/hook-${String(paths)}`;
    // Each test has its endpoints to itself.
    await app.db.query(
      `UPDATE webhook_endpoints SET state = 'disabled', secret = NULL, previous_secret = NULL, previous_secret_until = NULL,
         deleted_at = now() WHERE deleted_at IS NULL`,
    );
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const register = async (body: object = {}, on = path): Promise<Endpoint> => {
    const answer = await app.call('POST', '/v1/webhook-endpoints', {
      body: { url: receiver.url(on), ...body },
    });
    expect([answer.status, answer.text]).toEqual([201, answer.text]);
    return answer.body as Endpoint;
  };
  const endpoint = (id: string): Promise<Endpoint> => api.get(`/v1/webhook-endpoints/${id}`);
  const publish = async (
    type: EventType = 'subscription.created',
    tx: EntityManager = app.db.manager,
  ): Promise<string> => {
    const subjectId = uuidv7();
    await app.app.get(Events).publish(tx, {
      type,
      subjectId,
      customerId: null,
      payload: { subject: subjectId, name: 'سارة & <Sarah>' },
      occurredAt: new Date('2026-02-03T04:05:06.789Z'),
    });
    return subjectId;
  };
  const fanOut = (on: TestApp = app): Promise<number> => on.app.get(JobRunner).runNow('webhook-fan-out');
  const deliver = (on: TestApp = app): Promise<number> => on.app.get(JobRunner).runNow('webhook-deliveries');
  const tell = async (on: TestApp = app): Promise<number> => {
    await fanOut(on);
    return deliver(on);
  };
  const deliveriesOf = async (id: string, filter = ''): Promise<Delivery[]> =>
    (await app.call('GET', `/v1/webhook-deliveries?limit=200&endpoint_id=${id}${filter}`)).body.data;
  const deliveryOf = async (id: string): Promise<Delivery> => {
    const [only, ...more] = await deliveriesOf(id);
    if (!only || more.length > 0) throw new Error(`${String(more.length + 1)} deliveries instead of one`);
    return only;
  };
  const comeDue = (): Promise<unknown> =>
    app.db.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 second' WHERE state = 'pending'`,
    );
  const subjects = (told: readonly Told[]): string[] =>
    told.map(({ raw }) => (JSON.parse(raw) as { data: { subject: string } }).data.subject);

  describe('an event', () => {
    it('arrives in the form of Standard Webhooks, signed for its body, id and time', async () => {
      const { id, secret } = await register();
      const subject = await publish();
      expect(await tell()).toBe(1);
      const [told] = receiver.at(path);
      if (!told) throw new Error('Nothing came.');
      expect(JSON.parse(told.raw)).toEqual({
        type: 'subscription.created',
        timestamp: '2026-02-03T04:05:06.789Z',
        data: { subject, name: 'سارة & <Sarah>' },
      });
      expect(told.headers['content-type']).toBe('application/json');
      expect(Math.abs(Number(told.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(5);
      expect(secret).toMatch(/^whsec_/);
      expect(await verifies(told, secret)).toBe(true);
      expect(await verifies({ ...told, raw: `${told.raw} ` }, secret)).toBe(false);
      expect(await verifies({ ...told, headers: { ...told.headers, 'webhook-id': 'x' } }, secret)).toBe(
        false,
      );
      expect(await verifies(told, `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false);
      expect(await deliveryOf(id)).toMatchObject({
        event_id: told.id,
        event_type: 'subscription.created',
        state: 'succeeded',
        attempts: 1,
        next_attempt_at: null,
        last_status: 204,
        last_error: null,
      });
      expect(await tell()).toBe(0);
    });

    it('is verified by the function in the documentation', async () => {
      const text = await readFile('docs/outbound-webhooks.md', 'utf8');
      const code = /```js\n([^]*?)```/.exec(text)?.[1] ?? '';
      const module: unknown = await import(
        `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
      );
      const { verify } = module as {
        verify: (secret: string, headers: Told['headers'], rawBody: string, now?: number) => boolean;
      };
      const { secret } = await register();
      await publish();
      await tell();
      const [told] = receiver.at(path);
      if (!told) throw new Error('Nothing came.');
      expect(verify(secret, told.headers, told.raw)).toBe(true);
      expect(verify(secret, told.headers, `${told.raw} `)).toBe(false);
      expect(verify(`${secret.slice(0, -4)}AAA=`, told.headers, told.raw)).toBe(false);
      expect(verify(secret, told.headers, told.raw, Date.now() + 600_000)).toBe(false);
    });

    it('goes to the endpoints that want its type, and to those that want all', async () => {
      const all = await register({}, `${path}-all`);
      const some = await register({ event_types: ['payment.failed', 'invoice.paid', 'invoice.paid'] }, path);
      await publish('subscription.created');
      await publish('invoice.paid');
      await tell();
      expect(receiver.at(path).map(({ type }) => type)).toEqual(['invoice.paid']);
      expect(receiver.at(`${path}-all`)).toHaveLength(2);
      expect(await deliveriesOf(all.id)).toHaveLength(2);
      expect(await deliveriesOf(some.id, '&event_type=invoice.paid&state=succeeded')).toHaveLength(1);
    });

    it('of before an endpoint was there is not told to it', async () => {
      await publish();
      await fanOut();
      await register();
      expect(await tell()).toBe(0);
    });

    it('whose transaction commits after a later one is told all the same', async () => {
      await register();
      const early = app.db.createQueryRunner();
      await early.startTransaction();
      const first = await publish('subscription.created', early.manager);
      const second = await publish();
      await tell();
      expect(subjects(receiver.at(path))).toEqual([second]);
      await early.commitTransaction();
      await early.release();
      await tell();
      expect(subjects(receiver.at(path))).toEqual([second, first]);
    });

    it('is told once to each endpoint, none left out, while many are made at once and two instances work', async () => {
      await using other = await startTestApp({ beside: app });
      await register({}, path);
      await register({}, `${path}-b`);
      let isOver = false;
      const workers = [app, other].map(async (one) => {
        while (!isOver) await Promise.all([fanOut(one), deliver(one)]);
      });
      const made: string[] = [];
      const makers = Array.from({ length: 8 }, async (_, maker) => {
        for (let round = 0; round < 5; round += 1) {
          await app.db.transaction(async (tx) => {
            for (let one = 0; one < 5; one += 1) made.push(await publish('payment.succeeded', tx));
            await sleep((maker * 7 + round * 13) % 40);
          });
        }
      });
      await Promise.all(makers);
      isOver = true;
      await Promise.all(workers);
      await tell();
      expect(made).toHaveLength(200);
      for (const one of [path, `${path}-b`])
        expect(subjects(receiver.at(one)).sort()).toEqual([...made].sort());
    }, 60_000);

    it('of a transaction that is rolled back is told to nobody', async () => {
      await register();
      await expect(
        app.db.transaction(async (tx) => {
          await publish('subscription.created', tx);
          await fanOut();
          throw new Error('rolled back');
        }),
      ).rejects.toThrow('rolled back');
      expect(await tell()).toBe(0);
    });
  });

  describe('a delivery that fails', () => {
    it('is tried again after five seconds, then half a minute, under the same id and with a new time', async () => {
      const { id, secret } = await register();
      let answers = 0;
      receiver.on(path, () => ({ status: (answers += 1) < 3 ? 500 : 200, body: 'x'.repeat(100_000) }));
      await publish();
      const waits: number[] = [];
      for (let time = 0; time < 2; time += 1) {
        await tell();
        const { state, next_attempt_at: next, last_status, last_error } = await deliveryOf(id);
        expect([state, last_status, last_error]).toEqual(['pending', 500, 'status_refused']);
        waits.push((new Date(next ?? 0).getTime() - Date.now()) / 1_000);
        expect(await tell()).toBe(0);
        expect((await endpoint(id)).failing_since).not.toBeNull();
        await sleep(1_000);
        await comeDue();
      }
      expect(waits[0]).toBeGreaterThan(3);
      expect(waits[0]).toBeLessThan(6);
      expect(waits[1]).toBeGreaterThan(25);
      expect(waits[1]).toBeLessThan(34);
      await tell();
      expect(await deliveryOf(id)).toMatchObject({ state: 'succeeded', attempts: 3, last_error: null });
      expect((await endpoint(id)).failing_since).toBeNull();
      const told = receiver.at(path);
      expect(new Set(told.map((one) => one.id)).size).toBe(1);
      expect(new Set(told.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
      for (const one of told) expect(await verifies(one, secret)).toBe(true);
    });

    it('waits for as long as the endpoint asks', async () => {
      const { id } = await register();
      receiver.on(path, () => ({ status: 429, headers: { 'retry-after': '600' } }));
      await publish();
      await tell();
      const { next_attempt_at: next } = await deliveryOf(id);
      expect(new Date(next ?? 0).getTime() - Date.now()).toBeGreaterThan(590_000);
    });

    it('is given up on after its last try, and goes once more when it is replayed', async () => {
      const { id } = await register();
      receiver.on(path, () => ({ status: 500 }));
      await publish();
      await fanOut();
      await app.db.query(`UPDATE webhook_deliveries SET attempts = 10 WHERE endpoint_id = $1`, [id]);
      await deliver();
      const parked = await deliveryOf(id);
      expect(parked).toMatchObject({
        state: 'failed',
        attempts: 11,
        next_attempt_at: null,
        last_status: 500,
      });
      expect((await endpoint(id)).state).toBe('enabled');
      receiver.on(path, () => ({ status: 200 }));
      const answer = await app.call('POST', `/v1/webhook-deliveries/${parked.id}/replay`);
      expect([answer.status, answer.body.state, answer.body.attempts]).toEqual([202, 'pending', 0]);
      await deliver();
      expect(await deliveryOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
      expect(await api.auditOf(`webhook_delivery:${parked.id}`)).toMatchObject([
        { action: 'webhook_delivery.replayed', details: { was: 'failed' } },
      ]);
    });

    it('tells why: no answer within ten seconds, nobody there, no such name, a redirect, which is not followed', async () => {
      const odd = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', (data) => {
          if (data.includes('/upgrade'))
            socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
          else if (data.includes('/endless')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx');
          else if (data.includes('/hello')) socket.write('220 mail.example ESMTP\r\n');
          else socket.destroy();
        });
      });
      await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
      const oddUrl = `http://127.0.0.1:${String((odd.address() as AddressInfo).port)}`;
      const closed = await WebhookReceiver.open();
      const nobody = closed.url('/');
      await closed[Symbol.asyncDispose]();
      receiver.on(`${path}-hangs`, () => null);
      receiver.on(path, () => ({ status: 302, headers: { location: receiver.url(`${path}-elsewhere`) } }));
      const ids = {
        timeout: (await register({}, `${path}-hangs`)).id,
        connection: (await register({ url: nobody })).id,
        name: (await register({ url: 'http://nobody.invalid/' })).id,
        tls: (await register({ url: receiver.url('/').replace('http:', 'https:') })).id,
        redirect: (await register()).id,
        upgrade: (await register({ url: `${oddUrl}/upgrade` })).id,
        notHttp: (await register({ url: `${oddUrl}/hello` })).id,
        cut: (await register({ url: `${oddUrl}/cut` })).id,
        endless: (await register({ url: `${oddUrl}/endless` })).id,
      };
      await publish();
      await fanOut();
      const began = Date.now();
      await deliver();
      expect(Date.now() - began).toBeGreaterThan(9_900);
      expect(Date.now() - began).toBeLessThan(13_000);
      const errors = Object.entries(ids).map(async ([name, id]) => [name, (await deliveryOf(id)).last_error]);
      expect(Object.fromEntries(await Promise.all(errors))).toEqual({
        timeout: 'timeout',
        connection: 'connection_failed: ECONNREFUSED',
        // Without any network the resolver itself is waited for.
        name: expect.stringMatching(/^(name_not_found|timeout)/),
        tls: expect.stringMatching(/^(tls_failed|connection_failed)/),
        redirect: 'redirect_refused',
        upgrade: 'connection_failed',
        notHttp: expect.stringMatching(/^connection_failed: HPE_/),
        cut: 'connection_failed: ECONNRESET',
        // It answered: what it goes on saying is not waited for any longer.
        endless: null,
      });
      expect((await deliveryOf(ids.endless)).state).toBe('succeeded');
      odd.close();
      expect(receiver.at(`${path}-elsewhere`)).toEqual([]);
    });

    it('holds up nobody else: an endpoint that hangs with a long line leaves the others their pace', async () => {
      const dead = await register({}, `${path}-dead`);
      receiver.on(`${path}-dead`, () => null);
      await register();
      for (let one = 0; one < 60; one += 1) await publish();
      await fanOut();
      const began = Date.now();
      const work = deliver();
      await receiver.until(path, 60);
      // Told of while the dead one is still being waited for.
      await publish();
      await fanOut();
      await receiver.until(path, 61);
      expect(Date.now() - began).toBeLessThan(5_000);
      expect(receiver.at(`${path}-dead`).length).toBeLessThanOrEqual(8);
      await app.call('PATCH', `/v1/webhook-endpoints/${dead.id}`, { body: { state: 'disabled' } });
      receiver.hangUp();
      await work;
      // One that fails is only probed.
      await app.call('PATCH', `/v1/webhook-endpoints/${dead.id}`, { body: { state: 'enabled' } });
      await app.db.query(`UPDATE webhook_endpoints SET failing_since = now() WHERE id = $1`, [dead.id]);
      const before = receiver.at(`${path}-dead`).length;
      const probe = deliver();
      await sleep(1_500);
      expect(receiver.at(`${path}-dead`)).toHaveLength(before + 1);
      await app.call('DELETE', `/v1/webhook-endpoints/${dead.id}`);
      receiver.hangUp();
      await probe;
    }, 60_000);
  });

  describe('a try that nobody finished', () => {
    it('is made again under the same id once its lease ends: at least once, not exactly once', async () => {
      const { id } = await register();
      await publish();
      await fanOut();
      const killed = jest
        .spyOn(app.app.get(DeliveryOutcome), 'arrived')
        .mockRejectedValueOnce(new Error('killed between sending and noting'));
      await deliver();
      expect(killed).toHaveBeenCalledTimes(1);
      killed.mockRestore();
      expect(await deliveryOf(id)).toMatchObject({ state: 'pending', attempts: 1 });
      expect(await deliver()).toBe(0);
      await app.db.query(
        `UPDATE webhook_deliveries SET lease_until = now() - interval '1 second' WHERE endpoint_id = $1`,
        [id],
      );
      await deliver();
      expect(await deliveryOf(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
      const [first, second] = receiver.at(path);
      expect(first?.id).toBe(second?.id);
    });

    it('by a process killed after any of its messages: the event is told all the same, under one id', async () => {
      await using plug = new Plug();
      const { url } = app.config.database;
      await using victim = await startTestApp({
        beside: app,
        env: { DATABASE_URL: await plug.lineTo(url ?? ''), DATABASE__POOL: '2' },
      });
      const line = await plug.lineTo(receiver.url('/'));
      let wasKilled = true;
      let step = 0;
      for (; wasKilled; step += 1) {
        const at = `${path}-step-${String(step)}`;
        const { id } = await register({ url: `${line}${at}` });
        await publish();
        plug.arm(step);
        await tell(victim).catch((error: unknown) => error);
        wasKilled = plug.isCut;
        await plug.mend();
        // Whatever the victim still had under way comes to its end, and finds no lease to settle by.
        await app.db.query(
          `UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 second', lease_id = NULL, lease_until = NULL WHERE state = 'pending'`,
        );
        await tell();
        expect([step, (await deliveryOf(id)).state]).toEqual([step, 'succeeded']);
        const told = receiver.at(at);
        expect([step, new Set(told.map((one) => one.id)).size]).toEqual([step, 1]);
        // Twice where the last message was the telling itself: the test before this one shows that case by itself.
        expect(told.length).toBeLessThanOrEqual(2);
        await app.call('DELETE', `/v1/webhook-endpoints/${id}`);
      }
      expect(step).toBeGreaterThan(8);
    }, 60_000);

    it('is finished by an instance that shuts down meanwhile', async () => {
      const { id } = await register();
      receiver.on(path, async () => {
        await sleep(700);
        return { status: 200 };
      });
      await publish();
      const closing = await startTestApp({ beside: app });
      const work = tell(closing);
      await receiver.until(path, 1);
      await closing[Symbol.asyncDispose]();
      await work;
      expect(await deliveryOf(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    });

    it('settles nothing when it ends after its lease was taken away', async () => {
      const { id } = await register();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      receiver.on(path, async () => {
        await held;
        return { status: 500 };
      });
      await publish();
      await fanOut();
      const late = deliver();
      await receiver.until(path, 1);
      await app.db.query(
        `UPDATE webhook_deliveries SET lease_id = gen_random_uuid(), lease_until = now() + interval '1 minute', last_error = 'held by another'
         WHERE endpoint_id = $1`,
        [id],
      );
      release();
      await late;
      expect(await deliveryOf(id)).toMatchObject({
        state: 'pending',
        attempts: 1,
        last_error: 'held by another',
      });
      expect((await endpoint(id)).failing_since).toBeNull();
    });
  });

  describe('an endpoint', () => {
    it('that is disabled is told of nothing, and nothing gathers', async () => {
      const { id } = await register();
      const off = await api.patch<Endpoint>(`/v1/webhook-endpoints/${id}`, { state: 'disabled' });
      expect([off.state, off.state_reason]).toEqual(['disabled', null]);
      await publish();
      expect(await tell()).toBe(0);
      await api.patch(`/v1/webhook-endpoints/${id}`, { state: 'enabled' });
      expect(await tell()).toBe(0);
      expect(await deliveriesOf(id)).toEqual([]);
    });

    it('that answers 410 is disabled, visibly and audited', async () => {
      const { id } = await register();
      receiver.on(path, () => ({ status: 410 }));
      await publish();
      await tell();
      expect(await deliveryOf(id)).toMatchObject({ state: 'failed', last_status: 410, last_error: 'gone' });
      expect(await endpoint(id)).toMatchObject({ state: 'disabled', state_reason: 'gone' });
      expect((await api.auditOf(`webhook_endpoint:${id}`))[0]).toMatchObject({
        actor: { kind: 'system' },
        action: 'webhook_endpoint.disabled',
        details: { reason: 'gone' },
      });
      const { id: delivery } = await deliveryOf(id);
      const replay = await api.refused(409, 'POST', `/v1/webhook-deliveries/${delivery}/replay`, {
        headers: { 'accept-language': 'ar' },
      });
      expect(replay.detail).toContain('غير مفعّلة');
      await api.refused(409, 'POST', `/v1/webhook-endpoints/${id}/test`);
    });

    it('that nothing has reached for three days is paused; what gathers goes when it is enabled by hand', async () => {
      const { id } = await register();
      receiver.on(path, () => ({ status: 503 }));
      await publish();
      await tell();
      await app.db.query(
        `UPDATE webhook_endpoints SET failing_since = now() - interval '73 hours' WHERE id = $1`,
        [id],
      );
      await app.db.query(`UPDATE webhook_deliveries SET attempts = 10 WHERE endpoint_id = $1`, [id]);
      await comeDue();
      await deliver();
      expect(await endpoint(id)).toMatchObject({ state: 'paused', state_reason: 'failing' });
      expect((await deliveryOf(id)).state).toBe('pending');
      await publish();
      const before = receiver.at(path).length;
      expect(await tell()).toBe(0);
      expect(receiver.at(path)).toHaveLength(before);
      receiver.on(path, () => ({ status: 200 }));
      const resumed = await api.patch<Endpoint>(`/v1/webhook-endpoints/${id}`, { state: 'enabled' });
      expect(resumed).toMatchObject({ state: 'enabled', state_reason: null, failing_since: null });
      expect(await deliver()).toBe(2);
      expect((await deliveriesOf(id)).map(({ state, attempts }) => [state, attempts])).toEqual([
        ['succeeded', 1],
        ['succeeded', 1],
      ]);
      expect((await api.auditOf(`webhook_endpoint:${id}`)).map(({ action }) => action)).toEqual([
        'webhook_endpoint.updated',
        'webhook_endpoint.paused',
        'webhook_endpoint.created',
      ]);
    });

    it('that is deleted is not shown, told of nothing, and its secrets are gone', async () => {
      const { id } = await register();
      await publish();
      await fanOut();
      expect((await app.call('DELETE', `/v1/webhook-endpoints/${id}`)).status).toBe(204);
      expect((await app.call('DELETE', `/v1/webhook-endpoints/${id}`)).status).toBe(404);
      expect((await app.call('GET', `/v1/webhook-endpoints/${id}`)).status).toBe(404);
      expect(await tell()).toBe(0);
      await app.app.get(JobRunner).runNow('webhook-deliveries-cleanup');
      expect(await deliveryOf(id)).toMatchObject({ state: 'failed', last_error: 'endpoint_deleted' });
      expect(
        await api.rows('SELECT secret, previous_secret FROM webhook_endpoints WHERE id = $1', [id]),
      ).toEqual([{ secret: null, previous_secret: null }]);
    });

    it('is changed in its address and types, and the trail does not tell the address', async () => {
      const { id } = await register();
      const change = {
        url: `${receiver.url(`${path}-new`)}?key=hidden`,
        event_types: ['invoice.paid'],
        description: 'Shop',
      };
      const changed = await api.patch<Endpoint>(`/v1/webhook-endpoints/${id}`, change);
      expect(changed).toMatchObject(change);
      await publish('invoice.paid');
      await tell();
      expect(receiver.at(`${path}-new?key=hidden`)).toHaveLength(1);
      expect(JSON.stringify(await api.auditOf(`webhook_endpoint:${id}`))).not.toContain('hidden');
      expect(
        await api.patch(`/v1/webhook-endpoints/${id}`, { event_types: null, description: null }),
      ).toMatchObject({
        event_types: null,
        description: null,
      });
    });

    it('can be sent a test, whatever types it wants; no other endpoint is told of it', async () => {
      const { id, secret } = await register({ event_types: ['invoice.paid'] });
      await register({}, `${path}-other`);
      const headers = { 'idempotency-key': randomUUID() };
      for (let time = 0; time < 2; time += 1) {
        const answer = await app.call('POST', `/v1/webhook-endpoints/${id}/test`, { headers });
        expect([answer.status, answer.body.event_type]).toEqual([202, 'webhook_endpoint.test']);
      }
      await tell();
      const [told] = receiver.at(path);
      expect(receiver.at(path)).toHaveLength(1);
      expect(told && JSON.parse(told.raw)).toMatchObject({
        type: 'webhook_endpoint.test',
        data: { webhook_endpoint: { id } },
      });
      expect(told && (await verifies(told, secret))).toBe(true);
      expect(receiver.at(`${path}-other`)).toEqual([]);
      expect(await deliveriesOf(id, '&event_type=webhook_endpoint.test')).toHaveLength(1);
    });

    it.each([
      [{ url: 'ftp://example.com/' }, 'url'],
      [{ url: 'https://u:p@example.com/' }, 'url'],
      [{ url: 'https://example.com/', event_types: [] }, 'event_types'],
      [{ url: 'https://example.com/', event_types: ['invoice.lost'] }, 'event_types.0'],
      [{ url: 'https://example.com/', secret: 'whsec_mine' }, 'secret'],
      [{}, 'url'],
    ])('is not made of %j', async (body, field) => {
      const { errors } = await api.refused(422, 'POST', '/v1/webhook-endpoints', { body });
      expect(errors?.map((one) => one.path)).toEqual([field]);
    });

    it('is a matter of admins', async () => {
      const key = await app.apiKey('support');
      for (const [method, where] of [
        ['GET', '/v1/webhook-endpoints'],
        ['POST', '/v1/webhook-endpoints'],
        ['GET', '/v1/webhook-deliveries'],
      ] as const)
        expect((await app.call(method, where, { key })).status).toBe(403);
    });
  });

  describe('the secret', () => {
    it('is shown when it is made and never again, and stands nowhere in the clear', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const body = { url: receiver.url(path) };
      const made = await app.call('POST', '/v1/webhook-endpoints', { body, headers });
      const again = await app.call('POST', '/v1/webhook-endpoints', { body, headers });
      expect([again.status, again.body]).toEqual([201, made.body]);
      const { id, secret } = made.body as Endpoint;
      for (const where of ['', `/${id}`])
        expect((await app.call('GET', `/v1/webhook-endpoints${where}`)).text).not.toContain('secret"');
      const plain = Buffer.from(secret.slice(6), 'base64');
      const dump = await dumpOf(app);
      for (const form of [secret, secret.slice(6), plain.toString('hex'), plain.toString('base64url')])
        expect(dump).not.toContain(form);
      expect(app.log.lines.join('')).not.toContain(secret.slice(6));
    });

    it('that is rotated signs beside the new one for a day, and the new one alone from then on', async () => {
      const { id, secret: old } = await register();
      const headers = { 'idempotency-key': randomUUID() };
      const at = `/v1/webhook-endpoints/${id}/rotate-secret`;
      const { body: rotated } = await app.call('POST', at, { headers });
      expect((await app.call('POST', at, { headers })).body.secret).toBe(rotated.secret);
      expect(rotated.secret).not.toBe(old);
      const until = new Date(rotated.previous_secret_until as string).getTime() - Date.now();
      expect(until / 3_600_000).toBeGreaterThan(23.9);
      await publish();
      await tell();
      const [both] = receiver.at(path);
      expect(String(both?.headers['webhook-signature']).split(' ')).toHaveLength(2);
      expect(both && (await verifies(both, old))).toBe(true);
      expect(both && (await verifies(both, rotated.secret as string))).toBe(true);
      await app.db.query(
        "UPDATE webhook_endpoints SET previous_secret_until = now() - interval '1 second' WHERE id = $1",
        [id],
      );
      await publish();
      await tell();
      const [, alone] = receiver.at(path);
      expect(alone && (await verifies(alone, old))).toBe(false);
      expect(alone && (await verifies(alone, rotated.secret as string))).toBe(true);
      await app.app.get(JobRunner).runNow('webhook-deliveries-cleanup');
      expect(
        await api.rows('SELECT 1 FROM webhook_endpoints WHERE id = $1 AND previous_secret IS NOT NULL', [id]),
      ).toEqual([]);
      // The first request repeated after a second rotation: its secret is not made up anew.
      await api.post(at);
      const repeated = await app.call('POST', at, { headers });
      expect([repeated.status, repeated.body.code]).toEqual([409, 'conflict']);
    });

    it('is sealed anew when security.keys rotate, so that the old key can go', async () => {
      const first = { id: 'k1', secret: 'test-security-key-of-32-characters!' };
      const second = { id: 'k2', secret: 'another-security-key-of-32-characters' };
      const { id, secret } = await register();
      {
        await using both = await startTestApp({
          beside: app,
          env: { SECURITY__KEYS: JSON.stringify([second, first]) },
        });
        await publish();
        await tell(both);
        await both.app.get(JobRunner).runNow('webhook-deliveries-cleanup');
      }
      await using next = await startTestApp({
        beside: app,
        env: { SECURITY__KEYS: JSON.stringify([second]) },
      });
      await publish();
      await tell(next);
      const told = receiver.at(path);
      expect(told).toHaveLength(2);
      for (const one of told) expect(await verifies(one, secret)).toBe(true);
      // One whose key is gone waits, and tells why.
      await publish();
      await tell();
      expect((await deliveriesOf(id, '&state=pending')).map((one) => one.last_error)).toEqual([
        'secret_unreadable',
      ]);
    });
  });

  it('outside the sandbox private addresses are refused, when they are registered and when they are connected to', async () => {
    await using strict = await startTestApp({ beside: app, env: { MODE: 'test' } });
    const { id } = await register();
    await publish();
    await tell(strict);
    expect(receiver.at(path)).toEqual([]);
    expect(await deliveryOf(id)).toMatchObject({ state: 'pending', last_error: 'address_refused' });
    for (const url of [
      receiver.url(path),
      'https://169.254.169.254/',
      'https://[::ffff:10.0.0.1]/',
      'https://localhost/',
    ]) {
      const answer = await strict.call('POST', '/v1/webhook-endpoints', {
        body: { url },
        headers: { 'accept-language': 'ar' },
      });
      expect([answer.status, answer.body.errors[0].path]).toEqual([422, 'url']);
      expect(answer.body.errors[0].message).toContain('شبكة خاصة');
    }
    const change = await strict.call('PATCH', `/v1/webhook-endpoints/${id}`, {
      body: { url: 'https://10.0.0.1/' },
    });
    expect(change.status).toBe(422);
  });

  it('deliveries are listed newest first, page by page, by endpoint, state and type', async () => {
    const { id } = await register();
    for (let one = 0; one < 7; one += 1) await publish(one % 2 === 0 ? 'invoice.paid' : 'invoice.issued');
    await tell();
    const all = await deliveriesOf(id);
    const pages = await api.pages<Delivery>(`/v1/webhook-deliveries?limit=3&endpoint_id=${id}`);
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(all);
    expect(all.map((one) => one.id)).toEqual(
      all
        .map((one) => one.id)
        .sort()
        .reverse(),
    );
    expect(await deliveriesOf(id, '&event_type=invoice.paid')).toHaveLength(4);
    expect(await deliveriesOf(id, '&state=failed')).toEqual([]);
    expect((await app.call('GET', '/v1/webhook-deliveries?state=lost')).status).toBe(422);
    await register({}, `${path}-b`);
    const endpoints = await api.pages<Endpoint>('/v1/webhook-endpoints?limit=1');
    expect(endpoints.map((page) => page.length)).toEqual([1, 1]);
  });

  it('deliveries are forgotten after the configured days, and with them what is left of deleted endpoints', async () => {
    const { id } = await register();
    const kept = await register({}, `${path}-kept`);
    await publish();
    await tell();
    await app.call('DELETE', `/v1/webhook-endpoints/${id}`);
    await app.db.query(
      `UPDATE webhook_deliveries SET created_at = now() - interval '31 days' WHERE endpoint_id = $1`,
      [id],
    );
    await app.db.query(`UPDATE webhook_endpoints SET deleted_at = now() - interval '31 days' WHERE id = $1`, [
      id,
    ]);
    await app.app.get(JobRunner).runNow('webhook-deliveries-cleanup');
    expect(await deliveriesOf(id)).toEqual([]);
    expect(await deliveriesOf(kept.id)).toHaveLength(1);
    expect(await api.rows('SELECT 1 FROM webhook_endpoints WHERE id = $1', [id])).toEqual([]);
  });

  it('are counted by outcome', async () => {
    const text = await app.app.get(Metrics).registry.metrics();
    for (const outcome of ['succeeded', 'retried', 'failed'])
      expect(text).toMatch(new RegExp(`webhook_deliveries_total\\{outcome="${outcome}"\\} [1-9]`));
  });

  it('what happens over REST is told within seconds, with the background work on', async () => {
    await using live = await startTestApp({ jobs: true });
    const answer = await live.call('POST', '/v1/webhook-endpoints', { body: { url: receiver.url(path) } });
    expect(answer.status).toBe(201);
    const customer = await new Api(live).customer({ currency: 'USD' });
    await new Api(live).subscription(customer.id);
    const [told] = await receiver.until(path, 1);
    expect(told?.type).toMatch(/^subscription\./);
    expect(JSON.parse(told?.raw ?? '{}')).toMatchObject({
      data: { subscription: { customer_id: customer.id } },
    });
  });
});
