import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { updateRows } from '../../common/database/bulk.js';
import type { Actor } from '../../common/http/principal.js';
import { CardListings } from './card-listings.service.js';
import { CustomerLock } from './customer-lock.service.js';
import { NotSuspendedFor, StateRefused } from './customers.errors.js';
import { billingDaysFrom } from './first-period.js';
import { Holds } from './holds.service.js';
import { SubscriptionJournal } from './subscription-journal.service.js';
import { SubscriptionParts } from './subscription-parts.service.js';
import {
  canBecome,
  isLiftedByPayment,
  type SubscriptionState,
  type SuspensionReason,
} from './subscription-states.js';
import { toInventoryFacts } from './subscription-view.js';
import { Subscription } from './subscription.entity.js';

/** Why a subscription is to stand still; the note is for staff. */
export interface SuspensionWish {
  readonly reason: SuspensionReason;
  readonly note?: string | null | undefined;
}

/**
 * A subscription's way from sign-up to its end, in the caller's transaction. Each step locks the customer's row first, does nothing when
 * the subscription stands there already, and keeps the customer's hold and card listings in line.
 */
@Injectable()
export class SubscriptionLifecycle {
  constructor(
    private readonly clock: Clock,
    private readonly locks: CustomerLock,
    private readonly parts: SubscriptionParts,
    private readonly journal: SubscriptionJournal,
    private readonly holds: Holds,
    private readonly listings: CardListings,
  ) {}

  /** Tells of a subscription that was just written, under the customer's lock. */
  async begin(tx: EntityManager, subscription: Subscription, actor: Actor): Promise<void> {
    await this.follow(tx, subscription);
    await this.journal.note(tx, subscription, actor, 'subscription.created', { state: subscription.state });
    await this.journal.publish(tx, subscription, 'subscription.created');
    if (subscription.state === 'active')
      await this.journal.publish(tx, subscription, 'subscription.activated');
  }

  private async follow(tx: EntityManager, subscription: Subscription): Promise<void> {
    await this.followMany(tx, [subscription.customerId]);
  }

  /** The same for every subscription of these customers, for whoever writes many at once. */
  async followMany(tx: EntityManager, customerIds: readonly string[]): Promise<void> {
    await this.holds.followSubscriptions(tx, customerIds);
    await this.listings.followSubscriptions(tx, customerIds);
  }

  /** Tells of changed fields, named as the API names them, under the customer's lock. */
  async changed(
    tx: EntityManager,
    subscription: Subscription,
    names: readonly string[],
    actor: Actor,
  ): Promise<void> {
    await this.follow(tx, subscription);
    await this.journal.note(tx, subscription, actor, 'subscription.updated', { changed: names });
  }

  /** Begins every service of the customer that waited for a usable method; says how many. */
  async activatePending(tx: EntityManager, customerId: string, at: Date, actor: Actor): Promise<number> {
    const waiting = await tx.find(Subscription, {
      where: { customerId, state: 'pending_payment_method' },
      order: { id: 'ASC' },
    });
    for (const subscription of waiting) await this.activate(tx, subscription, at, actor);
    return waiting.length;
  }

  /** Begins one service that waited for a usable method, under the customer's lock. */
  async activate(tx: EntityManager, subscription: Subscription, at: Date, actor: Actor): Promise<void> {
    await this.beginBilling(tx, subscription, at);
    await this.move(tx, subscription, 'active', at);
    await this.journal.note(tx, subscription, actor, 'subscription.activated');
    await this.journal.publish(tx, subscription, 'subscription.activated');
  }

  private async beginBilling(tx: EntityManager, subscription: Subscription, at: Date): Promise<void> {
    const { id, customerId } = subscription;
    const [customer]: { time_zone: string }[] = await tx.query(
      'SELECT time_zone FROM customers WHERE id = $1',
      [customerId],
    );
    const days = billingDaysFrom(subscription, localDay(at, customer?.time_zone ?? 'UTC'));
    Object.assign(subscription, days);
    await tx.update(Subscription, { id }, days);
  }

  /** Suspends for one reason more; 409 for a service that has not begun or has ended. */
  async suspend(tx: EntityManager, id: string, wish: SuspensionWish, actor: Actor): Promise<Subscription> {
    const { subscription } = await this.locks.subscription(tx, id);
    if (subscription.state !== 'suspended') refuseMove(subscription.state, 'suspended');
    if (!(await this.parts.openSuspension(tx, id, wish))) return subscription;
    await this.journal.note(tx, subscription, actor, 'subscription.suspended', { reason: wish.reason });
    if (subscription.state === 'suspended') return subscription;
    await this.move(tx, subscription, 'suspended', this.clock.now());
    await this.journal.publish(tx, subscription, 'subscription.suspended', { reason: wish.reason });
    return subscription;
  }

  /** Lifts one reason, and goes on when it was the last; 409 when the service stands still for others. */
  async restore(
    tx: EntityManager,
    id: string,
    reason: SuspensionReason,
    actor: Actor,
  ): Promise<Subscription> {
    const { subscription } = await this.locks.subscription(tx, id);
    if (subscription.state === 'active') return subscription;
    if (subscription.state !== 'suspended') throw new StateRefused(subscription.state, 'active');
    const open = await this.parts.openReasons(tx, id);
    if (!open.includes(reason)) throw new NotSuspendedFor(reason, open);
    await this.lift(tx, subscription, { open, lifted: [reason] }, actor);
    return subscription;
  }

  /** Lifts what a payment lifts, never what staff decided; says whether the service goes on. */
  async restorePaid(tx: EntityManager, id: string, actor: Actor): Promise<boolean> {
    const { subscription } = await this.locks.subscription(tx, id);
    if (subscription.state !== 'suspended') return false;
    const open = await this.parts.openReasons(tx, id);
    const lifted = open.filter(isLiftedByPayment);
    if (lifted.length > 0) await this.lift(tx, subscription, { open, lifted }, actor);
    return lifted.length === open.length;
  }

  private async lift(
    tx: EntityManager,
    subscription: Subscription,
    { open, lifted }: { open: readonly SuspensionReason[]; lifted: readonly SuspensionReason[] },
    actor: Actor,
  ): Promise<void> {
    await this.parts.liftSuspensions(tx, subscription.id, lifted);
    const standing = open.filter((reason) => !lifted.includes(reason));
    await this.journal.note(tx, subscription, actor, 'subscription.restored', {
      lifted,
      still_suspended_for: standing,
    });
    if (standing.length > 0) return;
    await this.move(tx, subscription, 'active', this.clock.now());
    await this.journal.publish(tx, subscription, 'subscription.restored', { lifted });
  }

  /** Ends the service for good and asks for what was lent with it. */
  async terminate(tx: EntityManager, id: string, reason: string, actor: Actor): Promise<Subscription> {
    const { subscription } = await this.locks.subscription(tx, id);
    if (subscription.state === 'terminated') return subscription;
    await this.end(tx, subscription);
    await this.journal.note(tx, subscription, actor, 'subscription.terminated', { reason });
    await this.journal.publish(tx, subscription, 'subscription.terminated', { reason });
    const lent = await this.parts.requestReturn(tx, id);
    if (lent.length > 0)
      await this.journal.publish(tx, subscription, 'inventory.return_requested', {
        inventory: lent.map(toInventoryFacts),
      });
    return subscription;
  }

  /** Ends a service whose last period is over. */
  async expire(tx: EntityManager, id: string, actor: Actor): Promise<Subscription> {
    const { subscription } = await this.locks.subscription(tx, id);
    if (subscription.state !== 'expired') await this.expireAll(tx, [subscription], actor);
    return subscription;
  }

  /** The same for many, whose customers are locked. */
  async expireAll(tx: EntityManager, subscriptions: readonly Subscription[], actor: Actor): Promise<void> {
    if (subscriptions.length === 0) return;
    const updatedAt = this.clock.now();
    for (const subscription of subscriptions) {
      refuseMove(subscription.state, 'expired');
      Object.assign(subscription, { state: 'expired', nextInvoiceOn: null, updatedAt });
    }
    await updateRows(tx, 'subscriptions', subscriptions, ['state', 'nextInvoiceOn', 'updatedAt']);
    await this.parts.liftAll(
      tx,
      subscriptions.map(({ id }) => id),
    );
    await this.followMany(
      tx,
      subscriptions.map(({ customerId }) => customerId),
    );
    const told = subscriptions.map((subscription) => ({ subscription }));
    await this.journal.noteAll(tx, told, actor, 'subscription.expired');
    await this.journal.publishAll(tx, told, 'subscription.expired');
  }

  private async end(tx: EntityManager, subscription: Subscription): Promise<void> {
    refuseMove(subscription.state, 'terminated');
    subscription.nextInvoiceOn = null;
    await tx.update(Subscription, { id: subscription.id }, { nextInvoiceOn: null });
    await this.parts.liftAll(tx, [subscription.id]);
    await this.move(tx, subscription, 'terminated', this.clock.now());
  }

  private async move(
    tx: EntityManager,
    subscription: Subscription,
    state: SubscriptionState,
    at: Date,
  ): Promise<void> {
    refuseMove(subscription.state, state);
    Object.assign(subscription, { state, updatedAt: at });
    await tx.update(Subscription, { id: subscription.id }, { state, updatedAt: at });
    await this.follow(tx, subscription);
  }
}

function refuseMove(from: SubscriptionState, to: SubscriptionState): void {
  if (!canBecome(from, to)) throw new StateRefused(from, to);
}
