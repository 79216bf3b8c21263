import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { violatedConstraint } from '../../common/database/constraint.js';
import type { Actor } from '../../common/http/principal.js';
import { localeOf, type Locale } from '../../common/i18n/locale.js';
import { changedFields } from './changed-fields.js';
import { CustomerJournal } from './customer-journal.service.js';
import { CustomerLock } from './customer-lock.service.js';
import { Customer } from './customer.entity.js';
import type { CustomerType } from './customer-vocabulary.js';
import { CurrencyFixed, CurrencyInvoiced, ExternalIdTaken } from './customers.errors.js';
import { searchName } from './search-name.js';
import { LIVE_STATES } from './subscription-states.js';
import { TimeZones } from './time-zones.service.js';

/** What a caller may say of a customer; what is left out of a new one follows from the business. */
export interface CustomerFields {
  readonly externalId?: string | null | undefined;
  readonly type?: CustomerType | undefined;
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly locale?: Locale | undefined;
  readonly timeZone?: string | undefined;
  readonly currency?: string | undefined;
  readonly autoPay?: boolean | undefined;
  readonly remindersOptOut?: boolean | undefined;
}

export type NewCustomer = CustomerFields & { readonly type: CustomerType; readonly name: string };

/** Making and changing customers. */
@Injectable()
export class CustomerProfiles {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly locks: CustomerLock,
    private readonly zones: TimeZones,
    private readonly journal: CustomerJournal,
  ) {}

  /** Makes a customer under this id, or gives back the one that bears it; 409 for an external id that is taken. */
  async create(id: string, given: NewCustomer, actor: Actor): Promise<Customer> {
    const customer = this.describe(id, given);
    await this.zones.refuseUnknown(customer.timeZone);
    return this.db.transaction(async (tx) => {
      if (!(await insertOnce(tx, customer))) return madeBefore(tx, id);
      await this.journal.note(tx, id, { actor, action: 'customer.created' });
      return customer;
    });
  }

  private describe(id: string, given: NewCustomer): Customer {
    const { business } = this.config;
    const now = this.clock.now();
    return searchable({
      id,
      externalId: given.externalId ?? null,
      type: given.type,
      name: given.name,
      email: given.email ?? null,
      phone: given.phone ?? null,
      locale: given.locale ?? localeOf(business.locale),
      timeZone: given.timeZone ?? business.timeZone,
      currency: given.currency ?? business.currency,
      autoPay: given.autoPay ?? true,
      remindersOptOut: given.remindersOptOut ?? false,
      paymentMethodsChangedAt: null,
      erasedAt: null,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** Changes what is given and nothing else, so that two who change different fields do not undo each other. */
  async patch(id: string, wanted: CustomerFields, actor: Actor): Promise<Customer> {
    if (wanted.timeZone !== undefined) await this.zones.refuseUnknown(wanted.timeZone);
    return explained(
      this.db.transaction(async (tx) => {
        const customer = await this.locks.changing(tx, id);
        const changed = changedFields<Customer>(customer, wanted);
        if (Object.keys(changed).length === 0) return customer;
        if (changed.currency !== undefined) await refuseOtherPrices(tx, id, changed.currency);
        await this.write(tx, customer, changed);
        await this.journal.changed(tx, id, changed, actor);
        return customer;
      }),
    );
  }

  private async write(tx: EntityManager, customer: Customer, changed: Partial<Customer>): Promise<void> {
    Object.assign(customer, changed, { updatedAt: this.clock.now() });
    const { searchName: name, searchEmail, searchExternalId } = searchable(customer);
    const terms = { searchName: name, searchEmail, searchExternalId };
    Object.assign(customer, terms);
    await tx.update(Customer, { id: customer.id }, { ...changed, ...terms, updatedAt: customer.updatedAt });
  }
}

type Terms = Pick<Customer, 'searchName' | 'searchEmail' | 'searchExternalId'>;

function searchable(customer: Omit<Customer, keyof Terms>): Customer {
  return {
    ...customer,
    searchName: searchName(customer.name),
    searchEmail: customer.email && searchName(customer.email),
    searchExternalId: customer.externalId && searchName(customer.externalId),
  };
}

async function insertOnce(tx: EntityManager, customer: Customer): Promise<boolean> {
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(Customer)
    .values(customer)
    .orIgnore()
    .returning('id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

async function madeBefore(tx: EntityManager, id: string): Promise<Customer> {
  const made = await tx.findOneBy(Customer, { id });
  if (!made) throw new ExternalIdTaken();
  return made;
}

async function refuseOtherPrices(tx: EntityManager, customerId: string, currency: string): Promise<void> {
  const rows: unknown[] = await tx.query(
    'SELECT 1 FROM subscriptions WHERE customer_id = $1 AND price_currency <> $2 AND state = ANY ($3) LIMIT 1',
    [customerId, currency, LIVE_STATES],
  );
  if (rows.length > 0) throw new CurrencyFixed();
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const violated = violatedConstraint(error);
    if (violated === 'customers_external_id_key') throw new ExternalIdTaken();
    if (violated === 'invoices_customer_currency') throw new CurrencyInvoiced();
    throw error;
  }
}
