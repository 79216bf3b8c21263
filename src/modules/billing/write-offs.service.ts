import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { BillingJournal } from './billing-journal.service.js';
import { PaymentInProgress, InvoiceStateRefused } from './billing.errors.js';
import { openPaymentOf } from './billing-queries.js';
import { mayBecome } from './invoice-states.js';
import { Invoice } from './invoice.entity.js';

/** Debts that are given up. */
@Injectable()
export class WriteOffs {
  constructor(
    private readonly clock: Clock,
    private readonly journal: BillingJournal,
  ) {}

  /** An invoice becomes uncollectible, under its customer's lock; 409 while a charge for it is on its way. It may still be paid later. */
  async writeOff(tx: EntityManager, id: string, actor: Actor): Promise<void> {
    const invoice = await tx.findOneOrFail(Invoice, { where: { id }, lock: { mode: 'for_no_key_update' } });
    if (invoice.state === 'uncollectible') return;
    if (!mayBecome(invoice.state, 'uncollectible'))
      throw new InvoiceStateRefused(invoice.state, 'written off');
    const open = await openPaymentOf(tx, id);
    if (open) throw new PaymentInProgress(open.id, open.state);
    const change = { state: 'uncollectible', collectAt: null, updatedAt: this.clock.now() } as const;
    await tx.update(Invoice, { id }, change);
    await this.journal.writtenOff(tx, invoice, actor);
  }
}
