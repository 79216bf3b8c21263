import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { instant, uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { PaymentFailures, type FailureFilter } from '../../src/modules/billing/index.js';
import type {
  FailureListFilter,
  FailureReport,
  FailureReportFilter,
  FailureRow,
  FailuresPort,
} from '../panel-billing.js';
import type { ListPage, ListQuery, PanelLocale } from '../panel-services.js';
import { requireScope } from '../permission.js';

const cursorKeys = z.tuple([instant, uuid]);

/** Failed payments behind the panel. */
@Injectable()
export class PanelFailures implements FailuresPort {
  constructor(private readonly failures: PaymentFailures) {}

  async report(filter: FailureReportFilter, actor: Actor): Promise<FailureReport> {
    requireScope(actor, 'payments:read');
    return this.failures.report(filter);
  }

  async list(
    { filter, cursor, limit }: ListQuery<FailureListFilter>,
    actor: Actor,
  ): Promise<ListPage<FailureRow>> {
    requireScope(actor, 'payments:read');
    const keys = decodeCursor(cursor ?? undefined, cursorKeys);
    // A word that is no bucket or vendor matches nothing.
    const rows = await this.failures.list(
      filter as FailureFilter,
      keys && { failedAt: keys[0], id: keys[1] },
      limit,
    );
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ failed_at: at, id }) => [at, id],
    );
  }

  async exportCsv(filter: FailureReportFilter, locale: PanelLocale, actor: Actor): Promise<Iterable<string>> {
    requireScope(actor, 'payments:read');
    return this.failures.csv(filter, locale);
  }
}
