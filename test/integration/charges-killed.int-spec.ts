import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { Plug } from '../support/plug.js';
import { startVictim } from '../support/victim.js';
import { STAGED_VENDORS } from '../support/vendor-stage.js';

const MOST_STEPS = 150;
// 1 takes two minutes; of three steps beside each other each vendor's run takes another one.
const STRIDE = 3;

describe('charges killed at any step', () => {
  let app: TestApp;
  let victim: TestApp;
  let plug: Plug;
  let key: string;

  beforeAll(async () => {
    app = await startTestApp();
    plug = new Plug();
    victim = await startVictim(app, plug);
    key = await app.apiKey('admin');
  }, 60_000);

  afterAll(async () => {
    await plug.mend();
    await victim[Symbol.asyncDispose]();
    await plug[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  /** Does it with a kill after each message in turn, until it goes through; answers how many there were. */
  async function atEachStep<T>(
    prepare: () => Promise<T>,
    work: (of: T, step: number) => Promise<unknown>,
    check: (of: T, step: number) => Promise<void>,
    first: number,
  ): Promise<number> {
    for (let step = first; step < MOST_STEPS; step += STRIDE) {
      const of = await prepare();
      plug.arm(step);
      await work(of, step);
      const wasKilled = plug.isCut;
      await plug.mend();
      await check(of, step);
      if (!wasKilled) return step;
    }
    throw new Error('It never goes through.');
  }

  const post = (path: string, body: object, name: string, on: TestApp) =>
    on.call('POST', path, { body, key, headers: { 'idempotency-key': name } });

  const freeKeys = (): Promise<unknown> =>
    app.db.query(
      `UPDATE idempotency_keys SET lease_until = now() - interval '1 second' WHERE state = 'running'`,
    );

  describe.each(STAGED_VENDORS)('at %s', (vendor) => {
    const first = STAGED_VENDORS.indexOf(vendor) % STRIDE;

    it('of paying: the repeat, or the job, ends it with one charge', async () => {
      const stage = new ChargeStage(app, vendor);
      const { id } = await stage.customer();
      const steps = await atEachStep(
        () => stage.invoice(id),
        (invoice) => post(`/v1/invoices/${invoice.id}/pay`, {}, `pay-${invoice.id}`, victim),
        async (invoice, step) => {
          await freeKeys();
          const repeatsFirst = (step - first) % (2 * STRIDE) === 0;
          const path = `/v1/invoices/${invoice.id}/pay`;
          if (repeatsFirst) await post(path, {}, `pay-${invoice.id}`, app);
          await stage.reconcile();
          await stage.reconcile(11);
          const last = await post(path, {}, `pay-${invoice.id}`, app);
          expect({ step, status: last.status, state: last.body.state }).toEqual({
            step,
            status: 200,
            state: 'succeeded',
          });
          const taken = stage.takenFor(last.body.id);
          expect({ step, taken }).toEqual({ step, taken: 1 });
          expect((await stage.invoiceNow(invoice.id)).paid_by_payment_id).toBe(last.body.id);
          expect(await stage.eventsOf(invoice.id)).toEqual(['invoice.issued', 'invoice.paid']);
          const rows: unknown[] = await app.db.query('SELECT 1 FROM payments WHERE invoice_id = $1', [
            invoice.id,
          ]);
          expect({ step, payments: rows.length }).toEqual({ step, payments: 1 });
        },
        first,
      );
      expect(steps).toBeGreaterThan(20);
    }, 180_000);

    it('of giving back: the job ends it with one refund', async () => {
      const stage = new ChargeStage(app, vendor);
      const { id } = await stage.customer();
      const steps = await atEachStep(
        async () => (await stage.pay((await stage.invoice(id)).id)).body.id as string,
        (payment) =>
          post(
            `/v1/payments/${payment}/refunds`,
            { reason: 'duplicate', money: { amount: 500, currency: 'GBP' } },
            `refund-${payment}`,
            victim,
          ),
        async (payment, step) => {
          await freeKeys();
          await stage.reconcile();
          await stage.reconcile(11);
          const body = { reason: 'duplicate', money: { amount: 500, currency: 'GBP' } };
          const last = await post(`/v1/payments/${payment}/refunds`, body, `refund-${payment}`, app);
          expect({ step, status: last.status, state: last.body.state }).toEqual({
            step,
            status: 201,
            state: 'succeeded',
          });
          const { refunded, refunds } = await stage.payment(payment);
          expect({ step, refunded: refunded.amount, rows: refunds.length }).toEqual({
            step,
            refunded: 500,
            rows: 1,
          });
        },
        first,
      );
      expect(steps).toBeGreaterThan(15);
    }, 180_000);
  });
});
