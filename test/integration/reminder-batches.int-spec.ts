import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryService } from '../../src/modules/notifications/index.js';
import { ReminderBatches, ReminderSweep } from '../../src/modules/reminders/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { handoverRow, importRows } from '../support/handover.js';

const NOW = new Date('2026-12-10T12:00:00Z');
const SOON = { exp_month: '12', exp_year: '2026' };

describe('reminders by hand', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    await app.setTime(NOW);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await app.db.query(
      'TRUNCATE messages, suppressions, reminder_batches, card_listings, customer_holds, subscriptions, payment_methods, customers CASCADE',
    );
  });

  async function cards(...changes: Readonly<Record<string, string>>[]): Promise<string[]> {
    const rows = changes.map((change) => handoverRow(change));
    await importRows(app, rows);
    const stored: { id: string; token: string }[] = await app.db.query(
      'SELECT id, vendor_payment_method_id AS token FROM payment_methods',
    );
    return rows.map((row) => stored.find(({ token }) => token === row['vendor_payment_method_id'])?.id ?? '');
  }

  async function send(body: unknown): Promise<any> {
    const started = await app.call('POST', '/v1/expiring-cards/reminders', { body });
    expect(started.status).toBe(202);
    for (let done = 1; done > 0;) done = await app.app.get(ReminderBatches).work();
    await app.app.get(DeliveryService).deliverUntilIdle({});
    await app.app.get(ReminderBatches).work();
    return (await app.call('GET', `/v1/reminder-batches/${started.body.batch_id}`)).body;
  }

  it('reminds everything that the filter matches, in each language, and says how it went', async () => {
    await cards(
      { ...SOON, email: 'a@example.com' },
      {
        ...SOON,
        email: 'b@example.com',
        locale: 'ar',
        customer_name: 'ليلى الحربي',
        time_zone: 'Asia/Riyadh',
      },
      { ...SOON, email: '' },
      { exp_year: '2031' },
    );
    expect(await send({ filter: { range: '30' } })).toMatchObject({
      state: 'done',
      total: 3,
      queued: 0,
      sent: 2,
      skipped: 1,
      failed: 0,
      done: true,
      skips: { no_email: 1 },
    });
    const [arabic] = app.mailjet.mailbox.messages('b@example.com');
    expect(arabic?.html).toContain('dir="rtl"');
    expect(arabic?.subject).toMatch(/\p{Script=Arabic}/u);
  });

  it('names what it skips: a wallet, a removed card, an unknown one', async () => {
    const wallet = {
      vendor: 'paypal',
      payment_type: 'paypal',
      brand: '',
      last4: '',
      exp_month: '',
      exp_year: '',
      funding: '',
    };
    const [paypal, gone] = await cards(wallet, SOON);
    await app.db.query("UPDATE payment_methods SET status = 'removed', is_default = false WHERE id = $1", [
      gone,
    ]);
    const batch = await send({ payment_method_ids: [paypal, gone, '01a00000-0000-7000-8000-000000000000'] });
    expect(batch).toMatchObject({ total: 3, sent: 0, skipped: 3, skips: { not_a_card: 1, removed: 2 } });
  });

  it('goes once a day to one customer, however many cards and batches, the most urgent card first', async () => {
    const one = { customer_external_id: 'ONE' };
    const ids = await cards(
      { ...one, exp_month: '1', exp_year: '2027' },
      { ...one, ...SOON, is_default: 'false' },
    );
    expect(await send({ payment_method_ids: ids })).toMatchObject({
      sent: 1,
      skips: { notified_recently: 1 },
    });
    const [{ subject_id }] = await app.db.query(
      "SELECT subject_id FROM messages WHERE category = 'reminder'",
    );
    expect(subject_id).toBe(ids[1]);
    expect(await send({ payment_method_ids: ids })).toMatchObject({
      sent: 0,
      skips: { notified_recently: 2 },
    });
  });

  it('takes the stage of the card, so that the sweep sends it no second mail', async () => {
    await cards(SOON);
    await send({ filter: { range: '30' } });
    expect(await app.app.get(ReminderSweep).run(NOW)).toMatchObject({ queued: 0 });
  });

  it('takes the place of a reminder that waits for its hour', async () => {
    await cards(SOON);
    expect(await app.app.get(ReminderSweep).run(new Date('2026-12-10T05:00:00Z'))).toMatchObject({
      queued: 1,
    });
    expect(await send({ filter: { range: '30' } })).toMatchObject({ sent: 1 });
    expect(await app.app.get(ReminderSweep).run(NOW)).toMatchObject({ queued: 0 });
    const sent = await app.db.query("SELECT id FROM messages WHERE category = 'reminder' AND state = 'sent'");
    expect(sent).toHaveLength(1);
  });

  it('goes at any hour, also to a card whose stage was sent before', async () => {
    await cards(SOON);
    await app.app.get(ReminderSweep).run(NOW);
    await app.db.query('UPDATE messages SET not_before = $1', [NOW]);
    await app.app.get(DeliveryService).deliverUntilIdle({});
    expect(await send({ filter: { range: '30' } })).toMatchObject({ sent: 1, skipped: 0 });
    expect(app.mailjet.mailbox.messages()).not.toHaveLength(0);
  });

  it('sends nobody two mails when two batches are worked off at once', async () => {
    await cards(...Array.from({ length: 30 }, () => SOON));
    const bodies = Array.from({ length: 4 }, () => ({ filter: { range: '30' } }));
    await Promise.all(bodies.map((body) => app.call('POST', '/v1/expiring-cards/reminders', { body })));
    await Promise.all(Array.from({ length: 4 }, () => app.app.get(ReminderBatches).work()));
    const [{ count }] = await app.db.query(
      "SELECT count(*)::int AS count FROM messages WHERE category = 'reminder'",
    );
    expect(count).toBe(30);
  });

  it('begins one batch for one Idempotency-Key', async () => {
    await cards(SOON);
    const headers = { 'idempotency-key': 'the-same' };
    const body = { filter: { range: '30' } };
    const answers = [];
    for (let i = 0; i < 3; i += 1)
      answers.push(await app.call('POST', '/v1/expiring-cards/reminders', { body, headers }));
    expect(new Set(answers.map((answer) => answer.body.batch_id)).size).toBe(1);
    const [{ count }] = await app.db.query('SELECT count(*)::int AS count FROM reminder_batches');
    expect(count).toBe(1);
  });

  it('exports the whole filter with cells that no spreadsheet runs', async () => {
    await cards({ ...SOON, customer_name: '=HYPERLINK("x")' }, { ...SOON, customer_name: 'Plain, Ltd' });
    const answer = await app.call('GET', '/v1/expiring-cards?range=30&format=csv');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = answer.text.trim().split('\r\n');
    expect(answer.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(lines).toHaveLength(3);
    expect(lines.find((line) => line.includes('HYPERLINK'))).toMatch(/^"'=HYPERLINK/);
    expect(lines.find((line) => line.includes('Plain'))).toMatch(/^"Plain, Ltd"/);
  });

  it('pages through every filter without losing or repeating a card', async () => {
    await cards(
      ...Array.from({ length: 45 }, (_, i) => ({
        ...SOON,
        customer_type: i % 3 === 0 ? 'business' : 'individual',
        service_type: i % 2 === 0 ? 'mobile' : 'iptv',
      })),
    );
    for (const filter of [
      '',
      '&customer_type=business',
      '&service_type=iptv',
      '&vendor=stripe&default_only=true',
    ]) {
      const whole = (await app.call('GET', `/v1/expiring-cards?range=30&limit=200${filter}`)).body.data;
      const paged: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await app.call(
          'GET',
          `/v1/expiring-cards?range=30&limit=7${filter}${cursor ? `&cursor=${cursor}` : ''}`,
        );
        paged.push(...page.body.data);
        cursor = page.body.next_cursor;
      }
      expect(paged).toEqual(whole);
      expect(new Set(whole.map((row: any) => row.payment_method.id)).size).toBe(whole.length);
    }
  });
});
