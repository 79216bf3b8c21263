import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { CustomersService } from '../../src/modules/customers/index.js';
import { DeliveryService } from '../../src/modules/notifications/index.js';
import { ReminderSweep } from '../../src/modules/reminders/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { handoverRow, importRows } from '../support/handover.js';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-12-10T12:00:00Z');

describe('the follow-up list: reminded some days ago, and nothing done since', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await app.db.query(
      'TRUNCATE messages, card_listings, customer_holds, subscriptions, payment_methods, customers CASCADE',
    );
    await app.setTime(NOW);
    await importRows(app, [
      handoverRow({ exp_month: '12', exp_year: '2026' }),
      handoverRow({ exp_month: '12', exp_year: '2026', email: '' }),
    ]);
    await app.app.get(ReminderSweep).run(NOW, { ignoreHours: true });
    await app.app.get(DeliveryService).deliverUntilIdle({});
    await note();
  });

  function note(): Promise<number> {
    return app.app.get(JobRunner).runNow('reminder-follow-up');
  }

  async function listed(query: string): Promise<{ customer: string; method: string }[]> {
    const { body } = await app.call('GET', `/v1/expiring-cards?range=all&${query}`);
    return body.data.map((row: any) => ({ customer: row.customer.id, method: row.payment_method.id }));
  }

  it('holds who was reminded so long ago or longer, and nobody who was not', async () => {
    expect(await listed('not_acted_since_days=0')).toHaveLength(1);
    expect(await listed('not_acted_since_days=3')).toHaveLength(0);
    await app.setTime(new Date(NOW.getTime() + 3 * DAY_MS + 60_000));
    expect(await listed('not_acted_since_days=3')).toHaveLength(1);
  });

  it('lets go of a customer who adds a card', async () => {
    const [row] = await listed('not_acted_since_days=0');
    await app.setTime(new Date(NOW.getTime() + DAY_MS));
    const [token] = app.stripe.control.seed([], [{ exp_month: 12, exp_year: 2035 }]);
    const added = await app.call('POST', `/v1/customers/${row?.customer ?? ''}/payment-methods`, {
      body: { vendor: 'stripe', vendor_payment_method_id: token?.id },
    });
    expect(added.status).toBe(201);
    expect(await listed('not_acted_since_days=0')).toHaveLength(0);
  });

  it('takes a customer back in who is reminded again', async () => {
    const [row] = await listed('not_acted_since_days=0');
    const at = new Date(NOW.getTime() + DAY_MS);
    await app.app
      .get(CustomersService, { strict: false })
      .paymentMethodsChanged(app.db.manager, row?.customer ?? '', at);
    await note();
    expect(await listed('not_acted_since_days=0')).toHaveLength(0);
    const later = new Date(NOW.getTime() + 15 * DAY_MS);
    await app.setTime(later);
    await app.app.get(ReminderSweep).run(later, { ignoreHours: true });
    await app.app.get(DeliveryService).deliverUntilIdle({});
    await note();
    expect(await listed('not_acted_since_days=0')).toEqual([row]);
  });

  it('finds the card under a service that its customer took since', async () => {
    const [row] = await listed('not_acted_since_days=0');
    const taken = await app.call('POST', `/v1/customers/${row?.customer ?? ''}/subscriptions`, {
      body: {
        service_type: 'fibre',
        name: 'Fibre 500',
        billing_mode: 'postpaid',
        auto_renew: true,
        price: { amount: 3_000, currency: 'GBP' },
        period: 'P1M',
        anchor_on: '2026-12-10',
        requires_payment_method: false,
      },
    });
    expect([taken.status, taken.body.errors]).toEqual([201, undefined]);
    expect(await listed('service_type=fibre&not_acted_since_days=0')).toEqual([row]);
  });
});
