import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { CaseCharges } from '../../src/modules/dunning/case-charges.service.js';
import { DUNNING_ACTOR } from '../../src/modules/dunning/case-journal.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { DunningStage } from '../support/dunning-stage.js';

describe('what people decide about a case', () => {
  let app: TestApp;
  let stage: DunningStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new DunningStage(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const kindsOf = ({ timeline }: { timeline: { kind: string }[] }): string[] =>
    timeline.map(({ kind }) => kind);

  it('stands still until Friday, as promised, and goes on where it stood', async () => {
    const story = await stage.failedRenewal();
    await stage.onDay(story, 2);
    const until = '2027-03-05';
    const paused = await stage.post(story, 'pause', { until, reason: 'pays on Friday' });
    expect(paused.body).toMatchObject({ state: 'paused' });
    expect((await stage.post(story, 'pause', { until: '2027-03-02', reason: 'x' })).status).toBe(422);
    await stage.through(story, 3, 4);
    expect(await stage.triesOf(story)).toHaveLength(1);
    const seen: [string, number][] = [];
    for (let day = 5; day <= 9; day += 1) {
      await stage.onDay(story, day);
      const { stage: reached, attempts } = await stage.caseOf(story);
      seen.push([reached, attempts.length]);
    }
    // Two mornings did not count: Friday is day 3.
    expect(seen).toEqual([
      ['grace', 2],
      ['warning', 2],
      ['warning', 3],
      ['warning', 3],
      ['warning', 4],
    ]);
    const entry = (await stage.caseOf(story)).timeline.find((one: { kind: string }) => one.kind === 'paused');
    expect(entry).toMatchObject({ details: { until, reason: 'pays on Friday' }, actor: { kind: 'api_key' } });
  });

  it('goes on one stage at most when it is resumed before its time', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 3);
    await stage.post(story, 'pause', { until: '2027-06-01', reason: 'a complaint' });
    await stage.onDay(story, 30);
    expect((await stage.post(story, 'resume')).body).toMatchObject({ state: 'open', stage: 'grace' });
    await stage.onDay(story, 31);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning' });
    await stage.onDay(story, 32);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'warning' });
  });

  it('leaves an exempted customer alone until the exemption ends', async () => {
    const story = await stage.failedRenewal();
    const at = `/v1/customers/${story.customer}/dunning-exemption`;
    expect((await app.call('PUT', at, { body: { reason: 'a hospital' } })).body).toMatchObject({
      until: null,
    });
    await stage.through(story, 2, 10);
    expect(await stage.triesOf(story)).toHaveLength(1);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    expect((await app.call('DELETE', at)).status).toBe(204);
    await stage.through(story, 11, 12);
    expect(await stage.triesOf(story)).toHaveLength(2);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'grace' });
  });

  it('gives a call to staff on day 7, and a task is done once', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 7);
    const { data } = (await app.call('GET', '/v1/call-tasks?state=open')).body;
    const task = data.find((one: { customer_id: string }) => one.customer_id === story.customer);
    expect(task).toMatchObject({ kind: 'call', state: 'open' });
    const done = (): ReturnType<typeof app.call> =>
      app.call('POST', `/v1/call-tasks/${String(task.id)}/done`, {
        body: { outcome: 'promised', note: 'on Monday' },
        headers: { 'accept-language': 'ar' },
      });
    expect((await done()).body).toMatchObject({ state: 'done', outcome: 'promised', note: 'on Monday' });
    const again = await done();
    expect(again.body).toMatchObject({ status: 409, reason: 'call_task_over' });
    expect(again.body.detail).toMatch(/[\u0600-\u06ff]/);
  });

  it('writes a debt off: nothing is owed, and what was suspended stays so', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 8);
    const written = await stage.post(story, 'write-off', { reason: 'not worth it' });
    expect(written.body).toMatchObject({ state: 'written_off', owed: { amount: 0 }, next_due_at: null });
    expect(written.body.invoices[0].state).toBe('uncollectible');
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
    expect(await stage.post(story, 'retry')).toMatchObject({ status: 409, body: { reason: 'case_state' } });
    await stage.onDay(story, 14);
    expect(await stage.mailsOf(story)).not.toContain('service_restored');
  });

  it('forgets what was written about a customer who is erased', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 7);
    const { data } = (await app.call('GET', '/v1/call-tasks?state=open')).body;
    const task = data.find((one: { customer_id: string }) => one.customer_id === story.customer);
    await app.call('POST', `/v1/call-tasks/${String(task.id)}/done`, {
      body: { outcome: 'refused', note: 'Ada Vanish shouted' },
    });
    await stage.post(story, 'close', { reason: 'Ada Vanish has left' });
    await app.db.query('UPDATE customers SET erased_at = $2 WHERE id = $1', [
      story.customer,
      app.clock.now(),
    ]);
    await app.app.get(JobRunner).runUntilIdle(['dunning-erasure']);
    for (const table of ['call_tasks', 'dunning_timeline', 'dunning_pauses', 'dunning_exemptions'])
      expect(JSON.stringify(await app.db.query(`SELECT * FROM ${table}`))).not.toContain('Ada Vanish');
    expect((await stage.caseOf(story)).state).toBe('closed');
  });

  it('closes a case by mistake: the service goes on, the invoice stays owed, and no case is opened for it again', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 8);
    const closed = await stage.post(story, 'close', { reason: 'paid in cash' });
    expect(closed.body).toMatchObject({ state: 'closed', owed: { amount: 1200 } });
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    await stage.onDay(story, 12);
    const { data } = (await app.call('GET', `/v1/dunning-cases?customer_id=${story.customer}`)).body;
    expect(data).toHaveLength(1);
  });

  it('approves only what waits for it', async () => {
    const story = await stage.failedRenewal();
    await stage.onDay(story, 2);
    expect(await stage.post(story, 'approve')).toMatchObject({
      status: 409,
      body: { reason: 'nothing_to_approve' },
    });
  });

  it('retries by hand outside of the retry days, and never above what the network lets through', async () => {
    const story = await stage.failedRenewal();
    await stage.onDay(story, 2);
    for (let tried = 1; tried < 19; tried += 1) expect((await stage.post(story, 'retry')).status).toBe(200);
    const { body } = await app.call('POST', `/v1/customers/${story.customer}/subscriptions`, {
      body: {
        service_type: 'internet',
        name: 'Fibre',
        billing_mode: 'postpaid',
        price: { amount: 900, currency: 'GBP' },
        next_invoice_on: '2027-03-02',
      },
    });
    await stage.run();
    const firsts = (): Promise<unknown[]> =>
      app.db.query(
        `SELECT a.state, a.sent, a.decline_code FROM payment_attempts a JOIN payments p ON p.id = a.payment_id
         WHERE p.subscription_id = $1`,
        [body.id],
      );
    expect(await firsts()).toEqual([{ state: 'declined', sent: false, decline_code: 'network_cap' }]);
    // As a worker leaves it that died before it settled it: whoever takes it over asks no bank either.
    const asked = app.stripe.state.paymentIntents().length;
    await app.db.query(
      `UPDATE payment_attempts a SET state = 'started', sent = true, settled_at = NULL, decline_bucket = NULL, decline_code = NULL,
         decline_hint = NULL, decline_retryable = NULL, next_check_at = a.started_at, lease_until = now() - interval '1 hour'
       FROM payments p WHERE p.id = a.payment_id AND p.subscription_id = $1`,
      [body.id],
    );
    await app.db.query(`UPDATE payments SET state = 'pending' WHERE subscription_id = $1`, [body.id]);
    await app.app.get(JobRunner).runUntilIdle(['charge-reconciliation-stripe']);
    expect(await firsts()).toEqual([{ state: 'declined', sent: false, decline_code: 'network_cap' }]);
    expect(app.stripe.state.paymentIntents()).toHaveLength(asked);
    const invoices: { id: string }[] = await app.db.query(
      `SELECT id FROM invoices WHERE customer_id = $1 AND state = 'open'`,
      [story.customer],
    );
    const paid = await Promise.all(
      invoices.map(({ id }) =>
        app.call('POST', `/v1/invoices/${id}/pay`, {
          body: {},
          headers: { 'accept-language': 'ar', 'idempotency-key': `pay-${id}` },
        }),
      ),
    );
    expect(paid.map(({ status }) => status).toSorted()).toEqual([402, 409]);
    const refused = paid.find(({ status }) => status === 409)?.body;
    expect(refused).toMatchObject({
      reason: 'network_cap',
      possible_at: expect.stringMatching(/^2027-03-31T/),
    });
    expect(refused.detail).toMatch(/[\u0600-\u06ff]/);
    expect(await stage.post(story, 'retry')).toMatchObject({
      status: 409,
      body: { reason: 'charge_barred', why: 'network_cap', possible_at: refused.possible_at },
    });
    await stage.onDay(story, 3);
    const tries: unknown[] = await app.db.query(
      `SELECT a.id FROM payment_attempts a JOIN payments p ON p.id = a.payment_id WHERE p.customer_id = $1 AND a.sent`,
      [story.customer],
    );
    expect(tries).toHaveLength(20);
    const standing = await stage.caseOf(story);
    expect(standing).toMatchObject({ stage: 'grace', state: 'open' });
    // The ladder decided on one a moment before another case took the last try.
    const charges = app.app.get(CaseCharges);
    const paymentMethodId = String(await stage.charges.cards.defaultOf(story.customer));
    const raced = await app.db.transaction((tx) =>
      charges.plan(tx, {
        caseId: String(standing.id),
        key: 'raced',
        invoiceId: String(standing.invoices[0].id),
        paymentMethodId,
        cause: 'ladder',
        slot: null,
      }),
    );
    if (raced) await charges.make(raced, DUNNING_ACTOR);
    const kept: unknown[] = await app.db.query(
      `SELECT refused_code FROM dunning_charges WHERE key = 'raced'`,
    );
    expect(kept).toEqual([{ refused_code: 'network_cap' }]);
  }, 30_000);

  it('never retries a stolen card, not by hand and not under another name', async () => {
    const story = await stage.failedRenewal({ decline: 'stolen_card' });
    await stage.onDay(story, 2);
    const barred = { status: 409, body: { reason: 'charge_barred', why: 'fraud' } };
    expect(await stage.post(story, 'retry')).toMatchObject(barred);
    const good = await stage.charges.cards.addToken(story.customer, { last4: '1881' });
    const stolen = await stage.charges.cards.defaultOf(story.customer);
    await stage.charges.cards.makeDefault(good.body.id as string);
    expect(await stage.post(story, 'retry', { payment_method_id: stolen })).toMatchObject(barred);
    expect(await stage.triesOf(story)).toHaveLength(1);
  });

  it('pays on the phone: identity checked, new card, default, old one deleted, retried, restored', async () => {
    const story = await stage.failedRenewal({ decline: 'expired_card' });
    await stage.through(story, 2, 9);
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'suspended' });
    const { customer } = story;
    const checked = await app.call('POST', `/v1/customers/${customer}/identity-checks`, {
      body: { method: 'date of birth' },
    });
    expect(checked.status).toBe(201);
    const old = await stage.charges.cards.defaultOf(customer);
    const added = await stage.charges.cards.addToken(customer, { last4: '1881' });
    expect((await stage.charges.cards.makeDefault(added.body.id as string)).status).toBe(200);
    expect((await stage.charges.cards.remove(String(old))).status).toBe(204);
    const paid = await stage.post(story, 'retry');
    expect(paid.body).toMatchObject({ state: 'recovered', owed: { amount: 0 } });
    expect(kindsOf(paid.body)).toEqual(expect.arrayContaining(['suspended', 'retried', 'recovered']));
    expect(await stage.serviceOf(story)).toMatchObject({ state: 'active' });
    expect(await stage.triesOf(story)).toEqual(['first_or_by_hand 4242 declined', 'by_hand 1881 succeeded']);
    expect((await stage.mailsOf(story)).filter((type) => type === 'service_restored')).toHaveLength(1);
  });

  it('does not lift what staff suspended for, and tells nobody that the service runs', async () => {
    const story = await stage.failedRenewal();
    await stage.through(story, 2, 8);
    await app.call('POST', `/v1/subscriptions/${story.subscription}/suspend`, { body: { reason: 'fraud' } });
    stage.answer(story.customer, 'succeeds');
    expect((await stage.post(story, 'retry')).body).toMatchObject({ state: 'recovered' });
    expect(await stage.serviceOf(story)).toMatchObject({
      state: 'suspended',
      suspensions: [{ reason: 'fraud' }],
    });
    expect(await stage.mailsOf(story)).not.toContain('service_restored');
  });

  it('goes on for the debt of a service that staff ended, and announces nothing that cannot happen', async () => {
    const story = await stage.failedRenewal();
    await stage.onDay(story, 2);
    await app.call('POST', `/v1/subscriptions/${story.subscription}/terminate`, {
      body: { reason: 'moved' },
    });
    await stage.through(story, 3, 9);
    expect(await stage.caseOf(story)).toMatchObject({ stage: 'suspended', state: 'open' });
    expect(kindsOf(await stage.caseOf(story))).not.toContain('suspended');
    expect(await stage.triesOf(story)).toHaveLength(4);
    expect(new Set(await stage.mailsOf(story))).toEqual(new Set(['payment_failed']));
  });

  it('keeps the version of the policy that it began with, and refuses one that cannot be run', async () => {
    const at = '/v1/dunning-policies/hasty';
    const hasty = { segments: [{ customer_type: 'business' }], retry_days: [2, 6] };
    expect((await app.call('PUT', at, { body: hasty })).body).toMatchObject({ version: 1, source: 'api' });
    expect((await app.call('PUT', at, { body: hasty })).body).toMatchObject({ version: 1 });
    const story = await stage.failedRenewal({ customer: { type: 'business' } });
    expect(await stage.caseOf(story)).toMatchObject({ policy: { name: 'hasty', version: 1 } });
    const later = await app.call('PUT', at, { body: { ...hasty, retry_days: [6] } });
    expect(later.body).toMatchObject({ version: 2, policy: { retry_days: [6] } });
    await stage.onDay(story, 2);
    expect(await stage.triesOf(story)).toHaveLength(2);
    expect((await app.call('GET', `${at}?version=1`)).body.policy.retry_days).toEqual([2, 6]);
    const refused = await app.call('PUT', at, {
      body: { ...hasty, retry_days: [6, 2], warn_days_before: 9 },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['retry_days.1', 'steps']),
    );
  });

  it('reports what came in after all and how fast, what is open now, and in which stage attempts failed', async () => {
    const story = await stage.failedRenewal({ today: '2028-01-10', currency: 'EUR' });
    const other = await stage.failedRenewal({
      today: '2028-01-10',
      currency: 'EUR',
      decline: 'expired_card',
    });
    await stage.through(story, 2, 5);
    stage.answer(story.customer, 'succeeds');
    await stage.onDay(story, 7, 540);
    const period = 'from=2028-01-10&to=2028-01-20';
    const { body } = await app.call('GET', `/v1/reports/recovery?${period}`);
    const inEuros = (data: { currency: string }[]): any => data.find(({ currency }) => currency === 'EUR');
    const { total, groups, open_by_stage: open } = inEuros(body.data);
    const paid = { cases: 1, recovered: { cases: 1, share: 1 }, days_to_recovery: { mean: 6, median: 6 } };
    expect(total).toMatchObject({ cases: 2, open: 1, recovered: { cases: 1, share: 0.5 } });
    expect(groups).toEqual([
      expect.objectContaining({ key: 'card_data', open: 1, days_to_recovery: null }),
      expect.objectContaining({ key: 'funds', ...paid, recovered: expect.objectContaining(paid.recovered) }),
    ]);
    expect(open).toEqual([{ stage: 'warning', cases: 1, money: { amount: 1200, currency: 'EUR' } }]);
    const csv = await app.call('GET', `/v1/reports/recovery?${period}&group_by=stage&format=csv`, {
      headers: { 'accept-language': 'ar' },
    });
    expect(csv.text.split('\r\n').filter((line) => /^EUR|آخر مرحلة/.test(line))).toEqual([
      expect.stringContaining('آخر مرحلة'),
      'EUR,الكل,2,24.00,1,0,0,1,12.00,50.0,6.00,6.00',
      'EUR,warning,2,24.00,1,0,0,1,12.00,50.0,6.00,6.00',
    ]);
    const failures = await app.call('GET', `/v1/reports/payment-failures?${period}&group_by=stage`);
    expect(
      inEuros(failures.body.data)
        .groups.map(({ key, failed_attempts: count }: Record<string, unknown>) => [key, count])
        .sort(),
    ).toEqual([
      ['grace', 1],
      ['none', 2],
      ['warning', 1],
    ]);
    expect(await stage.caseOf(other)).toMatchObject({ state: 'open' });
  });
});
