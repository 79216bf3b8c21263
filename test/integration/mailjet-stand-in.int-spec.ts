import { mkdtemp, appendFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startMailjetStandIn, type MailjetStandIn } from '../../src/sandbox/mailjet/index.js';

const KEYS = { apiKey: 'key', apiSecret: 'secret' };
const BASIC = `Basic ${Buffer.from('key:secret').toString('base64')}`;

type Json = Record<string, unknown>;

describe('the Mailjet stand-in', () => {
  let mailjet: MailjetStandIn;

  beforeAll(async () => {
    mailjet = await startMailjetStandIn(KEYS);
  });

  afterEach(() => {
    mailjet.faults.clear();
  });

  afterAll(async () => {
    await mailjet.close();
  });

  const message = (over: Json = {}): Json => ({
    From: { Email: 'a@example.com', Name: 'A' },
    To: [{ Email: 'b@example.com', Name: 'B' }],
    Subject: 'Hello',
    TextPart: 'text',
    CustomID: 'c-1',
    ...over,
  });

  async function call(
    body: unknown,
    authorization = BASIC,
  ): Promise<{ status: number; text: string; json: Json }> {
    const response = await fetch(`${mailjet.url}/v3.1/send`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, json: JSON.parse(text) as Json };
  }

  const send = (...messages: unknown[]): ReturnType<typeof call> => call({ Messages: messages });
  const codesOf = (json: Json): unknown[] =>
    (json['Messages'] as { Status: string; Errors?: { ErrorCode: string }[] }[]).map(({ Status, Errors }) =>
      Errors ? Errors.map(({ ErrorCode }) => ErrorCode) : Status,
    );

  it('takes messages and gives ids beyond 2^53 as bare numbers', async () => {
    const { status, text, json } = await send(message(), message({ CustomID: 'c-2' }));
    expect(status).toBe(200);
    expect(codesOf(json)).toEqual(['success', 'success']);
    expect(text).toMatch(/"MessageID":\d{18,19}[,}]/);
    expect(mailjet.mailbox.withCustomId('c-2')).toMatchObject([
      { to: { email: 'b@example.com', name: 'B' }, subject: 'Hello', text: 'text' },
    ]);
  });

  it.each([
    ['no sender', { From: undefined }, 'mj-0003'],
    ['no recipient', { To: [] }, 'mj-0007'],
    ['a bad address', { To: [{ Email: 'hello' }] }, 'mj-0013'],
    ['51 recipients', { To: Array.from({ length: 51 }, () => ({ Email: 'b@example.com' })) }, 'send-0015'],
    ['no content', { TextPart: undefined }, 'send-0003'],
    ['two contents', { TemplateID: 1 }, 'send-0004'],
    ['a long subject', { Subject: 'x'.repeat(256) }, 'mj-0006'],
    ['a wrong type', { CustomID: 7 }, 'mj-0004'],
    ['an unknown property', { CustomId: '7' }, 'mj-0005'],
    ['a forbidden header', { Headers: { 'Return-Path': 'x' } }, 'send-0011'],
  ])('refuses a message with %s, and takes the one beside it', async (_, over, code) => {
    const before = mailjet.mailbox.count;
    const { status, json } = await send(message(over), message());
    expect([status, codesOf(json)]).toEqual([200, [[code], 'success']]);
    expect(mailjet.mailbox.count).toBe(before + 1);
    expect((await send(message(over))).status).toBe(400);
  });

  it('refuses senders that the account may not use with 403', async () => {
    mailjet.faults.senders = new Set(['billing@example.com']);
    const { status, json } = await send(message());
    expect([status, codesOf(json)]).toEqual([403, [['send-0008']]]);
  });

  it.each([
    ['{"Messages": [', 'mj-0002'],
    ['{}', 'mj-0003'],
    ['{"Messages": []}', 'mj-0007'],
    [JSON.stringify({ Messages: Array.from({ length: 51 }, () => ({})) }), 'mj-0008'],
  ])('refuses the call %#', async (body, code) => {
    const { status, json } = await call(body);
    expect([status, json['ErrorCode']]).toEqual([400, code]);
  });

  it('refuses another key', async () => {
    const { status, json } = await call({ Messages: [message()] }, 'Basic eDp5');
    expect([status, json['ErrorCode']]).toEqual([401, 'mj-0015']);
  });

  it('checks and keeps nothing in sandbox mode', async () => {
    const before = mailjet.mailbox.count;
    const { text } = await call({ Messages: [message()], SandboxMode: true });
    expect(text).toContain('"MessageUUID":"","MessageID":0');
    expect(mailjet.mailbox.count).toBe(before);
  });

  it('adds what all messages share', async () => {
    const { json } = await call({
      Globals: { From: { Email: 'g@example.com' } },
      Messages: [{ To: [{ Email: 'b@example.com' }], TextPart: 'x' }],
    });
    expect(codesOf(json)).toEqual(['success']);
    expect(mailjet.mailbox.messages().at(-1)?.from.email).toBe('g@example.com');
  });

  it('finds a mail by its CustomID, after the lag that it was told', async () => {
    await send(message({ CustomID: 'look-me-up' }));
    const find = async (id: string): Promise<Json> => {
      const response = await fetch(`${mailjet.url}/v3/REST/message?CustomID=${id}`, {
        headers: { authorization: BASIC },
      });
      return (await response.json()) as Json;
    };
    expect(await find('look-me-up')).toMatchObject({
      Count: 1,
      Data: [{ UUID: mailjet.mailbox.withCustomId('look-me-up')[0]?.uuid }],
    });
    expect(await find('nobody')).toMatchObject({ Count: 0, Data: [] });
    mailjet.faults.searchLagMs = 60_000;
    expect(await find('look-me-up')).toMatchObject({ Count: 0 });
  });

  it('keeps its mailbox over a kill -9, a line cut in the middle included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'omnicrm-mailbox-'));
    const stateFile = join(folder, 'mailbox.jsonl');
    const first = await startMailjetStandIn({ ...KEYS, stateFile });
    await first.mailbox.take([
      {
        customId: 'kept',
        from: { email: 'a', name: '' },
        to: { email: 'b', name: '' },
        subject: 's',
        html: 'h',
        text: 't',
        templateId: null,
        variables: null,
        acceptedAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
    await first.close();
    await appendFile(stateFile, '{"customId": "half');
    for (const count of [1, 2]) {
      const next = await startMailjetStandIn({ ...KEYS, stateFile });
      expect(next.mailbox.count).toBe(count);
      const [kept] = next.mailbox.withCustomId('kept');
      expect(kept?.html).toBe('h');
      if (kept) await next.mailbox.take([{ ...kept, customId: `again-${String(count)}` }]);
      await next.close();
    }
    await rm(folder, { recursive: true });
  });

  it('forgets the bodies of old mails, not that they were sent', async () => {
    const small = await startMailjetStandIn({ ...KEYS, keepBodies: 2 });
    const mail = {
      from: { email: 'a', name: '' },
      to: { email: 'b', name: '' },
      subject: 's',
      html: 'h',
      text: 't',
      templateId: null,
      variables: null,
      acceptedAt: '2026-01-01T00:00:00.000Z',
    };
    await small.mailbox.take(['1', '2', '3'].map((customId) => ({ ...mail, customId })));
    expect(small.mailbox.messages().map(({ html }) => html)).toEqual([null, 'h', 'h']);
    expect(small.mailbox.withCustomId('1')).toHaveLength(1);
    await small.close();
  });

  it('shows its mails to people, and never runs what is in them', async () => {
    await send(
      message({
        To: [{ Email: 'page@example.com', Name: '<b>Bo</b>' }],
        HTMLPart: '<script>alert(1)</script>',
        CustomID: 'page',
      }),
    );
    const list = await (await fetch(`${mailjet.url}/mailbox?q=page@`)).text();
    expect(list).toContain('&lt;b&gt;Bo&lt;/b&gt;');
    const { uuid = '' } = mailjet.mailbox.withCustomId('page')[0] ?? {};
    const page = await (await fetch(`${mailjet.url}/mailbox/${uuid}`)).text();
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).not.toContain('<script>alert');
    expect((await fetch(`${mailjet.url}/mailbox/none`)).status).toBe(404);
    const json = (await (await fetch(`${mailjet.url}/mailbox.json?to=PAGE@example.com`)).json()) as {
      data: unknown[];
    };
    expect(json.data).toHaveLength(1);
  });
});
