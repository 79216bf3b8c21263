import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localDay } from '../../src/common/calendar.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { DeliveryService } from '../../src/modules/notifications/delivery.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { DunningStage, type FailedStory } from '../support/dunning-stage.js';

describe('dunning', () => {
  let app: TestApp;
  let stage: DunningStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new DunningStage(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  it.each(['Asia/Riyadh', 'Africa/Cairo', 'Europe/London', 'Australia/Sydney'])(
    'goes down the whole ladder day by day in %s, and terminates once a person approves',
    async (zone) => {
      const story = await stage.failedRenewal({ zone });
      const seen: [number, string, string, string, number][] = [];
      for (let day = 1; day <= 16; day += 1) {
        await stage.onDay(story, day);
        const found = await stage.caseOf(story);
        const { state } = await stage.serviceOf(story);
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
      expect(await stage.mailsOf(story)).toEqual([
        'payment_failed',
        'payment_warning',
        'payment_warning',
        'service_suspended',
        'payment_warning',
      ]);
      const { id } = await stage.caseOf(story);
      const approved = await app.call('POST', `/v1/dunning-cases/${String(id)}/approve`, { body: {} });
      expect(approved.body).toMatchObject({ stage: 'terminated' });
      const service = await stage.serviceOf(story);
      expect(service.state).toBe('terminated');
      expect(service.inventory[0].state).toBe('return_requested');
      expect((await stage.mailsOf(story)).at(-1)).toBe('final_notice');
    },
    60_000,
  );

  it.each([2, 5, 9, 15])('is left on day %i by a new card, which is charged at once', async (day) => {
    const story = await stage.failedRenewal({ zone: 'Asia/Riyadh' });
    for (let at = 2; at <= day; at += 1) await stage.onDay(story, at);
    await stage.charges.cards.addToken(story.customer, { last4: '1881' }, { make_default: true });
    await stage.run();
    const found = await stage.caseOf(story);
    expect([found.state, found.owed.amount]).toEqual(['recovered', 0]);
    expect((await stage.serviceOf(story)).state).toBe('active');
    const restored = (await stage.mailsOf(story)).filter((type) => type === 'service_restored');
    expect(restored).toHaveLength(day >= 8 ? 1 : 0);
  });

  it('makes the same rows however often and by however many it is run, fifty times at one instant too', async () => {
    const zone = 'Europe/London';
    const story = await stage.failedRenewal({ zone, today: '2027-03-20' });
    expect(localDay(app.clock.now(), zone)).toBe('2027-03-20');
    await using other = await startTestApp({ beside: app });
    for (let day = 1; day <= 12; day += 1) {
      await stage.onDay(story, day);
      other.clock.follow(app.clock.offset);
      await Promise.all([app, other, app, other].map((each) => each.app.get(JobRunner).runNow('dunning')));
    }
    const found = await stage.caseOf(story);
    expect(found.attempts).toHaveLength(4);
    expect(await stage.mailsOf(story)).toEqual([
      'payment_failed',
      'payment_warning',
      'payment_warning',
      'service_suspended',
    ]);
    for (let times = 0; times < 25; times += 1)
      await Promise.all([app, other].map((each) => each.app.get(JobRunner).runNow('dunning')));
    expect(await stage.caseOf(story)).toEqual(found);
    expect(await stage.mailsOf(story)).toHaveLength(4);
  });

  const deliver = async (): Promise<void> => {
    await app.db.query(
      `UPDATE messages SET next_attempt_at = now() - interval '1 second' WHERE state = 'queued'`,
    );
    await app.app.get(DeliveryService).deliverUntilIdle({});
  };

  it('suspends nobody before the warning left, however long the mail is out of order', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 3);
    app.mailjet.faults.next({ kind: 'key_suspended', times: Infinity });
    await stage.onDay(story, 4);
    // What has been tried for a day is given up, and written again when the case is looked at next; it had waited since before the case,
    // for another one of the customer, when this one joined it.
    await app.db.query(
      `UPDATE messages SET state = 'failed', attempts = 14, created_at = created_at - interval '30 days'
       WHERE customer_id = $1 AND state = 'queued'`,
      [story.customer],
    );
    for (const day of [5, 8, 9]) await stage.onDay(story, day);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning', state: 'open' });
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    expect((await stage.mailsOf(story)).filter((type) => type === 'payment_warning')).toHaveLength(2);
    app.mailjet.faults.clear();
    await deliver();
    await stage.onDay(story, 11);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    await stage.onDay(story, 12);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'suspended' });
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
  });

  const tasksOf = async ({ customer }: FailedStory, state: string): Promise<string[][]> => {
    const { data } = (await app.call('GET', `/v1/call-tasks?state=${state}`)).body;
    return data
      .filter(
        (one: { customer_id: string; kind: string }) =>
          one.customer_id === customer && one.kind === 'approval',
      )
      .map(({ acts }: { acts: string[] }) => acts);
  };

  const approvalsOf = async ({ customer }: FailedStory): Promise<unknown[]> => {
    const [row] = await app.db.query(
      'SELECT terminate_approved_at, collections_approved_at FROM dunning_cases WHERE customer_id = $1',
      [customer],
    );
    return Object.values(row as object);
  };

  it('asks a person where no mail can warn the customer, and suspends three days after he has been told', async () => {
    const story = await stage.failedRenewal({ customer: { email: null } });
    await stage.through(story, 2, 8);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning', state: 'awaiting_approval' });
    expect(await tasksOf(story, 'open')).toEqual([['suspend']]);
    await stage.onDay(story, 9);
    expect((await stage.post(story, 'approve')).body).toMatchObject({ state: 'open', stage: 'warning' });
    await stage.onDay(story, 11);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    await stage.onDay(story, 12);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
    await stage.onDay(story, 19);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'suspended', state: 'awaiting_approval' });
    // That he knows is one thing, that his service may end is another, and asked for only once the days have passed.
    expect((await stage.post(story, 'approve')).body).toMatchObject({ state: 'open', stage: 'suspended' });
    expect(await approvalsOf(story)).toEqual([null, null]);
    await stage.onDay(story, 22);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'suspended', state: 'awaiting_approval' });
    expect(await tasksOf(story, 'open')).toEqual([['terminate', 'collections']]);
    expect((await stage.post(story, 'approve')).body).toMatchObject({ stage: 'terminated' });
    expect(await tasksOf(story, 'open')).toEqual([]);
  });

  it('warns again once the address to which the mail could not be brought is another', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 7);
    await app.db.query(
      `UPDATE messages SET state = 'bounced' WHERE customer_id = $1 AND type = 'payment_warning'`,
      [story.customer],
    );
    await stage.onDay(story, 8);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning', state: 'awaiting_approval' });
    await app.call('PATCH', `/v1/customers/${story.customer}`, { body: { email: 'moved@example.com' } });
    const nothing = { status: 409, body: { reason: 'nothing_to_approve' } };
    expect(await stage.post(story, 'approve')).toMatchObject(nothing);
    expect(await approvalsOf(story)).toEqual([null, null]);
    expect(await tasksOf(story, 'open')).toEqual([['suspend']]);
    await stage.onDay(story, 9);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning', state: 'open' });
    expect(await stage.post(story, 'approve')).toMatchObject(nothing);
    expect([await tasksOf(story, 'open'), await tasksOf(story, 'canceled')]).toEqual([[], [['suspend']]]);
    await stage.onDay(story, 11);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    // The other address was none either, and there is no third: it is asked again.
    await app.call('PATCH', `/v1/customers/${story.customer}`, { body: { email: null } });
    await app.db.query(
      `UPDATE messages SET state = 'bounced' WHERE customer_id = $1 AND type = 'payment_warning'`,
      [story.customer],
    );
    await stage.onDay(story, 12);
    expect(await tasksOf(story, 'open')).toEqual([['suspend']]);
    expect((await stage.post(story, 'approve')).body).toMatchObject({ state: 'open', stage: 'warning' });
    await stage.onDay(story, 15);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
  });
});
