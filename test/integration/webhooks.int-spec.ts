import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { PanelWebhookInbox } from '../../admin/services/panel-webhook-inbox.service.js';
import { cliActor, type Actor } from '../../src/common/http/principal.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { Metrics } from '../../src/common/http/metrics.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { rowCounts } from '../support/api-routes.js';
import { CardStage } from '../support/card-stage.js';
import { deliver, Letterbox, type Letter } from '../support/letterbox.js';

const SECRET = 'whsec_test_app_secret';
let sender = 0;

describe('webhooks', () => {
  let app: TestApp;
  let stage: CardStage;
  let box: Letterbox;

  beforeAll(async () => {
    app = await startTestApp({ env: { HTTP__TRUST_PROXY: 'true' } });
    stage = new CardStage(app);
    box = await Letterbox.open();
    app.stripe.webhooks.configure({ url: box.addressFor('stripe'), secret: SECRET });
  });

  beforeEach(() => {
    sender += 1;
  });

  afterEach(() => {
    app.stripe.faults.clear();
    app.stripe.webhooks.faults.clear();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await box[Symbol.asyncDispose]();
  });

  /** An address of the test's own, since refusals are counted by it. */
  const address = (): string => `198.51.100.${String(sender)}`;
  const apply = (on: TestApp = app): Promise<number> => on.app.get(JobRunner).runNow('webhook-inbox-stripe');
  const letters = async (): Promise<Letter[]> => {
    await app.stripe.webhooks.settled();
    return box.take();
  };
  const told = async (...wanted: readonly Letter[]): Promise<void> => {
    for (const letter of wanted) expect((await deliver(app, letter, address())).status).toBe(200);
    await apply();
  };
  const signed = (payload: string, more: { secret?: string; timestamp?: number } = {}): Letter => ({
    path: '/webhooks/stripe',
    raw: Buffer.from(payload),
    headers: {
      'content-type': 'application/json',
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, ...more }),
    },
    type: '',
  });
  const inbox = async (
    filter = '',
  ): Promise<{ id: string; type: string; state: string; attempts: number; last_error: string | null }[]> =>
    (await app.call('GET', `/v1/webhook-inbox?limit=200${filter}`)).body.data;
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body?.code];
  const method = async (id: string): Promise<Record<string, unknown>> =>
    (await app.call('GET', `/v1/payment-methods/${id}`)).body;
  const eventsOf = async (subject: string): Promise<string[]> => {
    const rows: { type: string }[] = await app.db.query(
      'SELECT type FROM events WHERE subject_id = $1 ORDER BY id',
      [subject],
    );
    return rows.map(({ type }) => type);
  };
  const refused = async (reason: string, vendor = 'stripe'): Promise<number> => {
    const text = await app.app.get(Metrics).registry.metrics();
    const line = text
      .split('\n')
      .find((one) => one.startsWith(`webhooks_refused_total{vendor="${vendor}",reason="${reason}"}`));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const cardOf = async (customer: string): Promise<{ id: string; token: string }> => {
    const { body } = await stage.addToken(customer);
    await letters();
    return { id: body.id as string, token: body.vendor_payment_method_id as string };
  };

  describe('are taken', () => {
    it('once each, however often they come, and answered when they are kept', async () => {
      const setup = await stage.begin(await stage.customer());
      await stage.confirm(setup.vendorId);
      const [letter] = (await letters()).filter(({ type }) => type === 'setup_intent.succeeded');
      if (!letter) throw new Error('The stand-in told nothing.');
      const before = (await inbox()).length;
      for (let time = 0; time < 5; time += 1)
        expect((await deliver(app, letter, address())).body).toEqual({ received: true });
      const kept = await inbox();
      expect(kept).toHaveLength(before + 1);
      expect(kept[0]).toMatchObject({ type: 'setup_intent.succeeded', state: 'pending' });
      await apply();
      expect((await deliver(app, letter, address())).status).toBe(200);
      expect(await apply()).toBe(0);
      expect((await inbox())[0]).toMatchObject({ state: 'applied', attempts: 1, last_error: null });
    });

    it('at once by several requests, once in all', async () => {
      const letter = signed(JSON.stringify({ ...EVENT, id: 'evt_raced' }));
      const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(app, letter, address())));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(
        await app.db.query("SELECT 1 FROM webhook_inbox WHERE vendor_event_id = 'evt_raced'"),
      ).toHaveLength(1);
    });

    it('and keep ids alone, no payload', async () => {
      const payload = JSON.stringify({
        ...EVENT,
        id: 'evt_names',
        type: 'payment_method.updated',
        data: {
          object: {
            id: 'pm_secret',
            object: 'payment_method',
            customer: 'cus_x',
            billing_details: { name: 'Nora Haddad', email: 'nora@example.com' },
          },
        },
      });
      await told(signed(payload));
      const rows = await app.db.query(
        "SELECT e::text AS row FROM webhook_inbox e WHERE vendor_event_id = 'evt_names'",
      );
      expect(rows[0].row).toContain('pm_secret');
      expect(rows[0].row).not.toMatch(/Nora|nora@/);
    });

    it('of types that nobody knows, and ignored', async () => {
      await told(signed(JSON.stringify({ ...EVENT, id: 'evt_unknown', type: 'moon.landed' })));
      expect((await inbox('&state=ignored'))[0]).toMatchObject({ type: 'moon.landed', state: 'ignored' });
    });

    it('in whatever characters they come', async () => {
      const letter = signed(JSON.stringify({ ...EVENT, id: 'evt_arabic', note: 'شكرًا 4242 4242 4242 4242' }));
      await told(letter);
    });
  });

  describe('are refused without a trace', () => {
    const payload = (): string => JSON.stringify({ ...EVENT, id: `evt_bad_${String(sender)}` });

    it.each([
      ['of another secret', () => signed(payload(), { secret: 'whsec_of_somebody_else' })],
      ['signed too long ago', () => signed(payload(), { timestamp: Math.floor(Date.now() / 1_000) - 3_600 })],
      ['with a changed byte', () => ({ ...signed(payload()), raw: Buffer.from(`${payload()} `) })],
      [
        'with no signature',
        () => ({ ...signed(payload()), headers: { 'content-type': 'application/json' } }),
      ],
      [
        'with an empty signature',
        () => ({
          ...signed(payload()),
          headers: { 'content-type': 'application/json', 'stripe-signature': '' },
        }),
      ],
      [
        "with PayPal's headers",
        () => ({
          ...signed(payload()),
          headers: { 'content-type': 'application/json', 'paypal-transmission-sig': 'x' },
        }),
      ],
    ])('%s', async (_, letter) => {
      const before = await rowCounts(app);
      const counted = await refused('webhook_signature_invalid');
      expect(outcome(await deliver(app, letter(), address()))).toEqual([400, 'webhook_signature_invalid']);
      expect(await rowCounts(app)).toEqual(before);
      expect(await refused('webhook_signature_invalid')).toBe(counted + 1);
    });

    it('of a megabyte', async () => {
      const before = await rowCounts(app);
      const large = signed(JSON.stringify({ ...EVENT, filler: 'x'.repeat(1_048_576) }));
      const status = await deliver(app, large, address()).then(
        (answer) => answer.status,
        // The server hangs up on what it will not read.
        () => 413,
      );
      expect(status).toBe(413);
      expect(await rowCounts(app)).toEqual(before);
    });

    it('that are no JSON, no event, or of another type', async () => {
      const before = await rowCounts(app);
      expect(outcome(await deliver(app, signed('{"id":'), address()))).toEqual([400, 'malformed_request']);
      expect(outcome(await deliver(app, signed('[]'), address()))).toEqual([400, 'webhook_unreadable']);
      const form = { ...signed('a=b'), headers: { 'content-type': 'text/html' } };
      expect((await deliver(app, form, address())).status).toBe(415);
      expect(await rowCounts(app)).toEqual(before);
    });

    it('of a vendor that is not configured or does not exist', async () => {
      await using bare = await startTestApp({
        beside: app,
        env: { VENDORS__STRIPE__SECRET_KEY: '', VENDORS__STRIPE__PUBLISHABLE_KEY: '' },
      });
      expect(outcome(await deliver(bare, signed(payload()), address()))).toEqual([
        503,
        'vendor_not_configured',
      ]);
      const nowhere = await app.call('POST', '/webhooks/acme', { raw: '{}', key: null });
      expect(outcome(nowhere)).toEqual([404, 'not_found']);
    });

    it('and a flood of them is limited, for that address and that vendor alone', async () => {
      const forged = signed(payload(), { secret: 'whsec_of_somebody_else' });
      const statuses: number[] = [];
      for (let time = 0; time < 70; time += 1) statuses.push((await deliver(app, forged, address())).status);
      expect(statuses.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 400));
      expect(new Set(statuses.slice(60))).toEqual(new Set([429]));
      const waiting = await deliver(app, signed(payload()), address());
      expect(outcome(waiting)).toEqual([429, 'rate_limited']);
      expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
      const spelt = { ...signed(payload()), path: '/%77ebhooks/%73tripe' };
      expect((await deliver(app, spelt, address())).status).toBe(429);
      expect(await refused('rate_limited')).toBeGreaterThanOrEqual(10);
      const other = { ...forged, path: '/webhooks/paytabs' };
      expect((await deliver(app, other, address())).status).not.toBe(429);
      expect((await deliver(app, signed(payload()), '192.0.2.200')).status).toBe(200);
    });

    it('and so is one from many addresses of one network', async () => {
      const forged = signed(payload(), { secret: 'whsec_of_somebody_else' });
      const statuses: number[] = [];
      for (let host = 1; host <= 61; host += 1)
        statuses.push((await deliver(app, forged, `2001:db8:9::${host.toString(16)}`)).status);
      expect([new Set(statuses.slice(0, 60)), statuses.at(-1)]).toEqual([new Set([400]), 429]);
    });

    it('while a vendor that was good stays served behind the same address', async () => {
      const good = signed(JSON.stringify({ ...EVENT, id: 'evt_good_first' }));
      expect((await deliver(app, good, address())).status).toBe(200);
      const forged = signed(payload(), { secret: 'whsec_of_somebody_else' });
      for (let time = 0; time < 100; time += 1) await deliver(app, forged, address());
      expect((await deliver(app, good, address())).status).toBe(200);
    });
  });

  describe('are applied', () => {
    it('a setup whose browser was closed becomes a method, under the name of whoever began it', async () => {
      const customer = await stage.customer();
      const setup = await stage.begin(customer);
      await stage.confirm(setup.vendorId);
      await told(...(await letters()));
      expect(await stage.list(customer)).toMatchObject([{ id: setup.id, is_default: true, last4: '4242' }]);
      const [audit] = (await app.call('GET', `/v1/audit?entity=payment_method:${setup.id}&limit=200`)).body
        .data;
      expect(audit.actor.name).toBe('test admin');
    });

    it('and what the browser then wishes of its completion still counts, once', async () => {
      const customer = await stage.customer();
      const { id: first } = await cardOf(customer);
      const setup = await stage.begin(customer);
      await stage.confirm(setup.vendorId, 'pm_card_mastercard');
      await told(...(await letters()));
      expect(await stage.defaultOf(customer)).toBe(first);
      const wish = { nickname: 'Travel', make_default: true };
      const done = await stage.complete(setup.id, wish, setup.token);
      expect(done.body).toMatchObject({ id: setup.id, nickname: 'Travel', is_default: true });
      await stage.makeDefault(first);
      await stage.complete(setup.id, wish, setup.token);
      expect(await stage.defaultOf(customer)).toBe(first);
    });

    it('a declined form leaves its reason and stays open', async () => {
      const setup = await stage.begin(await stage.customer());
      await stage.confirm(setup.vendorId, 'pm_card_visa_chargeDeclinedInsufficientFunds');
      await told(...(await letters()));
      const read = await app.call('GET', `/v1/payment-method-setups/${setup.id}`);
      expect(read.body).toMatchObject({ status: 'pending', failure: { bucket: 'funds' } });
    });

    it('the account updater brings new dates and a new number, the list of expiring cards included', async () => {
      const customer = await stage.customer();
      const { body } = await stage.addToken(customer, { exp_month: 1, exp_year: 2031 });
      await letters();
      const id = body.id as string;
      app.stripe.control.renewCard(body.vendor_payment_method_id as string, {
        exp_month: 5,
        exp_year: 2036,
        last4: '1881',
      });
      await told(...(await letters()));
      expect(await method(id)).toMatchObject({
        exp_month: 5,
        exp_year: 2036,
        last4: '1881',
        is_default: true,
      });
      expect(await eventsOf(id)).toEqual([
        'payment_method.default_changed',
        'payment_method.added',
        'payment_method.updated',
      ]);
      expect(
        await app.db.query('SELECT expires_on FROM card_listings WHERE payment_method_id = $1', [id]),
      ).toEqual([{ expires_on: '2036-05-31' }]);
    });

    it('a new number alone is told outside too, and an event of no news is not', async () => {
      const { id, token } = await cardOf(await stage.customer());
      app.stripe.control.renewCard(token, { last4: '0005' });
      const news = await letters();
      await told(...news);
      const before = await eventsOf(id);
      expect(before.at(-1)).toBe('payment_method.updated');
      await told(signed(JSON.stringify(eventOf('evt_no_news', 'payment_method.updated', token))));
      expect(await eventsOf(id)).toEqual(before);
    });

    it('a card detached at the vendor goes, and the first consented backup takes its place, with a mail', async () => {
      const customer = await stage.customer();
      const [first, backup, newest] = [
        await cardOf(customer),
        await cardOf(customer),
        await cardOf(customer),
      ];
      await app.call('PUT', `/v1/customers/${customer}/backup-methods`, {
        body: { payment_method_ids: [backup.id], consent: true },
      });
      app.stripe.control.detach(first.token);
      await told(...(await letters()));
      expect(await method(first.id)).toMatchObject({ status: 'removed', is_default: false });
      expect(await stage.defaultOf(customer)).toBe(backup.id);
      app.stripe.control.detach(backup.token);
      await told(...(await letters()));
      expect(await stage.defaultOf(customer)).toBe(newest.id);
      const mails: { type: string; count: number }[] = await app.db.query(
        `SELECT type, count(*)::int AS count FROM messages WHERE customer_id = $1 AND type IN ('method_removed', 'default_changed')
         GROUP BY type ORDER BY type`,
        [customer],
      );
      expect(mails).toEqual([
        { type: 'default_changed', count: 2 },
        { type: 'method_removed', count: 2 },
      ]);
    });

    it('a customer deleted at the vendor loses every card there at once, and is made anew by the next setup', async () => {
      const customer = await stage.customer();
      const cards = [await cardOf(customer), await cardOf(customer)];
      const home = stage.atVendor(customer)?.id ?? '';
      await fetch(`${app.stripe.url}/v1/customers/${home}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
      });
      const gone = (await letters()).filter(({ type }) => type === 'customer.deleted');
      expect(gone).toHaveLength(1);
      await told(...gone);
      for (const { id } of cards) expect(await method(id)).toMatchObject({ status: 'removed' });
      expect(await stage.list(customer)).toEqual([]);
      expect(await app.db.query('SELECT 1 FROM vendor_customers WHERE customer_id = $1', [customer])).toEqual(
        [],
      );
      const changes = await app.db.query(
        `SELECT 1 FROM messages WHERE customer_id = $1 AND type = 'default_changed'`,
        [customer],
      );
      expect(changes).toEqual([]);
      const setup = await stage.begin(customer);
      expect(stage.tokensAtVendor(customer)).toEqual([]);
      await stage.confirm(setup.vendorId);
      expect((await stage.complete(setup.id)).status).toBe(200);
    });

    it('an event that is here before the answer to our own call', async () => {
      await using live = await startTestApp({
        beside: app,
        jobs: true,
        env: { HTTP__TRUST_PROXY: 'true' },
      });
      app.stripe.webhooks.configure({ url: `${live.url}/webhooks/stripe` });
      const customer = await stage.customer();
      const paths = ['/v1/payment_methods/:id/attach', '/v1/setup_intents', '/v1/customers'];
      for (const path of paths)
        app.stripe.faults.add({ kind: 'webhook_before_answer', method: 'POST', path });
      const { body } = await stage.addToken(customer);
      const setup = await stage.begin(customer);
      await stage.confirm(setup.vendorId, 'pm_card_mastercard');
      await app.stripe.webhooks.settled();
      for (let wait = 0; wait < 50 && (await stage.list(customer)).length < 2; wait += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      app.stripe.webhooks.configure({ url: box.addressFor('stripe') });
      const standing = await stage.list(customer);
      expect(standing.map((one) => one.id).sort()).toEqual([body.id, setup.id].sort());
      expect(await eventsOf(body.id as string)).toEqual([
        'payment_method.default_changed',
        'payment_method.added',
      ]);
    });

    it('what concerns nobody of ours changes nothing', async () => {
      const before = await app.db.query('SELECT count(*)::int AS count FROM payment_methods');
      await told(
        signed(
          JSON.stringify(eventOf('evt_stranger', 'payment_method.updated', 'pm_of_a_stranger', 'cus_no')),
        ),
      );
      expect((await inbox())[0]).toMatchObject({ state: 'ignored' });
      expect(await app.db.query('SELECT count(*)::int AS count FROM payment_methods')).toEqual(before);
    });

    it('charges, refunds and disputes wait for whoever bills', async () => {
      const intent = { id: 'pi_1', object: 'payment_intent', metadata: {} };
      await told(
        signed(
          JSON.stringify({
            ...EVENT,
            id: 'evt_pi',
            type: 'payment_intent.succeeded',
            data: { object: intent },
          }),
        ),
      );
      expect((await inbox())[0]).toMatchObject({ type: 'payment_intent.succeeded', state: 'ignored' });
    });
  });

  describe('survive', () => {
    it('a vendor that is away: tried again later, and applied when it is back', async () => {
      const { id, token } = await cardOf(await stage.customer());
      app.stripe.control.renewCard(token, { exp_year: 2037 });
      app.stripe.faults.add({ kind: 'error_500_before', path: '/v1/payment_methods/:id', times: 0 });
      await told(...(await letters()));
      const [waiting] = await inbox('&state=pending');
      expect(waiting).toMatchObject({
        attempts: 1,
        last_error: expect.stringContaining('vendor_unavailable'),
      });
      expect(await apply()).toBe(0);
      app.stripe.faults.clear();
      await app.db.query(
        `UPDATE webhook_inbox SET next_attempt_at = now() - interval '1 second' WHERE state = 'pending'`,
      );
      await apply();
      expect(await method(id)).toMatchObject({ exp_year: 2037 });
      expect((await inbox())[0]).toMatchObject({ state: 'applied', attempts: 2, last_error: null });
    });

    it('the last try in vain: parked with its error, and applied when an admin says so', async () => {
      const { id, token } = await cardOf(await stage.customer());
      app.stripe.control.renewCard(token, { exp_year: 2038 });
      app.stripe.faults.add({ kind: 'error_500_before', path: '/v1/payment_methods/:id', times: 0 });
      const [letter] = await letters();
      if (!letter) throw new Error('The stand-in told nothing.');
      await deliver(app, letter, address());
      await app.db.query(`UPDATE webhook_inbox SET attempts = 79 WHERE state = 'pending'`);
      await apply();
      const [parked] = await inbox('&state=parked&vendor=stripe');
      expect(parked).toMatchObject({
        attempts: 80,
        last_error: expect.stringContaining('vendor_unavailable'),
      });
      app.stripe.faults.clear();
      expect(await apply()).toBe(0);
      const path = `/v1/webhook-inbox/${parked?.id ?? ''}/replay`;
      expect((await app.call('POST', path, { key: await app.apiKey('support') })).status).toBe(403);
      const replayed = await app.call('POST', path);
      expect([replayed.status, replayed.body.state]).toEqual([202, 'pending']);
      await apply();
      expect(await method(id)).toMatchObject({ exp_year: 2038 });
      const { data } = (await app.call('GET', `/v1/audit?entity=webhook_event:${parked?.id ?? ''}`)).body;
      expect(data).toMatchObject([{ action: 'webhook_event.replayed', details: { was: 'parked' } }]);
    });

    it('two instances that apply at once, and two events of one customer at once', async () => {
      await using other = await startTestApp({ beside: app, env: { HTTP__TRUST_PROXY: 'true' } });
      for (let round = 0; round < 5; round += 1) {
        const customer = await stage.customer();
        const cards = [await cardOf(customer), await cardOf(customer), await cardOf(customer)];
        const setup = await stage.begin(customer);
        await stage.confirm(setup.vendorId, 'pm_card_mastercard');
        cards.slice(0, 2).forEach(({ token }) => app.stripe.control.detach(token));
        app.stripe.control.renewCard(cards[2]?.token ?? '', { exp_year: 2039 });
        const all = await letters();
        await Promise.all(all.map((letter) => deliver(app, letter, address())));
        const counts = await Promise.all([apply(), apply(other), apply(), apply(other)]);
        expect(counts.length).toBe(4);
        while ((await apply()) > 0);
        expect(await inbox('&state=pending')).toEqual([]);
        const standing = await stage.list(customer);
        expect(standing.map(({ id }) => id).sort()).toEqual([cards[2]?.id, setup.id].sort());
        expect(standing.filter(({ is_default }) => is_default)).toHaveLength(1);
        const renewed = (await eventsOf(cards[2]?.id ?? '')).filter((type) => type.endsWith('.updated'));
        expect(renewed).toHaveLength(1);
      }
    });

    it('a worker killed while it applied: the lease runs out, and another applies it once', async () => {
      const { id, token } = await cardOf(await stage.customer());
      app.stripe.control.renewCard(token, { exp_year: 2040 });
      const [letter] = await letters();
      if (!letter) throw new Error('The stand-in told nothing.');
      await deliver(app, letter, address());
      await app.db.query(
        `UPDATE webhook_inbox SET attempts = 1, lease_id = gen_random_uuid(), lease_until = now() + interval '1 minute'
         WHERE state = 'pending'`,
      );
      expect(await apply()).toBe(0);
      await app.db.query(
        `UPDATE webhook_inbox SET lease_until = now() - interval '1 second' WHERE state = 'pending'`,
      );
      expect(await apply()).toBe(1);
      expect(await method(id)).toMatchObject({ exp_year: 2040 });
      expect((await eventsOf(id)).filter((type) => type === 'payment_method.updated')).toHaveLength(1);
    });

    it('a slow answer from before another change: the newer one stands', async () => {
      await using other = await startTestApp({ beside: app, env: { HTTP__TRUST_PROXY: 'true' } });
      const { id, token } = await cardOf(await stage.customer());
      app.stripe.control.renewCard(token, { exp_year: 2042 });
      await Promise.all((await letters()).map((letter) => deliver(app, letter, address())));
      app.stripe.faults.add({ kind: 'slow_body', path: '/v1/payment_methods/:id', durationMs: 900 });
      const slow = apply();
      await new Promise((resolve) => setTimeout(resolve, 300));
      app.stripe.control.renewCard(token, { exp_year: 2043 });
      await Promise.all((await letters()).map((letter) => deliver(app, letter, address())));
      await apply(other);
      expect(await method(id)).toMatchObject({ exp_year: 2043 });
      await slow;
      expect(await method(id)).toMatchObject({ exp_year: 2043 });
      expect((await eventsOf(id)).filter((type) => type === 'payment_method.updated')).toHaveLength(1);
    });

    it('a worker that was paused beyond its lease: what it settles late changes no row', async () => {
      const { token } = await cardOf(await stage.customer());
      app.stripe.control.renewCard(token, { exp_year: 2041 });
      const [letter] = await letters();
      if (!letter) throw new Error('The stand-in told nothing.');
      await deliver(app, letter, address());
      app.stripe.faults.add({ kind: 'slow_body', path: '/v1/payment_methods/:id', durationMs: 800 });
      const slow = apply();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const taken = await app.db.query(
        `UPDATE webhook_inbox SET lease_id = gen_random_uuid(), last_error = 'held by another' WHERE state = 'pending' RETURNING 1`,
      );
      expect(taken[1]).toBe(1);
      await slow;
      expect((await inbox('&state=pending'))[0]).toMatchObject({ last_error: 'held by another' });
      await app.db.query(
        `UPDATE webhook_inbox SET lease_until = now() - interval '1 second' WHERE state = 'pending'`,
      );
      await apply();
    });

    it('their own age: forgotten after the configured days unless they wait', async () => {
      await told(signed(JSON.stringify({ ...EVENT, id: 'evt_old' })));
      await deliver(
        app,
        signed(JSON.stringify(eventOf('evt_waiting', 'payment_method.updated', 'pm_1', 'c'))),
      );
      await app.db.query(
        `UPDATE webhook_inbox SET received_at = now() - interval '91 days' WHERE vendor_event_id IN ('evt_old', 'evt_waiting')`,
      );
      expect(await app.app.get(JobRunner).runNow('webhook-inbox-cleanup')).toBe(1);
      expect(
        await app.db.query(
          `SELECT vendor_event_id AS id FROM webhook_inbox WHERE vendor_event_id IN ('evt_old', 'evt_waiting')`,
        ),
      ).toEqual([{ id: 'evt_waiting' }]);
      await apply();
    });
  });

  it('are shown to admins in the panel as over REST', async () => {
    await told(signed(JSON.stringify({ ...EVENT, id: 'evt_panel' })));
    const panel = app.app.get(PanelWebhookInbox, { strict: false });
    const page = await panel.list({ filter: { vendor: 'stripe' }, cursor: null, limit: 2 }, cliActor);
    const [first] = await inbox();
    expect(page.data[0]).toMatchObject({ id: first?.id, event_type: first?.type, state: 'ignored' });
    expect(await panel.get(first?.id ?? '', cliActor)).toEqual(page.data[0]);
    await expect(panel.list({ filter: {}, cursor: null, limit: 2 }, NOBODY)).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it('are listed newest first, page by page, by vendor and state', async () => {
    const all = await inbox();
    const first = await app.call('GET', '/v1/webhook-inbox?limit=3');
    const second = await app.call(
      'GET',
      `/v1/webhook-inbox?limit=3&cursor=${first.body.next_cursor as string}`,
    );
    expect([...first.body.data, ...second.body.data]).toEqual(all.slice(0, 6));
    expect(await inbox('&vendor=paypal')).toEqual([]);
    expect(new Set((await inbox('&state=applied')).map(({ state }) => state))).toEqual(new Set(['applied']));
    expect((await app.call('GET', '/v1/webhook-inbox?state=lost')).status).toBe(422);
    expect((await app.call('GET', '/v1/webhook-inbox', { key: await app.apiKey('support') })).status).toBe(
      403,
    );
  });
});

const NOBODY: Actor = { kind: 'staff', id: null, name: 'viewer', scopes: new Set() };

const EVENT = {
  id: 'evt_test',
  object: 'event',
  api_version: '2026-10-28.endive',
  created: Math.floor(Date.now() / 1_000),
  livemode: false,
  type: 'customer.updated',
  data: { object: { id: 'cus_nobody', object: 'customer' } },
};

function eventOf(id: string, type: string, token: string, customer: string | null = null): object {
  return { ...EVENT, id, type, data: { object: { id: token, object: 'payment_method', customer } } };
}
