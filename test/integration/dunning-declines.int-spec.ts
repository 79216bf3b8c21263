import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { addDays, instantAt } from '../../src/common/calendar.js';
import { uuidv7 } from '../../src/common/database/ids.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { Charging } from '../../src/modules/billing/index.js';
import { DunningForecasts } from '../../src/modules/dunning/index.js';
import { dumpOf } from '../support/api-routes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { DunningStage, type FailedStory } from '../support/dunning-stage.js';

describe('dunning after each kind of failure', () => {
  let app: TestApp;
  let stage: DunningStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new DunningStage(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  it.each(['expired_card', 'stolen_card'])(
    'asks for another card after %s, and does not charge that one again',
    async (decline) => {
      const story = await stage.failedRenewal({ decline });
      expect(await stage.mailsOf(story)).toEqual(['update_payment_method']);
      await stage.through(story, 2, 8);
      expect(await stage.triesOf(story)).toHaveLength(1);
      expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
      const { data } = (await app.call('GET', `/v1/messages?customer_id=${story.customer}`)).body;
      const told = JSON.stringify(
        await Promise.all(
          data.map(async ({ id }: { id: string }) => (await app.call('GET', `/v1/messages/${id}`)).body),
        ),
      );
      expect(told).not.toMatch(/stolen|fraud/i);
    },
  );

  it('tries again within hours after a technical failure, and tells nothing before', async () => {
    const story = await stage.failedRenewal({ decline: 'processing_error' });
    expect(await stage.mailsOf(story)).toEqual([]);
    await stage.onDay(story, 1, 645);
    expect(await stage.triesOf(story)).toHaveLength(1);
    await stage.onDay(story, 1, 665);
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'technical 4242 declined']);
    expect(await stage.mailsOf(story)).toEqual(['payment_failed']);
  });

  async function withBackup(decline: string): Promise<FailedStory> {
    await app.setTime(instantAt('2027-03-01', 540, 'Europe/London'));
    const customer = await stage.charges.cards.customer();
    await stage.charges.addCard(customer);
    const { body } = await stage.charges.cards.addToken(customer, { last4: '1881', brand: 'mastercard' });
    await app.call('PUT', `/v1/customers/${customer}/backup-methods`, {
      body: { payment_method_ids: [body.id], consent: true },
    });
    const subscription = await app.call('POST', `/v1/customers/${customer}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Mobile M',
        billing_mode: 'postpaid',
        price: { amount: 1200, currency: 'GBP' },
        anchor_on: '2027-03-01',
        next_invoice_on: '2027-03-01',
      },
    });
    const [first] = app.stripe.state
      .paymentMethods(stage.charges.cards.atVendor(customer)?.id)
      .filter(({ card }) => card.last4 === '4242');
    app.stripe.control.changeBehaviour(first?.id ?? '', { charge: decline });
    await stage.run();
    return {
      customer,
      subscription: subscription.body.id as string,
      zone: 'Europe/London',
      dayOne: '2027-03-01',
    };
  }

  it('falls over to the backup at once, tells of both cards, and begins the next cycle at the default', async () => {
    const story = await withBackup('expired_card');
    expect(await stage.caseOf(story)).toMatchObject({ state: 'recovered' });
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'backup 1881 succeeded']);
    const rows: { variables: any }[] = await app.db.query(
      `SELECT variables FROM messages WHERE customer_id = $1 AND type = 'backup_charged'`,
      [story.customer],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.variables).toMatchObject({
      failed_method: { last4: '4242' },
      charged_method: { last4: '1881' },
    });
    await stage.onDay(story, 32);
    const { data } = (await app.call('GET', `/v1/dunning-cases?customer_id=${story.customer}`)).body;
    expect(data).toHaveLength(2);
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'backup 1881 succeeded']);
  });

  it('charges no backup while nobody knows what became of the first, and nothing else happens', async () => {
    const story = await withBackup('insufficient_funds');
    await stage.onDay(story, 2);
    stage.charges.strikeCharge('reset_after_body');
    app.stripe.faults.add({ kind: 'error_500_before', method: 'GET', path: '/v1/payment_intents', times: 0 });
    await stage.through(story, 3, 9);
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'ladder 4242 unknown']);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    app.stripe.faults.clear();
  });

  it('charges a card that the account updater has renewed at once, and restores the service', async () => {
    const story = await stage.failedRenewal({ decline: 'expired_card' });
    await stage.through(story, 2, 9);
    const methods = app.stripe.state.paymentMethods(stage.charges.cards.atVendor(story.customer)?.id);
    app.stripe.control.renewCard(methods[0]?.id ?? '', { last4: '9999', exp_year: 2036 });
    stage.answer(story.customer, 'succeeds');
    const id = await stage.charges.cards.defaultOf(story.customer);
    await app.call('POST', `/v1/payment-methods/${String(id)}/verify`);
    await stage.run();
    expect((await stage.triesOf(story)).at(-1)).toBe('new_card 9999 succeeded');
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
  });

  it('holds everything while a person has to look at a payment, and goes on when it was given back', async () => {
    const story = await stage.failedRenewal();
    await stage.onDay(story, 2);
    stage.answer(story.customer, 'succeeds');
    stage.charges.strikeCharge('wrong_amount');
    await stage.onDay(story, 3);
    await stage.through(story, 4, 9);
    expect((await stage.triesOf(story)).at(-1)).toBe('ladder 4242 review');
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    expect(await stage.mailsOf(story)).toEqual(['payment_failed']);
  });

  it('catches up after twelve days that nothing ran: one try, one mail, and nobody suspended unwarned', async () => {
    const story = await stage.failedRenewal();
    await stage.onDay(story, 2);
    await stage.onDay(story, 14);
    expect(await stage.triesOf(story)).toHaveLength(2);
    expect(await stage.mailsOf(story)).toEqual(['payment_failed', 'payment_warning']);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning' });
    await stage.through(story, 15, 16);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    await stage.through(story, 17, 18);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
    await stage.through(story, 19, 21);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
  });

  it('charges once what was planned by somebody who died before he charged, whoever finds it', async () => {
    const story = await stage.failedRenewal();
    const before = await stage.caseOf(story);
    await app.setTime(instantAt(addDays(story.dayOne, 2), 600, story.zone));
    await app.db.query(
      `INSERT INTO dunning_charges (case_id, key, invoice_id, payment_method_id, attempt_id, cause, slot, planned_at, lease_until)
       SELECT $1, 'ladder:3', $2, id, $3, 'ladder', 3, $4, now() - interval '1 minute' FROM payment_methods WHERE customer_id = $5`,
      [before.id, before.invoices[0].id, uuidv7(), app.clock.now(), story.customer],
    );
    await using other = await startTestApp({ beside: app });
    other.clock.follow(app.clock.offset);
    await Promise.all([app, other, app, other].map((each) => each.app.get(JobRunner).runNow('dunning')));
    await stage.run();
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'ladder 4242 declined']);
  });

  it('makes a retry within minutes whose server died before it charged', async () => {
    const story = await stage.failedRenewal();
    const death = jest.spyOn(app.app.get(Charging), 'retry').mockRejectedValueOnce(new Error('killed'));
    expect((await stage.post(story, 'retry')).status).toBe(500);
    expect(death).toHaveBeenCalledTimes(1);
    await app.db.query(
      `UPDATE dunning_charges SET lease_until = now() - interval '1 second' WHERE lease_until > now()`,
    );
    await stage.onDay(story, 1, 543);
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'by_hand 4242 declined']);
  });

  it('charges a card for no other case while it is being charged for one', async () => {
    const story = await stage.failedRenewal();
    await app.call('POST', `/v1/customers/${story.customer}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Mobile L',
        billing_mode: 'postpaid',
        price: { amount: 2400, currency: 'GBP' },
        anchor_on: story.dayOne,
        next_invoice_on: story.dayOne,
      },
    });
    await stage.run();
    const tried = async (): Promise<number> => {
      const rows: unknown[] = await app.db.query(
        'SELECT FROM payment_attempts a JOIN payments p ON p.id = a.payment_id WHERE p.customer_id = $1',
        [story.customer],
      );
      return rows.length;
    };
    expect(await tried()).toBe(2);
    await app.setTime(instantAt(addDays(story.dayOne, 2), 600, story.zone));
    await app.db.query(
      `INSERT INTO dunning_charges (case_id, key, invoice_id, payment_method_id, attempt_id, cause, slot, planned_at, lease_until)
       SELECT d.id, 'ladder:3', ci.invoice_id, m.id, $2, 'ladder', 3, $3, now() + interval '1 hour'
       FROM dunning_cases d JOIN dunning_case_invoices ci ON ci.case_id = d.id JOIN payment_methods m ON m.customer_id = d.customer_id
       WHERE d.customer_id = $1 ORDER BY d.id LIMIT 1`,
      [story.customer, uuidv7(), app.clock.now()],
    );
    await stage.run();
    expect(await tried()).toBe(2);
    await app.db.query(
      `UPDATE dunning_charges SET lease_until = now() - interval '1 second' WHERE lease_until > now()`,
    );
    await app.setTime(instantAt(addDays(story.dayOne, 2), 603, story.zone));
    await stage.run();
    expect(await tried()).toBe(4);
  });

  it('dunns an invoice of a prepaid service by no ladder', async () => {
    const customer = await stage.charges.cards.customer();
    const { body } = await app.call('POST', `/v1/customers/${customer}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Prepaid',
        billing_mode: 'prepaid',
        price: { amount: 1200, currency: 'GBP' },
      },
    });
    await stage.charges.invoice(customer, 500, { subscription_id: body.id, due_on: '2027-03-02' });
    await app.setTime(new Date('2027-05-01T10:00:00Z'));
    await stage.run();
    const { data } = (await app.call('GET', `/v1/dunning-cases?customer_id=${customer}`)).body;
    expect(data).toEqual([]);
  });
});

describe('a dry run', () => {
  it('tells what will happen to whom and when, writes nothing, and is right', async () => {
    await using app = await startTestApp();
    const stage = new DunningStage(app);
    const story = await stage.failedRenewal();
    const before = await dumpOf(app);
    const until = instantAt(addDays(story.dayOne, 8), 0, story.zone);
    const told: string[] = [];
    for await (const { customer, entries } of app.app.get(DunningForecasts).until(app.clock.now(), until)) {
      expect(customer.id).toBe(story.customer);
      told.push(...entries.map(({ at, does }) => `${at.toISOString()} ${does}`));
    }
    expect(await dumpOf(app)).toBe(before);
    expect(told.filter((entry) => entry.endsWith('charge'))).toHaveLength(3);
    for (let day = 2; day <= 8; day += 1) await stage.onDay(story, day, 540);
    const rows: { at: Date; kind: string }[] = await app.db.query(
      `SELECT e.done_at AS at, split_part(e.key, ':', 2) AS kind FROM dunning_effects e WHERE e.key ~ '(suspend|call_task)$'
       UNION ALL SELECT planned_at, 'charge' FROM dunning_charges ORDER BY 1, 2`,
    );
    const happened = rows.map(
      ({ at, kind }) => `${new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString()} ${kind}`,
    );
    const announced = told.filter((entry) => /(charge|suspend|call_task)$/.test(entry));
    expect(happened).toEqual(announced);
  });
});

describe('dunning on the test clock', () => {
  async function lived(app: TestApp, story: FailedStory): Promise<unknown> {
    const day = (column: string): string =>
      `(${column} AT TIME ZONE '${story.zone}')::date - date '${story.dayOne}' + 1`;
    const mails = await app.db.query(
      `SELECT type, ${day('created_at')} AS day FROM messages WHERE customer_id = $1 ORDER BY created_at, type`,
      [story.customer],
    );
    const done = await app.db.query(
      `SELECT e.key, ${day('e.done_at')} AS day FROM dunning_effects e JOIN dunning_cases c ON c.id = e.case_id
       WHERE c.customer_id = $1 ORDER BY e.done_at, e.key`,
      [story.customer],
    );
    const tried = await app.db.query(
      `SELECT a.state, a.dunning_stage, ${day('a.started_at')} AS day FROM payment_attempts a JOIN payments p ON p.id = a.payment_id
       WHERE p.customer_id = $1 ORDER BY a.started_at`,
      [story.customer],
    );
    return { mails, done, tried };
  }

  async function begun(app: TestApp): Promise<FailedStory> {
    return new DunningStage(app).failedRenewal({ zone: 'Africa/Cairo', today: '2027-04-20' });
  }

  async function moveTo(app: TestApp, to: string): Promise<void> {
    let answer = await app.call('POST', '/v1/sandbox/clock', { body: { to } });
    while (!answer.body.ready) answer = await app.call('GET', '/v1/sandbox/clock');
  }

  it('does the same in one jump of twenty days as day by day', async () => {
    await using jumping = await startTestApp({ jobs: true });
    const one = await begun(jumping);
    await moveTo(jumping, '2027-05-10T10:00:00Z');
    await using walking = await startTestApp({ jobs: true });
    const other = await begun(walking);
    for (let day = 1; day <= 20; day += 1) await moveTo(walking, `${addDays('2027-04-20', day)}T10:00:00Z`);
    const [jumped, walked] = [await lived(jumping, one), await lived(walking, other)];
    expect(jumped).toEqual(walked);
    expect(jumped).toMatchObject({ tried: { length: 5 } });
  }, 120_000);
});
