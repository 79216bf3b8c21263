import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';
import { deliver, Letterbox } from '../support/letterbox.js';
import { Plug } from '../support/plug.js';
import { startVictim } from '../support/victim.js';
import {
  beginForm,
  STAGED_VENDORS,
  vendorStage,
  type OpenForm,
  type VendorStage,
} from '../support/vendor-stage.js';

const MOST_STEPS = 150;
// 1 takes a minute more; of two steps beside each other one is enough, and where one vendor skips the next one stops.
const STRIDE = 2;

describe('killed at any step', () => {
  let app: TestApp;
  let victim: TestApp;
  let plug: Plug;
  let stage: CardStage;
  let box: Letterbox;

  beforeAll(async () => {
    box = await Letterbox.open();
    app = await startTestApp({ env: { HTTP__PUBLIC_URL: box.url } });
    plug = new Plug();
    victim = await startVictim(app, plug, { HTTP__PUBLIC_URL: box.url });
    app.stripe.webhooks.configure({ url: box.addressFor('stripe'), secret: 'whsec_test_app_secret' });
    stage = new CardStage(app);
  }, 60_000);

  afterAll(async () => {
    await plug.mend();
    await victim[Symbol.asyncDispose]();
    await plug[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
    await box[Symbol.asyncDispose]();
  });

  const run = (job: string, now?: Date): Promise<number> => app.app.get(JobRunner).runNow(job, now);
  const soon = (): Date => new Date(app.clock.now().getTime() + 60_000);

  /** Does it with a kill after each message in turn, until it goes through; answers how many there were. */
  async function atEachStep(
    prepare: () => Promise<OpenForm>,
    work: (form: OpenForm) => Promise<unknown>,
    check: (form: OpenForm, step: number) => Promise<void>,
    { first = 0, stride = STRIDE } = {},
  ): Promise<number> {
    for (let step = first; step < MOST_STEPS; step += stride) {
      const form = await prepare();
      plug.arm(step);
      await work(form);
      const wasKilled = plug.isCut;
      await plug.mend();
      await check(form, step);
      if (!wasKilled) return step;
    }
    throw new Error('It never goes through.');
  }

  const at = (step: number, found: object): object => ({ step, ...found });

  async function standing(vendor: VendorStage, form: OpenForm): Promise<{ onFile: number; kept: number }> {
    return { onFile: (await stage.list(form.customer)).length, kept: vendor.kept(form).length };
  }

  async function toldOnce(form: OpenForm): Promise<void> {
    const rows: { type: string; count: number }[] = await app.db.query(
      `SELECT type, count(*)::int AS count FROM events WHERE customer_id = $1 AND type LIKE 'payment_method.%' GROUP BY type
       UNION ALL SELECT type, count(*)::int FROM messages WHERE customer_id = $1 GROUP BY type`,
      [form.customer],
    );
    for (const { type, count } of rows) expect([type, count]).toEqual([type, 1]);
  }

  describe.each(STAGED_VENDORS)('at %s', (name) => {
    const first = STAGED_VENDORS.indexOf(name) % STRIDE;
    let vendor: VendorStage;
    let key: string;

    beforeAll(async () => {
      vendor = vendorStage(app, name);
      key = await app.apiKey('admin');
    });

    const finished = async (): Promise<OpenForm> => {
      const form = await beginForm(app, name, await stage.customer());
      await vendor.finish(form);
      return form;
    };

    it('of beginning a setup: the repeat finishes the same one', async () => {
      const ask = (on: TestApp, customer: string): Promise<Answer> =>
        on.call('POST', `/v1/customers/${customer}/payment-method-setups`, {
          body: { vendor: name },
          key,
          headers: { 'idempotency-key': `begin-${customer}` },
        });
      const steps = await atEachStep(
        async () => ({ id: '', customer: await stage.customer(), token: '', client: {} }),
        ({ customer }) => ask(victim, customer),
        async ({ customer }, step) => {
          await app.db.query(
            `UPDATE idempotency_keys SET lease_until = now() - interval '1 second' WHERE state = 'running'`,
          );
          const { status, body } = await ask(app, customer);
          expect(at(step, { status })).toEqual(at(step, { status: 201 }));
          const form = { id: body.id, customer, token: body.client.token, client: body.client };
          await vendor.finish(form);
          expect((await stage.complete(form.id)).status).toBe(200);
          expect(at(step, await standing(vendor, form))).toEqual(at(step, { onFile: 1, kept: 1 }));
        },
        { first },
      );
      expect(steps).toBeGreaterThan(8);
    }, 120_000);

    it('of saving: one method, as at the vendor, and told once', async () => {
      const steps = await atEachStep(
        finished,
        ({ id }) => victim.call('POST', `/v1/payment-method-setups/${id}/complete`, { body: {}, key }),
        async (form, step) => {
          await run(`setup-reconciliation-${name}`, soon());
          expect(at(step, await standing(vendor, form))).toEqual(at(step, { onFile: 1, kept: 1 }));
          await toldOnce(form);
        },
        { first },
      );
      expect(steps).toBeGreaterThan(15);
    }, 120_000);

    it('of applying an event: one method, and the event applied once its lease has run out', async () => {
      if (!vendor.tellsOfForms) return;
      const steps = await atEachStep(
        async () => {
          box.take();
          const form = await finished();
          await vendor.standIn.webhooks.settled();
          for (const letter of box.take()) expect((await deliver(app, letter)).status).toBe(200);
          return form;
        },
        () =>
          victim.app
            .get(JobRunner)
            .runNow(`webhook-inbox-${name}`)
            .catch(() => 0),
        async (form, step) => {
          await app.db.query(`UPDATE webhook_inbox SET lease_until = now() - interval '1 second'`);
          await run(`webhook-inbox-${name}`);
          const open = await app.db.query(
            `SELECT type, attempts, last_error FROM webhook_inbox WHERE state IN ('pending', 'parked')`,
          );
          expect(at(step, { ...(await standing(vendor, form)), open })).toEqual(
            at(step, { onFile: 1, kept: 1, open: [] }),
          );
          await toldOnce(form);
        },
        // What it does beyond claiming is what saving does.
        { first, stride: 3 },
      );
      expect(steps).toBeGreaterThan(15);
    }, 120_000);

    it('of deleting: on file and at the vendor, or gone from both', async () => {
      const steps = await atEachStep(
        async () => {
          const form = await finished();
          expect((await stage.complete(form.id)).status).toBe(200);
          return form;
        },
        ({ id }) => victim.call('DELETE', `/v1/payment-methods/${id}?confirm_last=true`, { key }),
        async (form, step) => {
          await app.db.query(
            "UPDATE vendor_detachments SET lease_until = NULL, due_at = now() - interval '1 second'",
          );
          await run('vendor-detachments');
          const { body } = await app.call('GET', `/v1/payment-methods/${form.id}`);
          const found = { ...(await standing(vendor, form)), status: body.status as string };
          expect([
            at(step, { onFile: 1, kept: 1, status: 'active' }),
            at(step, { onFile: 0, kept: 0, status: 'removed' }),
          ]).toContainEqual(at(step, found));
        },
        { first },
      );
      expect(steps).toBeGreaterThan(10);
    }, 120_000);
  });
});
