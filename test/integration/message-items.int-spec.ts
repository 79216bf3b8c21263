import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import { MAIL_SAMPLES, type NewListMessage } from '../../src/modules/notifications/index.js';
import { createMailStage, type Mailer, type MailStage } from '../support/mail-stage.js';

describe('mails that tell of several causes', () => {
  let stage: MailStage;
  let mailer: Mailer;
  let customerId: string;

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

  async function tell(ref: string, notBefore?: Date): Promise<{ queued: number }> {
    const [sample] = MAIL_SAMPLES.payment_failed.items;
    if (sample === undefined) throw new Error('The sample lists nothing.');
    const message: NewListMessage = {
      type: 'payment_failed',
      customer: { id: customerId, name: 'Sara', email: 'sara@example.com', locale: 'en' },
      variables: { ...MAIL_SAMPLES.payment_failed, items: [{ ...sample, ref }] },
      dedupeKey: `payment_failed:${ref}`,
      ...(notBefore ? { notBefore } : {}),
    };
    return stage.database.dataSource.transaction((tx) => mailer.notifications.enqueueItems(tx, message));
  }

  async function customer(): Promise<void> {
    customerId = uuidv7();
    await stage.database.dataSource.query(
      `INSERT INTO customers (id, type, name, email, locale, time_zone, currency, search_name, created_at, updated_at)
       VALUES ($1, 'individual', 'Sara', 'sara@example.com', 'en', 'Asia/Riyadh', 'SAR', 'sara', now(), now())`,
      [customerId],
    );
  }

  const refs = async (): Promise<string[][]> =>
    (await stage.rows()).map(({ variables }) =>
      (variables['items'] as { ref: string }[]).map(({ ref }) => ref),
    );

  it('are one mail while it waits, and each cause is told once, also after it went', async () => {
    await customer();
    const later = new Date(Date.now() + 3_600_000);
    expect(await tell('case:1:failed', later)).toMatchObject({ queued: 1 });
    expect(await tell('case:2:failed')).toMatchObject({ queued: 0 });
    expect(await tell('case:1:failed')).toMatchObject({ queued: 0 });
    expect(await refs()).toEqual([['case:1:failed', 'case:2:failed']]);

    await mailer.delivery.deliverUntilIdle();
    expect(await stage.states()).toEqual({ sent: 1 });
    const [row] = await stage.rows();
    expect(stage.mailjet.mailbox.withCustomId(row?.id ?? '')[0]?.text).toContain('£50.00');

    expect(await tell('case:2:failed')).toMatchObject({ queued: 0 });
    expect(await tell('case:3:failed')).toMatchObject({ queued: 1 });
    expect(await refs()).toEqual([['case:1:failed', 'case:2:failed'], ['case:3:failed']]);
  });

  it('lose what was settled while they waited, and are skipped when nothing is left', async () => {
    await customer();
    for (const ref of ['case:1:failed', 'case:2:failed', 'case:10:failed']) await tell(ref);
    const take = (refPrefix: string): Promise<number> =>
      stage.database.dataSource.transaction((tx) =>
        mailer.notifications.takeBackItems(tx, { customerId, refPrefix, reason: 'removed' }),
      );
    expect(await take('case:1:')).toBe(1);
    expect(await refs()).toEqual([['case:2:failed', 'case:10:failed']]);
    expect(await take('case:2:')).toBe(1);
    expect(await take('case:7:')).toBe(0);
    expect(await take('case:')).toBe(1);
    expect(await stage.rows()).toMatchObject([{ state: 'skipped', skipReason: 'removed' }]);
  });
});
