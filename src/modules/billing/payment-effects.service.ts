import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { runKept } from '../../common/database/statements.js';
import type { Money } from '../../common/money.js';
import { CheckoutBook } from './checkout-book.service.js';
import { lockOrders, paidElsewhere } from './checkout-queries.js';
import type { InvoiceState } from './billing-vocabulary.js';
import { mayBecome } from './invoice-states.js';
import { InvoicesService } from './invoices.service.js';
import { PaymentMails } from './payment-mails.service.js';
import type { Payment } from './payment.entity.js';
import type { Refund } from './refund.entity.js';
import { TopUps } from './top-ups.service.js';

/** What payments' money does to the things it was taken for; called under the locks of customers and payments. */
@Injectable()
export class PaymentEffects {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly topUps: TopUps,
    private readonly checkouts: CheckoutBook,
    private readonly mails: PaymentMails,
  ) {}

  /** The ids of those of the payments whose thing is still owed; always so for what neither an invoice nor an order asks for. */
  async owed(tx: EntityManager, payments: readonly Payment[]): Promise<ReadonlySet<string>> {
    const rows: { id: string; state: InvoiceState }[] = await runKept(
      tx,
      'SELECT id, state FROM invoices WHERE id = ANY ($1)',
      [payments.flatMap(({ invoiceId }) => invoiceId ?? [])],
    );
    const payable = new Set(rows.filter(({ state }) => mayBecome(state, 'paid')).map(({ id }) => id));
    const ordered = payments.flatMap(({ purpose, checkoutId }) =>
      purpose === 'order' ? (checkoutId ?? []) : [],
    );
    await lockOrders(tx, ordered);
    const paid = await paidElsewhere(tx, ordered);
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
    const paid = await this.invoices.settle(tx, settled);
    for (const payment of payments)
      if (payment.state === 'succeeded') await this.topUps.captured(tx, payment);
      else await this.topUps.notCaptured(tx, payment);
    await this.checkouts.follow(tx, payments);
    await this.mails.follow(tx, payments, paid);
  }

  /** Throws 409 when what is to be given back has been used already. */
  refuseUncovered(tx: EntityManager, payment: Payment, money: Money): Promise<void> {
    return this.topUps.refuseSpent(tx, payment, money);
  }

  /** Money of the payment was given back. */
  async refunded(tx: EntityManager, payment: Payment, refund: Refund): Promise<void> {
    await this.checkouts.follow(tx, [payment]);
    await this.mails.refunded(tx, payment, refund);
  }

  /** A refund has put by what it takes. */
  refundTaken(tx: EntityManager, payment: Payment, refund: Pick<Refund, 'id' | 'amount'>): Promise<void> {
    return this.topUps.refundTaken(tx, payment, refund);
  }

  /** What a refund had put by, or given, is with us again. */
  refundUndone(tx: EntityManager, payment: Payment, refund: Pick<Refund, 'id'>): Promise<void> {
    return this.topUps.refundUndone(tx, payment, refund);
  }

  /** What the payment's bank says of its dispute has changed. */
  disputed(tx: EntityManager, payment: Payment, money: Money): Promise<void> {
    return this.topUps.disputed(tx, payment, money);
  }
}
