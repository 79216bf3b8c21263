import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { Holds } from '../customers/index.js';
import { Events, type EventType } from '../events/index.js';
import { invoiceNumber } from './invoice-number.js';
import type { Invoice } from './invoice.entity.js';
import { toInvoiceView, type InvoiceDetail } from './invoices.schemas.js';

interface Noted {
  readonly actor: Actor;
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Tells of what became of invoices and payments, in the transaction of the change: audit trail, outbound events, the balance due. */
@Injectable()
export class BillingJournal {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: Events,
    private readonly holds: Holds,
  ) {}

  /** An invoice is owed from now on. */
  async issued(tx: EntityManager, detail: InvoiceDetail, actor: Actor): Promise<void> {
    const { invoice } = detail;
    await this.noteInvoice(tx, invoice, { actor, action: 'invoice.issued' });
    await this.publishInvoice(tx, detail, 'invoice.issued');
    await this.holds.place(tx, invoice.customerId, {
      kind: 'balance_due',
      reference: invoice.id,
      label: invoice.number === null ? 'Invoice' : invoiceNumber(invoice.number),
    });
  }

  /** An invoice is owed no more, because it was paid. */
  async paid(tx: EntityManager, detail: InvoiceDetail): Promise<void> {
    await this.publishInvoice(tx, detail, 'invoice.paid');
    await this.owedNoMore(tx, detail.invoice);
  }

  /** An invoice is owed no more, because it was taken back. */
  async voided(tx: EntityManager, invoice: Invoice, actor: Actor): Promise<void> {
    await this.noteInvoice(tx, invoice, { actor, action: 'invoice.voided' });
    await this.owedNoMore(tx, invoice);
  }

  /** An entry in the audit trail about a payment. */
  notePayment(tx: EntityManager, of: { id: string; customerId: string }, noted: Noted): Promise<void> {
    return this.audit.record(tx, {
      ...noted,
      entityType: 'payment',
      entityId: of.id,
      customerId: of.customerId,
    });
  }

  /** An outbound event about a payment. */
  publishPayment(
    tx: EntityManager,
    of: { id: string; customerId: string },
    type: EventType,
    payload: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.events.publish(tx, {
      type,
      subjectId: of.id,
      customerId: of.customerId,
      payload,
      occurredAt: this.clock.now(),
    });
  }

  private noteInvoice(tx: EntityManager, { id, customerId }: Invoice, noted: Noted): Promise<void> {
    return this.audit.record(tx, { ...noted, entityType: 'invoice', entityId: id, customerId });
  }

  private publishInvoice(tx: EntityManager, detail: InvoiceDetail, type: EventType): Promise<void> {
    const { id, customerId } = detail.invoice;
    return this.events.publish(tx, {
      type,
      subjectId: id,
      customerId,
      payload: { invoice: toInvoiceView(detail) },
      occurredAt: this.clock.now(),
    });
  }

  private owedNoMore(tx: EntityManager, { id, customerId }: Invoice): Promise<void> {
    return this.holds.lift(tx, customerId, { kind: 'balance_due', reference: id });
  }
}
