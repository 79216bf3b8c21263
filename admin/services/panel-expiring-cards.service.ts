import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuidv7 } from '../../src/common/database/ids.js';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { day, uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { ExpiringCards, ReminderBatches } from '../../src/modules/reminders/index.js';
import type {
  CappedCount,
  ExpiringCardsPort,
  ExpiringFilter,
  ExpiringRow,
  ListPage,
  ListQuery,
  PanelLocale,
  ReminderBatchView,
  ReminderChoice,
} from '../panel-services.js';
import { requireScope } from '../permission.js';

const BATCHES_JOB = 'reminder-batches';

const cursorKeys = z.tuple([day, uuid]);

/** Expiring cards and reminders by hand behind the panel. */
@Injectable()
export class PanelExpiringCards implements ExpiringCardsPort {
  constructor(
    private readonly cards: ExpiringCards,
    private readonly batches: ReminderBatches,
    private readonly jobs: JobRunner,
  ) {}

  async list(
    { filter, cursor, limit }: ListQuery<ExpiringFilter>,
    actor: Actor,
  ): Promise<ListPage<ExpiringRow>> {
    requireScope(actor, 'reminders:read');
    const keys = decodeCursor(cursor ?? undefined, cursorKeys);
    const rows = await this.cards.list(filter, keys && { expiresOn: keys[0], id: keys[1] }, limit);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.expires_on, row.payment_method.id],
    );
  }

  async count(filter: ExpiringFilter, actor: Actor): Promise<CappedCount> {
    requireScope(actor, 'reminders:read');
    return this.cards.count(filter);
  }

  async pinned(limit: number, actor: Actor): Promise<readonly ExpiringRow[]> {
    requireScope(actor, 'reminders:read');
    return this.cards.pinned(limit);
  }

  async serviceTypes(actor: Actor): Promise<readonly string[]> {
    requireScope(actor, 'reminders:read');
    return this.cards.serviceTypes();
  }

  async sendReminders(
    choice: ReminderChoice,
    actor: Actor,
  ): Promise<{ readonly batch_id: string; readonly total: number | null }> {
    requireScope(actor, 'reminders:send');
    const wish =
      'filter' in choice ? { filter: choice.filter } : { payment_method_ids: [...choice.payment_method_ids] };
    const begun = await this.batches.begin(uuidv7(), wish, actor);
    this.jobs.nudge(BATCHES_JOB);
    return begun;
  }

  async getBatch(id: string, actor: Actor): Promise<ReminderBatchView> {
    requireScope(actor, 'reminders:read');
    return this.batches.progress(id);
  }

  async *exportCsv(filter: ExpiringFilter, locale: PanelLocale, actor: Actor): AsyncIterable<string> {
    requireScope(actor, 'reminders:read');
    yield* this.cards.exportCsv(filter, locale);
  }
}
