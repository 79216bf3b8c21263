import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { Sql } from '../../common/database/sql.js';
import { CustomersService, type Customer } from '../customers/index.js';
import { DefaultMethod } from './default-method.service.js';
import { MethodJournal } from './method-journal.service.js';
import { DEFAULTS_OF, GET_METHOD, LIST_METHODS, type ListedMethodRow } from './method-queries.js';
import { isUsable } from './method-store.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { MethodNotUsable } from './payment-methods.errors.js';

export interface MethodWish {
  readonly nickname?: string | undefined;
  readonly make_default?: boolean | undefined;
}

/** Methods on file: reading them, naming them, choosing the default and the backups. */
@Injectable()
export class PaymentMethodsService {
  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly defaults: DefaultMethod,
    private readonly journal: MethodJournal,
  ) {}

  /** Default first, then newest, without removed ones; throws 404 for an unknown customer. */
  async listOf(customerId: string): Promise<ListedMethodRow[]> {
    const rows = await this.sql.rows<ListedMethodRow>(LIST_METHODS, [customerId, this.clock.now()]);
    if (rows.length === 0) throw new NotFound('customer');
    return (rows[0] as { id: string | null }).id === null ? [] : rows;
  }

  /** The default of each of these customers that has one, in one query. */
  async defaultsOf(customerIds: readonly string[]): Promise<ListedMethodRow[]> {
    if (customerIds.length === 0) return [];
    return this.sql.rows<ListedMethodRow>(DEFAULTS_OF, [customerIds, this.clock.now()]);
  }

  async get(id: string): Promise<ListedMethodRow> {
    const [row] = await this.sql.rows<ListedMethodRow>(GET_METHOD, [id, this.clock.now()]);
    if (!row) throw new NotFound('payment method');
    return row;
  }

  async rename(id: string, nickname: string | null, actor: Actor): Promise<void> {
    await this.changing(id, async (tx, customer, method) => {
      if (method.nickname === nickname) return;
      Object.assign(method, { nickname, updatedAt: this.clock.now() });
      await tx.update(PaymentMethod, { id }, { nickname, updatedAt: method.updatedAt });
      await this.journal.renamed(tx, customer, method, actor);
    });
  }

  /** Makes a usable method the default; repeating it changes nothing. */
  async makeDefault(id: string, actor: Actor): Promise<void> {
    await this.changing(id, async (tx, customer, method) => {
      if (!isUsable(method, localDay(this.clock.now(), customer.timeZone))) throw new MethodNotUsable();
      await this.defaults.put(tx, customer, method, { actor, silent: false });
    });
  }

  /** What was wished for a new method, when the wish came after it: a name where it has none, and to be the default if it can. */
  async honour(id: string, wish: MethodWish, actor: Actor): Promise<void> {
    const { nickname, make_default: wanted } = wish;
    await this.changing(id, async (tx, customer, method) => {
      if (nickname !== undefined && method.nickname === null) {
        await tx.update(PaymentMethod, { id }, { nickname, updatedAt: this.clock.now() });
        method.nickname = nickname;
        await this.journal.renamed(tx, customer, method, actor);
      }
      if (wanted === true && isUsable(method, localDay(this.clock.now(), customer.timeZone)))
        await this.defaults.put(tx, customer, method, { actor, silent: false });
    });
  }

  /** Replaces the customer's backup order, with consent to its use; each must be the customer's own and not removed. */
  async orderBackups(customerId: string, ids: readonly string[], actor: Actor): Promise<void> {
    if (new Set(ids).size !== ids.length)
      throw new Invalid('payment_method_ids', 'Each method may stand in the order once.');
    await this.db.transaction(async (tx) => {
      const customer = await this.customers.lock(tx, customerId);
      const now = this.clock.now();
      await tx.query(
        `UPDATE payment_methods SET backup_position = NULL, backup_consented_at = NULL, updated_at = $2
         WHERE customer_id = $1 AND backup_position IS NOT NULL`,
        [customerId, now],
      );
      const changed: [{ id: string }[], number] = await tx.query(
        `UPDATE payment_methods m SET backup_position = wanted.position, backup_consented_at = $3, updated_at = $3
         FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, position)
         WHERE m.id = wanted.id AND m.customer_id = $1 AND m.status IN ('active', 'invalid') RETURNING m.id`,
        [customerId, ids, now],
      );
      if (changed[1] !== ids.length)
        throw new Invalid('payment_method_ids', 'One of these is not a payment method of this customer.');
      await this.journal.backupsOrdered(tx, customer, ids, actor);
    });
  }

  private async changing(
    id: string,
    change: (tx: EntityManager, customer: Customer, method: PaymentMethod) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { customer, method } = await lockMethod(tx, this.customers, id);
      if (method.status === 'removing') throw new MethodNotUsable('This payment method is being removed.');
      await change(tx, customer, method);
    });
  }
}

/** Locks the customer's row, then reads the method, so that nobody changes the set of methods meanwhile; 404 for a removed one. */
export async function lockMethod(
  tx: EntityManager,
  customers: CustomersService,
  id: string,
): Promise<{ customer: Customer; method: PaymentMethod }> {
  const owner = await tx.findOne(PaymentMethod, { select: { customerId: true }, where: { id } });
  if (!owner) throw new NotFound('payment method');
  const customer = await customers.lock(tx, owner.customerId);
  const method = await tx.findOneByOrFail(PaymentMethod, { id });
  if (method.status === 'removed') throw new NotFound('payment method');
  return { customer, method };
}
