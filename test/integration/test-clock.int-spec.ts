import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { handoverRow, importRows } from '../support/handover.js';

const START = '2027-01-20T00:00:00Z';
const DAYS = 14;

interface Sent {
  readonly token: string;
  readonly stage: number;
  readonly local_day: string;
  readonly state: string;
}

async function withCards(): Promise<TestApp> {
  const app = await startTestApp({ jobs: true });
  await app.setTime(new Date(START));
  await importRows(
    app,
    [
      { exp_month: '1', exp_year: '2027', time_zone: 'Asia/Riyadh' },
      { exp_month: '2', exp_year: '2027', time_zone: 'America/New_York' },
      { exp_month: '3', exp_year: '2027', time_zone: 'Australia/Sydney' },
      { exp_month: '12', exp_year: '2026', time_zone: 'Africa/Cairo' },
    ].map((change, i) =>
      handoverRow({
        ...change,
        customer_external_id: `K${String(i)}`,
        vendor_payment_method_id: `pm_k${String(i)}`,
      }),
    ),
  );
  return app;
}

async function moveTo(app: TestApp, to: string): Promise<void> {
  let answer = await app.call('POST', '/v1/sandbox/clock', { body: { to } });
  expect(answer.status).toBe(200);
  while (!answer.body.ready) answer = await app.call('GET', '/v1/sandbox/clock');
}

function dayAfterStart(days: number): string {
  return new Date(new Date(START).getTime() + days * 86_400_000).toISOString();
}

function remindersOf(app: TestApp): Promise<Sent[]> {
  return app.db.query(
    `SELECT p.vendor_payment_method_id AS token, m.stage, m.local_day, m.state FROM messages m
     JOIN payment_methods p ON p.id = m.subject_id WHERE m.category = 'reminder' ORDER BY 1, 3, 2`,
  );
}

describe('the test clock', () => {
  let jumping: TestApp;

  beforeAll(async () => {
    jumping = await withCards();
    await moveTo(jumping, dayAfterStart(DAYS));
  }, 120_000);

  afterAll(async () => {
    await jumping[Symbol.asyncDispose]();
  });

  it('gives the same reminders in one jump as day by day, and never goes back', async () => {
    const jumped = await remindersOf(jumping);

    await using walking = await withCards();
    for (let day = 1; day <= DAYS; day += 1) await moveTo(walking, dayAfterStart(day));
    const walked = await remindersOf(walking);

    expect(jumped).toEqual(walked);
    expect(jumped.filter(({ state }) => state === 'sent')).toHaveLength(jumped.length);
    expect(jumped.filter(({ token }) => token === 'pm_k0').map(({ stage }) => stage)).toEqual([30, 7, 0]);
    const back = await walking.call('POST', '/v1/sandbox/clock', { body: { to: START } });
    expect([back.status, back.body.code]).toEqual([422, 'validation_failed']);
  }, 120_000);

  it('adds what it is asked to go on by meanwhile', async () => {
    const before = (await jumping.call('GET', '/v1/sandbox/clock')).body.now as string;
    const advance = (): ReturnType<TestApp['call']> =>
      jumping.call('POST', '/v1/sandbox/clock', { body: { advance: 'P2D' } });
    await Promise.all([advance(), advance(), advance()]);
    let { body } = await jumping.call('GET', '/v1/sandbox/clock');
    while (!body.ready) ({ body } = await jumping.call('GET', '/v1/sandbox/clock'));
    const days = (Date.parse(body.now as string) - Date.parse(before)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(6);
    expect(days).toBeLessThan(6.1);
    expect(body).not.toHaveProperty('target');
  }, 60_000);

  it('tells of each expired card once', async () => {
    const events = await jumping.db.query(
      "SELECT count(*)::int AS count, count(DISTINCT subject_id)::int AS cards FROM events WHERE type = 'payment_method.expired'",
    );
    expect(events).toEqual([{ count: 1, cards: 1 }]);
  });
});
