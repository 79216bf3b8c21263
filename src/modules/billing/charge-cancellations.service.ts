import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';
import { BillingJournal } from './billing-journal.service.js';
import { CancelRefused } from './billing.errors.js';
import { openPaymentOf } from './billing-queries.js';
import { ChargeRuns } from './charge-runs.service.js';
import type { InvoiceDetail } from './invoice-draft.js';
import { InvoicesService } from './invoices.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';
import type { PaymentDetail } from './payment-view.js';
import { PaymentsService } from './payments.service.js';

/** Takes back payments that wait for their customers: at the vendor first, whose word counts when it says that one was paid meanwhile. */
@Injectable()
export class ChargeCancellations {
  constructor(
    private readonly db: DataSource,
    private readonly runs: ChargeRuns,
    private readonly payments: PaymentsService,
    private readonly invoices: InvoicesService,
    private readonly journal: BillingJournal,
  ) {}

  /** Takes back one payment, repeatably; throws 409 for one that does not wait, was paid meanwhile, or cannot be taken back at its vendor. */
  async cancel(paymentId: string, actor: Actor): Promise<PaymentDetail> {
    const { payment } = await this.payments.get(paymentId);
    if (payment.state === 'requires_action') await this.withdraw(payment.id, actor);
    const detail = await this.payments.get(paymentId);
    if (detail.payment.state !== 'canceled') throw new CancelRefused(detail.payment.state);
    return detail;
  }

  /** Makes an invoice free for something else, where all that keeps it is a payment that waits and can be taken back. */
  async free(invoiceId: string, actor: Actor): Promise<void> {
    const open = await openPaymentOf(this.db.manager, invoiceId);
    if (open?.state === 'requires_action') await this.withdraw(open.id, actor);
  }

  /** Takes an unpaid invoice back with the payment that waits for its customer; 409 while another is on its way. */
  async voidInvoice(invoiceId: string, actor: Actor): Promise<InvoiceDetail> {
    await this.free(invoiceId, actor);
    return this.invoices.void(invoiceId, actor);
  }

  private async withdraw(paymentId: string, actor: Actor): Promise<void> {
    const waiting = await this.db.manager.findOneBy(PaymentAttempt, { paymentId, state: 'requires_action' });
    if (!waiting) return;
    await this.db.transaction(async (tx) => {
      const payment = await tx.findOneByOrFail(Payment, { id: paymentId });
      await this.journal.notePayment(tx, payment, { actor, action: 'payment.cancel_requested' });
    });
    await this.runs.cancel(waiting.id);
  }
}
