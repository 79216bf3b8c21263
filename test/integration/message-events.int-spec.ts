import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import { encodeCursor } from '../../src/common/http/cursor.js';
import {
  DeliveryService,
  MAIL_SAMPLES,
  NotificationsService,
} from '../../src/modules/notifications/index.js';
import { eventAbout, type MailEventKind } from '../../src/sandbox/mailjet/index.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';

const EVENTS = '/webhooks/mailjet';
const AT = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;

describe('what becomes of mails', () => {
  let app: TestApp;
  let to: string;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    to = `${uuidv7()}@example.com`;
  });

  async function queue(
    type: 'sign_in_link' | 'card_expiry_30',
    customer: { id?: string; email?: string } = {},
    count = 1,
  ): Promise<void> {
    await app.app.get(NotificationsService).enqueueMany(
      app.db.manager,
      Array.from({ length: count }, () => ({
        type,
        variables: MAIL_SAMPLES[type],
        customer: { name: 'Sara', email: to, locale: 'en', ...customer },
        dedupeKey: uuidv7(),
      })) as never,
    );
  }

  const deliver = (): Promise<unknown> => app.app.get(DeliveryService).deliverUntilIdle();

  const rows = (address = to): Promise<any[]> =>
    app.db.query('SELECT * FROM messages WHERE lower(to_email) = lower($1) ORDER BY id', [address]);

  const statesOf = async (address?: string): Promise<string[]> =>
    (await rows(address)).map(({ state }) => state as string);

  const eventsOf = (kind: MailEventKind, second: number): ReturnType<typeof eventAbout>[] =>
    app.mailjet.mailbox.messages(to).map((mail) => eventAbout(mail, kind, new Date(AT + second * 1_000)));

  const tell = (kind: MailEventKind, second: number): Promise<number> =>
    app.mailjet.events.tell(eventsOf(kind, second));

  const refused = (headers: Record<string, string>): Promise<Answer> =>
    app.call('POST', EVENTS, { key: null, body: [], headers });

  it('is told grouped or one alone, late, twice and out of order, and only goes forward', async () => {
    await queue('sign_in_link');
    await deliver();
    const [opened] = eventsOf('open', 3);
    expect(await app.mailjet.events.tell(opened ?? {})).toBe(200);
    expect(await statesOf()).toEqual(['opened']);
    for (const kind of ['sent', 'click', 'open', 'sent', 'bounce'] as const)
      expect(await tell(kind, 2)).toBe(200);
    expect(await rows()).toMatchObject([{ state: 'clicked', error_code: null }]);
  });

  it('takes hundreds of events in one call, and leaves out what is not ours', async () => {
    await queue('sign_in_link', {}, 300);
    await deliver();
    const strange = [
      null,
      7,
      'event',
      [],
      { event: 'sent' },
      { ...eventsOf('open', 1)[0], event: 'future' },
      { ...eventsOf('open', 1)[0], CustomID: uuidv7() },
      { ...eventsOf('open', 1)[0], CustomID: 'of-another-system' },
      { ...eventsOf('open', 1)[0], time: 'yesterday' },
    ];
    expect(await app.mailjet.events.tell([...eventsOf('sent', 1), ...strange] as never)).toBe(200);
    expect(new Set(await statesOf())).toEqual(new Set(['delivered']));
    expect((await app.call('POST', EVENTS, { key: null, headers: signedIn(), body: null })).status).toBe(200);
  });

  const signedIn = (): Record<string, string> => {
    const { user, password } = app.config.mailjet.webhook;
    return { authorization: `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}` };
  };

  it('is told by whoever holds the credentials, and by nobody else', async () => {
    expect(await refused({})).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect((await refused({ authorization: 'Basic c2FuZGJveDp4' })).status).toBe(401);
    const raw = await app.call('POST', EVENTS, { key: null, raw: '[{"event":', headers: signedIn() });
    expect([raw.status, raw.body.code]).toEqual([400, 'malformed_request']);
  });

  it('ends the waiting of a mail whose answer was lost, which then is not sent again', async () => {
    await queue('sign_in_link');
    app.mailjet.faults.next('reset_after');
    await deliver();
    expect(await statesOf()).toEqual(['sending']);
    await tell('sent', 1);
    expect(await rows()).toMatchObject([{ state: 'delivered', claim_id: null, outcome_unknown: false }]);
    await deliver();
    expect(app.mailjet.mailbox.messages(to)).toHaveLength(1);
  });

  it('keeps Mailjet’s words, but no card number and nothing that cannot be stored', async () => {
    await queue('sign_in_link', {}, 2);
    await deliver();
    const [one, other] = eventsOf('bounce', 1);
    await app.mailjet.events.tell([
      { ...one, comment: 'no\u0000such\ud800user' },
      { ...other, comment: '4242 4242 4242 4242' },
    ]);
    expect((await rows()).map((row) => [row.state, row.error_code, row.error_detail])).toEqual([
      ['bounced', 'mailbox full', 'no such user'],
      ['bounced', 'mailbox full', 'mailbox'],
    ]);
  });

  const suppressed = async (): Promise<string | undefined> => {
    const { body } = await app.call('GET', '/v1/suppressions?limit=200');
    const found = (body.data as { email: string; reason: string }[]).find(({ email }) => email === to);
    return found?.reason;
  };

  it.each([
    ['hard_bounce', 'hard_bounce'],
    ['spam', 'complaint'],
    ['unsub', 'unsubscribed'],
    ['bounce', undefined],
    ['blocked', undefined],
  ] as const)(
    'shuts an address out of reminders after %s as %s, and out of nothing else',
    async (kind, reason) => {
      await queue('sign_in_link', { email: to.toUpperCase() });
      await deliver();
      await tell(kind, 1);
      expect(await suppressed()).toBe(reason);
      await queue('card_expiry_30');
      await queue('sign_in_link');
      const [, reminder, link] = await rows();
      expect(reminder).toMatchObject(
        reason ? { state: 'skipped', skip_reason: 'suppressed' } : { state: 'queued', skip_reason: null },
      );
      expect(link).toMatchObject({ state: 'queued' });
    },
  );

  it('lets an address in again, whatever Mailjet repeats, until it tells something new', async () => {
    await queue('sign_in_link');
    await deliver();
    await tell('hard_bounce', 1);
    const lift = (): Promise<Answer> => app.call('DELETE', `/v1/suppressions/${encodeURIComponent(to)}`);
    expect((await lift()).status).toBe(204);
    expect((await lift()).status).toBe(404);
    expect((await app.call('DELETE', '/v1/suppressions/nobody')).status).toBe(404);
    await tell('hard_bounce', 1);
    expect(await suppressed()).toBeUndefined();
    const soon = (Date.now() - AT) / 1_000 + 60;
    await tell('spam', soon);
    expect(await suppressed()).toBe('complaint');
    const { body } = await app.call('GET', '/v1/audit?entity=suppression');
    expect(body.data[0]).toMatchObject({ action: 'suppression.lifted', details: { reason: 'hard_bounce' } });
    expect(JSON.stringify(body)).not.toContain(to);
  });

  it('lists suppressed addresses a page at a time, each once', async () => {
    await queue('sign_in_link');
    await deliver();
    await tell('spam', 1);
    // Within one millisecond, as only the database tells them apart.
    await app.db.query(
      `INSERT INTO suppressions (email, reason, created_at)
       SELECT 'near-' || n || $1, 'staff', '2030-01-01T00:00:00.1230Z'::timestamptz + n * interval '1 microsecond' FROM generate_series(1, 4) n`,
      [to],
    );
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await app.call('GET', `/v1/suppressions?limit=2${cursor}`);
      seen.push(...(body.data as { email: string }[]).map(({ email }) => email));
      cursor = body.next_cursor === null ? '' : `&cursor=${String(body.next_cursor)}`;
    } while (cursor !== '');
    expect(seen).toContain(to);
    expect(seen.slice(0, 4)).toEqual([4, 3, 2, 1].map((n) => `near-${String(n)}${to}`));
    expect(new Set(seen).size).toBe(seen.length);
    const unreadable = encodeCursor(['0000-01-01T00:00:00Z', to]);
    expect(await app.call('GET', `/v1/suppressions?cursor=${unreadable}`)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'cursor' }] },
    });
  });

  const resend = (id: string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.call('POST', `/v1/messages/${id}/resend`, { body: {}, headers });

  it('can be sent once more to the customer’s new address, three times a day, each once for its key', async () => {
    const id = await newCustomer();
    await queue('sign_in_link', { id });
    const [{ id: first }] = await rows();
    expect((await resend(first)).body).toMatchObject({ code: 'conflict', reason: 'message_waiting' });
    await deliver();
    await tell('hard_bounce', 1);
    const email = `new-${to}`;
    await app.call('PATCH', `/v1/customers/${id}`, { body: { email } });
    for (const key of ['one', 'two', 'three']) {
      const headers = { 'idempotency-key': `${key}-${to}` };
      const { status, body } = await resend(first, headers);
      expect([status, body.resent_from, body.to.email, body.state]).toEqual([201, first, email, 'queued']);
      expect((await resend(first, headers)).body.id).toBe(body.id);
      await deliver();
    }
    expect(app.mailjet.mailbox.messages(email)).toHaveLength(3);
    const { body: log } = await app.call('GET', `/v1/messages?customer_id=${id}`);
    expect((await resend(log.data[0].id)).body).toMatchObject({ reason: 'message_resent_often' });
    expect((await resend(uuidv7())).status).toBe(404);
  });

  it('says in words why there was no mail, in the reader’s language', async () => {
    await queue('sign_in_link');
    await deliver();
    await tell('hard_bounce', 1);
    const [{ id }] = await rows();
    const shown = async (language: string): Promise<string> => {
      const headers = { 'accept-language': language };
      return (await app.call('GET', `/v1/messages/${String(id)}`, { headers })).body.reason_text as string;
    };
    expect(await shown('en')).toContain('sent it back. (550 5.1.1');
    expect(await shown('ar')).toContain('أعادها');
  });

  async function newCustomer(): Promise<string> {
    const { body } = await app.call('POST', '/v1/customers', {
      body: { type: 'individual', name: 'Sara', email: to, currency: 'GBP', time_zone: 'Europe/London' },
    });
    return body.id as string;
  }

  it('lets a reader, or a mail program for him, end reminders with one click, and nothing else', async () => {
    const id = await newCustomer();
    await queue('card_expiry_30', { id });
    await deliver();
    await queue('card_expiry_30', { id });
    const [mail] = app.mailjet.mailbox.messages(to);
    expect(mail?.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
    const [, url = ''] = /^<(.+)>$/.exec(String(mail?.headers?.['List-Unsubscribe'])) ?? [];
    expect(mail?.html).toContain(url);
    const path = new URL(url).pathname;
    const isOptedOut = async (): Promise<boolean> =>
      (await app.call('GET', `/v1/customers/${id}`)).body.reminders_opt_out as boolean;
    // In the language of the mail, whatever the browser's is.
    const page = await app.call('GET', path, { key: null, headers: { 'accept-language': 'ar' } });
    expect([page.text.includes('<form method="post">'), page.text.includes('<html lang="en"')]).toEqual([
      true,
      true,
    ]);
    expect(await isOptedOut()).toBe(false);
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(
        await app.call('POST', path, {
          key: null,
          raw: 'List-Unsubscribe=One-Click',
          headers: { 'content-type': type },
        }),
      ).toMatchObject({ status: 200 });
    expect(await isOptedOut()).toBe(true);
    expect((await rows())[1]).toMatchObject({ state: 'skipped', skip_reason: 'opted_out' });
    expect((await app.call('GET', path, { key: null })).text).toContain('You have already ended reminders');
    expect((await app.call('POST', `${path}?reminders=on`, { key: null })).text).toContain('again');
    expect(await isOptedOut()).toBe(false);
    expect((await app.call('POST', `${path}x`, { key: null })).status).toBe(404);
    const { body: log } = await app.call('GET', `/v1/messages?customer_id=${id}&state=sent`);
    const { body: shown } = await app.call('GET', `/v1/messages/${String(log.data[0].id)}`);
    expect(shown.mail.html).toContain('/unsubscribe/…');
    expect(shown.mail.html).not.toContain(path);
  });

  it('is at most two a day: a reminder waits behind what is more urgent, which never waits', async () => {
    const id = await newCustomer();
    const receipt = (): Promise<unknown> =>
      app.app.get(NotificationsService).enqueue(app.db.manager, {
        type: 'receipt',
        variables: MAIL_SAMPLES.receipt,
        customer: { id, name: 'Sara', email: to, locale: 'en' },
        dedupeKey: uuidv7(),
      });
    await receipt();
    await queue('card_expiry_30', { id });
    await receipt();
    await receipt();
    await deliver();
    expect(await rows()).toMatchObject([
      { state: 'sent' },
      { state: 'skipped', skip_reason: 'notified_recently' },
      { state: 'sent' },
      { state: 'sent' },
    ]);
    await app.db.query(
      "UPDATE messages SET state = 'queued', skip_reason = NULL, created_at = now() - interval '3 days' WHERE customer_id = $1 AND category = 'reminder'",
      [id],
    );
    await deliver();
    expect(new Set(await statesOf())).toEqual(new Set(['sent']));
  });

  interface Report {
    readonly state: string;
    readonly parts: readonly {
      readonly name: string;
      readonly state: string;
      readonly detail: string | null;
    }[];
  }

  const report = async (): Promise<Report & { readonly by: Record<string, string> }> => {
    const { body } = await app.call('GET', '/v1/system-check');
    const { state, parts } = body as Report;
    return { state, parts, by: Object.fromEntries(parts.map((part) => [part.name, part.state])) };
  };

  it('is seen by the system check: account, senders, events and queue, beside vendors, clock and jobs', async () => {
    const well = await report();
    expect(well.by).toEqual({
      clock: 'ok',
      stripe: 'ok',
      paypal: 'ok',
      paytabs: 'ok',
      mailjet: 'ok',
      mailjet_senders: 'ok',
      mailjet_templates: 'ok',
      mailjet_events: 'ok',
      mail_queue: 'ok',
      // Nothing runs by itself here.
      jobs: 'warning',
    });
    expect(well.state).toBe('warning');
    app.mailjet.faults.senders = new Set(['other@example.com']);
    const refusing = await report();
    app.mailjet.faults.clear();
    expect(refusing).toMatchObject({ state: 'failing', by: { mailjet_senders: 'failing' } });
    expect(refusing.parts.find(({ name }) => name === 'mailjet_senders')?.detail).toContain(
      'no-reply@example.com',
    );
    app.mailjet.faults.next({ kind: 'key_suspended', on: 'sender' });
    expect(await report()).toMatchObject({ state: 'failing', by: { mailjet: 'failing', stripe: 'ok' } });
    await queue('sign_in_link');
    await app.db.query("UPDATE messages SET not_before = now() - interval '2 hours' WHERE to_email = $1", [
      to,
    ]);
    expect((await report()).by).toMatchObject({ mail_queue: 'failing' });
    await deliver();
  });
});
