import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { systemActor } from '../../common/http/principal.js';
import { CustomersService, SubscriptionLifecycle } from '../customers/index.js';
import { PrepaidAccount } from './prepaid-account.entity.js';
import { FORGIVEN, isServed, waitsForRenewal, type Prepaid } from './prepaid-balance.js';
import { PrepaidMails } from './prepaid-mails.service.js';
import {
  lastEntry,
  lockSubscription,
  openSuspensions,
  ownerOf,
  rechargeOf,
  type PrepaidSubscription,
} from './prepaid-queries.js';
import { standingOf, type RechargeRule, type Standing } from './prepaid-rules.js';

const ACTOR = systemActor('prepaid');

/** Balances under their locks, and the one rule of when they recharge themselves and when service stands still. */
@Injectable()
export class PrepaidAccounts {
  constructor(
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly mails: PrepaidMails,
  ) {}

  /** Locks customer, subscription and account; throws 404 for an unknown subscription. */
  async open(tx: EntityManager, subscriptionId: string): Promise<Prepaid> {
    const customerId = await ownerOf(tx, subscriptionId);
    if (customerId === null) throw new NotFound('subscription');
    const customer = await this.customers.lock(tx, customerId);
    const subscription = await lockSubscription(tx, subscriptionId);
    const account = await this.accountOf(tx, subscription);
    return { customer, subscription, account, last: await lastEntry(tx, subscriptionId) };
  }

  /** Writes the account, and brings recharge and suspension in line with the balance. */
  async follow(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { account, subscription } = prepaid;
    const now = this.clock.now();
    const standing = standingOf({
      last: prepaid.last,
      rule: this.ruleOf(prepaid),
      arrears: waitsForRenewal(prepaid) ? subscription.priceAmount : null,
      asked: account.rechargeAsked,
      failures: account.rechargeFailures,
      retryAt: account.rechargeRetryAt,
      dueAt: account.rechargeDueAt,
      recharge: await rechargeOf(tx, subscription.id),
      now,
    });
    account.rechargeDueAt = standing.rechargeDueAt;
    account.updatedAt = now;
    await tx.save(account);
    await this.bringInLine(tx, prepaid, standing);
  }

  /** Ends the service; what is left of the balance stays on the books. */
  async expire(tx: EntityManager, { subscription, account }: Prepaid): Promise<void> {
    const { state, nextInvoiceOn } = await this.lifecycle.expire(tx, subscription.id, ACTOR);
    Object.assign(subscription, { state, nextInvoiceOn });
    Object.assign(account, FORGIVEN, { arrearsOn: null, expireAt: null, rechargeAsked: false });
  }

  /** How the balance recharges itself; null while it does not. */
  ruleOf({ account, customer, subscription }: Prepaid): RechargeRule | null {
    const { rechargeThreshold: threshold, rechargeAmount: amount, rechargeDailyCap: dailyCap } = account;
    if (!account.rechargeEnabled || !customer.autoPay || !isServed(subscription)) return null;
    return threshold === null || amount === null || dailyCap === null
      ? null
      : { threshold, amount, dailyCap };
  }

  /** The customer's own day. */
  today({ customer }: Pick<Prepaid, 'customer'>): string {
    return localDay(this.clock.now(), customer.timeZone);
  }

  /** Money that is only on its way keeps a service going, and brings none back: it may not come. */
  private async bringInLine(
    tx: EntityManager,
    prepaid: Prepaid,
    { isShort, isHelped }: Standing,
  ): Promise<void> {
    const { subscription } = prepaid;
    if (!isServed(subscription)) return;
    const { id, state: before } = subscription;
    const isEmpty = (await openSuspensions(tx, id)).includes('prepaid_empty');
    if (isEmpty === isShort || (isShort && isHelped)) return;
    const { state } = isShort
      ? await this.lifecycle.suspend(tx, id, { reason: 'prepaid_empty' }, ACTOR)
      : await this.lifecycle.restore(tx, id, 'prepaid_empty', ACTOR);
    subscription.state = state;
    if (state === before) return;
    await (isShort ? this.mails.suspended(tx, prepaid) : this.mails.restored(tx, prepaid));
  }

  private async accountOf(tx: EntityManager, subscription: PrepaidSubscription): Promise<PrepaidAccount> {
    const { id: subscriptionId, customerId, priceCurrency: currency } = subscription;
    const standing = await tx.findOneBy(PrepaidAccount, { subscriptionId });
    if (standing) return standing;
    const now = this.clock.now();
    const account = tx.create(PrepaidAccount, {
      subscriptionId,
      customerId,
      currency,
      rechargeEnabled: false,
      rechargeThreshold: null,
      rechargeAmount: null,
      rechargeDailyCap: null,
      rechargeMethodId: null,
      rechargeAsked: false,
      ...FORGIVEN,
      arrearsOn: null,
      expireAt: null,
      createdAt: now,
      updatedAt: now,
    });
    await tx.insert(PrepaidAccount, account);
    return account;
  }
}
