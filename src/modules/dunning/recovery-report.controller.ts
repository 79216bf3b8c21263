import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { localeOf } from '../../common/i18n/locale.js';
import {
  recoveryQuerySchema,
  recoveryReportView,
  type RecoveryQuery,
  type RecoveryReportView,
} from './recovery-report.schemas.js';
import { RecoveryReport } from './recovery-report.service.js';

@Controller('v1/reports')
export class RecoveryReportController {
  constructor(private readonly recovery: RecoveryReport) {}

  @Get('recovery')
  @Access('dunning:read')
  @Doc({
    summary:
      'How much of what failed came in after all and in how many days, by reason, vendor, stage or month, per currency; `format=csv` as a file',
    returns: { 200: recoveryReportView },
  })
  async report(
    @Query({ schema: recoveryQuerySchema }) { format, ...wish }: RecoveryQuery,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecoveryReportView | Readable> {
    if (format !== 'csv') return this.recovery.report(wish);
    const csv = await this.recovery.csv(wish, localeOf(language));
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="recovery-by-${wish.group_by}.csv"`);
    return Readable.from(csv);
  }
}
