import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import {
  DeliveryService,
  MAIL_SAMPLES,
  NotificationsService,
} from '../../src/modules/notifications/index.js';
import { eventAbout, type MailEventKind } from '../../src/sandbox/mailjet/index.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';

const EVENTS = '/webhooks/mailjet';
const AT = Date.parse('2026-11-22T09:00:00Z');

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
});
