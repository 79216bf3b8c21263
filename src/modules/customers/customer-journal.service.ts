import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { NotificationsService } from '../notifications/index.js';
import { apiNames } from './changed-fields.js';
import type { Customer } from './customer.entity.js';

/** Tells of what became of a customer, in the transaction of the change; names of fields only, for the audit trail outlives an erasure. */
@Injectable()
export class CustomerJournal {
  constructor(
    private readonly audit: AuditTrail,
    private readonly notifications: NotificationsService,
  ) {}

  /** An entry in the audit trail. */
  note(
    tx: EntityManager,
    customerId: string,
    deed: {
      readonly actor: Actor;
      readonly action: AuditActionName;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> {
    return this.audit.record(tx, { ...deed, entityType: 'customer', entityId: customerId, customerId });
  }

  /** Notes which fields changed; mails that wait go to a new address, and reminders that are no longer wanted do not go. */
  async changed(
    tx: EntityManager,
    customerId: string,
    changed: Partial<Customer>,
    actor: Actor,
  ): Promise<void> {
    await this.note(tx, customerId, {
      actor,
      action: 'customer.updated',
      details: { changed: apiNames(changed) },
    });
    if (changed.remindersOptOut === true)
      await this.notifications.skipQueued(tx, { customerId, category: 'reminder', reason: 'opted_out' });
    if (changed.email !== undefined) await this.notifications.readdress(tx, customerId, changed.email);
  }
}
