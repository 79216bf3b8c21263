import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { InvoiceState } from './billing-vocabulary.js';
import { mayBecome } from './invoice-states.js';
import { InvoicesService } from './invoices.service.js';
import type { Payment } from './payment.entity.js';

/** What payments' money does to the things it was taken for; called under the locks of customers and payments. */
@Injectable()
export class PaymentEffects {
  constructor(private readonly invoices: InvoicesService) {}

  /** The ids of those of the payments whose thing is still owed; always so for what no invoice asks for. */
  async owed(tx: EntityManager, payments: readonly Payment[]): Promise<ReadonlySet<string>> {
    const rows: { id: string; state: InvoiceState }[] = await tx.query(
      'SELECT id, state FROM invoices WHERE id = ANY ($1)',
      [payments.flatMap(({ invoiceId }) => invoiceId ?? [])],
    );
    const payable = new Set(rows.filter(({ state }) => mayBecome(state, 'paid')).map(({ id }) => id));
    const owed = payments.filter(({ invoiceId }) => invoiceId === null || payable.has(invoiceId));
    return new Set(owed.map(({ id }) => id));
  }

  /** The money was taken as asked for; no two of the payments are for one invoice. */
  async succeeded(tx: EntityManager, payments: readonly Payment[]): Promise<void> {
    const settled = payments.flatMap(({ id, invoiceId }) =>
      invoiceId === null ? [] : [{ invoiceId, paymentId: id }],
    );
    await this.invoices.settle(tx, settled);
  }
}
