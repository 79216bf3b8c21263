import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CheckoutBook } from './checkout-book.service.js';
import { paidElsewhere } from './checkout-queries.js';
import type { InvoiceState } from './billing-vocabulary.js';
import { mayBecome } from './invoice-states.js';
import { InvoicesService } from './invoices.service.js';
import type { Payment } from './payment.entity.js';

/** What payments' money does to the things it was taken for; called under the locks of customers and payments. */
@Injectable()
export class PaymentEffects {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly checkouts: CheckoutBook,
  ) {}

  /** The ids of those of the payments whose thing is still owed; always so for what neither an invoice nor an order asks for. */
  async owed(tx: EntityManager, payments: readonly Payment[]): Promise<ReadonlySet<string>> {
    const rows: { id: string; state: InvoiceState }[] = await tx.query(
      'SELECT id, state FROM invoices WHERE id = ANY ($1)',
      [payments.flatMap(({ invoiceId }) => invoiceId ?? [])],
    );
    const payable = new Set(rows.filter(({ state }) => mayBecome(state, 'paid')).map(({ id }) => id));
    const paid = await paidElsewhere(
      tx,
      payments.flatMap(({ purpose, checkoutId }) => (purpose === 'order' ? (checkoutId ?? []) : [])),
    );
    const owed = payments.filter(({ invoiceId, checkoutId }) =>
      invoiceId === null ? !paid.has(checkoutId ?? '') : payable.has(invoiceId),
    );
    return new Set(owed.map(({ id }) => id));
  }

  /** Payments have just gone to the states that they bear; no two of them are for one invoice. */
  async follow(tx: EntityManager, payments: readonly Payment[]): Promise<void> {
    const succeeded = payments.filter(({ state }) => state === 'succeeded');
    const settled = succeeded.flatMap(({ id, invoiceId }) =>
      invoiceId === null ? [] : [{ invoiceId, paymentId: id }],
    );
    await this.invoices.settle(tx, settled);
    await this.checkouts.follow(tx, payments);
  }
}
