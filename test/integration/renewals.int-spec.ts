import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '../../src/common/calendar.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { cliActor } from '../../src/common/http/principal.js';
import { BillingStart, Renewals, type InvoiceView } from '../../src/modules/billing/index.js';
import type { SubscriptionView } from '../../src/modules/customers/index.js';
import { Api, refusedFields } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';
import { handoverRow, importRows } from '../support/handover.js';
import { Plug } from '../support/plug.js';

const PRICE = { amount: 900, currency: 'GBP' };

describe('renewals of postpaid subscriptions', () => {
  let app: TestApp;
  let other: TestApp;
  let plug: Plug;
  let api: Api;
  let day = '2031-01-01';

  beforeAll(async () => {
    app = await startTestApp();
    plug = new Plug();
    const line = await plug.lineTo(app.config.database.url ?? '');
    other = await startTestApp({ beside: app, env: { DATABASE_URL: line, DATABASE__POOL: '2' } });
    api = new Api(app);
    await goTo(day);
  }, 60_000);

  afterAll(async () => {
    await plug.mend();
    await other[Symbol.asyncDispose]();
    await plug[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  const goTo = async (to: string, time = '12:00:00Z'): Promise<void> => {
    day = to;
    await app.setTime(new Date(`${to}T${time}`));
    other.clock.follow(app.clock.offset);
  };

  const sweep = (on: TestApp = app): Promise<number> => on.app.get(JobRunner).runUntilIdle(['renewals']);

  const customer = async (more: object = {}): Promise<string> =>
    (await api.customer({ currency: 'GBP', time_zone: 'Europe/London', ...more })).id;

  /** Due today unless told. */
  const subscription = async (customerId: string, more: object = {}): Promise<SubscriptionView> =>
    api.subscription(customerId, { price: PRICE, anchor_on: day, next_invoice_on: day, ...more });

  const read = (id: string): Promise<SubscriptionView> => api.get(`/v1/subscriptions/${id}`);

  const invoicesOf = async (customerId: string): Promise<InvoiceView[]> =>
    (await api.pages<InvoiceView>(`/v1/invoices?customer_id=${customerId}&limit=50`)).flat().toReversed();

  const startsOf = async (customerId: string): Promise<(string | undefined)[]> =>
    (await invoicesOf(customerId)).map(({ period }) => period?.from);

  const eventsOf = async (id: string): Promise<string[]> =>
    (await api.rows<{ type: string }>('SELECT type FROM events WHERE subject_id = $1 ORDER BY id', [id])).map(
      ({ type }) => type,
    );

  it('are invoiced at the start of the period, told, owed and to be charged', async () => {
    const id = await customer();
    const made = await subscription(id);
    await sweep();
    const [invoice] = await invoicesOf(id);
    expect(invoice).toMatchObject({
      subscription_id: made.id,
      period: { from: '2031-01-01', to: '2031-01-31' },
      state: 'open',
      number: expect.stringMatching(/^INV-\d{6}$/),
      total: PRICE,
      due_on: '2031-01-01',
      collect_at: expect.stringMatching(/^2031-01-01T/),
      lines: [{ description: 'Mobile M', quantity: 1, money: PRICE, tax_rate: '0' }],
    });
    expect(await read(made.id)).toMatchObject({ next_invoice_on: '2031-02-01', state: 'active' });
    expect(await eventsOf(invoice?.id ?? '')).toEqual(['invoice.issued']);
    expect(await eventsOf(made.id)).toEqual([
      'subscription.created',
      'subscription.activated',
      'subscription.renewed',
    ]);
    expect(
      await api.rows('SELECT kind, reference, label FROM customer_holds WHERE customer_id = $1', [id]),
    ).toEqual([{ kind: 'balance_due', reference: invoice?.id, label: invoice?.number }]);
    const [entry] = await api.auditOf(`invoice:${invoice?.id ?? ''}`);
    expect(entry).toMatchObject({ action: 'invoice.issued', actor: { kind: 'system', name: 'renewals' } });
  });

  it('have one invoice a period and numbers without a gap when two sweeps race', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => customer()));
    for (const id of ids) await Promise.all([subscription(id), subscription(id)]);
    const [before] = await api.rows<{ last_number: number }>('SELECT last_number FROM invoice_counter');
    // The lease of the job keeps them apart; the rows have to do it when it fails.
    const free = (): Promise<unknown> =>
      api.rows(`UPDATE jobs SET lease_until = NULL WHERE name = 'renewals'`);
    const runs = [app, other].map(async (on) => {
      for (let round = 0; round < 3; round += 1) {
        await free();
        await on.app.get(JobRunner).runNow('renewals');
      }
    });
    await Promise.all(runs);
    for (const id of ids) expect((await invoicesOf(id)).length).toBe(2);
    const numbers = await api.rows<{ number: number }>(
      'SELECT number FROM invoices WHERE number > $1 ORDER BY number',
      [before?.last_number],
    );
    expect(numbers.map(({ number }) => number - (before?.last_number ?? 0))).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
  });

  it('killed at any step leave all or nothing, and the next sweep does the rest', async () => {
    let wasKilled = true;
    for (let step = 0; wasKilled; step += 1) {
      const id = await customer();
      const made = await subscription(id);
      plug.arm(step);
      await other.app
        .get(JobRunner)
        .runNow('renewals')
        .catch(() => 0);
      wasKilled = plug.isCut;
      await plug.mend();
      await api.rows(`UPDATE jobs SET lease_until = NULL WHERE name = 'renewals'`);
      await sweep();
      expect({ step, starts: await startsOf(id) }).toEqual({ step, starts: [day] });
      expect((await read(made.id)).next_invoice_on).toBe('2031-02-01');
    }
    const [gaps] = await api.rows<{ gaps: number }>(
      'SELECT max(number) - count(*) AS gaps FROM invoices WHERE number IS NOT NULL',
    );
    expect(gaps?.gaps).toBe(0);
  }, 60_000);

  it('of a customer without automatic payment stay open until somebody pays', async () => {
    const id = await customer({ auto_pay: false });
    await subscription(id);
    await sweep();
    expect(await invoicesOf(id)).toMatchObject([{ state: 'open', collect_at: null }]);
  });

  it('of nothing are paid at once', async () => {
    const id = await customer();
    await subscription(id, { price: { amount: 0, currency: 'GBP' } });
    await sweep();
    const [invoice] = await invoicesOf(id);
    expect(invoice).toMatchObject({ state: 'paid', collect_at: null, paid_by_payment_id: null });
    expect(await eventsOf(invoice?.id ?? '')).toEqual(['invoice.issued', 'invoice.paid']);
    expect(await api.rows('SELECT 1 FROM customer_holds WHERE customer_id = $1', [id])).toEqual([]);
  });

  it('that are voided are not made again, but are when somebody asks for the period anew', async () => {
    const id = await customer();
    const made = await subscription(id);
    await sweep();
    const [invoice] = await invoicesOf(id);
    await api.post(`/v1/invoices/${invoice?.id ?? ''}/void`);
    await sweep();
    expect((await invoicesOf(id)).length).toBe(1);
    await api.patch(`/v1/subscriptions/${made.id}`, { next_invoice_on: day });
    await sweep();
    expect((await invoicesOf(id)).map(({ state }) => state)).toEqual(['void', 'open']);
    await api.patch(`/v1/subscriptions/${made.id}`, { next_invoice_on: day });
    await sweep();
    expect((await invoicesOf(id)).length).toBe(2);
    expect((await read(made.id)).next_invoice_on).toBe('2031-02-01');
  });

  it('of a service that waits for a payment method begin with it', async () => {
    const id = await customer();
    const made = await subscription(id, { requires_payment_method: true });
    const late = await subscription(id, {
      requires_payment_method: true,
      anchor_on: '2030-12-15',
      next_invoice_on: '2030-12-15',
    });
    await sweep();
    expect(await invoicesOf(id)).toEqual([]);
    await goTo('2031-01-02');
    await new CardStage(app).addToken(id);
    await sweep();
    expect((await read(made.id)).state).toBe('active');
    expect(await startsOf(id)).toEqual([day, day]);
    for (const one of [made, late])
      expect(await read(one.id)).toMatchObject({ anchor_on: day, next_invoice_on: '2031-02-02' });
    await goTo('2031-01-03');
  });

  it('that are not renewed have their final invoice and expire with its period, suspended or not', async () => {
    const id = await customer();
    const running = await subscription(id, { auto_renew: false });
    const standing = await subscription(id, { auto_renew: false });
    const ending = await subscription(id);
    await sweep();
    await api.patch(`/v1/subscriptions/${ending.id}`, { auto_renew: false });
    await api.post(`/v1/subscriptions/${standing.id}/suspend`, { reason: 'staff' });
    await goTo('2031-02-02');
    await sweep();
    expect((await read(running.id)).state).toBe('active');
    await goTo('2031-02-03');
    await sweep();
    for (const { id: one } of [running, standing, ending])
      expect(await read(one)).toMatchObject({ state: 'expired', next_invoice_on: null, suspensions: [] });
    expect((await invoicesOf(id)).length).toBe(3);
    expect((await eventsOf(running.id)).at(-1)).toBe('subscription.expired');
  });

  it('are due on the customer’s own day', async () => {
    await goTo('2031-03-01', '13:00:00Z');
    const auckland = await customer({ time_zone: 'Pacific/Auckland' });
    const honolulu = await customer({ time_zone: 'Pacific/Honolulu' });
    for (const id of [auckland, honolulu])
      await subscription(id, { anchor_on: '2031-03-02', next_invoice_on: '2031-03-02' });
    await sweep();
    expect(await invoicesOf(auckland)).toMatchObject([{ due_on: '2031-03-02' }]);
    expect(await invoicesOf(honolulu)).toEqual([]);
    await goTo('2031-03-02', '10:00:00Z');
    await sweep();
    expect(await invoicesOf(honolulu)).toMatchObject([{ due_on: '2031-03-02' }]);
  });

  it('make up for missed periods in order, and not for those through which the service stood still', async () => {
    await goTo('2031-04-01');
    const id = await customer();
    const missed = await subscription(id);
    const standing = await subscription(id);
    await api.post(`/v1/subscriptions/${standing.id}/suspend`, { reason: 'non_payment' });
    await goTo('2031-06-10');
    await api.post(`/v1/subscriptions/${standing.id}/restore`, { reason: 'non_payment' });
    await sweep();
    const invoices = await invoicesOf(id);
    const of = (one: SubscriptionView): (string | undefined)[] =>
      invoices.filter(({ subscription_id }) => subscription_id === one.id).map(({ period }) => period?.from);
    expect(of(missed)).toEqual(['2031-04-01', '2031-05-01', '2031-06-01']);
    // April began before it was suspended.
    expect(of(standing)).toEqual(['2031-04-01', '2031-06-01']);
    expect((await read(standing.id)).next_invoice_on).toBe('2031-07-01');
    const [skipped] = await api.rows(
      `SELECT details FROM audit_entries WHERE action = 'subscription.period_not_billed' AND entity_id = $1`,
      [standing.id],
    );
    expect(skipped).toEqual({ details: { why: 'suspended' } });
  });

  it('begin for imported subscriptions when they are started, once, at their next period', async () => {
    await goTo('2031-07-10');
    await importRows(app, [
      handoverRow({ customer_external_id: 'R1', vendor_payment_method_id: 'pm_r1', added_on: '2029-03-31' }),
      handoverRow({ customer_external_id: 'R2', vendor_payment_method_id: 'pm_r2', added_on: '2029-03-05' }),
    ]);
    await sweep();
    const next = (): Promise<unknown[]> =>
      api.rows(
        `SELECT s.anchor_on, s.next_invoice_on FROM subscriptions s JOIN customers c ON c.id = s.customer_id
         WHERE s.import_key IS NOT NULL ORDER BY c.external_id`,
      );
    expect(await next()).toMatchObject([{ next_invoice_on: null }, { next_invoice_on: null }]);
    const start = app.app.get(BillingStart);
    await expect(start.start('2031-06-05', cliActor)).rejects.toThrow('began on 2031-07-05');
    expect(await next()).toMatchObject([{ next_invoice_on: null }, { next_invoice_on: null }]);
    expect((await start.start('2031-08-01', cliActor)).started).toBe(2);
    expect(await next()).toEqual([
      { anchor_on: '2029-03-31', next_invoice_on: '2031-08-31' },
      { anchor_on: '2029-03-05', next_invoice_on: '2031-08-05' },
    ]);
    expect((await start.start(null, cliActor)).started).toBe(0);
  });

  it('are made for no period that was over when it was asked for', async () => {
    await goTo('2031-07-20');
    const id = await customer();
    const made = await subscription(id, { anchor_on: '2031-01-15', next_invoice_on: '2031-07-15' });
    const answer = await app.call('PATCH', `/v1/subscriptions/${made.id}`, {
      body: { next_invoice_on: '2031-06-15' },
    });
    expect([answer.status, refusedFields(answer)]).toEqual([422, ['next_invoice_on']]);
    const late = { service_type: 'mobile', name: 'M', billing_mode: 'postpaid', price: PRICE };
    const refused = await app.call('POST', `/v1/customers/${id}/subscriptions`, {
      body: { ...late, anchor_on: '2021-01-15', next_invoice_on: '2021-01-15' },
    });
    expect([refused.status, refusedFields(refused)]).toEqual([422, ['next_invoice_on']]);
    await sweep();
    expect(await startsOf(id)).toEqual(['2031-07-15']);
  });

  it('go on past one whose days cannot be reckoned with', async () => {
    const id = await customer();
    const bad = await subscription(id);
    const good = await subscription(id);
    await api.rows(
      `UPDATE subscriptions SET anchor_on = '0026-11-01', next_invoice_on = '2031-01-01' WHERE id = $1`,
      [bad.id],
    );
    try {
      await sweep();
      const [invoice, ...others] = await invoicesOf(id);
      expect([invoice?.subscription_id, others]).toEqual([good.id, []]);
      expect((await read(good.id)).next_invoice_on).toBe('2031-08-20');
    } finally {
      await api.rows('UPDATE subscriptions SET next_invoice_on = NULL WHERE id = $1', [bad.id]);
    }
  });

  it('of the 31st come back to the 31st after every shorter month, at midnight where the customer is', async () => {
    await goTo('2031-08-31');
    const id = await customer({ time_zone: 'Asia/Tokyo' });
    await subscription(id);
    await sweep();
    const renewals = app.app.get(Renewals);
    let due = await renewals.nextDueAt(app.clock.now());
    while (due && due <= new Date('2032-08-31T00:00:00Z')) {
      await app.setTime(due);
      await sweep();
      due = await renewals.nextDueAt(due);
    }
    const found = (await invoicesOf(id)).map(({ period, due_on, issued_at }) => ({
      from: period?.from,
      due: due_on,
      issued: issued_at?.slice(0, 16),
    }));
    const days = ['2031-09-30', '2031-10-31', '2031-11-30', '2031-12-31', '2032-01-31', '2032-02-29'].concat([
      '2032-03-31',
      '2032-04-30',
      '2032-05-31',
      '2032-06-30',
      '2032-07-31',
      '2032-08-31',
    ]);
    expect(found.slice(1)).toEqual(
      days.map((one) => ({ from: one, due: one, issued: `${addDays(one, -1)}T15:00` })),
    );
  });
});
