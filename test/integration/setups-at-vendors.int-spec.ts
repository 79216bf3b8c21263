import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { SetupSettlement } from '../../src/modules/payment-methods/index.js';
import { VendorGateways } from '../../src/modules/vendors/index.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';
import {
  beginForm,
  STAGED_VENDORS,
  vendorStage,
  type OpenForm,
  type VendorStage,
} from '../support/vendor-stage.js';

const HOUR_MS = 3_600_000;

describe('setups whose browser never came back', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new CardStage(app);
  });

  afterEach(() => {
    for (const { faults, webhooks } of [app.stripe, app.paypal, app.paytabs]) {
      faults.clear();
      webhooks.faults.clear();
    }
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const run = (job: string): Promise<number> => app.app.get(JobRunner).runNow(job);
  const advance = async (span: string): Promise<void> => {
    const { body } = await app.call('POST', '/v1/sandbox/clock', { body: { advance: span } });
    expect(body.ready).toBe(true);
  };
  const later = async (ms: number): Promise<void> => {
    const at = new Date(app.clock.now().getTime() + ms);
    await app.setTime(at);
    // The clock's own look at its row may have begun before and end after.
    await sleep(100);
    await app.setTime(at);
  };
  const setup = async (id: string): Promise<Record<string, unknown>> =>
    (await app.call('GET', `/v1/payment-method-setups/${id}`)).body;
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body?.code];

  describe.each(STAGED_VENDORS)('at %s', (name) => {
    let vendor: VendorStage;

    beforeAll(() => {
      vendor = vendorStage(app, name);
    });

    const silence = (): void => {
      vendor.standIn.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    };

    it('are on file within a minute of the test clock, though the event was dropped too', async () => {
      silence();
      const form = await beginForm(app, name, await stage.customer());
      await vendor.finish(form);
      await advance('PT60S');
      expect(await stage.list(form.customer)).toMatchObject([{ id: form.id, is_default: true }]);
      expect(await setup(form.id)).toMatchObject({ status: 'completed' });
      expect(vendor.kept(form)).toHaveLength(1);
      const [audit] = (await app.call('GET', `/v1/audit?entity=payment_method:${form.id}&limit=200`)).body
        .data;
      expect(audit.actor.name).toBe('test admin');
    });

    it('and were declined: the reason stands, and nothing is on file', async () => {
      silence();
      const form = await beginForm(app, name, await stage.customer());
      await vendor.refuse(form);
      await advance('PT60S');
      expect(await setup(form.id)).toMatchObject(
        vendor.tellsOfForms ? { failure: { bucket: 'funds' } } : { status: 'pending' },
      );
      expect(await stage.list(form.customer)).toEqual([]);
      expect(vendor.kept(form)).toEqual([]);
    });

    it('and were never finished: expired after their time', async () => {
      silence();
      const form = await beginForm(app, name, await stage.customer());
      await later(25 * HOUR_MS);
      await run(`setup-reconciliation-${name}`);
      expect(await setup(form.id)).toMatchObject({ status: 'expired' });
      expect(outcome(await stage.complete(form.id))).toEqual([409, 'setup_expired']);
    });

    it('give one method when everybody asks at once', async () => {
      silence();
      const form = await beginForm(app, name, await stage.customer());
      await vendor.finish(form);
      await using other = await startTestApp({ beside: app });
      const settle = (at: TestApp): Promise<void> => at.app.get(SetupSettlement).settleLater(form.id);
      const answers = await Promise.all([
        settle(app),
        settle(other),
        stage.complete(form.id),
        settle(app),
        app.call('GET', `/returns/${name}/${form.id}`, { key: null }),
        settle(other),
      ]);
      expect(outcome(answers[2])).toEqual([200, undefined]);
      expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
      expect(vendor.kept(form)).toHaveLength(1);
    });

    it('wait while the vendor is away, beyond their end too, and are finished when it is back', async () => {
      silence();
      const form = await beginForm(app, name, await stage.customer());
      await vendor.finish(form);
      vendor.standIn.faults.add({ kind: 'error_500_before', times: 0 });
      await later(26 * HOUR_MS);
      await run(`setup-reconciliation-${name}`);
      expect(await setup(form.id)).toMatchObject({ status: 'pending' });
      vendor.standIn.faults.clear();
      await advance('PT1H');
      expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
    });

    it('of a customer who was erased meanwhile: nothing is kept, at the vendor neither', async () => {
      silence();
      const form = await beginForm(app, name, await stage.customer());
      expect((await app.call('POST', `/v1/customers/${form.customer}/erase`)).status).toBe(200);
      await vendor.finish(form);
      await advance('PT60S');
      await run('vendor-detachments');
      expect(vendor.kept(form)).toEqual([]);
      expect(
        await app.db.query('SELECT 1 FROM payment_methods WHERE customer_id = $1', [form.customer]),
      ).toEqual([]);
      const again = await app.call('POST', `/v1/customers/${form.customer}/payment-method-setups`, {
        body: { vendor: name },
      });
      expect(outcome(again)).toEqual([409, 'conflict']);
    });

    it('and whose name at the vendor was lost to a kill: closed at their end, or found by asking again', async () => {
      const customer = await stage.customer();
      const path = `/v1/customers/${customer}/payment-method-setups`;
      const ask = (): Promise<Answer> =>
        app.call('POST', path, {
          body: { vendor: name },
          headers: { 'idempotency-key': `lost-${customer}` },
        });
      const first = await ask();
      await app.db.query(
        'UPDATE payment_method_setups SET vendor_setup_id = NULL, next_check_at = expires_at WHERE id = $1',
        [first.body.id],
      );
      expect(outcome(await stage.complete(first.body.id as string))).toEqual([409, 'setup_pending']);
      const again = await ask();
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      const form = { id: again.body.id, customer, token: again.body.client.token, client: again.body.client };
      await vendor.finish(form);
      expect((await stage.complete(form.id)).status).toBe(200);
      expect(vendor.kept(form)).toHaveLength(1);
      const lost = await beginForm(app, name, customer);
      await app.db.query(
        'UPDATE payment_method_setups SET vendor_setup_id = NULL, next_check_at = expires_at WHERE id = $1',
        [lost.id],
      );
      await later(25 * HOUR_MS);
      await run(`setup-reconciliation-${name}`);
      expect(await setup(lost.id)).toMatchObject({ status: 'expired' });
    });
  });

  it('and are finished after their end here: on file within the hour', async () => {
    app.stripe.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    const form = await beginForm(app, 'stripe', await stage.customer());
    await later(25 * HOUR_MS);
    await run('setup-reconciliation-stripe');
    expect(await setup(form.id)).toMatchObject({ status: 'expired' });
    await vendorStage(app, 'stripe').finish(form);
    await advance('PT2H');
    expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
    expect(await setup(form.id)).toMatchObject({ status: 'completed' });
  });

  describe('with a PayPal account', () => {
    const account = async (customer: string, payer: 'payer' | 'other_payer' = 'payer'): Promise<OpenForm> => {
      const form = await beginForm(app, 'paypal', customer, { payment_type: 'paypal' });
      app.paypal.control.approveSetup(form.client['setup_token'] ?? '', payer);
      return form;
    };

    it('are on file within a minute, masked and never among expiring cards', async () => {
      const customer = await stage.customer();
      const form = await account(customer);
      await advance('PT60S');
      const { data } = (await app.call('GET', `/v1/customers/${customer}/payment-methods`)).body;
      expect(data).toMatchObject([
        { id: form.id, payment_type: 'paypal', brand: null, last4: null, exp_year: null, is_default: true },
      ]);
      expect(data[0].account_email_masked).toMatch(/^n.*\*.*@/);
      expect(data[0].account_email_masked).not.toContain('haddad');
      expect(await app.db.query('SELECT 1 FROM card_listings WHERE customer_id = $1', [customer])).toEqual(
        [],
      );
    });

    it('of the same payer twice: one method, and the token too many is given back', async () => {
      const customer = await stage.customer();
      const first = await account(customer);
      expect((await stage.complete(first.id)).status).toBe(200);
      const second = await account(customer);
      expect((await stage.complete(second.id)).body.id).toBe(first.id);
      const other = await account(customer, 'other_payer');
      expect((await stage.complete(other.id)).body.id).toBe(other.id);
      await run('vendor-detachments');
      expect(await stage.list(customer)).toHaveLength(2);
      expect(vendorStage(app, 'paypal').kept(first)).toHaveLength(2);
    });

    it('that its payer revokes: gone here too, and another method takes its place', async () => {
      const customer = await stage.customer();
      const form = await account(customer);
      expect((await stage.complete(form.id)).status).toBe(200);
      const card = (await stage.addToken(customer)).body.id as string;
      app.paypal.webhooks.configure({ url: `${app.url}/webhooks/paypal` });
      const [token = ''] = vendorStage(app, 'paypal').kept(form);
      app.paypal.control.revoke(token);
      await app.paypal.webhooks.settled();
      await run('webhook-inbox-paypal');
      app.paypal.webhooks.configure({ url: null });
      expect(await stage.list(customer)).toMatchObject([{ id: card, is_default: true }]);
    });
  });

  it('and were refused in one window and finished in another: on file all the same', async () => {
    app.paytabs.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    const here = vendorStage(app, 'paytabs');
    const customer = await stage.customer();
    const ask = async (): Promise<OpenForm> => {
      const { body } = await app.call('POST', `/v1/customers/${customer}/payment-method-setups`, {
        body: { vendor: 'paytabs' },
        headers: { 'idempotency-key': `twice-${customer}` },
      });
      return { id: body.id, customer, token: body.client.token, client: body.client };
    };
    const [first, second] = [await ask(), await ask()];
    await here.refuse(first);
    expect((await stage.complete(first.id)).status).toBe(402);
    await here.finish(second);
    await later(25 * HOUR_MS);
    await run('setup-reconciliation-paytabs');
    expect(await stage.list(customer)).toMatchObject([{ id: first.id }]);
    expect(here.kept(first)).toHaveLength(1);
  });

  it('do not wait for another vendor that is away', async () => {
    const here = vendorStage(app, 'paytabs');
    const waiting = await beginForm(app, 'stripe', await stage.customer());
    const form = await beginForm(app, 'paytabs', await stage.customer());
    here.standIn.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    await here.finish(form);
    app.stripe.faults.add({ kind: 'timeout_before', durationMs: 3_000, times: 0 });
    await later(40_000);
    const stuck = run('setup-reconciliation-stripe');
    await run('setup-reconciliation-paytabs');
    expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
    expect(await setup(waiting.id)).toMatchObject({ status: 'pending' });
    app.stripe.faults.clear();
    await stuck;
  });

  it('begin at once for a customer whom the vendor deleted, and forget the dead one alone', async () => {
    const customer = await stage.customer();
    await stage.addToken(customer);
    const home = stage.atVendor(customer)?.id ?? '';
    await app.db.query(
      `INSERT INTO vendor_customers (id, customer_id, vendor, vendor_account, vendor_customer_id, created_at)
       VALUES (gen_random_uuid(), $1, 'stripe', 'acct_of_before', 'cus_of_before', now())`,
      [customer],
    );
    await fetch(`${app.stripe.url}/v1/customers/${home}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
    });
    const form = await beginForm(app, 'stripe', customer);
    await vendorStage(app, 'stripe').finish(form);
    expect((await stage.complete(form.id)).status).toBe(200);
    const homes: { vendor_customer_id: string }[] = await app.db.query(
      'SELECT vendor_customer_id FROM vendor_customers WHERE customer_id = $1',
      [customer],
    );
    const ids = homes.map((row) => row.vendor_customer_id);
    expect(ids).toHaveLength(2);
    expect(ids).toContain('cus_of_before');
    expect(ids).not.toContain(home);
  });

  it('end with the vendor’s page, and are on file within a minute when that was finished at the last moment', async () => {
    app.paytabs.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    const begun = app.clock.now().getTime();
    const form = await beginForm(app, 'paytabs', await stage.customer());
    const ends = Date.parse((await setup(form.id))['expires_at'] as string) - begun;
    expect(ends).toBeGreaterThan(19 * 60_000);
    expect(ends).toBeLessThan(22 * 60_000);
    await vendorStage(app, 'paytabs').finish(form);
    app.paytabs.faults.add({ kind: 'error_500_before', times: 0 });
    await later(22 * 60_000);
    await run('setup-reconciliation-paytabs');
    expect(await setup(form.id)).toMatchObject({ status: 'pending' });
    app.paytabs.faults.clear();
    await advance('PT60S');
    expect(await setup(form.id)).toMatchObject({ status: 'completed' });
    expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
  });

  it('whose page ended are over, and still looked at within a minute', async () => {
    app.paytabs.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    const form = await beginForm(app, 'paytabs', await stage.customer());
    await vendorStage(app, 'paytabs').finish(form);
    const paytabs = app.app.get(VendorGateways).get('paytabs');
    // A payment on its way at the end of the page is not told yet.
    const read = jest.spyOn(paytabs, 'readSetup').mockResolvedValue({ status: 'pending' });
    await later(23 * 60_000);
    await run('setup-reconciliation-paytabs');
    read.mockRestore();
    expect(await setup(form.id)).toMatchObject({ status: 'expired' });
    const [row] = await app.db.query('SELECT next_check_at FROM payment_method_setups WHERE id = $1', [
      form.id,
    ]);
    const wait = (row.next_check_at as Date).getTime() - app.clock.now().getTime();
    expect(wait).toBeLessThanOrEqual(60_000);
    await later(60_000);
    await run('setup-reconciliation-paytabs');
    expect(await setup(form.id)).toMatchObject({ status: 'completed' });
  });

  it('are all looked at in one pass, however many are due at once', async () => {
    const customer = await stage.customer();
    const at = app.clock.now();
    await app.db.query(
      `INSERT INTO payment_method_setups (id, customer_id, vendor, payment_type, state, created_by, created_at, expires_at, next_check_at)
       SELECT gen_random_uuid(), $1, 'stripe', 'card', 'pending', '{"kind": "system", "id": null, "name": "test"}', $2::timestamptz,
         $2::timestamptz + interval '1 day', $2 FROM generate_series(1, 130)`,
      [customer, at],
    );
    await app.app.get(JobRunner).runNow('setup-reconciliation-stripe', at);
    const due = await app.db.query(
      'SELECT 1 FROM payment_method_setups WHERE customer_id = $1 AND next_check_at <= $2',
      [customer, at],
    );
    expect(due).toEqual([]);
  });

  it('and that fail unforeseen: the others are looked at, and they end in their time', async () => {
    const broken = await beginForm(app, 'stripe', await stage.customer());
    const other = await beginForm(app, 'stripe', await stage.customer());
    await vendorStage(app, 'stripe').finish(other);
    const settlement = app.app.get(SetupSettlement);
    const settle = settlement.settleLater.bind(settlement);
    const failing = jest.spyOn(settlement, 'settleLater').mockImplementation((id) => {
      if (id === broken.id) throw new TypeError('The row does not fit.');
      return settle(id);
    });
    try {
      await later(60_000);
      await run('setup-reconciliation-stripe');
      expect(await setup(other.id)).toMatchObject({ status: 'completed' });
      expect(await setup(broken.id)).toMatchObject({ status: 'pending' });
      await later(25 * HOUR_MS);
      await run('setup-reconciliation-stripe');
      expect(await setup(broken.id)).toMatchObject({ status: 'expired' });
    } finally {
      failing.mockRestore();
    }
  });
});
