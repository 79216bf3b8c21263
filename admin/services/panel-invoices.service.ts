import { Injectable } from '@nestjs/common';
import { pageOf } from '../../src/common/http/cursor.js';
import type { Actor } from '../../src/common/http/principal.js';
import {
  BillingLabels,
  invoicePosition,
  InvoicesService,
  toInvoiceView,
} from '../../src/modules/billing/index.js';
import type { InvoiceFilter, InvoiceRow } from '../panel-billing.js';
import type { ListPage, ListQuery, ListSource } from '../panel-services.js';
import { requireScope } from '../permission.js';

type Detail = Parameters<typeof toInvoiceView>[0];

/** Invoices behind the panel. */
@Injectable()
export class PanelInvoices implements ListSource<InvoiceRow, InvoiceFilter> {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly labels: BillingLabels,
  ) {}

  async list(
    { filter, cursor, limit }: ListQuery<InvoiceFilter>,
    actor: Actor,
  ): Promise<ListPage<InvoiceRow>> {
    requireScope(actor, 'invoices:read');
    const details = await this.invoices.list({
      customerId: filter.customer_id,
      state: filter.state,
      after: invoicePosition(cursor ?? undefined),
      limit,
    });
    return pageOf(
      await this.rows(details),
      limit,
      (row) => row,
      ({ id }) => [id],
    );
  }

  async get(id: string, actor: Actor): Promise<InvoiceRow> {
    requireScope(actor, 'invoices:read');
    const detail = await this.invoices.get(id);
    const names = await this.labels.customerNames([detail.invoice.customerId]);
    return rowOf(detail, names);
  }

  private async rows(details: readonly Detail[]): Promise<InvoiceRow[]> {
    const names = await this.labels.customerNames(details.map(({ invoice }) => invoice.customerId));
    return details.map((detail) => rowOf(detail, names));
  }
}

function rowOf(detail: Detail, names: ReadonlyMap<string | null, string>): InvoiceRow {
  return { ...toInvoiceView(detail), customer_name: names.get(detail.invoice.customerId) ?? null };
}
