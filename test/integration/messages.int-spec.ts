import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import {
  MAIL_SAMPLES,
  type MessageFilter,
  type MessageSelect,
} from '../../src/modules/notifications/index.js';
import { createMailStage, type Mailer, type MailStage } from '../support/mail-stage.js';

const HOUR = 3_600_000;

function only<T>(rows: readonly T[]): T {
  const [row, ...rest] = rows;
  if (row === undefined || rest.length > 0) throw new Error(`There are ${String(rows.length)}, not one.`);
  return row;
}

describe('messages', () => {
  let stage: MailStage;
  let mailer: Mailer;

  beforeAll(async () => {
    stage = await createMailStage();
    mailer = stage.mailer();
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  afterEach(async () => {
    await stage.database.dataSource.query('TRUNCATE messages, suppressions, customers CASCADE');
  });

  async function customer(email: string | null, locale = 'en'): Promise<string> {
    const id = uuidv7();
    await stage.database.dataSource.query(
      `INSERT INTO customers (id, type, name, email, locale, time_zone, currency, search_name, created_at, updated_at)
       VALUES ($1, 'individual', 'Sara', $2, $3, 'Asia/Riyadh', 'SAR', 'sara', now(), now())`,
      [id, email, locale],
    );
    return id;
  }

  /** A sweep in small: a reminder for every customer. */
  function sweep(stageDays: number, day = '2026-01-05'): MessageSelect {
    return {
      text: `
        SELECT 'expiry:' || c.id || ':' || $1::text AS dedupe_key, c.id AS customer_id, 'card_expiry_30' AS type, c.locale,
          c.email AS to_email, c.name AS to_name,
          jsonb_build_object('customer_name', c.name, 'brand', 'visa', 'last4', '4242', 'exp_month', 12, 'exp_year', 2026,
            'days_left', 28, 'link', jsonb_build_object('id', c.id, 'expires_at', $3::timestamptz)) AS variables,
          CASE WHEN c.reminders_opt_out THEN 'skipped' ELSE 'queued' END AS state,
          CASE WHEN c.reminders_opt_out THEN 'opted_out' END AS skip_reason,
          c.id AS subject_id, $1::smallint AS stage, $2::date AS local_day, NULL::uuid AS batch_id, NULL::timestamptz AS not_before
        FROM customers c`,
      params: [stageDays, day, new Date(Date.now() + 1_000 * HOUR)],
    };
  }

  const run = (select: MessageSelect): ReturnType<Mailer['notifications']['enqueueSelect']> =>
    stage.database.dataSource.transaction((tx) => mailer.notifications.enqueueSelect(tx, select));

  it('writes a message with its cause or not at all', async () => {
    const { dataSource } = stage.database;
    const failing = dataSource.transaction(async (tx) => {
      await mailer.notifications.enqueue(tx, {
        type: 'method_added',
        variables: MAIL_SAMPLES.method_added,
        customer: { name: 'Sara', email: 'sara@example.com', locale: 'ar' },
        dedupeKey: 'a',
      });
      throw new Error('the cause fails');
    });
    await expect(failing).rejects.toThrow('the cause fails');
    expect(await stage.rows()).toEqual([]);
  });

  it('writes one message for one cause', async () => {
    const id = await customer('sara@example.com', 'ar');
    const message = {
      type: 'method_added',
      variables: MAIL_SAMPLES.method_added,
      customer: { id, name: 'Sara', email: 'sara@example.com', locale: 'ar' },
      dedupeKey: 'method_added:1',
    } as const;
    const { manager } = stage.database.dataSource;
    expect(await mailer.notifications.enqueue(manager, message)).toEqual({
      queued: 1,
      skipped: 0,
      deferred: 0,
      skips: {},
    });
    expect(await mailer.notifications.enqueue(manager, message)).toEqual({
      queued: 0,
      skipped: 0,
      deferred: 0,
      skips: {},
    });
    const [row, ...rest] = await stage.rows();
    expect(rest).toEqual([]);
    expect(row).toMatchObject({
      customerId: id,
      category: 'security',
      state: 'queued',
      locale: 'ar',
      variables: message.variables,
    });
    expect(row?.templateVersion).toMatch(/^[0-9a-f]{12}$/);
  });

  it('keeps a message without an address as skipped', async () => {
    const outcome = await mailer.notifications.enqueue(stage.database.dataSource.manager, {
      type: 'sign_in_link',
      variables: MAIL_SAMPLES.sign_in_link,
      customer: { name: 'Sara', email: null, locale: 'en' },
      dedupeKey: 'x',
    });
    expect(outcome).toEqual({ queued: 0, skipped: 1, deferred: 0, skips: { no_email: 1 } });
  });

  it('refuses variables that its type does not have', async () => {
    const message = {
      type: 'sign_in_link',
      variables: { ...MAIL_SAMPLES.sign_in_link, extra: 1 },
      customer: { name: 'Sara', email: null, locale: 'en' },
      dedupeKey: 'x',
    } as const;
    await expect(mailer.notifications.enqueue(stage.database.dataSource.manager, message)).rejects.toThrow(
      'extra',
    );
  });

  it('queues a sweep once, counts the skipped by reason, and takes them up when their reason is gone', async () => {
    await customer('a@example.com');
    await customer('B@example.com');
    await customer(null);
    const optedOut = await customer('d@example.com');
    const { dataSource } = stage.database;
    await dataSource.query('UPDATE customers SET reminders_opt_out = true WHERE id = $1', [optedOut]);
    await dataSource.query(`INSERT INTO suppressions VALUES ('b@example.com', 'complaint', now())`);

    expect(await run(sweep(30))).toEqual({
      queued: 1,
      skipped: 3,
      deferred: 0,
      skips: { no_email: 1, opted_out: 1, suppressed: 1 },
    });
    expect(await run(sweep(30))).toEqual({ queued: 0, skipped: 0, deferred: 0, skips: {} });
    await mailer.delivery.deliverUntilIdle();

    await dataSource.query(
      `UPDATE customers SET reminders_opt_out = false, email = coalesce(email, 'c@example.com')`,
    );
    await dataSource.query('DELETE FROM suppressions');
    expect(await run(sweep(30, '2026-01-06'))).toEqual({ queued: 3, skipped: 0, deferred: 0, skips: {} });
    await mailer.delivery.deliverUntilIdle();
    expect(await stage.states()).toEqual({ sent: 4 });
    expect(await run(sweep(30, '2026-01-07'))).toEqual({ queued: 0, skipped: 0, deferred: 0, skips: {} });
  });

  it('lets two sweeps at once queue each reminder once', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, index) => customer(`u${String(index)}@example.com`)));
    const backwards = sweep(30);
    const counts = await Promise.all([
      run(sweep(30)),
      run({ ...backwards, text: `${backwards.text} ORDER BY c.id DESC` }),
      run(sweep(30)),
    ]);
    expect(counts.reduce((sum, { queued }) => sum + queued, 0)).toBe(60);
    expect(await stage.states()).toEqual({ queued: 60 });
  });

  it('takes back reminders about a method that is gone, and nothing else', async () => {
    const id = await customer('a@example.com');
    await run(sweep(30));
    const { manager } = stage.database.dataSource;
    await mailer.notifications.enqueue(manager, {
      type: 'method_removed',
      variables: MAIL_SAMPLES.method_removed,
      customer: { id, name: 'Sara', email: 'a@example.com', locale: 'en' },
      subjectId: id,
      dedupeKey: 'removed',
    });
    expect(
      await mailer.notifications.skipQueued(manager, {
        subjectId: id,
        category: 'reminder',
        reason: 'removed',
      }),
    ).toBe(1);
    expect((await stage.rows()).map(({ state, skipReason }) => [state, skipReason])).toEqual([
      ['skipped', 'removed'],
      ['queued', null],
    ]);
    await expect(mailer.notifications.skipQueued(manager, { reason: 'removed' })).rejects.toThrow(
      'Name a method',
    );
  });

  it('sends what waits to a customer’s new address, and skips it without one', async () => {
    const id = await customer('old@example.com');
    await run(sweep(30));
    const { manager } = stage.database.dataSource;
    await mailer.notifications.readdress(manager, id, 'new@example.com');
    expect(await stage.rows()).toMatchObject([{ toEmail: 'new@example.com', state: 'queued' }]);
    await mailer.notifications.readdress(manager, id, null);
    expect(await stage.rows()).toMatchObject([{ toEmail: null, state: 'skipped', skipReason: 'no_email' }]);
  });

  it('sends a link that works and shows one that does not', async () => {
    const id = await customer('a@example.com');
    await run(sweep(30));
    await mailer.delivery.deliverUntilIdle();
    const row = only(await stage.rows());
    const mail = only(stage.mailjet.mailbox.withCustomId(row.id));
    const links = [...(mail.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, address = '']) => address);
    const link = only(links.filter((address) => address.includes('/care/l/')));
    const unsubscribe = only(links.filter((address) => address !== link));
    const [, payload = ''] = link.replace('http://127.0.0.1:3000/care/l/', '').split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ id });
    expect(JSON.stringify(row)).not.toContain(payload);

    const { mail: shown, isSameVersion } = await mailer.log.rendered(row.id);
    expect(isSameVersion).toBe(true);
    expect(shown).toMatchObject({
      kind: 'rendered',
      subject: mail.subject,
      html: mail.html
        ?.replace(link, 'http://127.0.0.1:3000/care/l/…')
        .replace(unsubscribe, 'http://127.0.0.1:3000/care/unsubscribe/…'),
    });
  });

  it('says when the template has changed since', async () => {
    await customer('a@example.com');
    await run(sweep(30));
    await stage.database.dataSource.query(`UPDATE messages SET template_version = 'older'`);
    const [row] = await stage.rows();
    expect(await mailer.log.rendered(row?.id ?? '')).toMatchObject({
      isSameVersion: false,
      mail: { kind: 'rendered' },
    });
    await expect(mailer.log.rendered(uuidv7())).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('lists newest first, page after page, by customer, type and state', async () => {
    const first = await customer('a@example.com');
    await customer('b@example.com');
    await run(sweep(30));
    await run(sweep(7, '2026-01-06'));
    const all = await mailer.log.list({}, 10);
    expect(all).toHaveLength(4);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const page = await mailer.log.list({}, 3);
    const rest = await mailer.log.list({}, 3, page.at(-1)?.id);
    expect([...page, ...rest].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(
      await mailer.log.list({ customerId: first, type: 'card_expiry_30', state: 'queued' }, 10),
    ).toHaveLength(2);
    expect(await mailer.log.list({ state: 'sent' }, 10)).toEqual([]);
    const of = async (filter: MessageFilter): Promise<string[]> => {
      const found: string[] = [];
      for (let more = true; more;) {
        const next = await mailer.log.list(filter, 1, found.at(-1));
        found.push(...next.map(({ id }) => id));
        more = next.length > 0;
      }
      return found;
    };
    const ids = all.filter(({ type }) => type === 'card_expiry_30').map(({ id }) => id);
    const [newest = ''] = ids;
    await stage.database.dataSource.query("UPDATE messages SET state = 'sent' WHERE id = $1", [newest]);
    expect(await of({ type: 'card_expiry_30' })).toEqual(ids);
    expect(await of({ type: 'card_expiry_30', state: ['bounced', 'sent'] })).toEqual([newest]);
    expect(await of({ state: ['queued', 'sent'], from: new Date(0) })).toEqual(all.map(({ id }) => id));
    expect(await of({ state: ['queued', 'sent'], to: new Date(0) })).toEqual([]);
  });
});
