import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { runKept } from '../../common/database/statements.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { Customer } from './customer.entity.js';
import { CustomerErased } from './customers.errors.js';
import { Subscription } from './subscription.entity.js';

/**
 * The row lock under which a customer's subscriptions, methods, holds and listings change, always taken before any other of that customer.
 * It lets foreign keys to the customer through, so that a mail written meanwhile does not wait.
 */
@Injectable()
export class CustomerLock {
  /** Locks a customer; throws 404 for an unknown one. */
  async customer(tx: EntityManager, id: string): Promise<Customer> {
    const customer = await tx.findOne(Customer, { where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!customer) throw new NotFound('customer');
    return customer;
  }

  /** Locks several in the order of their ids, which everybody keeps who locks more than one. */
  async customers(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await runKept(tx, 'SELECT id FROM customers WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE', [ids]);
  }

  /** Locks those of several whom nobody else has locked, in the order of their ids. */
  free(tx: EntityManager, ids: readonly string[]): Promise<Customer[]> {
    return tx.find(Customer, {
      where: { id: In([...ids]) },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
  }

  /** Locks a customer that is to be changed; throws 409 for an erased one. */
  async changing(tx: EntityManager, id: string): Promise<Customer> {
    const customer = await this.customer(tx, id);
    if (customer.erasedAt) throw new CustomerErased();
    return customer;
  }

  /** Locks the customer of a subscription and reads both; throws 404 for an unknown one. */
  async subscription(
    tx: EntityManager,
    id: string,
  ): Promise<{ customer: Customer; subscription: Subscription }> {
    const owner = await tx.findOne(Subscription, { select: { customerId: true }, where: { id } });
    if (!owner) throw new NotFound('subscription');
    const customer = await this.customer(tx, owner.customerId);
    const subscription = await tx.findOneOrFail(Subscription, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    return { customer, subscription };
  }
}
