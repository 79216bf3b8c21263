import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, daysBetween, localDay } from '../../src/common/calendar.js';
import { expiresOn } from '../../src/modules/payment-methods/expiry.js';
import { ReminderSweep } from '../../src/modules/reminders/index.js';
import { currentStage, messageTypeFor, notBefore, stagesFor } from '../../src/modules/reminders/stages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { handoverRow, importRows } from '../support/handover.js';

const ZONES = [
  'Etc/GMT+12',
  'America/New_York',
  'Europe/London',
  'Africa/Cairo',
  'Asia/Riyadh',
  'Australia/Sydney',
  'Pacific/Kiritimati',
];
const SETTINGS = { stages: [60, 30, 7, 0], others: [30, 0] };
const HOURS = { from: 540, to: 1_080 };

interface MessageRow {
  readonly token: string;
  readonly type: string;
  readonly stage: number;
  readonly state: string;
  readonly skip_reason: string | null;
  readonly not_before: Date;
  readonly local_day: string;
  readonly subject_id: string;
}

describe('the reminder sweep', () => {
  let app: TestApp;
  let sweep: ReminderSweep;

  beforeAll(async () => {
    app = await startTestApp();
    sweep = app.app.get(ReminderSweep);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await app.db.query(
      'TRUNCATE messages, suppressions, card_listings, customer_holds, subscriptions, payment_methods, customers CASCADE',
    );
  });

  function messages(): Promise<MessageRow[]> {
    return app.db.query(
      `SELECT p.vendor_payment_method_id AS token, m.type, m.stage, m.state, m.skip_reason, m.not_before, m.local_day, m.subject_id
       FROM messages m JOIN payment_methods p ON p.id = m.subject_id WHERE m.category = 'reminder' ORDER BY token, m.created_at`,
    );
  }

  async function cards(...changes: Readonly<Record<string, string>>[]): Promise<void> {
    await importRows(
      app,
      changes.map((change) => handoverRow(change)),
    );
  }

  it.each([
    ['in the middle of a month', '2026-11-15T12:00:00Z'],
    ['on the last day of a month', '2026-11-30T12:00:00Z'],
    ['at midnight between two months', '2026-12-01T00:00:00Z'],
    ['on 29 February', '2028-02-29T11:00:00Z'],
    ['on the day that clocks go back', '2026-10-25T01:00:00Z'],
    ['on the day that clocks go forward', '2027-03-28T01:00:00Z'],
  ])('chooses what the rule for one card says, for every zone and expiry, %s', async (_, at) => {
    const now = new Date(at);
    const rows = ZONES.flatMap((zone, z) =>
      [-3, -2, -1, 0, 1, 2, 3, 4].map((months) => {
        const total = now.getUTCFullYear() * 12 + now.getUTCMonth() + months;
        const year = Math.floor(total / 12);
        const month = (total % 12) + 1;
        return { zone, year, month, token: `pm_rule_${String(z)}_${String(months + 3)}` };
      }),
    );
    await cards(
      ...rows.map(({ zone, year, month, token }) => ({
        customer_external_id: token,
        time_zone: zone,
        exp_year: String(year),
        exp_month: String(month),
        vendor_payment_method_id: token,
      })),
    );
    await sweep.run(now);
    const sent = new Map((await messages()).map((row) => [row.token, row]));
    for (const { zone, year, month, token } of rows) {
      const today = localDay(now, zone);
      const daysLeft = daysBetween(today, expiresOn(year, month));
      const stage = currentStage({ daysLeft, stages: stagesFor('default', SETTINGS), expiredWithinDays: 30 });
      const row = sent.get(token);
      const earliest = row && notBefore({ now, zone, hours: HOURS, key: row.subject_id });
      if (stage === null || !notBefore({ now, zone, hours: HOURS, key: '' }))
        expect({ token, zone, row }).toEqual({ token, zone, row: undefined });
      else
        expect({ token, zone, row }).toEqual({
          token,
          zone,
          row: expect.objectContaining({
            stage,
            type: messageTypeFor(stage),
            local_day: today,
            not_before: earliest,
            state: 'queued',
          }),
        });
    }
  });

  const NOW = new Date('2026-11-15T12:00:00Z');
  const IN_15_DAYS = { exp_month: '11', exp_year: '2026' };
  const IN_46_DAYS = { exp_month: '12', exp_year: '2026' };
  const EXPIRED = { exp_month: '10', exp_year: '2026' };

  it('sends a card added with 15 days left one mail, the one for 30 days, and never the one for 60', async () => {
    await cards({ ...IN_15_DAYS, vendor_payment_method_id: 'pm_a' });
    expect(await sweep.run(NOW)).toMatchObject({ queued: 1 });
    expect(await sweep.run(NOW)).toMatchObject({ queued: 0, skipped: 0 });
    expect((await messages()).map((row) => row.type)).toEqual(['card_expiry_30']);
  });

  it('reminds of a card that is neither default nor named at 30 and 0 days only', async () => {
    const one = { customer_external_id: 'M', vendor_payment_method_id: 'pm_m1', exp_year: '2031' };
    await cards(one, { ...one, ...IN_46_DAYS, vendor_payment_method_id: 'pm_m2', is_default: 'false' });
    expect(await sweep.run(NOW)).toMatchObject({ queued: 0 });
    const named = await app.db.query(
      "SELECT id, customer_id FROM payment_methods WHERE vendor_payment_method_id = 'pm_m2'",
    );
    await app.db.query('UPDATE subscriptions SET payment_method_id = $1 WHERE customer_id = $2', [
      named[0].id,
      named[0].customer_id,
    ]);
    expect(await sweep.run(NOW)).toMatchObject({ queued: 1 });
  });

  it('says once why a mail does not go, and sends it when the reason is gone', async () => {
    await cards({ ...IN_15_DAYS, email: '', vendor_payment_method_id: 'pm_n' });
    expect(await sweep.run(NOW)).toMatchObject({ queued: 0, skipped: 1 });
    expect(await sweep.run(NOW)).toMatchObject({ queued: 0, skipped: 0 });
    expect(await messages()).toEqual([
      expect.objectContaining({ state: 'skipped', skip_reason: 'no_email' }),
    ]);
    await app.db.query("UPDATE customers SET email = 'late@example.com'");
    expect(await sweep.run(NOW)).toMatchObject({ queued: 1 });
    expect(await messages()).toEqual([expect.objectContaining({ state: 'queued', skip_reason: null })]);
  });

  it.each([
    ['opted_out', 'UPDATE customers SET reminders_opt_out = true'],
    ['suppressed', "INSERT INTO suppressions SELECT lower(email), 'hard_bounce', now() FROM customers"],
  ])('skips a customer who is %s', async (reason, change) => {
    await cards(IN_15_DAYS);
    await app.db.query(change);
    await sweep.run(NOW);
    expect(await messages()).toEqual([expect.objectContaining({ state: 'skipped', skip_reason: reason })]);
  });

  it('says nothing of a former default that a later card has replaced', async () => {
    const one = { customer_external_id: 'R' };
    await cards(
      { ...one, ...IN_15_DAYS, vendor_payment_method_id: 'pm_old' },
      { ...one, exp_year: '2031', vendor_payment_method_id: 'pm_new', is_default: 'false' },
    );
    const [method] = await app.db.query(
      "SELECT id FROM payment_methods WHERE vendor_payment_method_id = 'pm_new'",
    );
    await app.call('POST', `/v1/payment-methods/${method.id}/default`);
    await sweep.run(NOW);
    expect(await messages()).toEqual([
      expect.objectContaining({ token: 'pm_old', state: 'skipped', skip_reason: 'replaced' }),
    ]);
  });

  it('sends a customer one reminder a day, the most urgent first, and defers the other', async () => {
    const one = { customer_external_id: 'D' };
    await cards(
      { ...one, ...EXPIRED, vendor_payment_method_id: 'pm_d1', is_default: 'false' },
      { ...one, ...IN_15_DAYS, vendor_payment_method_id: 'pm_d2' },
    );
    expect(await sweep.run(NOW)).toEqual({ queued: 1, skipped: 0, deferred: 1 });
    expect((await messages()).map((row) => row.token)).toEqual(['pm_d1']);
    expect(await sweep.run(new Date('2026-11-16T12:00:00Z'))).toMatchObject({ queued: 1, deferred: 0 });
    expect((await messages()).map((row) => row.token)).toEqual(['pm_d1', 'pm_d2']);
  });

  it('keeps the hours of the customer, and goes at once when told to ignore them', async () => {
    await cards({ ...IN_15_DAYS, time_zone: 'Asia/Riyadh' });
    const evening = new Date('2026-11-15T16:00:00Z');
    expect(await sweep.run(evening)).toEqual({ queued: 0, skipped: 0, deferred: 1 });
    expect(await sweep.run(evening, { ignoreHours: true })).toMatchObject({ queued: 1 });
    expect((await messages())[0]?.not_before).toEqual(evening);
  });

  it('reaches every stage once over ninety days, whether run daily, hourly for a day, or not for a week', async () => {
    await cards({ ...IN_46_DAYS, vendor_payment_method_id: 'pm_y' });
    for (let day = 0; day < 90; day += 1) {
      if (day > 10 && day < 18) continue;
      const runs = day === 20 ? 24 : 1;
      for (let hour = 0; hour < runs; hour += 1)
        await sweep.run(
          new Date(`${addDays('2026-10-20', day)}T${String(runs === 1 ? 12 : hour).padStart(2, '0')}:00:00Z`),
        );
    }
    expect((await messages()).map((row) => row.stage).sort((a, b) => b - a)).toEqual([60, 30, 7, 0]);
  });

  it('starts anew for a card that was renewed', async () => {
    await cards({ ...IN_15_DAYS, vendor_payment_method_id: 'pm_v' });
    await sweep.run(NOW);
    await app.db.query("UPDATE payment_methods SET exp_month = 12, expires_on = '2026-12-31'");
    await sweep.run(new Date('2026-11-16T12:00:00Z'));
    expect((await messages()).map((row) => row.stage)).toEqual([30, 60]);
  });

  it('keeps one row for each card and stage when ten sweeps run at once', async () => {
    await cards(
      ...Array.from({ length: 60 }, (_, i) => ({
        ...IN_15_DAYS,
        vendor_payment_method_id: `pm_race_${String(i)}`,
      })),
    );
    const results = await Promise.all(Array.from({ length: 10 }, () => sweep.run(NOW)));
    expect(results.reduce((sum, result) => sum + result.queued, 0)).toBe(60);
    expect(await messages()).toHaveLength(60);
  });

  it('counts in a dry run what a real one would do, and keeps nothing', async () => {
    await cards(IN_15_DAYS, EXPIRED, { ...IN_15_DAYS, email: '' });
    expect(await sweep.run(NOW, { dryRun: true })).toMatchObject({ queued: 2, skipped: 1 });
    expect(await messages()).toEqual([]);
  });
});
