import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import { claimDueMessages } from '../../src/modules/notifications/delivery-claims.js';
import { createMailStage, type Mailer, type MailStage } from '../support/mail-stage.js';

const SEEDS = 20;
const MESSAGES = 120;
const ROUNDS = 40;
const FAULTS = [
  { kind: 'rate_limit' },
  { kind: 'rate_limit', retryAfter: 1 },
  { kind: 'error_before' },
  { kind: 'error_after' },
  { kind: 'reset_before' },
  { kind: 'reset_after' },
  { kind: 'html_after' },
  { kind: 'cut_json_after' },
  { kind: 'key_suspended' },
  { kind: 'rate_limit', on: 'find' },
  { kind: 'reset_before', on: 'find' },
] as const;

/** Small numbers that a seed always gives again (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('mail delivery under faults', () => {
  let stage: MailStage;
  let mailer: Mailer;

  beforeAll(async () => {
    stage = await createMailStage();
    mailer = stage.mailer();
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  /** A process that dies with a claim in its hand, before its call or after it. */
  async function die(hasSent: boolean): Promise<void> {
    const real = stage.clock.real();
    const leaseUntil = new Date(real.getTime() + 120_000);
    const claim = { id: uuidv7(), now: stage.clock.now(), real, leaseUntil, limit: 50 };
    const messages = await claimDueMessages(mailer.sql, claim);
    if (!hasSent || messages.length === 0) return;
    const composed = messages.map((message) => mailer.composer.compose(message));
    const mails = composed.flatMap((each) => (each.kind === 'mail' ? [each.mail] : []));
    await mailer.sender.send(mails).catch(() => undefined);
  }

  async function isOpen(): Promise<boolean> {
    const { queued = 0, sending = 0 } = await stage.states();
    return queued + sending > 0;
  }

  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    'loses none, doubles none and fails only the bad address (seed %i)',
    async (seed) => {
      const below = numbers(seed);
      await stage.database.dataSource.query('TRUNCATE messages');
      stage.mailjet.faults.clear();
      await stage.queue(mailer, MESSAGES);
      const bad = (await stage.rows())[below(MESSAGES)];
      stage.mailjet.faults.refusedAddresses.add(bad?.toEmail ?? '');
      for (let count = 0; count < 6; count += 1) {
        const fault = FAULTS[below(FAULTS.length)];
        if (fault) stage.mailjet.faults.next({ ...fault, skip: below(3) });
      }

      for (let round = 0; round < ROUNDS && (await isOpen()); round += 1) {
        if (below(3) === 0) await die(below(2) === 0);
        const both = [mailer, stage.mailer()].map(({ delivery }) =>
          delivery.deliverUntilIdle({ concurrency: 1 + below(3) }),
        );
        await Promise.all(both);
        stage.clock.forward(150_000);
      }

      expect(await stage.states()).toEqual({ sent: MESSAGES - 1, failed: 1 });
      for (const { id, state, mailjetMessageUuid } of await stage.rows()) {
        const uuids = stage.mailjet.mailbox.withCustomId(id).map(({ uuid }) => uuid);
        expect(uuids).toEqual(state === 'sent' ? [mailjetMessageUuid] : []);
      }
    },
  );
});
