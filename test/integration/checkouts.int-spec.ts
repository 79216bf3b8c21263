import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { CheckoutView } from '../../src/modules/billing/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { CheckoutStage, SHOP } from '../support/checkout-stage.js';
import { deliver, Letterbox, type Letter } from '../support/letterbox.js';
import { Plug } from '../support/plug.js';
import { startVictim } from '../support/victim.js';
import { STAGED_VENDORS, vendorStage } from '../support/vendor-stage.js';

const MOST_STEPS = 90;
// Of seven steps beside each other one is enough for every run.
const STRIDE = 7;

// PayTabs is given the address with each call.
const SECRETS = { stripe: 'whsec_test_app_secret', paypal: 'WH-TEST-APP' };

describe('checkouts on vendors’ pages', () => {
  let app: TestApp;
  let box: Letterbox;

  beforeAll(async () => {
    box = await Letterbox.open();
    app = await startTestApp({
      env: { HTTP__PUBLIC_URL: box.url, SELF_CARE__ALLOWED_ORIGINS: JSON.stringify([SHOP]) },
    });
    for (const [vendor, secret] of Object.entries(SECRETS))
      vendorStage(app, vendor).standIn.webhooks.configure({ url: box.addressFor(vendor), secret });
  });

  afterEach(() => {
    for (const vendor of STAGED_VENDORS) vendorStage(app, vendor).standIn.faults.clear();
    box.take();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await box[Symbol.asyncDispose]();
  });

  async function letters(vendor: string): Promise<Letter[]> {
    await vendorStage(app, vendor).standIn.webhooks.settled();
    return box.take();
  }

  async function tell(vendor: string, some: readonly Letter[]): Promise<void> {
    for (const letter of some) {
      await deliver(app, letter);
      await app.app.get(JobRunner).runNow(`webhook-inbox-${vendor}`);
    }
    expect(
      await app.db.query(`SELECT type, last_error FROM webhook_inbox WHERE state IN ('pending', 'parked')`),
    ).toEqual([]);
  }

  describe.each(STAGED_VENDORS)('at %s', (vendor) => {
    let stage: CheckoutStage;
    let charges: ChargeStage;

    beforeAll(() => {
      stage = new CheckoutStage(app, vendor);
      charges = new ChargeStage(app, vendor);
    });

    it('are paid within a minute although the tab died and no event came, once', async () => {
      const checkout = await stage.open();
      expect(checkout).toMatchObject({ state: 'open', payment_id: null, customer_id: null });
      await stage.reconcile();
      expect(await stage.now(checkout.id)).toMatchObject({ state: 'open', redirect_url: null });
      await stage.pays(checkout);
      await stage.reconcile();
      await stage.reconcile(3_600);
      const { state, payment_id: payment } = await stage.now(checkout.id);
      expect(state).toBe('succeeded');
      expect(stage.taken(checkout.id)).toBe(1);
      expect(await charges.payment(payment ?? '')).toMatchObject({
        state: 'succeeded',
        purpose: 'order',
        customer_id: null,
        checkout_id: checkout.id,
        captured: { amount: 1200, currency: 'GBP' },
        attempts: [{ vendor, payment_method_id: null }],
      });
      expect(await stage.eventsOf(payment ?? '')).toEqual(['payment.succeeded']);
      expect(await stage.eventsOf(checkout.id)).toEqual(['checkout.succeeded']);
    });

    it('send the browser on to the shop, which may come before the event, that may come five times', async () => {
      const checkout = await stage.open();
      const page = await stage.fill(checkout, stage.page.goesBack);
      const back = await stage.comeBack(checkout.id, page);
      expect([back.status, back.headers.get('location')]).toEqual([
        303,
        `${SHOP}/thanks?basket=7&checkout_id=${checkout.id}&state=succeeded`,
      ]);
      const told = await letters(vendor);
      expect(told.length).toBeGreaterThan(0);
      await tell(vendor, [...told, ...told, ...told, ...told, ...told.toReversed()]);
      const { state, payment_id: payment } = await stage.now(checkout.id);
      expect([state, stage.taken(checkout.id)]).toEqual(['succeeded', 1]);
      expect(await stage.eventsOf(payment ?? '')).toEqual(['payment.succeeded']);
      expect(await stage.eventsOf(checkout.id)).toEqual(['checkout.succeeded']);
      const rows = await app.db.query(
        `SELECT change->>'kind' AS kind FROM webhook_inbox WHERE state = 'ignored' AND change->>'checkoutId' = $1`,
        [checkout.id],
      );
      expect(rows).toEqual([]);
    });

    it('are paid by the event alone', async () => {
      const checkout = await stage.open();
      await stage.pays(checkout);
      await tell(vendor, await letters(vendor));
      expect((await stage.now(checkout.id)).state).toBe('succeeded');
    });

    it('are not paid by a browser that only says so', async () => {
      const checkout = await stage.open();
      const said = {
        respStatus: 'A',
        tranRef: 'TST1',
        token: 'x',
        session_id: 'y',
        signature: '0'.repeat(64),
      };
      for (const back of [await stage.postBack(checkout.id, said), await stage.comeBack(checkout.id)])
        expect(back.headers.get('location')).toBe(
          `${SHOP}/thanks?basket=7&checkout_id=${checkout.id}&state=open`,
        );
      expect(await stage.now(checkout.id)).toMatchObject({ state: 'open', payment_id: null });
      const elsewhere = STAGED_VENDORS.find((other) => other !== vendor) ?? '';
      const foreign = await fetch(`${app.url}/returns/${elsewhere}/${checkout.id}`, { redirect: 'manual' });
      expect(foreign.status).toBe(404);
    });

    it('that brought another amount wait for a person, and are never paid', async () => {
      const { id } = await charges.customer();
      const invoice = await charges.invoice(id);
      const checkout = await stage.open({ invoice_id: invoice.id });
      await stage.pays(checkout);
      stage.lies();
      await stage.comeBack(checkout.id);
      const { state, payment_id: payment } = await stage.now(checkout.id);
      expect(state).toBe('processing');
      expect(await charges.payment(payment ?? '')).toMatchObject({
        state: 'review',
        review_reason: 'other_amount',
      });
      expect((await charges.invoiceNow(invoice.id)).state).toBe('open');
      expect((await charges.pay(invoice.id)).status).toBe(409);
      expect(await stage.eventsOf(checkout.id)).toEqual([]);
    });

    it('keep the method on request, once, and the customer pays with it later', async () => {
      const customer = await charges.cards.customer();
      const checkout = await stage.open({ customer_id: customer, save_method: true });
      await stage.pays(checkout);
      await Promise.all([stage.reconcile(), stage.comeBack(checkout.id)]);
      await tell(vendor, await letters(vendor));
      await stage.reconcile(3_600);
      const methods = await charges.cards.list(customer);
      expect(methods).toMatchObject([{ is_default: true }]);
      expect((await stage.now(checkout.id)).payment_method_id).toBe(methods[0]?.id);
      const later = await charges.pay((await charges.invoice(customer)).id);
      expect([later.status, later.body.state]).toEqual([200, 'succeeded']);

      const plain = await stage.open({ customer_id: customer });
      await stage.pays(plain);
      await stage.reconcile();
      expect(await stage.now(plain.id)).toMatchObject({ state: 'succeeded', payment_method_id: null });
      expect(await charges.cards.list(customer)).toHaveLength(1);
    });

    it('of a guest are given back like any payment', async () => {
      const checkout = await stage.open();
      await stage.pays(checkout);
      await stage.reconcile();
      const { payment_id: payment } = await stage.now(checkout.id);
      const refund = await charges.refund(payment ?? '', 500);
      expect([refund.status, refund.body.state]).toEqual([201, 'succeeded']);
      expect((await charges.retry(payment ?? '')).status).toBe(409);
      expect((await charges.refund(payment ?? '')).status).toBe(201);
      expect((await charges.payment(payment ?? '')).state).toBe('refunded');
      expect((await stage.now(checkout.id)).state).toBe('succeeded');
      await tell(vendor, await letters(vendor));
      expect((await charges.payment(payment ?? '')).refunds).toHaveLength(2);
    });

    it('pay an invoice', async () => {
      const { id } = await charges.customer();
      const invoice = await charges.invoice(id);
      const checkout = await stage.open({ invoice_id: invoice.id });
      expect(checkout).toMatchObject({ customer_id: id, money: { amount: 1200, currency: 'GBP' } });
      await stage.pays(checkout);
      await stage.reconcile();
      const { payment_id: payment } = await stage.now(checkout.id);
      expect(await charges.invoiceNow(invoice.id)).toMatchObject({
        state: 'paid',
        paid_by_payment_id: payment,
      });
      expect(await stage.post({ invoice_id: invoice.id })).toMatchObject({ status: 409 });
    });

    it('for an invoice that was paid meanwhile take nothing, or what they took waits for a person', async () => {
      const { id } = await charges.customer();
      const invoice = await charges.invoice(id);
      const checkout = await stage.open({ invoice_id: invoice.id });
      expect((await charges.pay(invoice.id)).status).toBe(200);
      await stage.pays(checkout);
      await stage.reconcile();
      const { state, payment_id: payment } = await stage.now(checkout.id);
      if (vendor === 'paypal') {
        expect([state, payment, stage.taken(checkout.id)]).toEqual(['canceled', null, 0]);
        expect(await stage.eventsOf(checkout.id)).toEqual(['checkout.failed']);
        return;
      }
      expect(await charges.payment(payment ?? '')).toMatchObject({
        state: 'review',
        review_reason: 'invoice_settled',
      });
      expect(state).toBe('processing');
      expect((await charges.refund(payment ?? '')).status).toBe(201);
      expect((await stage.now(checkout.id)).state).toBe('failed');
    });

    it('that the bank refused have failed, and the invoice can be paid otherwise', async () => {
      const { isRefused } = stage.page;
      if (isRefused === null) return;
      const { id } = await charges.customer();
      const invoice = await charges.invoice(id);
      const checkout = await stage.open({ invoice_id: invoice.id });
      await stage.fill(checkout, isRefused);
      await stage.reconcile();
      const { state, failure, payment_id: payment } = await stage.now(checkout.id);
      expect([state, failure]).toEqual(['failed', expect.objectContaining({ bucket: expect.any(String) })]);
      expect((await charges.payment(payment ?? '')).state).toBe('declined');
      expect(await stage.eventsOf(checkout.id)).toEqual(['checkout.failed']);
      expect((await charges.pay(invoice.id)).status).toBe(200);
    });

    it('end with their page when nobody pays, and what is paid at the last moment is not lost', async () => {
      const checkout = await stage.open();
      const late = await stage.open();
      await app.db.query(
        `UPDATE checkouts SET expires_at = now() + interval '10 seconds' WHERE id = ANY ($1)`,
        [[checkout.id, late.id]],
      );
      await stage.reconcile();
      await app.db.query(
        `UPDATE checkouts SET expires_at = now() - interval '10 seconds', next_check_at = now() - interval '1 second' WHERE id = ANY ($1)`,
        [[checkout.id, late.id]],
      );
      await stage.reconcile();
      expect(await stage.now(checkout.id)).toMatchObject({ state: 'expired' });
      expect(await stage.eventsOf(checkout.id)).toEqual(['checkout.failed']);
      await stage.pays(late);
      await stage.reconcile(120);
      expect(await stage.now(late.id)).toMatchObject({ state: 'succeeded' });
    });
  });

  describe('for a shop’s order', () => {
    let stage: CheckoutStage;

    beforeAll(() => {
      stage = new CheckoutStage(app, 'stripe');
    });

    const money = { amount: 1200, currency: 'GBP' };

    it('ten posts at once with one key open one', async () => {
      const body = { order_ref: 'ten', money };
      const key = await app.apiKey('admin');
      const answers = await Promise.all(Array.from({ length: 10 }, () => stage.post(body, 'ten', app, key)));
      const opened = answers.filter(({ status }) => status === 201);
      expect(new Set(opened.map(({ body: { id } }) => id as string)).size).toBe(1);
      // Those that come while it is being opened are told to come again.
      for (const { status, body } of answers)
        if (status !== 201) expect([status, body.code]).toEqual([409, 'request_in_progress']);
      const again = await stage.post(body, 'ten', app, key);
      expect([again.status, again.body]).toEqual([201, opened[0]?.body]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect((await stage.post({ ...body, money: { ...money, amount: 1 } }, 'ten', app, key)).body.code).toBe(
        'idempotency_key_reused',
      );
      const keys = await Promise.all(
        Array.from({ length: 5 }, (_, n) => stage.post({ order_ref: 'five', money }, `five-${String(n)}`)),
      );
      expect(new Set(keys.map(({ body }) => body.id as string)).size).toBe(1);
      expect(keys.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 201]);
      const sessions = await app.db.query(
        `SELECT order_ref, count(*)::int AS n FROM checkouts WHERE order_ref IN ('ten', 'five') GROUP BY 1 ORDER BY 1`,
      );
      expect(sessions).toEqual([
        { order_ref: 'five', n: 1 },
        { order_ref: 'ten', n: 1 },
      ]);
    });

    it('there is one that is live, the paid one for good, and a new one after it came to nothing', async () => {
      const first = await stage.open({ order_ref: 'shoes', money });
      const same = await stage.post({ order_ref: 'shoes', money });
      expect([same.status, same.body.id, same.body.redirect_url]).toEqual([
        200,
        first.id,
        first.redirect_url,
      ]);
      const other = await stage.post({ order_ref: 'shoes', money: { ...money, amount: 1300 } });
      expect([other.status, other.body.reason]).toEqual([409, 'order_money']);
      app.stripe.control.expireCheckout(
        (
          await app.db.query<{ at: string }[]>(
            'SELECT vendor_checkout_id AS at FROM checkouts WHERE id = $1',
            [first.id],
          )
        )[0]?.at ?? '',
      );
      const second = await stage.open({ order_ref: 'shoes', money });
      expect(second.id).not.toBe(first.id);
      expect((await stage.now(first.id)).state).toBe('expired');
      await stage.pays(second);
      const paid = await stage.post({ order_ref: 'shoes', money });
      expect([paid.status, paid.body.id, paid.body.state, paid.body.redirect_url]).toEqual([
        200,
        second.id,
        'succeeded',
        null,
      ]);
    });

    it('is of one customer, or of a guest, for everybody', async () => {
      const cards = new ChargeStage(app).cards;
      const own = { order_ref: 'W-1', money, customer_id: await cards.customer(), save_method: true };
      const first = await stage.open(own);
      const other = { ...own, customer_id: await cards.customer() };
      const guest = { order_ref: 'W-1', money };
      for (const body of [other, guest]) {
        const { status, body: told } = await stage.post(body, undefined, app, await app.apiKey('admin'));
        expect([status, told.reason, told.redirect_url]).toEqual([409, 'order_customer', undefined]);
      }
      expect((await stage.post(own)).body.id).toBe(first.id);
    });

    it('another vendor takes the place of an open page; paid twice all the same, the second waits for a person', async () => {
      const closed = await stage.open({ order_ref: 'bag', money });
      const paytabs = new CheckoutStage(app, 'paytabs');
      const first = await paytabs.open({ order_ref: 'bag', money });
      await stage.pays(closed);
      await stage.reconcile();
      expect([(await stage.now(closed.id)).state, stage.taken(closed.id)]).toEqual(['canceled', 0]);
      const paypal = new CheckoutStage(app, 'paypal');
      const second = await paypal.open({ order_ref: 'bag', money });
      expect((await paytabs.now(first.id)).state).toBe('canceled');
      await paypal.pays(second);
      await paypal.reconcile();
      expect((await paypal.now(second.id)).state).toBe('succeeded');
      await paytabs.pays(first);
      await paytabs.comeBack(first.id);
      const { state, payment_id: payment } = await paytabs.now(first.id);
      expect(state).toBe('processing');
      expect((await new ChargeStage(app).payment(payment ?? '')).review_reason).toBe('charged_twice');
      expect((await stage.post({ order_ref: 'bag', money })).body.id).toBe(second.id);
    });

    it('a refused one may be charged by a stored method, unless another checkout has paid the order', async () => {
      const charges = new ChargeStage(app);
      const paypal = new CheckoutStage(app, 'paypal');
      for (const [order, status] of [
        ['hat', 200],
        ['coat', 409],
      ] as const) {
        const { id } = await charges.customer();
        const refused = await paypal.open({ order_ref: order, money, customer_id: id });
        await paypal.fill(refused, paypal.page.isRefused ?? {});
        await paypal.comeBack(refused.id);
        const { state, payment_id: payment } = await paypal.now(refused.id);
        expect(state).toBe('failed');
        if (status === 409) {
          const other = await stage.open({ order_ref: order, money });
          await stage.pays(other);
          await stage.comeBack(other.id);
        }
        expect((await charges.retry(payment ?? '')).status).toBe(status);
        expect((await paypal.now(refused.id)).state).toBe(status === 200 ? 'succeeded' : 'failed');
      }
    });

    it('nothing is opened for what cannot be', async () => {
      const customer = await new ChargeStage(app).cards.customer();
      const order = { order_ref: 'bad', money };
      const refused: [object, number, string][] = [
        [{ ...order, return_url: 'https://evil.example/' }, 422, 'return_url'],
        [{ ...order, save_method: true }, 422, 'save_method'],
        [{ ...order, customer_id: customer, money: { amount: 5, currency: 'SAR' } }, 422, 'money.currency'],
        [{ ...order, customer_id: crypto.randomUUID() }, 422, 'customer_id'],
        [{ ...order, payment_type: 'paypal' }, 422, 'payment_type'],
        [{ ...order, invoice_id: crypto.randomUUID() }, 422, ''],
        [{ invoice_id: crypto.randomUUID() }, 422, 'invoice_id'],
        [{ order_ref: 'bad' }, 422, ''],
      ];
      for (const [body, status, field] of refused) {
        const answer = await stage.post(body);
        expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(field)]);
      }
      const keyless = await app.call('POST', '/v1/checkouts', { body: order });
      expect(keyless.body.code).toBe('idempotency_key_required');
      const rows = await app.db.query(`SELECT 1 FROM checkouts WHERE order_ref = 'bad'`);
      expect(rows).toEqual([]);
    });

    it('is shown the same page as often as its address is asked for', async () => {
      for (const vendor of STAGED_VENDORS) {
        const at = new CheckoutStage(app, vendor);
        const body = { order_ref: `often-${vendor}`, money };
        const urls = new Set<string>();
        for (let n = 0; n < 11; n += 1) urls.add((await at.post(body, body.order_ref)).body.redirect_url);
        expect([vendor, urls.size]).toEqual([vendor, 1]);
      }
    });

    it('a vendor that is away is tried again under the same key', async () => {
      app.stripe.faults.add({ kind: 'error_500_before', times: 0 });
      const body = { order_ref: 'away', money };
      const away = await stage.post(body, 'away');
      expect(away.status).toBe(503);
      app.stripe.faults.clear();
      const there = await stage.post(body, 'away');
      expect([there.status, there.body.redirect_url]).toEqual([201, expect.stringContaining('http')]);
    });
  });

  describe('for an invoice', () => {
    let stage: CheckoutStage;
    let charges: ChargeStage;

    beforeAll(() => {
      stage = new CheckoutStage(app, 'stripe');
      charges = new ChargeStage(app);
    });

    it('are closed at once when it was paid by a stored method or taken back', async () => {
      const { id } = await charges.customer();
      for (const way of ['pay', 'void']) {
        const invoice = await charges.invoice(id);
        const checkout = await stage.open({ invoice_id: invoice.id });
        const ended =
          way === 'pay'
            ? await charges.pay(invoice.id)
            : await app.call('POST', `/v1/invoices/${invoice.id}/void`, {
                headers: { 'idempotency-key': `void-${invoice.id}` },
              });
        expect(ended.status).toBe(200);
        await stage.reconcile(0);
        await stage.pays(checkout);
        await stage.reconcile();
        expect([way, (await stage.now(checkout.id)).state, stage.taken(checkout.id)]).toEqual([
          way,
          'canceled',
          0,
        ]);
      }
    });

    it('there is one that is open at a vendor, and one that keeps the method otherwise takes its place', async () => {
      const { id } = await charges.customer();
      const { id: invoice } = await charges.invoice(id);
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => stage.post({ invoice_id: invoice }, undefined, app)),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
      expect(new Set(answers.map(({ body }) => body.redirect_url as string)).size).toBe(1);
      const first = answers[0]?.body as CheckoutView;
      const wrong = { invoice_id: invoice, save_method: true, money: { amount: 1, currency: 'GBP' } };
      expect((await stage.post(wrong)).body.reason).toBe('invoice_money');
      expect((await stage.now(first.id)).state).toBe('open');
      const other = await stage.open({ invoice_id: invoice, save_method: true });
      expect([other.id === first.id, (await stage.now(first.id)).state]).toEqual([false, 'canceled']);
      await charges.pay(invoice);
      expect((await stage.post({ invoice_id: invoice })).body.reason).toBe('invoice_state');
    });
  });

  describe('with more than one page', () => {
    const money = { amount: 1200, currency: 'GBP' };
    const opening = { method: 'POST', path: '/v1/checkout/sessions' };
    let stage: CheckoutStage;

    beforeAll(() => {
      stage = new CheckoutStage(app, 'stripe');
    });

    async function pageOf(id: string): Promise<{ status: string | null }> {
      const rows: { page: string }[] = await app.db.query(
        'SELECT vendor_checkout_id AS page FROM checkouts WHERE id = $1',
        [id],
      );
      return { status: app.stripe.control.checkoutSession(rows[0]?.page ?? '')?.status ?? null };
    }

    it('the page that was given away stays the one, however often its address is asked for in vain', async () => {
      const body = { order_ref: 'outage', money };
      const answers: (string | number)[] = [];
      for (const isAway of [true, false, true, true, false]) {
        if (isAway) app.stripe.faults.add({ kind: 'error_500_before', times: 0, ...opening });
        const { status, body: told } = await stage.post(body, 'outage');
        answers.push(isAway ? status : (told.redirect_url as string));
        app.stripe.faults.clear();
      }
      expect(answers[1]).toContain('http');
      expect(answers).toEqual([503, answers[1], 503, 503, answers[1]]);
    });

    it('one that names another checkout’s page ends with its time', async () => {
      const [one, other] = [await stage.open(), await stage.open()];
      await app.db.query(
        `UPDATE checkouts SET expires_at = now() - interval '10 seconds', next_check_at = now() - interval '1 second',
           vendor_checkout_id = (SELECT vendor_checkout_id FROM checkouts WHERE id = $2) WHERE id = $1`,
        [one.id, other.id],
      );
      await stage.reconcile();
      expect([(await stage.now(one.id)).state, (await stage.now(other.id)).state]).toEqual([
        'expired',
        'open',
      ]);
    });

    it('the event of one that is not on file is not lost, and the one on file is closed', async () => {
      const first = await stage.open({ order_ref: 'two-pages', money });
      await app.db.query('UPDATE checkouts SET vendor_checkout_id = NULL, begin_failures = 2 WHERE id = $1', [
        first.id,
      ]);
      const { body: second } = await stage.post({ order_ref: 'two-pages', money });
      expect([second.id, second.redirect_url === first.redirect_url]).toEqual([first.id, false]);
      await stage.pays(first);
      await tell('stripe', await letters('stripe'));
      expect((await stage.now(first.id)).state).toBe('succeeded');
      await stage.fill(second as CheckoutView, stage.page.stays);
      expect(stage.taken(first.id)).toBe(1);
    });

    it('one that was being opened when another took its place is closed, and its address given to nobody', async () => {
      app.stripe.faults.add({ kind: 'slow_body', durationMs: 3_000, ...opening });
      const opened = stage.post({ order_ref: 'overtaken', money });
      const [waiting] = await until(() =>
        app.db.query<{ id: string }[]>(`SELECT id FROM checkouts WHERE order_ref = 'overtaken'`),
      );
      const paypal = new CheckoutStage(app, 'paypal');
      await paypal.open({ order_ref: 'overtaken', money });
      const { status, body } = await opened;
      expect([status, body.reason, body.redirect_url]).toEqual([409, 'checkout_over', undefined]);
      expect(await pageOf(waiting?.id ?? '')).toEqual({ status: 'expired' });
    });
  });

  describe('killed at any step', () => {
    let plug: Plug;
    let victim: TestApp;

    beforeAll(async () => {
      plug = new Plug();
      victim = await startVictim(app, plug, {
        SELF_CARE__ALLOWED_ORIGINS: JSON.stringify([SHOP]),
        HTTP__PUBLIC_URL: box.url,
      });
      for (const vendor of STAGED_VENDORS)
        vendorStage(app, vendor).standIn.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    }, 60_000);

    afterAll(async () => {
      await plug.mend();
      await victim[Symbol.asyncDispose]();
      await plug[Symbol.asyncDispose]();
    });

    /** Does it with a kill after each message in turn, until it goes through; answers how many there were. */
    async function atEachStep(work: (step: number) => Promise<unknown>, check: (step: number) => unknown) {
      for (let step = 1; step < MOST_STEPS; step += STRIDE) {
        await work(step);
        const wasKilled = plug.isCut;
        await plug.mend();
        await check(step);
        if (!wasKilled) return step;
      }
      throw new Error('It never goes through.');
    }

    it.each(STAGED_VENDORS)(
      'of opening at %s: the repeat opens the one, which is then paid once',
      async (vendor) => {
        const stage = new CheckoutStage(app, vendor);
        const key = await app.apiKey('admin');
        const bodyOf = (step: number) => ({
          order_ref: `killed-${vendor}-${String(step)}`,
          money: { amount: 1200, currency: 'GBP' },
        });
        const nameOf = (step: number): string => `open-${vendor}-${String(step)}`;
        const steps = await atEachStep(
          async (step) => {
            plug.arm(step);
            await stage.post(bodyOf(step), nameOf(step), victim, key);
          },
          async (step) => {
            await app.db.query(
              `UPDATE idempotency_keys SET lease_until = now() - interval '1 second' WHERE state = 'running'`,
            );
            const { status, body } = await stage.post(bodyOf(step), nameOf(step), app, key);
            expect([step, status, body.state]).toEqual([step, 201, 'open']);
            await stage.pays(body);
            await stage.comeBack(body.id);
            expect([step, (await stage.now(body.id)).state]).toEqual([step, 'succeeded']);
            expect([step, stage.taken(body.id)]).toEqual([step, 1]);
            const rows = await app.db.query('SELECT 1 FROM checkouts WHERE order_ref = $1', [
              bodyOf(step).order_ref,
            ]);
            expect(rows).toHaveLength(1);
          },
        );
        expect(steps).toBeGreaterThan(6);
      },
      120_000,
    );

    it.each(STAGED_VENDORS)(
      'of settling at %s: the job ends it, with what was paid once',
      async (vendor) => {
        const stage = new CheckoutStage(app, vendor);
        const customer = await new ChargeStage(app).cards.customer();
        let id = '';
        const steps = await atEachStep(
          async (step) => {
            const checkout = await stage.open({ customer_id: customer, save_method: true });
            id = checkout.id;
            await stage.pays(checkout);
            plug.arm(step);
            await stage.comeBack(id, undefined, victim);
          },
          async (step) => {
            await stage.reconcile();
            await stage.reconcile(120);
            const { state, payment_id: payment } = await stage.now(id);
            expect([step, state, stage.taken(id)]).toEqual([step, 'succeeded', 1]);
            expect(await stage.eventsOf(payment ?? '')).toEqual(['payment.succeeded']);
            expect(await stage.eventsOf(id)).toEqual(['checkout.succeeded']);
          },
        );
        expect(steps).toBeGreaterThan(15);
      },
      120_000,
    );
  });
});

/** What there is as soon as there is something. */
async function until<T>(look: () => Promise<T[]>): Promise<T[]> {
  for (;;) {
    const found = await look();
    if (found.length > 0) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
}
