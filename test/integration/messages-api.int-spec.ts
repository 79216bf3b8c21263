import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeliveryService,
  MAIL_SAMPLES,
  NotificationsService,
} from '../../src/modules/notifications/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

interface Shown {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly is_test: boolean;
  readonly mailjet_message_id: string | null;
  readonly mail: { readonly html: string };
}

describe('messages over REST', () => {
  let app: TestApp;

  const list = async (query: string): Promise<{ data: Shown[]; next_cursor: string | null }> =>
    (await app.call('GET', `/v1/messages?${query}`)).body as { data: Shown[]; next_cursor: string | null };

  beforeAll(async () => {
    app = await startTestApp({ jobs: false });
    const notifications = app.app.get(NotificationsService);
    const customer = { name: 'سارة', email: 'sara@example.com', locale: 'ar' } as const;
    for (const dedupeKey of ['a', 'b', 'c']) {
      await notifications.enqueue(app.db.manager, {
        type: 'sign_in_link',
        variables: MAIL_SAMPLES.sign_in_link,
        customer,
        dedupeKey,
      });
    }
    await notifications.enqueue(app.db.manager, {
      type: 'method_added',
      variables: MAIL_SAMPLES.method_added,
      customer: { ...customer, email: null },
      dedupeKey: 'd',
    });
    await app.app.get(DeliveryService).deliverUntilIdle();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  it('are listed newest first, a page at a time, and by state', async () => {
    const first = await list('limit=3');
    expect(first.data).toHaveLength(3);
    expect(first.data[0]).toMatchObject({ type: 'method_added', state: 'skipped', skip_reason: 'no_email' });
    const rest = await list(`limit=3&cursor=${first.next_cursor ?? ''}`);
    expect(rest).toMatchObject({ data: [{ state: 'sent' }], next_cursor: null });
    expect((await list('state=sent&type=sign_in_link')).data).toHaveLength(3);
  });

  it('show the mail as it was sent, in the reader’s language', async () => {
    const [sent] = (await list('state=sent')).data;
    const shown = (await app.call('GET', `/v1/messages/${sent?.id ?? ''}`)).body as Shown;
    const [mail] = app.mailjet.mailbox.withCustomId(shown.id);
    expect(shown.mail).toMatchObject({
      as_sent: true,
      subject: mail?.subject,
      html: mail?.html,
      text: mail?.text,
    });
    expect(shown.mail.html).toContain('dir="rtl"');
    expect(shown.mailjet_message_id).toBe(mail?.messageId);
    await app.db.query('UPDATE messages SET is_test = true WHERE id = $1', [shown.id]);
    const marks = (await list('state=sent')).data.map((one) => [one.id === shown.id, one.is_test]);
    expect(marks).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });

  it('answer wrong questions with their problem', async () => {
    expect((await app.call('GET', '/v1/messages?state=odd')).status).toBe(422);
    expect((await app.call('GET', '/v1/messages?cursor=odd')).status).toBe(422);
    expect((await app.call('GET', '/v1/messages/019a0000-0000-7000-8000-000000000000')).status).toBe(404);
    const key = await app.apiKey('viewer', ['customers:read']);
    expect((await app.call('GET', '/v1/messages', { key })).status).toBe(403);
  });
});
