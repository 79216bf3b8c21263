import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import type { Customer } from '../customers/index.js';
import { Events, type EventType } from '../events/index.js';
import { NotificationsService } from '../notifications/index.js';
import { toMethodView } from './method-view.js';
import type { PaymentMethod } from './payment-method.entity.js';

/** Tells everyone what became of a method, in the transaction of the change: audit trail, outbound event, mail to the customer. */
@Injectable()
export class MethodJournal {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: Events,
    private readonly notifications: NotificationsService,
  ) {}

  async added(tx: EntityManager, customer: Customer, method: PaymentMethod, actor: Actor): Promise<void> {
    await this.note(tx, method, { actor, action: 'payment_method.added' });
    await this.publish(tx, customer, method, 'payment_method.added');
    // Taken over from elsewhere, where its customer added it long ago.
    if (method.source === 'import') return;
    await this.notifications.enqueue(tx, {
      ...this.recipient(customer, method),
      type: 'method_added',
      dedupeKey: `method_added:${method.id}`,
      variables: { ...told(customer, method), is_default: method.isDefault },
    });
  }

  /** The vendor tells of new dates (`isRenewed`: queued reminders are void) or of another number, name or state. */
  async changedAtVendor(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    { actor, isRenewed }: { actor: Actor; isRenewed: boolean },
  ): Promise<void> {
    await this.note(tx, method, {
      actor,
      action: isRenewed ? 'payment_method.renewed' : 'payment_method.updated',
    });
    await this.publish(tx, customer, method, 'payment_method.updated');
    if (!isRenewed) return;
    await this.notifications.skipQueued(tx, {
      subjectId: method.id,
      category: 'reminder',
      reason: 'replaced',
    });
  }

  async renamed(tx: EntityManager, customer: Customer, method: PaymentMethod, actor: Actor): Promise<void> {
    await this.note(tx, method, { actor, action: 'payment_method.renamed' });
    await this.publish(tx, customer, method, 'payment_method.updated');
  }

  async defaultChanged(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    change: { actor: Actor; silent: boolean; reason?: 'chosen' | 'replaced'; formerId: string | null },
  ): Promise<void> {
    await this.note(tx, method, {
      actor: change.actor,
      action: 'payment_method.default_changed',
      details: { former_payment_method_id: change.formerId },
    });
    await this.publish(tx, customer, method, 'payment_method.default_changed');
    if (change.silent) return;
    await this.notifications.enqueue(tx, {
      ...this.recipient(customer, method),
      type: 'default_changed',
      dedupeKey: `default_changed:${uuidv7()}`,
      variables: { ...told(customer, method), reason: change.reason ?? 'chosen' },
    });
  }

  async removed(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    how: { actor: Actor; automaticPaymentOff: boolean; byVendor: boolean },
  ): Promise<void> {
    await this.note(tx, method, {
      actor: how.actor,
      action: 'payment_method.removed',
      details: { by_vendor: how.byVendor, automatic_payment_off: how.automaticPaymentOff },
    });
    await this.publish(tx, customer, method, 'payment_method.removed');
    await this.notifications.skipQueued(tx, {
      subjectId: method.id,
      category: 'reminder',
      reason: 'removed',
    });
    await this.notifications.enqueue(tx, {
      ...this.recipient(customer, method),
      type: 'method_removed',
      dedupeKey: `method_removed:${method.id}`,
      variables: { ...told(customer, method), automatic_payment_off: how.automaticPaymentOff },
    });
  }

  async backupsOrdered(
    tx: EntityManager,
    customer: Customer,
    ids: readonly string[],
    actor: Actor,
  ): Promise<void> {
    await this.audit.record(tx, {
      actor,
      action: 'customer.backup_methods_ordered',
      entityType: 'customer',
      entityId: customer.id,
      customerId: customer.id,
      details: { payment_method_ids: ids, consent: true },
    });
  }

  /** One entry in the audit trail and nothing else. */
  async note(
    tx: EntityManager,
    method: PaymentMethod,
    deed: { actor: Actor; action: AuditActionName; details?: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    await this.audit.record(tx, {
      ...deed,
      entityType: 'payment_method',
      entityId: method.id,
      customerId: method.customerId,
    });
  }

  async publish(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    type: EventType,
  ): Promise<void> {
    const now = this.clock.now();
    const today = localDay(now, customer.timeZone);
    const expired = method.expiresOn !== null && method.expiresOn < today;
    await this.events.publish(tx, {
      type,
      subjectId: method.id,
      customerId: customer.id,
      payload: { payment_method: toMethodView(method, expired) },
      occurredAt: now,
    });
  }

  private recipient(customer: Customer, method: PaymentMethod) {
    return { customer, subjectId: method.id };
  }
}

function told(customer: Customer, method: PaymentMethod) {
  return {
    customer_name: customer.name,
    payment_type: method.paymentType,
    brand: method.brand,
    last4: method.last4,
    exp_month: method.expMonth,
    exp_year: method.expYear,
    account_email_masked: method.accountEmailMasked,
    link: null,
  };
}
