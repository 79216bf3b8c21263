import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Invoice } from './invoice.entity.js';
import { mayBecome } from './invoice-states.js';
import { InvoicesService } from './invoices.service.js';
import type { Payment } from './payment.entity.js';

/** What a payment's money does to the thing it was taken for; called under the locks of customer and payment. */
@Injectable()
export class PaymentEffects {
  constructor(private readonly invoices: InvoicesService) {}

  /** Whether what the payment is for is still owed; always for what no invoice asks for. */
  async isOwed(tx: EntityManager, { invoiceId }: Payment): Promise<boolean> {
    if (invoiceId === null) return true;
    const { state } = await tx.findOneByOrFail(Invoice, { id: invoiceId });
    return mayBecome(state, 'paid');
  }

  /** The money was taken as asked for. */
  async succeeded(tx: EntityManager, { id, invoiceId }: Payment): Promise<void> {
    if (invoiceId === null) return;
    await this.invoices.settle(tx, await tx.findOneByOrFail(Invoice, { id: invoiceId }), id);
  }
}
