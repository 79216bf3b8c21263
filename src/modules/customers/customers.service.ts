import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerJournal } from './customer-journal.service.js';
import { CardListings } from './card-listings.service.js';
import { CustomerLock } from './customer-lock.service.js';
import { Customer } from './customer.entity.js';
import { searchName } from './search-name.js';
import { LIVE_STATES } from './subscription-states.js';
import { SubscriptionLifecycle } from './subscription-lifecycle.service.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Customers as other modules need them: reading and locking one, and telling it what became of its payment methods. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly locks: CustomerLock,
    private readonly subscriptions: SubscriptionLifecycle,
    private readonly journal: CustomerJournal,
    private readonly listings: CardListings,
  ) {}

  /** Null for an unknown customer. */
  find(id: string): Promise<Customer | null> {
    return this.db.manager.findOneBy(Customer, { id });
  }

  /** Throws 404 for an unknown customer. */
  async get(id: string): Promise<Customer> {
    const customer = await this.find(id);
    if (!customer) throw new NotFound('customer');
    return customer;
  }

  /** Who has this e-mail address; of several the one who is served, and of those the newest. Null for nobody. */
  async findByEmail(email: string): Promise<Customer | null> {
    const rows: { id: string; email: string }[] = await this.db.query(
      `SELECT c.id, c.email FROM customers c WHERE c.search_email = $1 AND c.erased_at IS NULL
       ORDER BY EXISTS (SELECT FROM subscriptions s WHERE s.customer_id = c.id AND s.state = ANY ($2)) DESC, c.id DESC LIMIT 50`,
      [searchName(email), LIVE_STATES],
    );
    // Addresses that are searched alike are not all the same address.
    const same = rows.find((row) => row.email.toLowerCase() === email.toLowerCase());
    return same ? this.find(same.id) : null;
  }

  /** Who bears this external id, or else this id of ours; null for nobody, and for somebody who was erased. */
  async findByReference(reference: string): Promise<Customer | null> {
    const byName = await this.db.manager.findOneBy(Customer, { externalId: reference });
    const found = byName ?? (UUID.test(reference) ? await this.find(reference) : null);
    return found?.erasedAt === null ? found : null;
  }

  /** Locks the customer's row until the transaction ends; whoever changes methods, default, subscriptions or holds takes it first. */
  lock(tx: EntityManager, id: string): Promise<Customer> {
    return this.locks.customer(tx, id);
  }

  /** The same for several at once, in the order of their ids. */
  lockAll(tx: EntityManager, ids: readonly string[]): Promise<void> {
    return this.locks.customers(tx, ids);
  }

  /** Locks those of several whom nobody else has locked. */
  lockFree(tx: EntityManager, ids: readonly string[]): Promise<Customer[]> {
    return this.locks.free(tx, ids);
  }

  /** Notes that a method was added, renewed, removed or made default; reminders and dunning look at it. */
  async paymentMethodsChanged(tx: EntityManager, id: string, at: Date): Promise<void> {
    await tx.query('UPDATE customers SET payment_methods_changed_at = $2 WHERE id = $1', [id, at]);
    await this.listings.acted(tx, id);
  }

  /** Lets go of a method that was removed: subscriptions that named it use the default again, and its links open nothing. */
  async methodRemoved(tx: EntityManager, paymentMethodId: string, at: Date): Promise<void> {
    await tx.query(
      'UPDATE subscriptions SET payment_method_id = NULL, updated_at = $2 WHERE payment_method_id = $1',
      [paymentMethodId, at],
    );
    await tx.query(
      'UPDATE access_links SET revoked_at = $2 WHERE payment_method_id = $1 AND revoked_at IS NULL',
      [paymentMethodId, at],
    );
  }

  /** Begins the services that waited for a usable method; called under the customer's lock when one has appeared. */
  activatePending(tx: EntityManager, id: string, at: Date, actor: Actor): Promise<number> {
    return this.subscriptions.activatePending(tx, id, at, actor);
  }

  /** Ends automatic payment, because the last usable method was removed by force. */
  async stopAutoPay(tx: EntityManager, id: string, actor: Actor): Promise<void> {
    const { autoPay } = await this.locks.customer(tx, id);
    if (!autoPay) return;
    await tx.update(Customer, { id }, { autoPay: false, updatedAt: this.clock.now() });
    await this.journal.changed(tx, id, { autoPay: false }, actor);
  }
}
