import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problem } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { STAGED_VENDORS } from '../support/vendor-stage.js';

describe('refunds', () => {
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

    const paid = async (amount = 1200): Promise<string> => {
      const { id } = await stage.customer();
      const { status, body } = await stage.pay((await stage.invoice(id, amount)).id);
      expect(status).toBe(200);
      return body.id as string;
    };

    it('give back a part, then all that is left, and nothing beyond', async () => {
      const payment = await paid();
      const part = await stage.refund(payment, 300);
      expect([part.status, part.body]).toMatchObject([
        201,
        { state: 'succeeded', money: { amount: 300, currency: 'GBP' }, source: 'ours', payment_id: payment },
      ]);
      expect(await stage.payment(payment)).toMatchObject({
        state: 'partially_refunded',
        refunded: { amount: 300 },
      });
      const above = await stage.refund(payment, 901);
      expect([above.status, problem(above)['reason'], problem(above)['remainder']]).toEqual([
        409,
        'refund_above_remainder',
        { amount: 900, currency: 'GBP' },
      ]);
      expect((await stage.refund(payment)).body.money.amount).toBe(900);
      expect(await stage.payment(payment)).toMatchObject({ state: 'refunded', refunded: { amount: 1200 } });
      for (const amount of [undefined, 1]) {
        const over = await stage.refund(payment, amount);
        expect([over.status, over.body]).toMatchObject([
          409,
          { detail: 'This payment has been refunded in full.', reason: 'refunded_in_full' },
        ]);
      }
      expect(await stage.eventsOf(payment)).toEqual([
        'payment.succeeded',
        'payment.refunded',
        'payment.refunded',
      ]);
    });

    it.each(['wrong_amount', 'wrong_currency'] as const)(
      'of a payment under review give back what the vendor really took, though its first answer was a %s',
      async (lie) => {
        const { id } = await stage.customer();
        const invoice = await stage.invoice(id);
        stage.strikeCharge(lie);
        const { body } = await stage.pay(invoice.id);
        expect([body.state, body.review_reason]).toEqual(['review', 'other_amount']);
        const refund = await stage.refund(body.id as string);
        expect([refund.status, refund.body.state, refund.body.money]).toEqual([
          201,
          'succeeded',
          { amount: 1200, currency: 'GBP' },
        ]);
        expect(await stage.payment(body.id as string)).toMatchObject({
          state: 'refunded',
          captured: { amount: 1200 },
        });
        expect((await stage.invoiceNow(invoice.id)).state).toBe('open');
      },
    );

    it('are made once for one key', async () => {
      const payment = await paid();
      const key = `${vendor}-refund`;
      const first = await stage.refund(payment, 500, key);
      const again = await stage.refund(payment, 500, key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect((await stage.payment(payment)).refunded.amount).toBe(500);
    });

    it('never come to more than was taken, however many ask at once', async () => {
      const payment = await paid(1000);
      const answers = await Promise.all(Array.from({ length: 12 }, () => stage.refund(payment, 300)));
      expect(answers.filter(({ status }) => status === 201).length).toBe(3);
      // A vendor without keys may take two that meet for one, and is then asked one by one.
      for (const minutes of [1, 11, 22, 33]) await stage.reconcile(minutes);
      expect((await stage.payment(payment)).refunded.amount).toBe(900);
      const [row] = await app.db.query('SELECT refunding_amount FROM payments WHERE id = $1', [payment]);
      expect(row).toEqual({ refunding_amount: 0 });
    });

    it.each(['error_500_before', 'error_500_after'] as const)(
      'whose answer was lost (%s) keep what they take put by, and are made once',
      async (fault) => {
        const payment = await paid();
        stage.strikeRefund(fault);
        const { status, body } = await stage.refund(payment, 700);
        expect([status, body.state]).toEqual([201, 'pending']);
        const beyond = await stage.refund(payment, 501);
        expect([beyond.status, problem(beyond)['reason']]).toEqual([409, 'refund_above_remainder']);
        await stage.reconcile();
        await stage.reconcile(11);
        expect(await stage.payment(payment)).toMatchObject({
          state: 'partially_refunded',
          refunded: { amount: 700 },
          refunds: [{ state: 'succeeded' }],
        });
        expect((await stage.refund(payment)).body).toMatchObject({
          state: 'succeeded',
          money: { amount: 500 },
        });
      },
    );
  });

  describe('whatever the vendor', () => {
    it('need captured money, its currency, and a reason', async () => {
      const stage = new ChargeStage(app);
      const { id } = await stage.customer();
      stage.refuse('do_not_honor');
      const { body } = await stage.pay((await stage.invoice(id)).id);
      const nothing = await stage.refund(body.id);
      expect([nothing.status, problem(nothing)['reason']]).toEqual([409, 'payment_state']);
      const payment = (await stage.pay((await stage.invoice(id)).id)).body.id as string;
      const wrong = { money: { amount: 1, currency: 'USD' }, reason: 'x' };
      expect((await stage.post(`/v1/payments/${payment}/refunds`, wrong)).status).toBe(422);
      expect((await stage.post(`/v1/payments/${payment}/refunds`, {})).status).toBe(422);
      expect((await app.call('POST', `/v1/payments/${payment}/refunds`, { body: wrong })).status).toBe(400);
    });

    it('that the vendor cannot be asked for give nothing back, and are made when the same is asked again', async () => {
      const stage = new ChargeStage(app);
      await using unplugged = await startTestApp({
        beside: app,
        env: { VENDORS__STRIPE__API_BASE: 'http://127.0.0.1:9' },
      });
      const { id } = await stage.customer();
      const payment = (await stage.pay((await stage.invoice(id)).id)).body.id as string;
      const path = `/v1/payments/${payment}/refunds`;
      const options = {
        body: { reason: 'duplicate' },
        key: await app.apiKey('admin'),
        headers: { 'idempotency-key': 'refund-outage' },
      };
      expect((await unplugged.call('POST', path, options)).status).toBe(503);
      expect(await stage.payment(payment)).toMatchObject({
        state: 'succeeded',
        refunds: [{ state: 'failed' }],
      });
      const again = await app.call('POST', path, options);
      expect([again.status, again.body.state]).toEqual([201, 'succeeded']);
      expect(await stage.payment(payment)).toMatchObject({
        state: 'refunded',
        refunds: [{ state: 'succeeded' }],
      });
    });
  });
});
