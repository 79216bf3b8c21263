import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { Events } from '../events/index.js';
import { NotificationsService } from '../notifications/index.js';
import { CustomerJournal } from './customer-journal.service.js';
import { CustomerLock } from './customer-lock.service.js';
import { CustomerMethods } from './customer-methods.service.js';
import { Customer } from './customer.entity.js';
import { ErasureRefused, type StillStanding } from './customers.errors.js';
import { Holds } from './holds.service.js';
import { LIVE_STATES } from './subscription-states.js';

const NOBODY = 'Erased customer';

/** What an erasure asks of the rest of the customer. */
@Injectable()
export class ErasureParts {
  constructor(
    readonly methods: CustomerMethods,
    readonly events: Events,
    private readonly holds: Holds,
  ) {}

  /** Why the customer cannot be erased yet. */
  async standing(tx: EntityManager, customerId: string): Promise<StillStanding[]> {
    const live: unknown[] = await tx.query(
      'SELECT 1 FROM subscriptions WHERE customer_id = $1 AND state = ANY ($2) LIMIT 1',
      [customerId, LIVE_STATES],
    );
    const holds = await this.holds.list(tx, customerId);
    return [
      ...(live.length > 0 ? (['subscriptions'] as const) : []),
      ...((await this.methods.hasAny(tx, customerId)) ? (['payment_methods'] as const) : []),
      ...(holds.some(({ kind }) => kind !== 'subscription_requires_method') ? (['holds'] as const) : []),
    ];
  }
}

/** Takes a customer's personal data away for good. What the books need stays, without a name to it; so does the audit trail, which holds none. */
@Injectable()
export class CustomerErasure {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly parts: ErasureParts,
    private readonly locks: CustomerLock,
    private readonly notifications: NotificationsService,
    private readonly journal: CustomerJournal,
  ) {}

  /** Erases a customer who has left, repeatably; 409 while services, payment methods or debts stand. */
  erase(id: string, actor: Actor): Promise<Customer> {
    return this.db.transaction(async (tx) => {
      const customer = await this.locks.customer(tx, id);
      if (customer.erasedAt) return customer;
      const standing = await this.parts.standing(tx, id);
      if (standing.length > 0) throw new ErasureRefused(standing);
      await this.forget(tx, customer);
      await this.parts.methods.erase(tx, id);
      await this.parts.events.erase(tx, id);
      await this.notifications.erase(tx, id);
      await this.journal.note(tx, id, { actor, action: 'customer.erased' });
      return customer;
    });
  }

  private async forget(tx: EntityManager, customer: Customer): Promise<void> {
    const at = this.clock.now();
    const gone = {
      name: NOBODY,
      email: null,
      phone: null,
      autoPay: false,
      remindersOptOut: true,
      searchName: '',
      searchEmail: null,
      erasedAt: at,
      updatedAt: at,
    };
    Object.assign(customer, gone);
    await tx.update(Customer, { id: customer.id }, gone);
    await tx.query(
      `UPDATE subscription_suspensions SET note = NULL
       WHERE subscription_id IN (SELECT id FROM subscriptions WHERE customer_id = $1)`,
      [customer.id],
    );
    await tx.query('UPDATE access_links SET revoked_at = $2 WHERE customer_id = $1 AND revoked_at IS NULL', [
      customer.id,
      at,
    ]);
  }
}
