import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { Sql } from '../../common/database/sql.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf, type Page } from '../../common/http/cursor.js';
import { uuid } from '../../common/http/http.schemas.js';
import { z } from 'zod';
import type { OwnInvoices } from './care.schemas.js';
import { toOwnInvoiceView, type OwnInvoiceView } from './care-billing-views.js';
import { INVOICES, OWNER_OF_INVOICE, type InvoiceRow } from './billing-queries.js';

/** A customer's own invoices. */
@Injectable()
export class CareInvoices {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
  ) {}

  /** Newest first, without drafts. */
  async list(customerId: string, { state, cursor, limit }: OwnInvoices): Promise<Page<OwnInvoiceView>> {
    const after = decodeCursor(cursor, z.tuple([uuid]))?.[0] ?? null;
    const facts = [customerId, state ?? null, after, limit + 1, this.clock.now()];
    const rows = await this.sql.rows<InvoiceRow>(INVOICES, facts);
    return pageOf(rows, limit, toOwnInvoiceView, ({ id }) => [id]);
  }

  /** Throws 404 for an invoice that is another's, unknown, or not issued yet. */
  async refuseForeign(customerId: string, id: string): Promise<void> {
    const rows = await this.sql.rows(OWNER_OF_INVOICE, [id, customerId]);
    if (rows.length === 0) throw new NotFound('invoice');
  }
}
