import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { violatedConstraint } from '../../common/database/constraint.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import type { Money } from '../../common/money.js';
import { AuditTrail } from '../audit/index.js';
import { CustomerErased, CustomerMethods, SubscriptionsService } from '../customers/index.js';
import type { LedgerEntry } from './ledger-entry.entity.js';
import { Ledger } from './ledger.service.js';
import { PrepaidAccount } from './prepaid-account.entity.js';
import { PrepaidAccounts } from './prepaid-accounts.service.js';
import { FORGIVEN, isServed, type Prepaid } from './prepaid-balance.js';
import { PrepaidMails } from './prepaid-mails.service.js';
import { lastEntry } from './prepaid-queries.js';
import type { BalanceDetail } from './prepaid-view.js';
import {
  BalanceClosed,
  InsufficientBalance,
  NotPrepaid,
  RechargeMethodNotUsable,
  UsageReferenceReused,
} from './prepaid.errors.js';
import type { AutoRechargeWish } from './prepaid.schemas.js';

/** What a usage came to; `isNew` is false for one that was taken before. */
export interface Used {
  readonly entry: LedgerEntry;
  readonly isNew: boolean;
}

/** What the settings of a recharge are checked and told with. */
@Injectable()
export class RechargeParts {
  constructor(
    readonly methods: CustomerMethods,
    readonly audit: AuditTrail,
  ) {}
}

/** Prepaid balances over the API: reading, using, and how they recharge themselves. */
@Injectable()
export class PrepaidService {
  constructor(
    private readonly db: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly accounts: PrepaidAccounts,
    private readonly ledger: Ledger,
    private readonly recharges: RechargeParts,
    private readonly mails: PrepaidMails,
  ) {}

  /** Throws 404 for an unknown subscription, 409 for one that is not prepaid. */
  async balance(subscriptionId: string): Promise<BalanceDetail> {
    const { subscription } = await this.subscriptions.get(subscriptionId);
    if (subscription.billingMode !== 'prepaid') throw new NotPrepaid();
    const account = await this.db.manager.findOneBy(PrepaidAccount, { subscriptionId });
    return { subscription, account, last: await lastEntry(this.db.manager, subscriptionId) };
  }

  /** Newest first, one more than `limit` when there are more; throws as `balance` does. */
  async entries(
    subscriptionId: string,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<LedgerEntry[]> {
    const { subscription } = await this.subscriptions.get(subscriptionId);
    if (subscription.billingMode !== 'prepaid') throw new NotPrepaid();
    return this.ledger.list(subscriptionId, page);
  }

  /** Takes what was used, once a reference. More than there is takes nothing, asks for a recharge and throws 409. */
  async use(subscriptionId: string, money: Money, reference: string): Promise<Used> {
    const used = await this.db.transaction((tx) => this.take(tx, subscriptionId, money, reference));
    // Thrown after the commit, which keeps that a recharge was asked for.
    if ('short' in used) throw new InsufficientBalance(used.short);
    return used;
  }

  private async take(
    tx: EntityManager,
    subscriptionId: string,
    money: Money,
    reference: string,
  ): Promise<Used | { readonly short: Money }> {
    const prepaid = await this.opened(tx, subscriptionId, money);
    const standing = await this.ledger.find(tx, subscriptionId, 'usage', reference);
    if (standing) return { entry: refuseOther(standing, money), isNew: false };
    if (!isServed(prepaid.subscription)) throw new BalanceClosed(prepaid.subscription.state);
    const balance = prepaid.last?.balanceAfter ?? 0;
    if (balance < money.amount) {
      prepaid.account.rechargeAsked = this.accounts.ruleOf(prepaid) !== null;
      await this.accounts.follow(tx, prepaid);
      return { short: { amount: balance, currency: money.currency } };
    }
    const entry = await this.ledger.post(tx, prepaid, { kind: 'usage', reference, amount: -money.amount });
    await this.accounts.follow(tx, prepaid);
    if (isRunningLow(prepaid, entry) && this.accounts.ruleOf(prepaid) === null)
      await this.mails.lowBalance(tx, prepaid);
    return { entry, isNew: true };
  }

  /** Says how the balance recharges itself; refusals so far are forgotten. */
  async setAutoRecharge(
    subscriptionId: string,
    wish: AutoRechargeWish,
    actor: Actor,
  ): Promise<BalanceDetail> {
    try {
      return await this.db.transaction(async (tx) => {
        const prepaid = await this.opened(tx, subscriptionId);
        if (prepaid.customer.erasedAt) throw new CustomerErased();
        if (wish.enabled) await this.enable(tx, prepaid, wish);
        else Object.assign(prepaid.account, { rechargeEnabled: false });
        Object.assign(prepaid.account, FORGIVEN, { rechargeAsked: false });
        await this.accounts.follow(tx, prepaid);
        await this.recharges.audit.record(tx, {
          actor,
          action: 'subscription.auto_recharge_changed',
          entityType: 'subscription',
          entityId: subscriptionId,
          customerId: prepaid.customer.id,
          details: wish,
        });
        return prepaid;
      });
    } catch (error) {
      if (violatedConstraint(error) === 'prepaid_accounts_own_method')
        throw new Invalid('payment_method_id', 'This is not a payment method of this customer.');
      throw error;
    }
  }

  private async enable(
    tx: EntityManager,
    { account, customer }: Prepaid,
    wish: Extract<AutoRechargeWish, { enabled: true }>,
  ): Promise<void> {
    for (const [path, money] of Object.entries({
      threshold: wish.threshold,
      amount: wish.amount,
      daily_cap: wish.daily_cap,
    }))
      refuseCurrency(`${path}.currency`, money, account.currency);
    if (wish.daily_cap.amount < wish.amount.amount)
      throw new Invalid('daily_cap.amount', 'Must be at least the amount of one recharge.');
    Object.assign(account, {
      rechargeEnabled: true,
      rechargeThreshold: wish.threshold.amount,
      rechargeAmount: wish.amount.amount,
      rechargeDailyCap: wish.daily_cap.amount,
      rechargeMethodId: wish.payment_method_id,
    });
    // Written first: its foreign key tells a foreign method from one that cannot be charged.
    await tx.save(account);
    const { rechargeMethodId: methodId } = account;
    if (methodId !== null && !(await this.recharges.methods.isUsable(tx, customer.id, methodId)))
      throw new RechargeMethodNotUsable();
  }

  private async opened(tx: EntityManager, subscriptionId: string, money?: Money): Promise<Prepaid> {
    const prepaid = await this.accounts.open(tx, subscriptionId);
    if (prepaid.subscription.billingMode !== 'prepaid') throw new NotPrepaid();
    if (money) refuseCurrency('money.currency', money, prepaid.account.currency);
    return prepaid;
  }
}

/** Whether this use has left less than the next period costs; a balance that is used up is told of by the suspension. */
function isRunningLow({ subscription }: Prepaid, { balanceBefore, balanceAfter }: LedgerEntry): boolean {
  const { priceAmount } = subscription;
  return balanceAfter > 0 && balanceAfter < priceAmount && balanceBefore >= priceAmount;
}

function refuseOther(entry: LedgerEntry, money: Money): LedgerEntry {
  if (entry.amount !== -money.amount)
    throw new UsageReferenceReused({ amount: -entry.amount, currency: entry.currency });
  return entry;
}

function refuseCurrency(path: string, money: Money, currency: string): void {
  if (money.currency !== currency)
    throw new Invalid(path, `Must be the subscription's currency, ${currency}.`);
}
