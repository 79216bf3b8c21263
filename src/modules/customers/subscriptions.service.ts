import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { violatedConstraint } from '../../common/database/constraint.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { apiNames, changedFields } from './changed-fields.js';
import { CustomerLock } from './customer-lock.service.js';
import { CustomerMethods } from './customer-methods.service.js';
import { Customer } from './customer.entity.js';
import type { BillingMode } from './customer-vocabulary.js';
import {
  ForeignMethod,
  InvoicedTooEarly,
  NamedMethodNotUsable,
  SubscriptionEnded,
  WrongCurrency,
} from './customers.errors.js';
import { earliestInvoice } from './first-period.js';
import { SubscriptionLifecycle, type SuspensionWish } from './subscription-lifecycle.service.js';
import { SubscriptionParts, type InventoryWish } from './subscription-parts.service.js';
import {
  isLive,
  stateAtStart,
  type SubscriptionState,
  type SuspensionReason,
} from './subscription-states.js';
import type { SubscriptionDetail } from './subscription-view.js';
import { Subscription } from './subscription.entity.js';

/** What a caller may say of a subscription. */
interface SubscriptionFields {
  readonly serviceType: string;
  readonly name: string;
  readonly billingMode: BillingMode;
  readonly autoRenew: boolean;
  readonly priceAmount: number;
  readonly priceCurrency: string;
  readonly period: string;
  readonly anchorOn: string;
  readonly nextInvoiceOn: string | null;
  readonly requiresPaymentMethod: boolean;
  readonly paymentMethodId: string | null;
}

export interface NewSubscription extends Omit<SubscriptionFields, 'anchorOn'> {
  /** The customer's today when it is not given. */
  readonly anchorOn?: string | undefined;
  readonly inventory: readonly InventoryWish[];
}

export type SubscriptionChanges = {
  readonly [Field in keyof SubscriptionFields]?: SubscriptionFields[Field] | undefined;
} & {
  readonly inventory?: readonly InventoryWish[] | undefined;
};

/** Subscriptions over the API and in the panel: each change one transaction. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly locks: CustomerLock,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly parts: SubscriptionParts,
    private readonly methods: CustomerMethods,
  ) {}

  /** Makes a subscription under this id, or gives back the one that bears it; it waits when it needs a usable method and there is none. */
  create(id: string, customerId: string, given: NewSubscription, actor: Actor): Promise<SubscriptionDetail> {
    return this.changing(async (tx) => {
      const customer = await this.locks.changing(tx, customerId);
      const made = await tx.findOneBy(Subscription, { id, customerId });
      if (made) return made;
      refuseCurrency(customer, given.priceCurrency);
      const subscription = await this.insert(tx, id, customer, given);
      await this.parts.replaceInventory(tx, id, given.inventory);
      await this.lifecycle.begin(tx, subscription, actor);
      return subscription;
    });
  }

  private async insert(
    tx: EntityManager,
    id: string,
    customer: Customer,
    given: NewSubscription,
  ): Promise<Subscription> {
    const now = this.clock.now();
    const subscription: Subscription = {
      id,
      customerId: customer.id,
      serviceType: given.serviceType,
      name: given.name,
      billingMode: given.billingMode,
      autoRenew: given.autoRenew,
      priceAmount: given.priceAmount,
      priceCurrency: given.priceCurrency,
      period: given.period,
      anchorOn: given.anchorOn ?? localDay(now, customer.timeZone),
      nextInvoiceOn: given.nextInvoiceOn,
      requiresPaymentMethod: given.requiresPaymentMethod,
      paymentMethodId: given.paymentMethodId,
      state: await this.stateAtStart(tx, customer.id, given.requiresPaymentMethod),
      createdAt: now,
      updatedAt: now,
    };
    refuseOver(subscription, customer, now);
    await tx.insert(Subscription, subscription);
    await this.refuseUnusable(tx, subscription);
    return subscription;
  }

  // After the insert, whose foreign key has told a foreign method from one that cannot be charged.
  private async refuseUnusable(
    tx: EntityManager,
    { customerId, paymentMethodId }: Subscription,
  ): Promise<void> {
    if (paymentMethodId === null) return;
    if (!(await this.methods.isUsable(tx, customerId, paymentMethodId))) throw new NamedMethodNotUsable();
  }

  private async stateAtStart(
    tx: EntityManager,
    customerId: string,
    requiresMethod: boolean,
  ): Promise<SubscriptionState> {
    return stateAtStart(requiresMethod, requiresMethod && (await this.methods.hasUsable(tx, customerId)));
  }

  /** Throws 404 for an unknown subscription. */
  async get(id: string): Promise<SubscriptionDetail> {
    const subscription = await this.db.manager.findOneBy(Subscription, { id });
    if (!subscription) throw new NotFound('subscription');
    return this.detail(this.db.manager, subscription);
  }

  /** Newest first, one more than `limit` when there are more; throws 404 for an unknown customer. */
  async list(
    customerId: string,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<SubscriptionDetail[]> {
    if (!(await this.db.manager.existsBy(Customer, { id: customerId }))) throw new NotFound('customer');
    const subscriptions = await this.db.manager.find(Subscription, {
      where: { customerId, ...(before === null ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return this.parts.detail(this.db.manager, subscriptions);
  }

  /** Changes what is given; of an ended subscription only what was lent with it. */
  patch(
    id: string,
    { inventory, ...wanted }: SubscriptionChanges,
    actor: Actor,
  ): Promise<SubscriptionDetail> {
    return this.changing(async (tx) => {
      const { customer, subscription } = await this.locks.subscription(tx, id);
      const changed = changedFields<Subscription>(subscription, wanted);
      if (Object.keys(changed).length > 0) await this.write(tx, customer, subscription, changed);
      if (inventory) await this.parts.replaceInventory(tx, id, inventory);
      const names = namesOf(changed, inventory !== undefined);
      if (names.length > 0) await this.lifecycle.changed(tx, subscription, names, actor);
      await this.beginIfReady(tx, subscription, actor);
      return subscription;
    });
  }

  private async beginIfReady(tx: EntityManager, subscription: Subscription, actor: Actor): Promise<void> {
    const { state, customerId, requiresPaymentMethod } = subscription;
    if (state !== 'pending_payment_method') return;
    if ((await this.stateAtStart(tx, customerId, requiresPaymentMethod)) === 'active')
      await this.lifecycle.activate(tx, subscription, this.clock.now(), actor);
  }

  private async write(
    tx: EntityManager,
    customer: Customer,
    subscription: Subscription,
    changed: Partial<Subscription>,
  ): Promise<void> {
    if (!isLive(subscription.state)) throw new SubscriptionEnded(subscription.state);
    if (changed.priceCurrency !== undefined) refuseCurrency(customer, changed.priceCurrency);
    const updatedAt = this.clock.now();
    Object.assign(subscription, changed, { updatedAt });
    if (changed.nextInvoiceOn !== undefined) refuseOver(subscription, customer, updatedAt);
    await tx.update(Subscription, { id: subscription.id }, { ...changed, updatedAt });
    if (changed.paymentMethodId !== undefined) await this.refuseUnusable(tx, subscription);
  }

  /** Suspends for one reason more. */
  suspend(id: string, wish: SuspensionWish, actor: Actor): Promise<SubscriptionDetail> {
    return this.changing((tx) => this.lifecycle.suspend(tx, id, wish, actor));
  }

  /** Lifts one reason. */
  restore(id: string, reason: SuspensionReason, actor: Actor): Promise<SubscriptionDetail> {
    return this.changing((tx) => this.lifecycle.restore(tx, id, reason, actor));
  }

  /** Ends the service for good. */
  terminate(id: string, reason: string, actor: Actor): Promise<SubscriptionDetail> {
    return this.changing((tx) => this.lifecycle.terminate(tx, id, reason, actor));
  }

  private async changing(work: (tx: EntityManager) => Promise<Subscription>): Promise<SubscriptionDetail> {
    try {
      return await this.db.transaction(async (tx) => this.detail(tx, await work(tx)));
    } catch (error) {
      if (violatedConstraint(error) === 'subscriptions_own_method') throw new ForeignMethod();
      throw error;
    }
  }

  private async detail(tx: EntityManager, subscription: Subscription): Promise<SubscriptionDetail> {
    const [detail] = await this.parts.detail(tx, [subscription]);
    return detail ?? { subscription, inventory: [], suspensions: [] };
  }
}

function refuseCurrency(customer: Customer, currency: string): void {
  if (currency !== customer.currency) throw new WrongCurrency(customer.currency);
}

function refuseOver(subscription: Subscription, { timeZone }: Customer, now: Date): void {
  const { nextInvoiceOn } = subscription;
  if (nextInvoiceOn === null) return;
  const earliest = earliestInvoice(subscription, localDay(now, timeZone));
  if (nextInvoiceOn < earliest) throw new InvoicedTooEarly(earliest);
}

function namesOf(changed: Partial<Subscription>, inventory: boolean): string[] {
  const names = apiNames(changed).map((name) => (name.startsWith('price_') ? 'price' : name));
  return [...new Set(names), ...(inventory ? ['inventory'] : [])];
}
