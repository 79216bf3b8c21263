import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { SystemPart } from '../../common/checks/system-part.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { EmailSender } from './email-sender.js';
import { queuePart, sendersPart, templatesPart, type QueueFacts } from './mail-verdicts.js';
import { MailUnavailable } from './notifications.errors.js';

/** Whether mails can go, and do. */
@Injectable()
export class MailChecks {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly sender: EmailSender,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Mailjet's side, the queue, and whether Mailjet can tell us of events. */
  async check(): Promise<SystemPart[]> {
    const now = this.clock.now();
    const [account, queue] = await Promise.all([this.account(), this.queue(now)]);
    return [...account, this.events(), queuePart(queue, now)];
  }

  private async account(): Promise<SystemPart[]> {
    if (!this.sender.configured) {
      return [
        {
          name: 'mailjet',
          state: 'not_configured',
          detail: 'Mails are kept as skipped (mailjet_not_configured).',
          hint: 'Set mailjet.api_key and mailjet.api_secret.',
        },
      ];
    }
    try {
      const [senders, templates] = [await this.sender.senders(), await this.templates()];
      return [{ name: 'mailjet', state: 'ok' }, this.senders(senders), templatesPart(templates)];
    } catch (error) {
      if (!(error instanceof MailUnavailable)) throw error;
      return [{ name: 'mailjet', state: 'failing', detail: error.detail, hint: error.hint }];
    }
  }

  private senders(validated: readonly string[]): SystemPart {
    const from = Object.values(this.config.mailjet.types).map(({ fromEmail }) => fromEmail);
    const used = from.filter((email) => email !== null);
    return sendersPart(used, validated, from.length - used.length);
  }

  private async templates(): Promise<{ id: number; exists: boolean }[]> {
    const given = Object.values(this.config.mailjet.types).flatMap(({ templateId }) => templateId ?? []);
    const found: { id: number; exists: boolean }[] = [];
    for (const id of new Set(given)) found.push({ id, exists: await this.sender.hasTemplate(id) });
    return found;
  }

  private events(): SystemPart {
    const { user, password } = this.config.mailjet.webhook;
    if (user !== null && password !== null) return { name: 'mailjet_events', state: 'ok' };
    return {
      name: 'mailjet_events',
      state: 'not_configured',
      detail: 'Nobody learns of bounces and complaints.',
      hint: 'Set mailjet.webhook, and at Mailjet the address of /webhooks/mailjet with that user and password.',
    };
  }

  private async queue(now: Date): Promise<QueueFacts> {
    const [row]: QueueFacts[] = await this.db.query(
      `SELECT
         (SELECT count(*)::integer FROM messages WHERE state = 'queued' AND not_before <= $1) AS "due",
         (SELECT min(not_before) FROM messages WHERE state = 'queued' AND not_before <= $1) AS "oldestDueAt",
         (SELECT count(*)::integer FROM messages WHERE state = 'failed' AND state_changed_at > $1::timestamptz - interval '1 day')
           AS "failedToday",
         (SELECT max(sent_at) FROM (SELECT sent_at FROM messages ORDER BY id DESC LIMIT 1000) newest) AS "lastAcceptedAt"`,
      [now],
    );
    return row ?? { due: 0, oldestDueAt: null, failedToday: 0, lastAcceptedAt: null };
  }
}
