import { Injectable } from '@nestjs/common';
import { pageOf } from '../../src/common/http/cursor.js';
import type { Actor } from '../../src/common/http/principal.js';
import {
  BillingLabels,
  paymentPosition,
  PaymentsService,
  toPaymentView,
  type PaymentView,
} from '../../src/modules/billing/index.js';
import type { PaymentFilter, PaymentRow } from '../panel-billing.js';
import type { ListPage, ListQuery, ListSource } from '../panel-services.js';
import { requireScope } from '../permission.js';

type Detail = Parameters<typeof toPaymentView>[0];
type NextAction = Parameters<typeof toPaymentView>[1];

/** Payments behind the panel. */
@Injectable()
export class PanelPayments implements ListSource<PaymentRow, PaymentFilter> {
  constructor(
    private readonly payments: PaymentsService,
    private readonly labels: BillingLabels,
  ) {}

  async list(
    { filter, cursor, limit }: ListQuery<PaymentFilter>,
    actor: Actor,
  ): Promise<ListPage<PaymentRow>> {
    requireScope(actor, 'payments:read');
    const details = await this.payments.list({
      customerId: filter.customer_id,
      state: filter.state,
      after: paymentPosition(cursor ?? undefined),
      limit,
    });
    const rows = await this.rows(details.map((detail) => toPaymentView(detail)));
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ created_at: at, id }) => [at, id],
    );
  }

  async get(id: string, actor: Actor): Promise<PaymentRow> {
    requireScope(actor, 'payments:read');
    return this.shown({ detail: await this.payments.get(id), nextAction: null });
  }

  /** One payment, with what its customer has to do where that is known. */
  async shown({ detail, nextAction }: { detail: Detail; nextAction: NextAction }): Promise<PaymentRow> {
    const [row] = await this.rows([toPaymentView(detail, nextAction ?? null)]);
    if (!row) throw new Error('A view makes a row.');
    return row;
  }

  private async rows(views: readonly PaymentView[]): Promise<PaymentRow[]> {
    const [names, numbers] = await Promise.all([
      this.labels.customerNames(views.map((view) => view.customer_id)),
      this.labels.invoiceNumbers(views.map((view) => view.invoice_id)),
    ]);
    return views.map((view) => ({
      ...view,
      customer_name: names.get(view.customer_id) ?? null,
      invoice_number: numbers.get(view.invoice_id) ?? null,
    }));
  }
}
