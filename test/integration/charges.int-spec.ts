import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BillingChanges, type PaymentView } from '../../src/modules/billing/index.js';
import { ChargeOutcomes } from '../../src/modules/billing/charge-outcomes.service.js';
import { VendorGateways } from '../../src/modules/vendors/index.js';
import { problem } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { STAGED_VENDORS } from '../support/vendor-stage.js';

const DECLINES: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  stripe: [
    ['insufficient_funds', 'funds', 'funds'],
    ['do_not_honor', 'issuer', 'issuer'],
    ['processing_error', 'technical', 'technical'],
    ['expired_card', 'card_data', 'card_data'],
    ['lost_card', 'fraud', 'issuer'],
    ['revocation_of_authorization', 'revoked', 'revoked'],
    ['duplicate_transaction', 'duplicate', 'duplicate'],
  ],
  paypal: [
    ['5120', 'funds', 'funds'],
    ['9520', 'fraud', 'issuer'],
    ['0R00', 'canceled', 'canceled'],
  ],
  paytabs: [
    ['316', 'funds', 'funds'],
    ['501', 'fraud', 'issuer'],
    ['321', 'canceled', 'canceled'],
  ],
};

describe('charges', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  describe.each(STAGED_VENDORS)('at %s', (vendor) => {
    let stage: ChargeStage;

    beforeAll(() => {
      stage = new ChargeStage(app, vendor);
    });

    it('pay an invoice with the default, and what was owed is owed no more', async () => {
      const { id, method } = await stage.customer();
      const invoice = await stage.invoice(id);
      const { status, body } = await stage.pay(invoice.id);
      expect([status, body]).toMatchObject([
        200,
        {
          state: 'succeeded',
          invoice_id: invoice.id,
          captured: { amount: 1200, currency: 'GBP' },
          attempts: [{ attempt_no: 1, state: 'succeeded', payment_method_id: method, vendor, decline: null }],
        },
      ]);
      expect(await stage.invoiceNow(invoice.id)).toMatchObject({
        state: 'paid',
        paid_by_payment_id: body.id,
      });
      expect(await app.db.query('SELECT 1 FROM customer_holds WHERE customer_id = $1', [id])).toEqual([]);
      expect(await stage.eventsOf(body.id)).toEqual(['payment.succeeded']);
      expect(await stage.eventsOf(invoice.id)).toEqual(['invoice.issued', 'invoice.paid']);
      expect(stage.takenFor(body.id)).toBe(1);
      expect(await stage.payment(body.id)).toEqual(body);
    });

    it('are made once when twenty ask at the same time', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      const answers = await Promise.all(Array.from({ length: 20 }, () => stage.pay(invoice.id)));
      const paid = answers.filter(({ status }) => status === 200);
      expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toEqual([200]);
      const rows: { id: string }[] = await app.db.query('SELECT id FROM payments WHERE invoice_id = $1', [
        invoice.id,
      ]);
      expect(rows).toEqual([{ id: paid[0]?.body.id }]);
      expect(stage.takenFor(paid[0]?.body.id)).toBe(1);
    });

    it('are made once for one key, however often it is sent', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      const key = `${vendor}-once`;
      const first = await Promise.all(Array.from({ length: 10 }, () => stage.pay(invoice.id, {}, key)));
      expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200, 409]));
      const again = await stage.pay(invoice.id, {}, key);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
      expect(stage.takenFor(again.body.id)).toBe(1);
      const other = await stage.pay(invoice.id, { payment_method_id: crypto.randomUUID() }, key);
      expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    });

    it.each(DECLINES[vendor] ?? [])(
      'refused with %s are %s, told to a customer as %s',
      async (code, bucket, told) => {
        const { id } = await stage.customer();
        const invoice = await stage.invoice(id);
        stage.refuse(code);
        const { status, body } = await stage.pay(invoice.id);
        expect([status, body]).toMatchObject([
          402,
          {
            code: 'card_declined',
            bucket: told,
            state: bucket === 'canceled' ? 'canceled' : 'declined',
            attempts: [{ decline: { bucket, code } }],
          },
        ]);
        expect(stage.takenFor(body.id)).toBe(0);
        expect(await stage.eventsOf(body.id)).toEqual(['payment.failed']);
        expect((await stage.invoiceNow(invoice.id)).state).toBe('open');
      },
    );

    it('refused once are taken when tried again, as another attempt', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      stage.refuse(DECLINES[vendor]?.[0]?.[0] ?? '');
      const { body } = await stage.pay(invoice.id);
      const again = await stage.retry(body.id);
      expect([again.status, again.body.attempts.map((one: { state: string }) => one.state)]).toEqual([
        200,
        ['declined', 'succeeded'],
      ]);
      expect(stage.takenFor(body.id)).toBe(1);
      expect(await stage.eventsOf(body.id)).toEqual(['payment.failed', 'payment.succeeded']);
      const third = await stage.retry(body.id);
      expect([third.status, problem(third)['reason']]).toEqual([409, 'payment_state']);
    });

    it.each(['error_500_before', 'error_500_after'] as const)(
      'whose answer was lost (%s) are asked for before anything is tried, and made once',
      async (fault) => {
        const { id, method } = await stage.customer();
        const invoice = await stage.invoice(id);
        stage.strikeCharge(fault);
        const { status, body } = await stage.pay(invoice.id);
        expect([status, body.state]).toEqual([202, 'unknown']);
        const removal = await stage.cards.remove(method, '?confirm_last=true&force=true');
        expect([removal.status, problem(removal)['reason']]).toEqual([409, 'charge_on_method']);
        for (const busy of [
          await stage.pay(invoice.id),
          await stage.retry(body.id),
          await app.call('POST', `/v1/invoices/${invoice.id}/void`),
        ])
          expect([busy.status, problem(busy)['reason']]).toEqual([409, 'payment_in_progress']);
        await stage.reconcile();
        await stage.reconcile(11);
        expect(await stage.payment(body.id)).toMatchObject({
          state: 'succeeded',
          attempts: [{ attempt_no: 1 }],
        });
        expect(stage.takenFor(body.id)).toBe(1);
        expect((await stage.invoiceNow(invoice.id)).state).toBe('paid');
        expect(await stage.eventsOf(body.id)).toEqual(['payment.succeeded']);
      },
    );

    it.each(['wrong_amount', 'wrong_currency'] as const)(
      'of which the vendor tells another sum (%s) wait for a person, and pay nothing',
      async (fault) => {
        const { id } = await stage.customer();
        const invoice = await stage.invoice(id);
        stage.strikeCharge(fault);
        const { status, body } = await stage.pay(invoice.id);
        expect([status, body.state, body.review_reason]).toEqual([202, 'review', 'other_amount']);
        await stage.reconcile();
        expect((await stage.payment(body.id)).state).toBe('review');
        expect((await stage.invoiceNow(invoice.id)).state).toBe('open');
        expect(await stage.eventsOf(body.id)).toEqual([]);
        const again = await stage.pay(invoice.id);
        expect([again.status, problem(again)['reason']]).toEqual([409, 'payment_in_progress']);
      },
    );

    it('whose process died before the call are made once, by whoever finds them', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      stage.refuse(DECLINES[vendor]?.[0]?.[0] ?? '');
      const { body } = await stage.pay(invoice.id);
      // As the first transaction of a second attempt leaves it.
      await app.db.query(
        `INSERT INTO payment_attempts
         SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'attempt_no', 2, 'state', 'started',
           'idempotency_key', a.idempotency_key || 'b', 'vendor_charge_id', NULL, 'settled_at', NULL, 'next_check_at', now(),
           'decline_bucket', NULL, 'decline_code', NULL, 'decline_hint', NULL))).*
         FROM payment_attempts a WHERE payment_id = $1`,
        [body.id],
      );
      await app.db.query(`UPDATE payments SET state = 'pending' WHERE id = $1`, [body.id]);
      await stage.reconcile();
      await stage.reconcile(11);
      expect((await stage.payment(body.id)).state).toBe('succeeded');
      expect(stage.takenFor(body.id)).toBe(1);
    });

    it('of a customer without an invoice are taken in the customer’s currency alone', async () => {
      const { id } = await stage.customer();
      const body = { purpose: 'one_off', money: { amount: 700, currency: 'GBP' } };
      const paid = await stage.post(`/v1/customers/${id}/payments`, body);
      expect([paid.status, paid.body.state, paid.body.purpose]).toEqual([200, 'succeeded', 'one_off']);
      const other = await stage.post(`/v1/customers/${id}/payments`, {
        ...body,
        money: { amount: 1, currency: 'USD' },
      });
      expect([other.status, other.body.code]).toEqual([422, 'validation_failed']);
    });
  });

  describe('whatever the vendor', () => {
    let stage: ChargeStage;

    beforeAll(() => {
      stage = new ChargeStage(app);
    });

    const addTest = async (customer: string, card: string): Promise<string> =>
      (await stage.cards.add(customer, { vendor: 'stripe', vendor_payment_method_id: `pm_card_${card}` }))
        .body.id;

    it('use the method chosen, and leave the default as it is', async () => {
      const { id, method } = await stage.customer();
      const other = await addTest(id, 'mastercard');
      const invoice = await stage.invoice(id);
      const { body } = await stage.pay(invoice.id, { payment_method_id: other });
      expect(body.attempts).toMatchObject([{ payment_method_id: other, brand: 'mastercard' }]);
      expect(await stage.cards.defaultOf(id)).toBe(method);
    });

    it('never use another customer’s method, and need one at all', async () => {
      const stranger = await stage.customer();
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      const foreign = await stage.pay(invoice.id, { payment_method_id: stranger.method });
      expect([foreign.status, foreign.body.errors[0].path]).toEqual([422, 'payment_method_id']);
      const poor = await stage.cards.customer();
      const none = await stage.pay((await stage.invoice(poor)).id);
      expect([none.status, none.body.code]).toEqual([409, 'method_not_usable']);
      expect(await app.db.query('SELECT 1 FROM payments WHERE customer_id = ANY ($1)', [[id, poor]])).toEqual(
        [],
      );
    });

    it('that the bank wants confirmed give the customer a page, and are done when he has', async () => {
      const { id } = await stage.customer();
      const card = await addTest(id, 'authenticationRequired');
      const invoice = await stage.invoice(id);
      const key = 'authenticated';
      const { status, body } = await stage.pay(invoice.id, { payment_method_id: card }, key);
      expect([status, body]).toMatchObject([
        202,
        {
          state: 'requires_action',
          next_action: { type: 'redirect', url: expect.stringContaining('http') },
          attempts: [{ decline: { bucket: 'authentication' } }, { state: 'requires_action' }],
        },
      ]);
      const repeat = await stage.pay(invoice.id, { payment_method_id: card }, key);
      expect([repeat.status, repeat.body.next_action]).toEqual([202, body.next_action]);
      const kept: { response: string }[] = await app.db.query(
        `SELECT response::text AS response FROM idempotency_keys WHERE key = $1`,
        [key],
      );
      expect(kept).toEqual([{ response: '{"body":null}' }]);
      app.stripe.control.authenticate(body.attempts[1].vendor_charge_id, 'approve');
      await stage.reconcile();
      expect(await stage.payment(body.id)).toMatchObject({ state: 'succeeded' });
      expect(stage.takenFor(body.id)).toBe(1);
    });

    it('that nobody confirms within a day give the invoice free; where a later confirmation is possible, it is kept, once', async () => {
      const { id, method } = await stage.customer();
      const card = await addTest(id, 'authenticationRequired');
      const invoice = await stage.invoice(id);
      const { body } = await stage.pay(invoice.id, { payment_method_id: card });
      await app.db.query(
        `UPDATE payment_attempts SET started_at = started_at - interval '25 hours' WHERE payment_id = $1`,
        [body.id],
      );
      const gateway = app.app.get(VendorGateways).get('stripe') as { cancelCharge?: unknown };
      gateway.cancelCharge = undefined;
      await stage.reconcile();
      delete gateway.cancelCharge;
      expect((await stage.payment(body.id)).state).toBe('canceled');
      const paid = await stage.pay(invoice.id, { payment_method_id: method });
      expect(paid.status).toBe(200);
      app.stripe.control.authenticate(body.attempts[1].vendor_charge_id, 'approve');
      await app.app.get(BillingChanges).chargeChanged('stripe', {
        kind: 'charge_changed',
        vendorChargeId: body.attempts[1].vendor_charge_id,
        paymentId: body.id,
      });
      expect(await stage.payment(body.id)).toMatchObject({
        state: 'review',
        review_reason: 'invoice_settled',
      });
      const back = await stage.refund(body.id);
      expect([back.status, back.body.state]).toEqual([201, 'succeeded']);
      expect((await stage.payment(body.id)).state).toBe('refunded');
      expect((await stage.invoiceNow(invoice.id)).paid_by_payment_id).toBe(paid.body.id);
    });

    describe('that wait for the customer', () => {
      const waiting = async () => {
        const { id, method } = await stage.customer();
        const card = await addTest(id, 'authenticationRequired');
        const invoice = await stage.invoice(id);
        const { body } = await stage.pay(invoice.id, { payment_method_id: card });
        expect(body.state).toBe('requires_action');
        const charge = body.attempts[1].vendor_charge_id as string;
        return { method, invoice: invoice.id, payment: body.id as string, charge };
      };

      const atVendor = (charge: string): string | undefined =>
        app.stripe.state.paymentIntents().find(({ id }) => id === charge)?.status;

      it('give way to another charge of their invoice, and can never be confirmed again', async () => {
        const { method, invoice, payment, charge } = await waiting();
        const other = await stage.pay(invoice, { payment_method_id: method });
        expect([other.status, (await stage.payment(payment)).state]).toEqual([200, 'canceled']);
        expect(atVendor(charge)).toBe('canceled');
        expect((await stage.invoiceNow(invoice)).paid_by_payment_id).toBe(other.body.id);
      });

      it('give way to whoever takes the invoice back', async () => {
        const { invoice, payment, charge } = await waiting();
        const voided = await app.call('POST', `/v1/invoices/${invoice}/void`);
        expect([voided.status, (await stage.payment(payment)).state]).toEqual([200, 'canceled']);
        expect(atVendor(charge)).toBe('canceled');
      });

      it('are taken back at their vendor after a day', async () => {
        const { payment, charge } = await waiting();
        await app.db.query(
          `UPDATE payment_attempts SET started_at = started_at - interval '25 hours' WHERE payment_id = $1`,
          [payment],
        );
        await stage.reconcile();
        expect([(await stage.payment(payment)).state, atVendor(charge)]).toEqual(['canceled', 'canceled']);
      });

      it('are taken back by themselves, repeatably; what is paid is not', async () => {
        const { method, invoice, payment } = await waiting();
        const cancel = (id: string) => app.call('POST', `/v1/payments/${id}/cancel`);
        const [first, second] = [await cancel(payment), await cancel(payment)];
        expect([first.status, first.body.state, second.body]).toEqual([200, 'canceled', first.body]);
        const { body } = await stage.pay(invoice, { payment_method_id: method });
        const refused = await cancel(body.id as string);
        expect([refused.status, problem(refused)['state']]).toEqual([409, 'succeeded']);
      });

      it('and were confirmed a moment ago stay paid, and nothing else is charged or taken back', async () => {
        const { method, invoice, payment, charge } = await waiting();
        app.stripe.control.authenticate(charge, 'approve');
        const late = await stage.pay(invoice, { payment_method_id: method });
        expect([late.status, problem(late)['state']]).toEqual([409, 'paid']);
        expect((await app.call('POST', `/v1/invoices/${invoice}/void`)).status).toBe(409);
        expect((await stage.invoiceNow(invoice)).paid_by_payment_id).toBe(payment);
        expect(stage.takenFor(payment)).toBe(1);
      });

      it('stand in the way where their vendor cannot take them back, or does not answer', async () => {
        const { method, invoice, payment, charge } = await waiting();
        const gateway = app.app.get(VendorGateways).get('stripe') as { cancelCharge?: unknown };
        gateway.cancelCharge = undefined;
        const bound = await stage.pay(invoice, { payment_method_id: method });
        delete gateway.cancelCharge;
        expect([bound.status, problem(bound)['reason']]).toEqual([409, 'payment_in_progress']);
        const path = '/v1/payment_intents/:id/cancel';
        app.stripe.faults.add({ method: 'POST', path, kind: 'error_500_after' });
        const lost = await stage.pay(invoice, { payment_method_id: method });
        expect([lost.status, problem(lost)['reason']]).toEqual([409, 'payment_in_progress']);
        expect([atVendor(charge), (await stage.payment(payment)).state]).toEqual([
          'canceled',
          'requires_action',
        ]);
        await stage.reconcile();
        expect((await stage.payment(payment)).state).toBe('canceled');
        expect((await stage.pay(invoice, { payment_method_id: method })).status).toBe(200);
      });
    });

    it('try a default that has run out once for an invoice, and then only say so', async () => {
      const id = await stage.cards.customer();
      const { body: card } = await stage.cards.addToken(id, { exp_year: 2034 });
      const calls = (): number => app.stripe.state.paymentIntents().length;
      await app.setTime(new Date('2035-02-01T12:00:00Z'));
      try {
        const invoice = await stage.invoice(id);
        const chosen = await stage.pay(invoice.id, { payment_method_id: card.id });
        expect([chosen.status, chosen.body.code]).toEqual([409, 'method_not_usable']);
        const before = calls();
        stage.refuse('expired_card');
        const first = await stage.pay(invoice.id);
        expect([first.status, first.body.bucket, calls()]).toEqual([402, 'card_data', before + 1]);
        const second = await stage.pay(invoice.id);
        expect([second.status, second.body.bucket, calls()]).toEqual([402, 'card_data', before + 1]);
        const third = await stage.retry(second.body.id);
        expect([third.status, third.body.attempts.length, calls()]).toEqual([402, 2, before + 1]);
      } finally {
        await app.setTime(new Date());
      }
    });

    it('use a default that looked expired here when its vendor has newer dates', async () => {
      const id = await stage.cards.customer();
      const card = await stage.cards.expired(id);
      const { status } = await stage.pay((await stage.invoice(id)).id);
      const { body } = await app.call('GET', `/v1/payment-methods/${card}`);
      expect([status, body.exp_year, body.expired]).toEqual([200, 2034, false]);
    });

    it('that cannot reach the vendor charge nothing, and are made when the same is asked again', async () => {
      await using unplugged = await startTestApp({
        beside: app,
        env: { VENDORS__STRIPE__API_BASE: 'http://127.0.0.1:9' },
      });
      const { id } = await stage.customer();
      const path = `/v1/invoices/${(await stage.invoice(id)).id}/pay`;
      const key = await app.apiKey('admin');
      const options = { body: {}, key, headers: { 'idempotency-key': 'outage' } };
      const away = await unplugged.call('POST', path, options);
      expect([away.status, away.body.code]).toEqual([503, 'vendor_unavailable']);
      const { data } = (await app.call('GET', `/v1/payments?customer_id=${id}`)).body as {
        data: PaymentView[];
      };
      expect(data).toMatchObject([
        { state: 'declined', attempts: [{ decline: { bucket: 'technical', retryable: true } }] },
      ]);
      const again = await app.call('POST', path, options);
      expect([again.status, again.body.id, again.body.attempts.length]).toEqual([200, data[0]?.id, 2]);
      expect(stage.takenFor(again.body.id)).toBe(1);
    });

    it('hear nothing from a worker that slept beyond its lease, unless money was taken', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      stage.strikeCharge('error_500_before');
      const { body } = await stage.pay(invoice.id);
      const attempt = body.attempts[0].id as string;
      const rowsOf = (): Promise<unknown> =>
        app.db.query(
          'SELECT a::text, p::text FROM payment_attempts a JOIN payments p ON p.id = a.payment_id WHERE a.id = $1',
          [attempt],
        );
      const outcomes = app.app.get(ChargeOutcomes);
      const late = { lease: crypto.randomUUID() };
      const refused = {
        bucket: 'technical',
        hint: 'try_again_later',
        code: 'vendor_unavailable',
        adviceCode: null,
        networkAdviceCode: null,
        networkDeclineCode: null,
        retryable: true,
      } as const;
      const before = await rowsOf();
      await outcomes.apply(attempt, { status: 'declined', vendorChargeId: null, decline: refused }, late);
      await outcomes.apply(attempt, { status: 'unknown', vendorChargeId: null, reason: 'timeout' }, late);
      expect(await rowsOf()).toEqual(before);
      await stage.reconcile();
      const after = await rowsOf();
      expect((await stage.payment(body.id)).state).toBe('succeeded');
      await outcomes.apply(attempt, { status: 'declined', vendorChargeId: null, decline: refused }, late);
      expect(await rowsOf()).toEqual(after);
    });

    it('are made once when two instances look at the same time', async () => {
      await using second = await startTestApp({ beside: app });
      const { id } = await stage.customer();
      const made: string[] = [];
      for (let index = 0; index < 6; index += 1) {
        stage.strikeCharge(index % 2 === 0 ? 'error_500_before' : 'error_500_after');
        made.push((await stage.pay((await stage.invoice(id)).id)).body.id as string);
      }
      await Promise.all([stage.reconcile(), stage.reconcile(1, second)]);
      for (const payment of made) {
        expect((await stage.payment(payment)).state).toBe('succeeded');
        expect(stage.takenFor(payment)).toBe(1);
      }
    });

    it('are listed newest first, page by page, by customer, state and time', async () => {
      const { id } = await stage.customer();
      const made: string[] = [];
      for (let index = 0; index < 3; index += 1)
        made.push((await stage.pay((await stage.invoice(id)).id)).body.id);
      const first = await app.call('GET', `/v1/payments?customer_id=${id}&state=succeeded&limit=2`);
      const second = await app.call(
        'GET',
        `/v1/payments?customer_id=${id}&state=succeeded&limit=2&cursor=${first.body.next_cursor as string}`,
      );
      const seen = [...first.body.data, ...second.body.data].map((one: { id: string }) => one.id);
      expect([seen, second.body.next_cursor]).toEqual([made.toReversed(), null]);
      const none = await app.call('GET', `/v1/payments?customer_id=${id}&to=2020-01-01T00:00:00Z`);
      expect(none.body.data).toEqual([]);
    });

    it('need a key', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      const { status, body } = await app.call('POST', `/v1/invoices/${invoice.id}/pay`, { body: {} });
      expect([status, body.code]).toEqual([400, 'idempotency_key_required']);
    });
  });
});
