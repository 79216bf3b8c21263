import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { MessageType } from '../../common/config/message-types.js';
import { firstIdAt } from '../../common/database/ids.js';
import type { Actor } from '../../common/http/principal.js';
import type { Locale } from '../../common/i18n/locale.js';
import { AuditTrail } from '../audit/index.js';
import { mailSample } from './mail-samples.js';
import { Message } from './message.entity.js';
import { TooManyTestMails } from './notifications.errors.js';
import { NotificationsService, type NewMessage } from './notifications.service.js';

/** A mail that somebody sends to himself, to see how it arrives. */
export interface TestMail {
  /** Names the wish: the same one again sends no second mail. */
  readonly wishId: string;
  readonly type: MessageType;
  readonly locale: Locale;
  readonly to: { readonly name: string; readonly email: string };
}

/** Test mails to one address within an hour. */
const MAX_TESTS_AN_HOUR = 20;
const HOUR_MS = 3_600_000;

/** Sends templates with made-up data through the same queue as any mail, marked as a test in subject and log. */
@Injectable()
export class TestMails {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly notifications: NotificationsService,
    private readonly audit: AuditTrail,
  ) {}

  /** The message, queued or skipped with its reason; throws 429 after twenty within an hour. */
  async send({ wishId, type, locale, to }: TestMail, actor: Actor): Promise<Message> {
    const dedupeKey = `test:${wishId}`;
    return this.db.transaction(async (tx) => {
      const made = await tx.findOneBy(Message, { dedupeKey });
      if (made) return made;
      await this.refuseMany(tx, to.email);
      await this.notifications.enqueue(tx, {
        type,
        variables: mailSample(type, locale),
        customer: { ...to, locale },
        dedupeKey,
      } as NewMessage);
      await tx.query('UPDATE messages SET is_test = true WHERE dedupe_key = $1', [dedupeKey]);
      const message = await tx.findOneByOrFail(Message, { dedupeKey });
      await this.audit.record(tx, {
        actor,
        action: 'message.test_sent',
        entityType: 'message',
        entityId: message.id,
        details: { type, locale },
      });
      return message;
    });
  }

  private async refuseMany(tx: EntityManager, email: string): Promise<void> {
    const since = new Date(this.clock.now().getTime() - HOUR_MS);
    const [sent]: { mails: number }[] = await tx.query(
      'SELECT count(*)::integer AS mails FROM messages WHERE lower(to_email) = lower($1) AND id >= $2 AND is_test',
      [email, firstIdAt(since)],
    );
    if ((sent?.mails ?? 0) >= MAX_TESTS_AN_HOUR) throw new TooManyTestMails();
  }
}
