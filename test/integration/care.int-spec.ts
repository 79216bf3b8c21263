import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { DeliveryService } from '../../src/modules/notifications/index.js';
import { ReminderSweep } from '../../src/modules/reminders/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { rowCounts, seedOne, type KnownIds } from '../support/api-routes.js';
import { DunningStage } from '../support/dunning-stage.js';
import { handoverRow, importRows } from '../support/handover.js';
import { cookieOf, HOST_KEY, PortalStage } from '../support/portal-stage.js';

/** Routes that ask for no session. */
const OPEN = [
  'POST /care/api/new-link',
  'POST /care/api/session',
  'POST /care/api/sign-in',
  'POST /care/api/sign-in/code',
  'POST /care/api/sign-in/host',
  'POST /care/api/sign-in/link',
  'POST /care/api/sign-out',
];

/** What a session of a mail's link may not do. */
const FULL = [
  'GET /care/api/payments',
  'GET /care/api/subscriptions/{id}/balance',
  'GET /care/api/subscriptions/{id}/ledger',
  'GET /care/payments/{id}/receipt',
  'PATCH /care/api/preferences',
  'POST /care/api/subscriptions/{id}/top-ups',
];

/** What a link to add a method may not do besides. */
const PAY = 'POST /care/api/invoices/{id}/pay';

/** What wants a proof of the last minutes besides. */
const FRESH = [
  'DELETE /care/api/payment-methods/{id}',
  'POST /care/api/sign-out-everywhere',
  'PUT /care/api/backup-methods',
  'PUT /care/api/subscriptions/{id}/auto-recharge',
];

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

describe('the self-care portal', () => {
  let app: TestApp;
  let portal: PortalStage;
  let own: KnownIds;
  let theirs: KnownIds;

  const me = (): string => own['customers'] ?? '';
  const myEmail = 'care-own@example.com';

  beforeAll(async () => {
    app = await startTestApp({
      env: { SELF_CARE__HOST_TOKEN_KEY: HOST_KEY, HTTP__TRUST_PROXY: 'true' },
    });
    portal = new PortalStage(app);
    own = await seedOne(app, 'Care own');
    theirs = await seedOne(app, 'Care theirs');
  }, 60_000);

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  describe('lets a customer reach what is his', () => {
    it('and nothing of another: every route, tried with the ids of another', async () => {
      const cookie = await portal.signedIn(me());
      const others = Object.values(theirs).filter((id) => id.length === 36);
      const before = await rowCounts(app);
      const tried: string[] = [];
      for (const route of portal.routes().filter((one) => !OPEN.includes(nameOf(one)))) {
        const attempts: [KnownIds, KnownIds][] = [
          ...(route.path.includes('{') ? ([[theirs, own]] as [KnownIds, KnownIds][]) : []),
          ...(route.bodyIds.length > 0 ? ([[own, theirs]] as [KnownIds, KnownIds][]) : []),
        ];
        for (const [path, body] of attempts) {
          const sent = [portal.addressOf(route, path), JSON.stringify(route.bodyOf(body))].join();
          expect([nameOf(route), others.some((id) => sent.includes(id))]).toEqual([nameOf(route), true]);
          const { status, body: answer } = await portal.send(route, cookie, path, body);
          expect([nameOf(route), status, answer.code]).toEqual([nameOf(route), 404, 'not_found']);
          tried.push(nameOf(route));
        }
      }
      expect({ ...(await rowCounts(app)), idempotency_keys: 0 }).toEqual({ ...before, idempotency_keys: 0 });
      expect(new Set(tried).size).toBeGreaterThanOrEqual(12);
      const theirCookie = await portal.signedIn(theirs['customers'] ?? '');
      const { next_cursor: theirPlace } = await portal.get('payments?limit=1', theirCookie);
      const places = [undefined, theirPlace as string];
      for (const route of portal.routes().filter(({ method }) => method === 'GET'))
        for (const place of route.isList ? places : [undefined]) {
          const path = `${portal.addressOf(route, own)}${place === undefined ? '' : `?cursor=${place}`}`;
          const { status, text } = await portal.call('GET', path, cookie);
          // Each list has places of its own kind.
          expect([path, status === 200 || (place !== undefined && status === 422)]).toEqual([path, true]);
          for (const id of others) expect([path, text.includes(id)]).toEqual([path, false]);
          expect(text).not.toMatch(/fingerprint|vendor_payment_method_id|\b(pm|cus|pi|ch)_\w|fraud/);
        }
    });

    it('only with a session, whatever he sends', async () => {
      const open: string[] = [];
      for (const route of portal.routes()) {
        const { status, body } = await portal.send(route, 'omnicrm_care=care_AAAA', own);
        if (body?.code !== 'session_over') open.push(nameOf(route));
        else expect([nameOf(route), status]).toEqual([nameOf(route), 401]);
      }
      expect(open.sort()).toEqual(OPEN);
    });

    it("by a mail's link only as far as that is for, and not what wants a fresh proof by an old session", async () => {
      const link = await portal.byLink(me());
      const adding = await portal.byLink(me(), 'add_payment_method');
      const stale = await portal.signedIn(me());
      await app.db.query("UPDATE care_sessions SET fresh_at = fresh_at - interval '16 minutes'");
      const needs: Record<string, string[]> = { 'link full': [], 'adding full': [], 'stale fresh': [] };
      for (const route of portal.routes().filter((one) => !OPEN.includes(nameOf(one))))
        for (const [name, cookie] of Object.entries({ link, adding, stale })) {
          // Nothing is to happen where the route does let him in.
          const { status, body } = await portal.send(route, cookie, theirs, own);
          if (status !== 403) continue;
          expect(body.code).toBe('fresh_check_required');
          needs[`${name} ${String(body.needs)}`]?.push(nameOf(route));
        }
      await app.db.query('DELETE FROM care_limits');
      expect(needs['link full']?.sort()).toEqual([...FULL, ...FRESH].sort());
      expect(needs['adding full']?.sort()).toEqual([PAY, ...FULL, ...FRESH].sort());
      expect(needs['stale fresh']?.sort()).toEqual(FRESH);
    });

    it('from our own page alone', async () => {
      const cookie = await portal.signedIn(me());
      const foreign = { origin: 'https://elsewhere.example' };
      for (const route of portal.routes().filter(({ method }) => method !== 'GET')) {
        const body = route.bodyOf(own);
        const answer = await portal.call(route.method, route.path.replace('{id}', 'x'), cookie, {
          ...(body === undefined ? {} : { body }),
          headers: foreign,
        });
        expect([nameOf(route), answer.status, answer.body.code]).toEqual([
          nameOf(route),
          403,
          'foreign_origin',
        ]);
      }
      const form = await portal.call('POST', '/care/api/sign-out', cookie, {
        raw: 'a=b',
        headers: { 'content-type': 'text/plain' },
      });
      expect(form.status).toBe(415);
      const disguised = await portal.call('POST', '/care/%61pi/sign-out', cookie, {
        raw: 'a=b',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(disguised.status).toBe(415);
      const respelt = await portal.call('GET', '/care/api/over%76iew', cookie);
      expect([respelt.status, respelt.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect((await portal.get('overview', cookie)).session.kind).toBe('full');
    });

    it('and answers hostile bodies with a problem', async () => {
      const cookie = await portal.signedIn(me());
      const bodies = [
        '',
        '{',
        'null',
        '[]',
        '"x"',
        '17',
        '{"a":1}',
        `{"token":"${'x'.repeat(3_000)}"}`,
        '{"email":["a"]}',
      ];
      const more = [
        '{"email":"a\\u0000@b.example"}',
        '{"challenge_id":"x","code":{"$ne":1}}',
        '{"money":{"amount":1e99,"currency":"GBP"}}',
        '{"payment_method_ids":[null],"consent":"yes"}',
        `{"nickname":"${'\\u202e'.repeat(100)}"}`,
        '{"__proto__":{"auto_pay":true}}',
      ];
      for (const route of portal
        .routes()
        .filter(({ method, path }) => method !== 'GET' && !path.includes('out')))
        for (const raw of [...bodies, ...more]) {
          const { status, text } = await portal.call(
            route.method,
            route.path.replace('{id}', theirs['invoices'] ?? ''),
            cookie,
            {
              raw,
              headers: { 'content-type': 'application/json', 'x-forwarded-for': portal.address() },
            },
          );
          expect([nameOf(route), raw, status < 500, status >= 400 || text]).toEqual([
            nameOf(route),
            raw,
            true,
            expect.anything(),
          ]);
        }
    }, 30_000);
  });

  describe('signing in', () => {
    const ask = async (email: string): Promise<string> => {
      const asked = await portal.post('sign-in', { email }, null, { 'x-forwarded-for': portal.address() });
      expect(asked.status).toBe(202);
      await app.db.query('DELETE FROM care_limits');
      return asked.body.challenge_id as string;
    };
    const tell = (challenge_id: string, code: string) => portal.post('sign-in/code', { challenge_id, code });
    const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

    it('works with the code of the mail, once, also when it is told twice at a time', async () => {
      const id = await ask(myEmail.toUpperCase());
      const { code } = await portal.newestMail(myEmail);
      const both = await Promise.all([tell(id, code), tell(id, code)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
      const winner = both.find(({ status }) => status === 200);
      expect(winner?.body.session).toEqual({ kind: 'full', purpose: null, fresh: true });
      expect(winner?.headers.get('set-cookie')).toMatch(
        /; Path=\/care; HttpOnly; SameSite=Strict; Max-Age=86400$/,
      );
      expect((await tell(id, code)).body.code).toBe('code_expired');
    });

    it('takes a code in Arabic digits with a space', async () => {
      const id = await ask(myEmail);
      const { code } = await portal.newestMail(myEmail);
      const arabic = code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
      expect((await tell(id, `${arabic.slice(0, 3)} ${arabic.slice(3)}`)).status).toBe(200);
    });

    it('lets a code be tried five times, and keeps it out of every row and log', async () => {
      const id = await ask(myEmail);
      const { code } = await portal.newestMail(myEmail);
      const left = [];
      for (let round = 0; round < 5; round += 1) left.push((await tell(id, wrong(code))).body.tries_left);
      expect(left).toEqual([4, 3, 2, 1, 0]);
      expect(await tell(id, code)).toMatchObject({ status: 404, body: { code: 'code_expired' } });
      const kept = await app.db.query('SELECT variables::text AS v FROM messages');
      expect(JSON.stringify(kept)).not.toContain(code);
      expect(app.log.lines.join('')).not.toContain(code);
    });

    it('is over after a quarter of an hour, by code and by link', async () => {
      const id = await ask(myEmail);
      const { code, token } = await portal.newestMail(myEmail);
      await app.setTime(new Date(app.clock.now().getTime() + 15 * 60_000 + 1));
      expect(await tell(id, code)).toMatchObject({ status: 404, body: { code: 'code_expired' } });
      expect(await portal.post('sign-in/link', { token })).toMatchObject({
        status: 404,
        body: { code: 'link_expired' },
      });
    });

    it('works with the link of the mail, which a POST alone uses up', async () => {
      await ask(myEmail);
      const { token } = await portal.newestMail(myEmail);
      for (let round = 0; round < 2; round += 1)
        expect((await portal.call('GET', `/care/s/${token}`, null)).status).toBe(200);
      expect((await portal.post('sign-in/link', { token })).body.session.kind).toBe('full');
      expect(await portal.post('sign-in/link', { token })).toMatchObject({
        status: 404,
        body: { code: 'link_used' },
      });
      expect(await portal.post('sign-in/link', { token: `${token}x` })).toMatchObject({
        body: { code: 'link_invalid' },
      });
      expect(app.log.lines.join('')).not.toContain(token);
    });

    it('leads from the link to the page that it was asked for on, also when it is over, and never to another place', async () => {
      const linkFor = async (to: string): Promise<string> => {
        const from = { 'x-forwarded-for': portal.address() };
        const asked = await portal.post('sign-in', { email: myEmail, to }, null, from);
        expect(asked.status).toBe(202);
        await app.db.query('DELETE FROM care_limits');
        return (await portal.newestMail(myEmail)).token;
      };
      const token = await linkFor('/care/payment-methods/new');
      for (const status of [200, 404])
        expect(await portal.post('sign-in/link', { token })).toMatchObject({
          status,
          body: { go_to: '/care/payment-methods/new' },
        });
      const lured = await linkFor('//evil.example/care');
      expect((await portal.post('sign-in/link', { token: lured })).body.go_to).toBeNull();
    });

    it('tells nobody whether an address is known: the same answer, the same time, the same ends', async () => {
      const started = performance.now();
      const id = await ask('nobody@example.com');
      expect(performance.now() - started).toBeGreaterThan(240);
      const answers = [];
      for (let round = 0; round < 6; round += 1) answers.push((await tell(id, '123456')).body.code);
      expect(answers).toEqual([...Array<string>(5).fill('code_wrong'), 'code_expired']);
      for (const email of ['nobody@example.com', myEmail]) {
        const from = portal.address();
        const askAgain = () => portal.post('sign-in', { email }, null, { 'x-forwarded-for': from });
        expect((await askAgain()).status).toBe(202);
        await app.db.query('UPDATE care_limits SET count = 4');
        const last = [await askAgain(), await askAgain()];
        expect(last.map(({ status }) => status)).toEqual([202, 429]);
        expect(Number(last[1]?.headers.get('retry-after'))).toBeGreaterThan(600);
      }
      await app.db.query('DELETE FROM care_limits');
    });

    it.each([
      ['once', {}, {}, 'link_used'],
      ['not when it has expired', { exp: 1 }, {}, 'link_expired'],
      ['not for long', { exp: Date.now() / 1_000 + 3_600 }, {}, 'link_invalid'],
      ['not of another key', {}, { key: 'x'.repeat(40) }, 'link_invalid'],
      ['not without a signature', {}, { header: { alg: 'none', typ: 'JWT' } }, 'link_invalid'],
      ['not for nobody', { sub: 'UNKNOWN' }, {}, 'link_invalid'],
    ])("takes the host CRM's token %s", async (_, claims, options, code) => {
      const token = portal.hostToken({ sub: me(), jti: `only-${code}`, ...claims }, options);
      const twice = [];
      for (let round = 0; round < 2; round += 1) twice.push(await portal.post('sign-in/host', { token }));
      expect(twice[0]?.status).toBe(code === 'link_used' ? 200 : 404);
      expect(twice[1]).toMatchObject({ status: 404, body: { code } });
    });

    it("makes a link's session a whole one after a code that only that session can tell", async () => {
      const link = await portal.byLink(me());
      const other = await portal.byLink(me());
      // Strangers who have used the address up are not in the way.
      await app.db.query("INSERT INTO care_limits VALUES ($1, 5, now() + interval '1 hour')", [
        createHash('sha256').update(`mail_address:${myEmail}`).digest(),
      ]);
      const asked = await portal.post('check', {}, link);
      expect(asked).toMatchObject({ status: 202, body: { email_masked: 'c•••@example.com' } });
      await app.db.query('DELETE FROM care_limits');
      const { code } = await portal.newestMail(myEmail);
      const body = { challenge_id: asked.body.challenge_id as string, code };
      expect((await portal.post('check/code', body, other)).status).toBe(404);
      expect((await portal.post('sign-in/code', body)).status).toBe(404);
      const checked = await portal.post('check/code', body, link);
      expect(checked.body.session).toMatchObject({ kind: 'full', fresh: true });
      const order = async (cookie: string) => {
        const wish = { payment_method_ids: [], consent: false };
        return (await portal.call('PUT', '/care/api/backup-methods', cookie, { body: wish })).status;
      };
      // Whoever knew the cookie before gains nothing.
      expect([await order(cookieOf(checked)), await order(link)]).toEqual([200, 403]);
      await app.db.query("UPDATE care_sessions SET expires_at = expires_at - interval '10 seconds'");
      expect([await order(cookieOf(checked)), await order(link)]).toEqual([200, 401]);
    });

    it('ends everywhere at once, also for mails on their way, and is on record', async () => {
      const [here, there] = [await portal.signedIn(me()), await portal.signedIn(me())];
      const neighbour = await portal.signedIn(theirs['customers'] ?? '');
      await ask(myEmail);
      const { token } = await portal.newestMail(myEmail);
      expect((await portal.post('sign-out', {}, there)).status).toBe(204);
      expect((await portal.call('GET', '/care/api/overview', there)).status).toBe(401);
      expect((await portal.post('sign-out-everywhere', {}, here)).headers.get('set-cookie')).toContain(
        'Max-Age=0',
      );
      expect((await portal.call('GET', '/care/api/overview', here)).status).toBe(401);
      expect((await portal.call('GET', '/care/api/overview', neighbour)).status).toBe(200);
      expect((await portal.post('sign-in/link', { token })).body.code).toBe('link_used');
      const actions: { action: string }[] = await app.db.query(
        "SELECT DISTINCT action FROM audit_entries WHERE actor_kind = 'customer' AND customer_id = $1 AND action = ANY ($2) ORDER BY 1",
        [me(), ['customer.checked', 'customer.signed_in', 'customer.signed_out_everywhere']],
      );
      expect(actions.map(({ action }) => action)).toEqual([
        'customer.checked',
        'customer.signed_in',
        'customer.signed_out_everywhere',
      ]);
    });

    it('ends also what somebody is signing in to at that moment', async () => {
      const here = await portal.signedIn(me());
      await ask(myEmail);
      const other = app.db.createQueryRunner();
      await other.startTransaction();
      await other.query(
        'UPDATE care_sign_ins SET used_at = now() WHERE customer_id = $1 AND used_at IS NULL',
        [me()],
      );
      await other.query(
        `INSERT INTO care_sessions (token_hash, customer_id, kind, created_at, last_seen_at, expires_at)
         VALUES ('\\x00', $1, 'full', now(), now(), now() + interval '1 day')`,
        [me()],
      );
      const ending = portal.post('sign-out-everywhere', {}, here);
      for (let waiting = 0; waiting === 0;)
        [{ waiting }] = await app.db.query(
          "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
      await other.commitTransaction();
      await other.release();
      expect((await ending).status).toBe(204);
      expect(await app.db.query('SELECT kind FROM care_sessions WHERE customer_id = $1', [me()])).toEqual([]);
    });

    it('is over when idle for an hour, when erased, and is forgotten then', async () => {
      const idle = await portal.signedIn(me());
      await app.db.query("UPDATE care_sessions SET last_seen_at = last_seen_at - interval '61 minutes'");
      expect((await portal.call('GET', '/care/api/overview', idle)).status).toBe(401);
      const leaving = await app.call('POST', '/v1/customers', {
        body: { type: 'individual', name: 'Leaver', email: 'leaver@example.com' },
      });
      const cookie = await portal.signedIn(leaving.body.id as string);
      await ask('leaver@example.com');
      const { token } = await portal.newestMail('leaver@example.com');
      expect((await app.call('POST', `/v1/customers/${String(leaving.body.id)}/erase`)).status).toBe(200);
      expect((await portal.call('GET', '/care/api/overview', cookie)).status).toBe(401);
      expect((await portal.post('sign-in/link', { token })).body.code).toBe('link_expired');
      await app.app.get(JobRunner).runNow('care-cleanup', app.clock.now());
      const [{ count }] = await app.db.query(
        "SELECT count(*)::int AS count FROM care_sessions WHERE last_seen_at < now() - interval '1 hour'",
      );
      expect(count).toBe(0);
    });
  });

  describe('opened by a link from a mail', () => {
    let customerId: string;

    beforeAll(async () => {
      // A little ahead: the clock that tests turn never goes before the real one.
      await app.setTime(new Date(Date.now() + 5_000));
      await importRows(app, [
        handoverRow({
          customer_external_id: 'CARE',
          customer_name: 'سارة المصري',
          locale: 'ar',
          email: 'sara@example.com',
          exp_year: '2026',
          exp_month: '12',
          vendor_payment_method_id: 'pm_care',
        }),
      ]);
      customerId = (await app.call('GET', '/v1/customers?external_id=CARE')).body.data[0].id;
    });

    async function open(token: string, headers: Record<string, string> = {}) {
      const answer = await portal.post('session', { token }, null, headers);
      return { status: answer.status, body: answer.body, cookie: cookieOf(answer) };
    }

    function newLink(): Promise<string> {
      return portal.linkFor(customerId, 'add_payment_method');
    }

    async function reminderToken(): Promise<string> {
      await app.app.get(ReminderSweep).run(new Date('2026-12-10T12:00:00Z'), { ignoreHours: true });
      await app.setTime(new Date('2026-12-10T12:00:00Z'));
      await app.app.get(DeliveryService).deliverUntilIdle({});
      const [mail] = app.mailjet.mailbox.messages('sara@example.com');
      return /href="[^"]*\/care\/l\/([^"]*)"/.exec(mail?.html ?? '')?.[1] ?? '';
    }

    it('shows the shell alone, in the language asked for, and keeps the link as good as it was', async () => {
      const token = await newLink();
      const pages = ['/care', '/care/', '/', '/care/?a=1', '/care/nothing', '/care//'];
      const statuses = await Promise.all(
        pages.map(async (path) => (await portal.call('GET', path, null)).status),
      );
      expect(statuses).toEqual([200, 200, 200, 200, 404, 404]);
      const page = await app.call('GET', `/care/l/${token}`, {
        key: null,
        headers: { 'accept-language': 'ar' },
      });
      expect(page.status).toBe(200);
      expect(page.text).toContain('<html lang="ar" dir="rtl">');
      expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=/);
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
      expect(page.headers.get('cache-control')).toBe('no-store');
      const [{ count }] = await app.db.query(
        'SELECT count(*)::int AS count FROM payment_method_setups WHERE customer_id = $1',
        [customerId],
      );
      expect(count).toBe(0);
      expect((await open(token)).status).toBe(200);
      expect(app.log.lines.join('')).not.toContain(token);
    });

    it("leads from a reminder's mail to the card that it is about", async () => {
      const { status, body } = await open(await reminderToken());
      expect(status).toBe(200);
      expect(body).toMatchObject({
        locale: 'ar',
        customer: { name: 'سارة المصري' },
        about: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2026, expired: false, days_left: 21 },
        vendors: expect.arrayContaining([{ vendor: 'stripe', payment_types: ['card'] }]),
        offer_default: true,
        default_ticked: true,
      });
    });

    it('begins a setup for the customer of the link, and for nobody else', async () => {
      const { cookie } = await open(await newLink());
      const setup = await app.call('POST', '/care/api/setups', {
        key: null,
        body: { vendor: 'stripe', payment_type: 'card' },
        headers: { cookie },
      });
      expect(setup.status).toBe(201);
      expect(setup.body.client).toMatchObject({
        token: expect.any(String),
        client_secret: expect.any(String),
      });
      const [row] = await app.db.query('SELECT customer_id FROM payment_method_setups WHERE id = $1', [
        setup.body.id,
      ]);
      expect(row.customer_id).toBe(customerId);
      expect(app.log.lines.join('')).not.toContain(setup.body.client.client_secret);
    });

    it.each([
      ['no cookie', {}],
      ['a cookie of ours that was changed', { cookie: 'omnicrm_care=k1.eyJsaW5rIjoiMSJ9.AAAA' }],
    ])('refuses a setup with %s', async (_, headers) => {
      const setup = await app.call('POST', '/care/api/setups', {
        key: null,
        body: { vendor: 'stripe' },
        headers,
      });
      expect(setup.status).toBe(401);
      expect(setup.body.code).toBe('session_over');
    });

    it('refuses what another site sends', async () => {
      expect(await open(await newLink(), { origin: 'https://elsewhere.example' })).toMatchObject({
        status: 403,
        body: { code: 'foreign_origin' },
      });
    });

    it('refuses a changed token', async () => {
      const token = await newLink();
      expect(await open(`${token.slice(0, -2)}AA`)).toMatchObject({
        status: 404,
        body: { code: 'link_invalid' },
      });
    });

    it('offers a new link for an expired one, to the same address, once in ten minutes, and tells nobody whether it exists', async () => {
      const token = await newLink();
      await app.db.query(
        "UPDATE access_links SET expires_at = $1::timestamptz - interval '1 hour', created_at = $1::timestamptz - interval '40 days'",
        [app.clock.now()],
      );
      expect(await open(token)).toMatchObject({ status: 404, body: { code: 'link_expired' } });
      const asked = [];
      for (const given of [token, token, 'nonsense'])
        asked.push(await app.call('POST', '/care/api/new-link', { key: null, body: { token: given } }));
      expect(asked.map(({ status, text }) => [status, text])).toEqual(Array(3).fill([202, '{}']));
      const sent = await app.db.query("SELECT to_email FROM messages WHERE type = 'secure_link'");
      expect(sent).toEqual([{ to_email: 'sara@example.com' }]);
    });

    it('mails and opens only so often, and says nothing of the mails that it does not send', async () => {
      const token = await newLink();
      const limited = async (limit: string, count: number): Promise<void> => {
        const subject = createHash('sha256').update(`${limit}:${customerId}`).digest();
        await app.db.query(
          "INSERT INTO care_limits AS held VALUES ($1, $2, now() + interval '1 hour') ON CONFLICT (subject) DO UPDATE SET count = excluded.count",
          [subject, count],
        );
      };
      await limited('open_customer', 60);
      expect(await open(token)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
      await limited('renew_customer', 20);
      await app.db.query(
        "UPDATE access_links SET expires_at = $1::timestamptz - interval '1 hour', created_at = $1::timestamptz - interval '40 days'",
        [app.clock.now()],
      );
      const [{ count: before }] = await app.db.query('SELECT count(*)::int AS count FROM messages');
      const from = { 'x-forwarded-for': portal.address() };
      const askNew = () => portal.post('new-link', { token }, null, from);
      expect(await askNew()).toMatchObject({ status: 202, text: '{}' });
      const [{ count: after }] = await app.db.query('SELECT count(*)::int AS count FROM messages');
      expect(after).toBe(before);
      await app.db.query('UPDATE care_limits SET count = 20');
      expect((await askNew()).status).toBe(429);
      await app.db.query('DELETE FROM care_limits');
    });

    it('stays signed in, and sees the card of the mail first', async () => {
      const cookie = await portal.signedIn('CARE');
      const opened = await portal.post('session', { token: await reminderToken() }, cookie);
      expect(opened.headers.get('set-cookie')).toBeNull();
      expect(opened.body).toMatchObject({ session: { kind: 'full' }, about: { last4: '4242' } });
    });

    it('ends with the card that it is about', async () => {
      const token = await reminderToken();
      const { cookie } = await open(token);
      const [{ id }] = await app.db.query(
        "SELECT id FROM payment_methods WHERE vendor_payment_method_id = 'pm_care'",
      );
      const removed = await app.call('DELETE', `/v1/payment-methods/${id}?confirm_last=true&force=true`);
      expect([202, 204]).toContain(removed.status);
      expect(await open(token)).toMatchObject({ status: 404, body: { code: 'link_revoked' } });
      const setup = await app.call('POST', '/care/api/setups', {
        key: null,
        body: { vendor: 'stripe' },
        headers: { cookie },
      });
      expect(setup.status).toBe(401);
    });
  });

  describe('shows what matters first', () => {
    it('and answers a poll with nothing new in one read', async () => {
      const cookie = await portal.signedIn(me());
      const first = await portal.call('GET', '/care/api/overview', cookie);
      const tag = first.headers.get('etag') ?? '';
      const poll = () =>
        portal.call('GET', '/care/api/overview', cookie, { headers: { 'if-none-match': tag } });
      expect(await poll()).toMatchObject({ status: 304, text: '' });
      const changed = await portal.call('PATCH', '/care/api/preferences', cookie, {
        body: { reminders_opt_out: false, locale: 'en' },
      });
      expect(changed.body).toMatchObject({ locale: 'en', customer: { reminders_opt_out: false } });
      const next = await poll();
      expect(next.status).toBe(200);
      expect(next.body.version).toBe(changed.body.version);
      expect(next.body.version).not.toBe(first.body.version);
    });

    it('and never takes one customer for another whose affairs look alike', async () => {
      const tags: (string | null)[] = [];
      for (const name of ['Twin one', 'Twin two']) {
        const { body } = await app.call('POST', '/v1/customers', { body: { type: 'individual', name } });
        await app.db.query("UPDATE customers SET updated_at = '2026-01-01Z' WHERE id = $1", [body.id]);
        const cookie = await portal.signedIn(body.id as string);
        tags.push((await portal.call('GET', '/care/api/overview', cookie)).headers.get('etag'));
      }
      expect(tags[0]).not.toBe(tags[1]);
    });

    it('and keeps a method that is needed', async () => {
      const cookie = await portal.signedIn(me());
      const { data } = await portal.get('payment-methods', cookie);
      expect(data).toMatchObject([{ removable: 'held', is_default: true, named_by: [] }]);
      expect(data[0].held_by).toEqual(
        expect.arrayContaining([{ kind: 'balance_due', label: expect.stringMatching(/^INV-/) }]),
      );
      const removed = await portal.call(
        'DELETE',
        `/care/api/payment-methods/${String(data[0].id)}?confirm_last=true`,
        cookie,
      );
      expect(removed).toMatchObject({ status: 409, body: { code: 'last_method_in_use' } });
    });
  });

  describe('takes money', () => {
    it('once for each key, and says what became of it', async () => {
      const cookie = await portal.signedIn(me());
      const service = own['prepaid'] ?? '';
      const wish = { money: { amount: 700, currency: 'GBP' } };
      const topUp = (key: string) =>
        portal.post(`subscriptions/${service}/top-ups`, wish, cookie, { 'idempotency-key': key });
      const [once, again] = [await topUp('page-1'), await topUp('page-1')];
      expect([once.status, again.status]).toEqual([200, 200]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.body).toEqual(once.body);
      const { balance, ledger } = await portal.get(`subscriptions/${service}/balance`, cookie);
      expect(balance.amount).toBe(1_950);
      expect(ledger.map((entry: any) => [entry.kind, entry.money.amount])).toEqual([
        ['top_up', 700],
        ['top_up', 1_250],
      ]);
      const set = await portal.call('PUT', `/care/api/subscriptions/${service}/auto-recharge`, cookie, {
        body: {
          enabled: true,
          threshold: wish.money,
          amount: wish.money,
          daily_cap: { amount: 1_400, currency: 'GBP' },
        },
      });
      expect(set.body.auto_recharge).toMatchObject({ enabled: true, amount: wish.money });
      const { data } = await portal.get('payments', cookie);
      expect(data[0]).toMatchObject({ purpose: 'top_up', state: 'succeeded', method: { brand: 'visa' } });
    });

    it('for what stands still, which then goes on by itself; a refusal says what to try and nothing of what the bank suspects', async () => {
      const stage = new DunningStage(app);
      const story = await stage.failedRenewal();
      await stage.through(story, 2, 8);
      stage.answer(story.customer, { charge: 'fraudulent' });
      const cookie = await portal.byLink(story.customer);
      const before = await portal.get('overview', cookie);
      expect(before.banners[0]).toMatchObject({
        kind: 'suspended',
        suspended_for: ['non_payment'],
        money: { amount: 1_200, currency: 'GBP' },
        due_on: story.dayOne,
        next_attempt_at: expect.any(String),
      });
      expect(before).toMatchObject({ due: { count: 1, money: { amount: 1_200 } }, default_ticked: true });
      const path = `invoices/${String(before.banners[0].invoice_id)}/pay`;
      const declined = await portal.post(path, {}, cookie, { 'accept-language': 'ar' });
      expect(declined).toMatchObject({
        status: 402,
        body: {
          code: 'card_declined',
          state: 'declined',
          decline: { bucket: 'issuer', hint: 'contact_bank' },
        },
      });
      expect(declined.text).not.toMatch(/fraud|احتيال/);
      expect((await portal.get('invoices', cookie)).data).toMatchObject([
        {
          state: 'open',
          can_pay: true,
          subscription_name: 'Mobile M',
          payment: { decline: { bucket: 'issuer' } },
        },
      ]);
      stage.answer(story.customer, {});
      const paid = await portal.post(path, {}, cookie);
      expect(paid).toMatchObject({
        status: 200,
        body: { state: 'succeeded', decline: null, next_action: null },
      });
      await stage.run();
      const after = await portal.get('overview', cookie);
      expect(after).toMatchObject({
        banners: [],
        due: null,
        subscriptions: [{ state: 'active', suspended_for: [] }],
      });
      const document = await portal.call(
        'GET',
        `/care/invoices/${String(before.banners[0].invoice_id)}/document`,
        cookie,
      );
      expect(document.headers.get('content-type')).toContain('text/html');
    }, 30_000);

    it('after the customer has confirmed it with the bank', async () => {
      const stage = new DunningStage(app).charges;
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      app.stripe.control.changeBehaviour(stage.cards.tokensAtVendor(id)[0] ?? '', 'authenticationRequired');
      const cookie = await portal.byLink(id);
      const asked = await portal.post(`invoices/${invoice.id}/pay`, {}, cookie);
      expect(asked).toMatchObject({
        status: 202,
        body: { state: 'requires_action', next_action: { type: 'redirect' } },
      });
      const { banners } = await portal.get('overview', cookie);
      expect(banners[0]).toMatchObject({
        kind: 'payment_action',
        payment_id: asked.body.id,
        invoice_id: invoice.id,
      });
      const seen = await portal.get(`payments/${String(asked.body.id)}`, cookie);
      expect(seen.next_action).toEqual(asked.body.next_action);
    });

    it('from a new customer who was asked for a method while choosing a plan: the service begins, and is charged', async () => {
      const stage = new DunningStage(app);
      const today = app.clock.now().toISOString().slice(0, 10);
      const id = await stage.charges.cards.customer({ external_id: 'CRM-NEW', time_zone: 'UTC' });
      await app.call('POST', `/v1/customers/${id}/subscriptions`, {
        body: {
          service_type: 'fibre',
          name: 'Fibre 500',
          billing_mode: 'postpaid',
          price: { amount: 4_500, currency: 'GBP' },
          requires_payment_method: true,
          next_invoice_on: today,
        },
      });
      const cookie = await portal.signedIn('CRM-NEW');
      const before = await portal.get('overview', cookie);
      expect(before.banners).toEqual([
        expect.objectContaining({
          kind: 'pending_subscription',
          subscription_name: 'Fibre 500',
          money: { amount: 4_500, currency: 'GBP' },
        }),
      ]);
      const setup = await portal.post('setups', { vendor: 'stripe' }, cookie);
      await stage.charges.cards.confirm(String(setup.body.client.client_secret).split('_secret_')[0] ?? '');
      const added = await stage.charges.cards.complete(
        setup.body.id as string,
        {},
        setup.body.client.token as string,
      );
      expect(added.status).toBe(200);
      await stage.run();
      const after = await portal.get('overview', cookie);
      expect(after).toMatchObject({
        banners: [],
        due: null,
        subscriptions: [{ state: 'active' }],
        default_method: { brand: 'visa' },
      });
      expect((await portal.get('payments', cookie)).data).toMatchObject([
        {
          state: 'succeeded',
          money: { amount: 4_500 },
          purpose: 'invoice',
          invoice_number: expect.stringMatching(/^INV-/),
        },
      ]);
    });
  });
});
