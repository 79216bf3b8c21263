import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { decodeCursor, pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { day, uuid } from '../../common/http/http.schemas.js';
import { NewId } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { localeOf } from '../../common/i18n/locale.js';
import { JobRunner } from '../../common/jobs/job-runner.service.js';
import { ReminderBatches } from './batches.service.js';
import {
  batchStarted,
  batchView,
  expiringPage,
  expiringQuery,
  sendReminders,
  type BatchView,
  type ExpiringRowView,
  type SendReminders,
} from './expiring-cards.schemas.js';
import { ExpiringCards } from './expiring-cards.service.js';

const cursorKeys = z.tuple([day, uuid]);

@Controller('v1')
export class RemindersController {
  constructor(
    private readonly cards: ExpiringCards,
    private readonly batches: ReminderBatches,
    private readonly jobs: JobRunner,
  ) {}

  @Get('expiring-cards')
  @Access('reminders:read')
  @Doc({
    summary: 'Cards by expiry, soonest first; `format=csv` streams the whole filter',
    returns: { 200: expiringPage },
  })
  async list(
    @Query({ schema: expiringQuery }) { limit, cursor, format, ...filter }: z.output<typeof expiringQuery>,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ExpiringRowView> | Readable> {
    if (format === 'csv') return this.csv(filter, localeOf(language), reply);
    const keys = decodeCursor(cursor, cursorKeys);
    const rows = await this.cards.list(filter, keys && { expiresOn: keys[0], id: keys[1] }, limit);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.expires_on, row.payment_method.id],
    );
  }

  @Post('expiring-cards/reminders')
  @HttpCode(202)
  @Access('reminders:send')
  @Doc({
    summary: 'Remind these cards, or everything the filter matches, now',
    returns: { 202: batchStarted },
  })
  async send(
    @Body({ schema: sendReminders }) body: SendReminders,
    @NewId() id: string,
    @CurrentActor() actor: Actor,
  ): Promise<z.infer<typeof batchStarted>> {
    const started = await this.batches.begin(id, body, actor);
    this.jobs.nudge('reminder-batches');
    return started;
  }

  @Get('reminder-batches/:id')
  @Access('reminders:read')
  @Doc({ summary: 'How far a batch of reminders is', returns: { 200: batchView } })
  progress(@Param('id', { schema: uuid }) id: string): Promise<BatchView> {
    return this.batches.progress(id);
  }

  private csv(
    filter: Parameters<ExpiringCards['exportCsv']>[0],
    locale: 'ar' | 'en',
    reply: FastifyReply,
  ): Readable {
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="expiring-cards.csv"');
    return Readable.from(this.cards.exportCsv(filter, locale));
  }
}
