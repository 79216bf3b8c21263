import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { Holds } from '../customers/index.js';
import { Events, type EventType } from '../events/index.js';
import type { InvoiceDetail } from './invoice-draft.js';
import { invoiceNumber } from './invoice-number.js';
import type { Invoice } from './invoice.entity.js';
import { toInvoiceView } from './invoices.schemas.js';

interface Noted {
  readonly actor: Actor;
  readonly action: AuditActionName;
  readonly details?: Readonly<Record<string, unknown>>;
}

interface PaymentRef {
  readonly id: string;
  readonly customerId: string | null;
}

interface PaymentNews {
  readonly of: PaymentRef;
  readonly type: EventType;
  readonly payload: Readonly<Record<string, unknown>>;
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

  /** Invoices are owed from now on. */
  async issued(tx: EntityManager, details: readonly InvoiceDetail[], actor: Actor): Promise<void> {
    await this.audit.recordAll(
      tx,
      details.map(({ invoice: { id, customerId } }) => ({
        actor,
        action: 'invoice.issued',
        entityType: 'invoice',
        entityId: id,
        customerId,
      })),
    );
    await this.publishInvoices(tx, details, 'invoice.issued');
    await this.holds.placeAll(
      tx,
      'balance_due',
      details.map(({ invoice: { id, customerId, number } }) => ({
        customerId,
        reference: id,
        label: number === null ? 'Invoice' : invoiceNumber(number),
      })),
    );
  }

  /** Invoices are owed no more, because they were paid. */
  async paid(tx: EntityManager, details: readonly InvoiceDetail[]): Promise<void> {
    await this.publishInvoices(tx, details, 'invoice.paid');
    await this.holds.liftAll(
      tx,
      'balance_due',
      details.map(({ invoice }) => ({ customerId: invoice.customerId, reference: invoice.id })),
    );
  }

  /** An invoice's debt was given up: nobody asks for it any more. */
  async writtenOff(tx: EntityManager, invoice: Invoice, actor: Actor): Promise<void> {
    const { id, customerId } = invoice;
    const action = 'invoice.written_off';
    await this.audit.record(tx, { actor, action, entityType: 'invoice', entityId: id, customerId });
    await this.owedNoMore(tx, invoice);
  }

  /** An invoice is owed no more, because it was taken back. */
  async voided(tx: EntityManager, invoice: Invoice, actor: Actor): Promise<void> {
    const { id, customerId } = invoice;
    const action = 'invoice.voided';
    await this.audit.record(tx, { actor, action, entityType: 'invoice', entityId: id, customerId });
    await this.owedNoMore(tx, invoice);
  }

  /** An entry in the audit trail about a payment. */
  notePayment(tx: EntityManager, of: PaymentRef, noted: Noted): Promise<void> {
    return this.notePayments(tx, [{ of, ...noted }]);
  }

  /** The same about many. */
  notePayments(tx: EntityManager, noted: readonly (Noted & { readonly of: PaymentRef })[]): Promise<void> {
    return this.audit.recordAll(
      tx,
      noted.map(({ of, ...deed }) => ({
        ...deed,
        entityType: 'payment',
        entityId: of.id,
        customerId: of.customerId,
      })),
    );
  }

  /** An outbound event about a payment. */
  publishPayment(
    tx: EntityManager,
    of: PaymentRef,
    type: EventType,
    payload: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.publishPayments(tx, [{ of, type, payload }]);
  }

  /** The same about many. */
  publishPayments(tx: EntityManager, told: readonly PaymentNews[]): Promise<void> {
    const occurredAt = this.clock.now();
    return this.events.publishAll(
      tx,
      told.map(({ of, type, payload }) => ({
        type,
        subjectId: of.id,
        customerId: of.customerId,
        payload,
        occurredAt,
      })),
    );
  }

  private publishInvoices(
    tx: EntityManager,
    details: readonly InvoiceDetail[],
    type: EventType,
  ): Promise<void> {
    const occurredAt = this.clock.now();
    return this.events.publishAll(
      tx,
      details.map((detail) => ({
        type,
        subjectId: detail.invoice.id,
        customerId: detail.invoice.customerId,
        payload: { invoice: toInvoiceView(detail) },
        occurredAt,
      })),
    );
  }

  private owedNoMore(tx: EntityManager, { id, customerId }: Invoice): Promise<void> {
    return this.holds.lift(tx, customerId, { kind: 'balance_due', reference: id });
  }
}
