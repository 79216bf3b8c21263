import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, instantAt, localDay } from '../../src/common/calendar.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';

const JOBS = ['renewals', 'collection', 'dunning', 'deliver-messages'];

describe('dunning', () => {
  let app: TestApp;
  let stage: ChargeStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new ChargeStage(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  interface Story {
    readonly customer: string;
    readonly subscription: string;
    readonly zone: string;
    /** The day of the first failure. */
    readonly dayOne: string;
  }

  /** A subscription whose renewal fails today at nine in the morning of its customer. */
  async function failedRenewal(zone: string, today = '2027-03-01'): Promise<Story> {
    await app.setTime(instantAt(today, 540, zone));
    const customer = await stage.cards.customer({ time_zone: zone });
    await stage.addCard(customer);
    const { body } = await app.call('POST', `/v1/customers/${customer}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Mobile M',
        billing_mode: 'postpaid',
        price: { amount: 1200, currency: 'GBP' },
        anchor_on: today,
        next_invoice_on: today,
        inventory: [{ kind: 'sim', serial: '8944110068256270054' }],
      },
    });
    const methods = app.stripe.state.paymentMethods(stage.cards.atVendor(customer)?.id);
    app.stripe.control.changeBehaviour(methods[0]?.id ?? '', { charge: 'insufficient_funds' });
    await run();
    return { customer, subscription: body.id as string, zone, dayOne: today };
  }

  const run = async (): Promise<void> => {
    await app.app.get(JobRunner).runUntilIdle(JOBS);
  };

  /** Puts the clock to a time of a day of the ladder, and lets the jobs run. */
  async function onDay({ zone, dayOne }: Story, day: number, minutes = 600): Promise<void> {
    await app.setTime(instantAt(addDays(dayOne, day - 1), minutes, zone));
    await run();
  }

  async function caseOf({ customer }: Story): Promise<any> {
    const { body } = await app.call('GET', `/v1/dunning-cases?customer_id=${customer}`);
    return (await app.call('GET', `/v1/dunning-cases/${String(body.data[0]?.id)}`)).body;
  }

  const serviceOf = async ({ subscription }: Story): Promise<any> =>
    (await app.call('GET', `/v1/subscriptions/${subscription}`)).body;

  async function mailsOf({ customer }: Story): Promise<string[]> {
    const rows: { type: string }[] = await app.db.query(
      `SELECT type FROM messages WHERE customer_id = $1 AND type NOT LIKE 'method%' ORDER BY created_at, id`,
      [customer],
    );
    return rows.map(({ type }) => type);
  }

  it.each(['Asia/Riyadh', 'Africa/Cairo', 'Europe/London', 'Australia/Sydney'])(
    'goes down the whole ladder day by day in %s, and terminates once a person approves',
    async (zone) => {
      const story = await failedRenewal(zone);
      const seen: [number, string, string, string, number][] = [];
      for (let day = 1; day <= 16; day += 1) {
        await onDay(story, day);
        const found = await caseOf(story);
        const { state } = await serviceOf(story);
        seen.push([day, found.stage, found.state, state, found.attempts.length]);
      }
      expect(seen).toEqual([
        [1, 'grace', 'open', 'active', 1],
        [2, 'grace', 'open', 'active', 1],
        [3, 'grace', 'open', 'active', 2],
        [4, 'warning', 'open', 'active', 2],
        [5, 'warning', 'open', 'active', 3],
        [6, 'warning', 'open', 'active', 3],
        [7, 'warning', 'open', 'active', 4],
        [8, 'suspended', 'open', 'suspended', 4],
        [9, 'suspended', 'open', 'suspended', 4],
        [10, 'suspended', 'open', 'suspended', 4],
        [11, 'suspended', 'open', 'suspended', 4],
        [12, 'suspended', 'open', 'suspended', 4],
        [13, 'suspended', 'open', 'suspended', 4],
        [14, 'suspended', 'open', 'suspended', 5],
        [15, 'suspended', 'awaiting_approval', 'suspended', 5],
        [16, 'suspended', 'awaiting_approval', 'suspended', 5],
      ]);
      expect(await mailsOf(story)).toEqual([
        'payment_failed',
        'payment_warning',
        'payment_warning',
        'service_suspended',
        'payment_warning',
      ]);
      const { id } = await caseOf(story);
      const approved = await app.call('POST', `/v1/dunning-cases/${String(id)}/approve`, { body: {} });
      expect(approved.body).toMatchObject({ stage: 'terminated' });
      const service = await serviceOf(story);
      expect(service.state).toBe('terminated');
      expect(service.inventory[0].state).toBe('return_requested');
      expect((await mailsOf(story)).at(-1)).toBe('final_notice');
    },
    60_000,
  );

  it.each([2, 5, 9, 15])('is left on day %i by a new card, which is charged at once', async (day) => {
    const story = await failedRenewal('Asia/Riyadh');
    for (let at = 2; at <= day; at += 1) await onDay(story, at);
    await stage.cards.addToken(story.customer, { last4: '1881' }, { make_default: true });
    await run();
    const found = await caseOf(story);
    expect([found.state, found.owed.amount]).toEqual(['recovered', 0]);
    expect((await serviceOf(story)).state).toBe('active');
    const restored = (await mailsOf(story)).filter((type) => type === 'service_restored');
    expect(restored).toHaveLength(day >= 8 ? 1 : 0);
  });

  it('makes the same rows in one jump of twenty days as day by day, however often and by however many it is run', async () => {
    const zone = 'Europe/London';
    const story = await failedRenewal(zone, '2027-03-20');
    expect(localDay(app.clock.now(), zone)).toBe('2027-03-20');
    await using other = await startTestApp({ beside: app });
    for (let day = 1; day <= 12; day += 1) {
      await onDay(story, day);
      other.clock.follow(app.clock.offset);
      await Promise.all([app, other, app, other].map((each) => each.app.get(JobRunner).runNow('dunning')));
    }
    const found = await caseOf(story);
    expect(found.attempts).toHaveLength(4);
    expect(await mailsOf(story)).toEqual([
      'payment_failed',
      'payment_warning',
      'payment_warning',
      'service_suspended',
    ]);
  });
});
