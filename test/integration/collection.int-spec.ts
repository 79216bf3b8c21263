import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignedTokens } from '../../src/common/security/signed-tokens.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { COLLECTOR } from '../../src/modules/billing/collection-claims.service.js';
import { Collection } from '../../src/modules/billing/collection.service.js';
import { WriteOffs } from '../../src/modules/billing/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { STAGED_VENDORS } from '../support/vendor-stage.js';

const DUE = { auto_collect: true };

describe('invoices that are to be charged by themselves', () => {
  let app: TestApp;
  let second: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    second = await startTestApp({ beside: app });
  }, 60_000);

  afterAll(async () => {
    await second[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  const collect = (on: TestApp = app): Promise<number> => on.app.get(JobRunner).runNow('collection');

  const paymentsOf = async (
    invoice: string,
  ): Promise<{ id: string; state: string; methods: string[]; attempts: string[] }[]> =>
    app.db.query(
      `SELECT p.id, p.state, array_agg(a.payment_method_id::text ORDER BY a.attempt_no) AS methods,
         array_agg(a.state ORDER BY a.attempt_no) AS attempts
       FROM payments p JOIN payment_attempts a ON a.payment_id = p.id WHERE p.invoice_id = $1 GROUP BY p.id ORDER BY p.id`,
      [invoice],
    );

  const dueAt = async (invoice: string): Promise<Date | null> => {
    const rows: { at: Date | null }[] = await app.db.query(
      'SELECT collect_at AS at FROM invoices WHERE id = $1',
      [invoice],
    );
    return rows[0]?.at ?? null;
  };

  it.each(STAGED_VENDORS)(
    'are charged once at %s, with the default, by whichever instance',
    async (vendor) => {
      const stage = new ChargeStage(app, vendor);
      const { id, method } = await stage.customer();
      const invoices = [];
      for (let index = 0; index < 4; index += 1)
        invoices.push((await stage.invoice(id, 900 + index, DUE)).id);
      await Promise.all([collect(), collect(second)]);
      await collect();
      for (const invoice of invoices) {
        const [payment, ...others] = await paymentsOf(invoice);
        expect([payment?.state, payment?.methods, others]).toEqual(['succeeded', [method], []]);
        expect(stage.takenFor(payment?.id ?? '')).toBe(1);
        expect(await stage.invoiceNow(invoice)).toMatchObject({
          state: 'paid',
          collect_at: null,
          paid_by_payment_id: payment?.id,
        });
        expect(await stage.eventsOf(invoice)).toEqual(['invoice.issued', 'invoice.paid']);
        expect(await stage.eventsOf(payment?.id ?? '')).toEqual(['payment.succeeded']);
      }
      expect(await app.db.query('SELECT 1 FROM customer_holds WHERE customer_id = $1', [id])).toEqual([]);
    },
  );

  describe('at Stripe', () => {
    let stage: ChargeStage;

    beforeAll(() => {
      stage = new ChargeStage(app);
    });

    it('use the method that their subscription names, and the default once that is gone', async () => {
      const { id, method } = await stage.customer();
      const mastercard = { vendor: 'stripe', vendor_payment_method_id: 'pm_card_mastercard' };
      const named = (await stage.cards.add(id, mastercard)).body.id as string;
      const made = await app.call('POST', `/v1/customers/${id}/subscriptions`, {
        body: {
          service_type: 'mobile',
          name: 'Mobile M',
          billing_mode: 'postpaid',
          auto_renew: true,
          price: { amount: 1200, currency: 'GBP' },
          period: 'P1M',
          anchor_on: '2030-01-01',
          requires_payment_method: false,
          payment_method_id: named,
        },
      });
      expect(made.status).toBe(201);
      const subscription = { subscription_id: made.body.id as string, ...DUE };
      const first = await stage.invoice(id, 1200, subscription);
      await collect();
      await app.db.query(`UPDATE payment_methods SET status = 'invalid' WHERE id = $1`, [named]);
      const second = await stage.invoice(id, 1200, subscription);
      await collect();
      expect([(await paymentsOf(first.id))[0]?.methods, (await paymentsOf(second.id))[0]?.methods]).toEqual([
        [named],
        [method],
      ]);
    });

    it('are all charged to a card that pays, however many they are and whoever else keeps it', async () => {
      const customers = [await stage.customer(), await stage.customer()];
      const invoices: string[] = [];
      for (const { id } of customers)
        for (let count = 0; count < 16; count += 1) invoices.push((await stage.invoice(id, 100, DUE)).id);
      await collect();
      // What would be too much if all the others were refused waits until they are known.
      expect(await app.db.query('SELECT 1 FROM invoices WHERE collect_at IS NOT NULL')).toHaveLength(2);
      await app.db.query(
        "UPDATE invoices SET collect_at = now() - interval '1 second' WHERE collect_at IS NOT NULL",
      );
      const again = await stage.invoice(customers[0]?.id ?? '', 100, DUE);
      await collect();
      const states: unknown[] = await app.db.query(
        'SELECT state, count(*)::int AS count FROM invoices WHERE id = ANY ($1) GROUP BY state',
        [[...invoices, again.id]],
      );
      expect(states).toEqual([{ state: 'paid', count: 33 }]);
    });

    it('stay open, and are not looked at again, where nobody may or can charge them', async () => {
      const poor = await stage.cards.customer();
      const manual = await stage.customer();
      await app.call('PATCH', `/v1/customers/${manual.id}`, { body: { auto_pay: false } });
      const busy = await stage.customer();
      const left = [];
      for (const id of [poor, manual.id, busy.id]) left.push((await stage.invoice(id, 1200, DUE)).id);
      stage.strikeCharge('error_500_before');
      expect((await stage.pay(left[2] ?? '')).body.state).toBe('unknown');
      expect(await collect()).toBe(2);
      for (const invoice of left)
        expect([await dueAt(invoice), (await stage.invoiceNow(invoice)).state]).toEqual([null, 'open']);
      expect([await paymentsOf(left[0] ?? ''), await paymentsOf(left[1] ?? '')]).toEqual([[], []]);
      expect(await paymentsOf(left[2] ?? '')).toMatchObject([{ state: 'unknown' }]);
      expect(await collect()).toBe(0);
      await stage.reconcile();
    });

    it('that are refused stay open with their reason, and only an outcome of their own brings them on', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id, 1200, DUE);
      stage.refuse('insufficient_funds');
      await collect();
      const [payment] = await paymentsOf(invoice.id);
      expect(payment).toMatchObject({ state: 'declined', attempts: ['declined'] });
      expect(await stage.eventsOf(payment?.id ?? '')).toEqual(['payment.failed']);
      expect([await collect(), (await stage.invoiceNow(invoice.id)).state]).toEqual([0, 'open']);
      const byHand = await stage.invoice(id, 1300, DUE);
      stage.refuse('insufficient_funds');
      expect((await stage.pay(byHand.id)).body.state).toBe('declined');
      expect([await collect(), (await paymentsOf(byHand.id)).length]).toEqual([0, 1]);
      const givenUp = await stage.invoice(id, 1400, DUE);
      const { manager } = app.db;
      await manager.transaction((tx) => app.app.get(WriteOffs).writeOff(tx, givenUp.id, COLLECTOR));
      expect([await collect(), (await stage.invoiceNow(givenUp.id)).state]).toEqual([0, 'uncollectible']);
    });

    it.each(['wrong_amount', 'wrong_currency'] as const)(
      'of which the vendor tells another sum (%s) wait for a person beside others that are paid',
      async (fault) => {
        const { id } = await stage.customer();
        const invoices = [await stage.invoice(id, 1200, DUE), await stage.invoice(id, 1300, DUE)];
        stage.strikeCharge(fault);
        await collect();
        const found = await Promise.all(invoices.map(async (one) => (await paymentsOf(one.id))[0]?.state));
        expect(found.sort()).toEqual(['review', 'succeeded']);
        const states = await Promise.all(invoices.map(async (one) => (await stage.invoiceNow(one.id)).state));
        expect(states.sort()).toEqual(['open', 'paid']);
      },
    );

    it.each(['error_500_before', 'error_500_after'] as const)(
      'whose answer was lost (%s) are asked for, and charged once',
      async (fault) => {
        const { id } = await stage.customer();
        const invoice = await stage.invoice(id, 1200, DUE);
        stage.strikeCharge(fault);
        await collect();
        expect(await paymentsOf(invoice.id)).toMatchObject([{ state: 'unknown' }]);
        await stage.reconcile();
        const [payment] = await paymentsOf(invoice.id);
        expect([payment?.state, stage.takenFor(payment?.id ?? '')]).toEqual(['succeeded', 1]);
      },
    );

    it('that the bank wants confirmed wait for the customer, and are paid when he has', async () => {
      const id = await stage.cards.customer();
      const { body } = await stage.cards.add(id, {
        vendor: 'stripe',
        vendor_payment_method_id: 'pm_card_authenticationRequired',
      });
      expect(body.is_default).toBe(true);
      const invoice = await stage.invoice(id, 1200, DUE);
      await collect();
      const [payment] = await paymentsOf(invoice.id);
      expect(payment).toMatchObject({ state: 'requires_action', attempts: ['declined', 'requires_action'] });
      const mails: { id: string; email: string; paid: string }[] = await app.db.query(
        `SELECT id, to_email AS email, variables -> 'link' ->> 'confirm' AS paid FROM messages
         WHERE customer_id = $1 AND type = 'payment_action_required'`,
        [id],
      );
      expect(mails).toMatchObject([{ paid: payment?.id }]);
      await app.app.get(JobRunner).runUntilIdle(['deliver-messages']);
      const text = app.mailjet.mailbox.messages(mails[0]?.email ?? '').at(-1)?.text ?? '';
      const link = /https?:\/\/\S+\/confirm\/\S+/.exec(text)?.[0] ?? '';
      const shown = await app.call('GET', `/v1/messages/${mails[0]?.id ?? ''}`);
      expect(JSON.stringify(shown.body)).toContain('/confirm/…');
      const token = new URL(link).pathname.replace('/confirm/', '');
      expect(JSON.stringify(shown.body)).not.toContain(token);
      const open = (path = token): Promise<Response> =>
        fetch(`${app.url}/confirm/${path}`, { redirect: 'manual' });
      const sent = await open();
      expect([sent.status, sent.headers.get('location')?.startsWith(app.stripe.url)]).toEqual([302, true]);
      const { attempts } = await stage.payment(payment?.id ?? '');
      app.stripe.control.authenticate(attempts[1]?.vendor_charge_id ?? '', 'approve');
      await stage.reconcile();
      expect((await stage.invoiceNow(invoice.id)).state).toBe('paid');
      const after = await open();
      expect([after.status, await after.text()]).toEqual([
        200,
        expect.stringContaining('Your payment has been received.'),
      ]);
      // Unsigned, signed for something else, or for nobody's payment.
      const tokens = app.app.get(SignedTokens);
      const soon = new Date(Date.now() + 60_000);
      for (const no of [
        payment?.id,
        tokens.sign('care_link', { payment: payment?.id ?? '' }, soon),
        tokens.sign('confirm_payment', { payment: crypto.randomUUID() }, soon),
      ]) {
        const refused = await open(no);
        expect([refused.status, refused.headers.get('location')]).toEqual([404, null]);
        expect(await refused.text()).toContain(`/care">Open my account</a>`);
      }
    });

    it('that the bank wants confirmed lead nowhere once the link has ended, whether the payment still waits or not', async () => {
      const id = await stage.cards.customer();
      await stage.cards.add(id, {
        vendor: 'stripe',
        vendor_payment_method_id: 'pm_card_authenticationRequired',
      });
      const invoice = await stage.invoice(id, 1200, DUE);
      await collect();
      const [payment] = await paymentsOf(invoice.id);
      const ended = app.app
        .get(SignedTokens)
        .sign('confirm_payment', { payment: payment?.id ?? '' }, new Date(Date.now() - 1_000));
      const open = async (): Promise<[string | null, string]> => {
        const answer = await fetch(`${app.url}/confirm/${ended}`, { redirect: 'manual' });
        return [answer.headers.get('location'), await answer.text()];
      };
      expect(await open()).toEqual([null, expect.stringContaining('time to confirm this payment is over')]);
      const { attempts } = await stage.payment(payment?.id ?? '');
      app.stripe.control.authenticate(attempts[1]?.vendor_charge_id ?? '', 'approve');
      await stage.reconcile();
      expect(await open()).toEqual([null, expect.stringContaining('payment has been received')]);
    });

    it('try a default that has run out once for each, after its vendor was asked for newer dates', async () => {
      const renewed = await stage.cards.customer();
      const card = await stage.cards.expired(renewed);
      const paid = await stage.invoice(renewed, 1200, DUE);
      await collect();
      expect(await paymentsOf(paid.id)).toMatchObject([{ state: 'succeeded', methods: [card] }]);
      const old = await stage.cards.customer();
      await stage.cards.addToken(old, { exp_year: 2034 });
      await app.setTime(new Date('2035-02-01T12:00:00Z'));
      try {
        const invoice = await stage.invoice(old, 1200, DUE);
        stage.refuse('expired_card');
        expect(await collect()).toBe(1);
        const before = app.stripe.state.paymentIntents().length;
        await app.db.query("UPDATE invoices SET collect_at = now() - interval '1 second' WHERE id = $1", [
          invoice.id,
        ]);
        expect(await collect()).toBe(1);
        expect(await paymentsOf(invoice.id)).toMatchObject([{ state: 'declined' }, { state: 'declined' }]);
        expect([app.stripe.state.paymentIntents().length, await dueAt(invoice.id)]).toEqual([before, null]);
      } finally {
        await app.setTime(new Date());
      }
    });

    it('cost a few charges and no more when the vendor is away, and are charged when it is back', async () => {
      await using unplugged = await startTestApp({
        beside: app,
        env: { VENDORS__STRIPE__API_BASE: 'http://127.0.0.1:9', VENDORS__STRIPE__CONCURRENCY: '2' },
      });
      const { id } = await stage.customer();
      const invoices = [];
      for (let index = 0; index < 8; index += 1) invoices.push((await stage.invoice(id, 1200, DUE)).id);
      await unplugged.app.get(Collection).collectDue(app.clock.now(), new AbortController().signal);
      const tried = (await Promise.all(invoices.map(paymentsOf))).filter(({ length }) => length > 0);
      expect(tried.length).toBeGreaterThan(0);
      expect(tried.length).toBeLessThanOrEqual(4);
      for (const [payment] of tried)
        expect([payment?.state, stage.takenFor(payment?.id ?? '')]).toEqual(['declined', 0]);
      const later = new Date(app.clock.now().getTime() + 60_000);
      await app.app.get(JobRunner).runNow('collection', later);
      const states = await Promise.all(invoices.map(async (one) => (await stage.invoiceNow(one)).state));
      expect(states.filter((state) => state === 'paid').length).toBe(8 - tried.length);
    });
  });

  it('a customer signs up, his first method is the default, service begins, and each period is paid at its start', async () => {
    await using shop = await startTestApp({ jobs: true });
    await shop.setTime(new Date('2031-03-15T12:00:00Z'));
    const stage = new ChargeStage(shop);
    const id = await stage.cards.customer();
    const made = await shop.call('POST', `/v1/customers/${id}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Mobile M',
        billing_mode: 'postpaid',
        auto_renew: true,
        price: { amount: 1200, currency: 'GBP' },
        period: 'P1M',
        anchor_on: '2031-03-31',
        next_invoice_on: '2031-03-31',
        requires_payment_method: true,
      },
    });
    expect([made.status, made.body.state]).toEqual([201, 'pending_payment_method']);
    const method = await stage.addCard(id);
    const service = await shop.call('GET', `/v1/subscriptions/${made.body.id as string}`);
    expect([await stage.cards.defaultOf(id), service.body.state]).toEqual([method, 'active']);
    expect(await stage.eventsOf(made.body.id as string)).toContain('subscription.activated');
    let clock = await shop.call('POST', '/v1/sandbox/clock', { body: { to: '2031-05-02T12:00:00Z' } });
    expect(clock.status).toBe(200);
    while (!clock.body.ready) clock = await shop.call('GET', '/v1/sandbox/clock');
    const { body } = await shop.call('GET', `/v1/invoices?customer_id=${id}`);
    const invoices = body.data as { period: { from: string }; state: string; paid_by_payment_id: string }[];
    expect(invoices.map(({ period, state }) => [period.from, state])).toEqual([
      ['2031-04-30', 'paid'],
      ['2031-03-31', 'paid'],
    ]);
    for (const { paid_by_payment_id: payment } of invoices) {
      expect((await stage.payment(payment)).attempts).toMatchObject([{ payment_method_id: method }]);
      expect(stage.takenFor(payment)).toBe(1);
    }
  }, 120_000);
});
