import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import { claimDueMessages } from '../../src/modules/notifications/delivery-claims.js';
import { createMailStage, type Mailer, type MailStage } from '../support/mail-stage.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('mail delivery', () => {
  let stage: MailStage;
  let mailer: Mailer;

  beforeAll(async () => {
    stage = await createMailStage();
    mailer = stage.mailer();
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await stage.database.dataSource.query('TRUNCATE messages, suppressions CASCADE');
    stage.mailjet.faults.clear();
  });

  /** Mails taken since the messages of this test were written. */
  async function taken(): Promise<string[]> {
    const ids = new Set((await stage.rows()).map(({ id }) => id));
    return stage.mailjet.mailbox.messages().flatMap(({ customId }) => (ids.has(customId) ? [customId] : []));
  }

  async function expectEachOnce(count: number): Promise<void> {
    const mails = await taken();
    expect(mails).toHaveLength(count);
    expect(new Set(mails).size).toBe(count);
  }

  /** A process that died with a claim in its hand. */
  async function claimAndDie(limit = 50): Promise<string[]> {
    const real = stage.clock.real();
    const leaseUntil = new Date(real.getTime() + 2 * MINUTE);
    const claim = { id: uuidv7(), now: stage.clock.now(), real, leaseUntil, limit };
    return (await claimDueMessages(mailer.sql, claim)).map(({ id }) => id);
  }

  it('sends 997 of 1,000 in 20 calls and fails the 3 bad addresses with Mailjet’s reason', async () => {
    await stage.queue(mailer, 1_000);
    const bad = (await stage.rows()).filter((_, index) => [7, 480, 999].includes(index));
    for (const { toEmail } of bad) stage.mailjet.faults.refusedAddresses.add(toEmail ?? '');
    const before = stage.mailjet.calls.send;

    const progress = await mailer.delivery.deliverUntilIdle({ concurrency: 1 });

    expect(progress).toMatchObject({ sent: 997, failed: 3, deferred: 0, unknown: 0 });
    expect(stage.mailjet.calls.send - before).toBe(20);
    await expectEachOnce(997);
    const failed = (await stage.rows()).filter(({ state }) => state === 'failed');
    expect(failed.map(({ id }) => id).sort()).toEqual(bad.map(({ id }) => id).sort());
    for (const row of failed) {
      expect(row).toMatchObject({
        errorCode: 'mj-0013',
        errorDetail: `"${row.toEmail ?? ''}" is an invalid email address.`,
        claimId: null,
        leaseUntil: null,
      });
    }
    const sent = (await stage.rows()).find(({ state }) => state === 'sent');
    const [mail] = stage.mailjet.mailbox.withCustomId(sent?.id ?? '');
    expect(sent).toMatchObject({
      mailjetMessageId: mail?.messageId,
      mailjetMessageUuid: mail?.uuid,
      attempts: 1,
    });
    expect(sent?.sentAt).toBeInstanceOf(Date);
  });

  it('sends none twice when three processes deliver at once', async () => {
    await stage.queue(mailer, 600);
    const others = [mailer, stage.mailer(), stage.mailer()];
    const reports = await Promise.all(
      others.map(({ delivery }) => delivery.deliverUntilIdle({ concurrency: 3 })),
    );
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(600);
    await expectEachOnce(600);
  });

  it.each(['error_after', 'timeout_after', 'reset_after', 'html_after', 'cut_json_after'] as const)(
    'looks a call up after %s and does not send it again',
    async (kind) => {
      await stage.queue(mailer, 50);
      stage.mailjet.faults.next(kind);
      const impatient = stage.mailer({}, 300);

      expect(await impatient.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({
        sent: 0,
        unknown: 50,
      });
      expect(
        (await stage.rows()).every(({ state, outcomeUnknown }) => state === 'sending' && outcomeUnknown),
      ).toBe(true);
      expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({
        sent: 0,
        unknown: 0,
      });

      stage.clock.forward(2 * MINUTE);
      expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 50 });
      expect(await stage.states()).toEqual({ sent: 50 });
      await expectEachOnce(50);
    },
  );

  it.each(['error_before', 'reset_before'] as const)(
    'sends again after %s once Mailjet says that it has nothing',
    async (kind) => {
      await stage.queue(mailer, 50);
      stage.mailjet.faults.next(kind);
      expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ unknown: 50 });
      stage.clock.forward(2 * MINUTE);
      await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
      expect(await stage.states()).toEqual({ sent: 50 });
      await expectEachOnce(50);
    },
  );

  it('gives a body that never ends up, and looks the call up', async () => {
    await stage.queue(mailer, 1);
    stage.mailjet.faults.next('slow_body_after');
    const impatient = stage.mailer({}, 300);
    expect(await impatient.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ unknown: 1 });
    stage.clock.forward(2 * MINUTE);
    await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
    await expectEachOnce(1);
  });

  it('sends once what a process killed between claim and send had in its hand', async () => {
    await stage.queue(mailer, 60);
    const held = await claimAndDie();
    expect(held).toHaveLength(50);

    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 10 });
    stage.clock.forward(3 * MINUTE);
    const searches = stage.mailjet.calls.find;
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 50 });

    expect(stage.mailjet.calls.find - searches).toBe(50);
    await expectEachOnce(60);
  });

  it('stays, when it is asked to, until what a dead process had in its hand has been looked up and sent', async () => {
    await stage.queue(mailer, 60);
    await claimAndDie();
    const waits: number[] = [];
    const progress = await mailer.delivery.deliverUntilIdle({
      untilSettled: true,
      onWait: (count) => {
        waits.push(count);
        stage.clock.forward(2 * MINUTE);
      },
    });
    expect(progress.sent).toBe(60);
    expect(waits).toEqual([50]);
    await expectEachOnce(60);
  });

  it('does not send again what a process killed between Mailjet’s accept and its own commit had sent', async () => {
    await stage.queue(mailer, 3);
    const ids = await claimAndDie();
    await mailer.sender.send(
      ids.map((id) => ({
        id,
        from: { email: 'a@example.com', name: '' },
        to: { email: 'b@example.com', name: '' },
        unsubscribeUrl: null,
        content: { kind: 'rendered' as const, subject: 's', html: 'h', text: 't' },
      })),
    );
    stage.clock.forward(3 * MINUTE);
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 3 });
    expect(await stage.states()).toEqual({ sent: 3 });
    await expectEachOnce(3);
  });

  it('changes nothing when a process wakes after its claim has passed to another', async () => {
    await stage.queue(mailer, 5);
    const slow = stage.mailer();
    const send = slow.sender.send.bind(slow.sender);
    slow.sender.send = async (mails) => {
      stage.clock.forward(3 * MINUTE);
      await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
      return send(mails);
    };
    await slow.delivery.deliverUntilIdle({ concurrency: 1 });
    expect(await stage.states()).toEqual({ sent: 5 });
    const rows = await stage.rows();
    for (const { id, mailjetMessageUuid } of rows) {
      expect(stage.mailjet.mailbox.withCustomId(id)[0]?.uuid).toBe(mailjetMessageUuid);
    }
  });

  it('begins no call with a claim that is too old, and gives it back untried', async () => {
    await stage.queue(mailer, 4);
    const slow = stage.mailer();
    const compose = slow.composer.compose.bind(slow.composer);
    let isAsleep = true;
    slow.composer.compose = (message) => {
      if (isAsleep) stage.clock.forward(30_000);
      isAsleep = false;
      return compose(message);
    };
    expect(await slow.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ deferred: 0, sent: 4 });
    expect((await stage.rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
    await expectEachOnce(4);
  });

  it('backs off after 429 and sends when the time has come', async () => {
    await stage.queue(mailer, 50);
    stage.mailjet.faults.next({ kind: 'rate_limit', retryAfter: 0 });
    const before = stage.clock.real().getTime();
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({
      sent: 0,
      deferred: 50,
    });
    const rows = await stage.rows();
    expect(
      rows.every(
        ({ state, errorCode, attempts }) => state === 'queued' && errorCode === 'http_429' && attempts === 1,
      ),
    ).toBe(true);
    expect(rows[0]?.nextAttemptAt.getTime()).toBeGreaterThanOrEqual(before + 15_000);
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 0 });
    stage.clock.forward(20_000);
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 50 });
    await expectEachOnce(50);
    expect((await stage.rows())[0]?.errorCode).toBeNull();
  });

  it('gives up after the last try, with Mailjet’s reason', async () => {
    await stage.queue(mailer, 2);
    await stage.database.dataSource.query('UPDATE messages SET attempts = 13');
    stage.mailjet.faults.next('key_suspended');
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ failed: 2 });
    expect((await stage.rows())[0]).toMatchObject({
      state: 'failed',
      errorDetail: 'Your API key is suspended.',
    });
  });

  it('keeps everything while the key is wrong, and says so in the check', async () => {
    await stage.queue(mailer, 10);
    const wrong = stage.mailer({ MAILJET__API_SECRET: 'other' });
    expect(await wrong.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({
      deferred: 10,
      failed: 0,
    });
    expect(await wrong.log.check()).toMatchObject({
      mailjet: 'unavailable',
      hint: 'Check mailjet.api_key and mailjet.api_secret.',
    });
    stage.clock.forward(MINUTE);
    await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
    await expectEachOnce(10);
    expect(await mailer.log.check()).toMatchObject({ mailjet: 'ok' });
  });

  it('ends a run soon when Mailjet is down, rests, and leaves what it had not tried as it was', async () => {
    await stage.queue(mailer, 400);
    const down = stage.mailer({ MAILJET__API_BASE: 'http://127.0.0.1:9' });
    expect(await down.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({
      sent: 0,
      deferred: 250,
      isUnavailable: true,
    });
    expect(await down.delivery.deliverUnlessResting({})).toBeNull();
    expect((await stage.rows()).filter(({ attempts }) => attempts === 0)).toHaveLength(150);
    stage.clock.forward(HOUR);
    await mailer.delivery.deliverUntilIdle();
    await expectEachOnce(400);
  });

  it('fails the one mail that makes Mailjet refuse the whole call, and sends the others', async () => {
    await stage.queue(mailer, 50);
    stage.mailjet.faults.next('rejected');
    stage.mailjet.faults.next({ kind: 'rejected', skip: 20 });
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 49, failed: 1 });
    await expectEachOnce(49);
  });

  it('waits with the look-up while Mailjet cannot be asked', async () => {
    await stage.queue(mailer, 50);
    stage.mailjet.faults.next('reset_after');
    await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
    stage.clock.forward(2 * MINUTE);
    stage.mailjet.faults.next({ kind: 'rate_limit', on: 'find' });
    const searches = stage.mailjet.calls.find;
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({
      sent: 4,
      unknown: 46,
    });
    expect(stage.mailjet.calls.find - searches).toBe(5);
    stage.clock.forward(2 * MINUTE);
    await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
    expect(await stage.states()).toEqual({ sent: 50 });
    await expectEachOnce(50);
  });

  it('sends a sign-in link before a thousand reminders', async () => {
    await stage.queue(mailer, 200);
    await stage.database.dataSource.query(
      `UPDATE messages SET category = 'reminder', not_before = not_before - interval '1 hour'`,
    );
    await stage.queue(mailer, 1);
    const prompt = (await stage.rows()).find(({ category }) => category === 'security');
    await mailer.delivery.deliverUntilIdle({ concurrency: 1 });
    expect((await taken())[0]).toBe(prompt?.id);
  });

  it('holds a message back until its time', async () => {
    const at = new Date(stage.clock.now().getTime() + HOUR);
    await stage.queue(mailer, 1, { notBefore: at });
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 0 });
    expect(await mailer.delivery.nextDueAt(stage.clock.now())).toEqual(at);
    expect(await mailer.delivery.deliverUntilIdle({ now: at })).toMatchObject({ sent: 1 });
    expect(await mailer.delivery.nextDueAt(stage.clock.now())).toBeNull();
  });

  it('sends no reminder to a suppressed address, and other mails all the same', async () => {
    await stage.queue(mailer, 2);
    await stage.database.dataSource.query(
      `UPDATE messages SET category = 'reminder', to_email = 'Gone@Example.com' WHERE dedupe_key = (SELECT min(dedupe_key) FROM messages)`,
    );
    await stage.database.dataSource.query(
      `INSERT INTO suppressions VALUES ('gone@example.com', 'hard_bounce', now()), ('u1@example.com', 'complaint', now())`,
    );
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ skipped: 1, sent: 1 });
    expect((await stage.rows())[0]).toMatchObject({ state: 'skipped', skipReason: 'suppressed' });
  });

  it('fails what it cannot write, without holding up the rest', async () => {
    await stage.queue(mailer, 3);
    const [odd, expired] = await stage.rows();
    await stage.database.dataSource.query(`UPDATE messages SET variables = '{"x": 1}' WHERE id = $1`, [
      odd?.id,
    ]);
    await stage.database.dataSource.query(
      `UPDATE messages SET variables = variables || '{"link": {"id": "01890000-0000-7000-8000-000000000000", "expires_at": "2020-01-01T00:00:00Z"}}' WHERE id = $1`,
      [expired?.id],
    );
    expect(await mailer.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 1, failed: 2 });
    expect((await stage.rows()).map(({ errorCode }) => errorCode)).toEqual([
      'invalid_variables',
      'link_expired',
      null,
    ]);
  });

  it('finishes the call in hand when it is told to stop, and leaves the rest queued', async () => {
    await stage.queue(mailer, 500);
    stage.mailjet.faults.latencyMs = 100;
    const controller = new AbortController();
    const progress = await mailer.delivery.deliverUntilIdle({
      concurrency: 2,
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    stage.mailjet.faults.latencyMs = 0;
    expect(progress.sent).toBeLessThanOrEqual(150);
    expect(await stage.states()).toEqual({ sent: progress.sent, queued: 500 - progress.sent });
    await expectEachOnce(progress.sent);
    expect((await stage.rows()).filter(({ attempts }) => attempts === 0)).toHaveLength(500 - progress.sent);
  });

  it('skips what is due without Mailjet, and sends what is still current once it is there', async () => {
    const off = stage.mailer({ MAILJET__API_KEY: '', MAILJET__API_SECRET: '' });
    await stage.queue(mailer, 3);
    expect(await off.delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ skipped: 3 });
    await stage.queue(off, 2);
    expect((await stage.rows()).every(({ skipReason }) => skipReason === 'mailjet_not_configured')).toBe(
      true,
    );
    const [old] = await stage.rows();
    await stage.database.dataSource.query(
      `UPDATE messages SET created_at = created_at - interval '4 days' WHERE id = $1`,
      [old?.id],
    );

    expect(await stage.mailer().delivery.deliverUntilIdle({ concurrency: 1 })).toMatchObject({ sent: 4 });
    expect(await stage.states()).toEqual({ sent: 4, skipped: 1 });
  });

  it('uses Mailjet’s own template where one is configured, with the same variables', async () => {
    const templated = stage.mailer({ MAILJET__TYPES__SIGN_IN_LINK__TEMPLATE_ID: '4711' });
    await stage.queue(templated, 1);
    await templated.delivery.deliverUntilIdle({ concurrency: 1 });
    const [row] = await stage.rows();
    expect(row?.templateVersion).toBe('mailjet:4711');
    const [mail] = stage.mailjet.mailbox.withCustomId(row?.id ?? '');
    expect(mail).toMatchObject({ templateId: 4711, html: null });
    expect(mail?.variables).toMatchObject({
      customer_name: row?.toName,
      minutes: 15,
      portal_link: 'http://127.0.0.1:3000/care',
    });
  });
});
