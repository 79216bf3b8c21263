import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { localeOf } from '../../common/i18n/locale.js';
import {
  failureReportView,
  failuresQuery,
  type FailureReportView,
  type FailuresQuery,
} from './payment-failures.schemas.js';
import { PaymentFailures } from './payment-failures.service.js';

@Controller('v1/reports')
export class ReportsController {
  constructor(private readonly failures: PaymentFailures) {}

  @Get('payment-failures')
  @Access('payments:read')
  @Doc({
    summary:
      'Failed payments of a period by reason, vendor, brand, stage or time, per currency; `format=csv` as a file',
    returns: { 200: failureReportView },
  })
  async paymentFailures(
    @Query({ schema: failuresQuery }) { format, ...wish }: FailuresQuery,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FailureReportView | Readable> {
    if (format !== 'csv') return this.failures.report(wish);
    const csv = await this.failures.csv(wish, localeOf(language));
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="payment-failures-by-${wish.group_by}.csv"`);
    return Readable.from(csv);
  }
}
