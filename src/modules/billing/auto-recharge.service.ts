import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addDays, dayBounds } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { readRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { systemActor } from '../../common/http/principal.js';
import { CustomerMethods } from '../customers/index.js';
import { CHARGE_LEASE_SECONDS } from './charge-cadence.js';
import { Charging } from './charging.service.js';
import { PrepaidAccounts } from './prepaid-accounts.service.js';
import { FORGIVEN, waitsForRenewal, type Prepaid } from './prepaid-balance.js';
import { DUE_RECHARGES, FORGIVEN_RECHARGES, rechargedOn, TAKE_OVER_RECHARGES } from './prepaid-queries.js';
import { rechargeSize } from './prepaid-rules.js';
import { TopUps } from './top-ups.service.js';
import { NetworkCapReached } from './billing.errors.js';

interface RechargeOrder {
  readonly paymentId: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly amount: number;
  readonly currency: string;
  readonly methodId: string | null;
}

const ACTOR = systemActor('auto-recharge');
const DUE_AT_ONCE = 50;
const CALLS_AT_ONCE = 5;
const PUT_OFF_MS = 30 * 60_000;
// Some more than a transaction may take, so that none which was still writing is missed.
const OVERLAP_MS = 60_000;

const ORDERS = `SELECT r.payment_id, r.subscription_id, a.customer_id, r.amount, a.currency, a.recharge_method_id AS method_id
  FROM recharges r JOIN prepaid_accounts a ON a.subscription_id = r.subscription_id
  WHERE r.payment_id = ANY ($1) AND r.state = 'open'`;

const REFUSED = `SELECT r.payment_id FROM recharges r JOIN payments p ON p.id = r.payment_id
  WHERE r.state = 'open' AND r.lease_until IS NULL AND p.state IN ('declined', 'canceled') LIMIT $1`;

/** Balances that fill themselves: written with the id of the payment first, so that whoever dies on the way has charged once. */
@Injectable()
export class AutoRecharge {
  private readonly log = new Logger('auto-recharge');
  private methodsSeenUntil = 0;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly accounts: PrepaidAccounts,
    private readonly topUps: TopUps,
    private readonly charging: Charging,
    private readonly methods: CustomerMethods,
  ) {}

  /** Makes the recharges that are due, and those whose caller died; says how many were looked at. */
  async rechargeDue(now: Date, signal: AbortSignal): Promise<number> {
    const due: { subscription_id: string }[] = await this.db.query(DUE_RECHARGES, [now, DUE_AT_ONCE]);
    const done = await this.rechargeAll(due, now, signal);
    const again = await this.rechargeForgiven(now, signal);
    const left = await this.takeOver();
    await this.makeAll(left, async (order) => (await this.stillHolds(order)) && this.make(order));
    return done + again + left.length + (await this.settleRefused());
  }

  /** Those of customers whose methods changed since the last look; the first one of a process looks at all. */
  private async rechargeForgiven(now: Date, signal: AbortSignal): Promise<number> {
    const since = Math.min(this.methodsSeenUntil, now.getTime() - OVERLAP_MS);
    const found: { subscription_id: string }[] = await this.db.query(FORGIVEN_RECHARGES, [
      new Date(since),
      DUE_AT_ONCE,
    ]);
    const done = await this.rechargeAll(found, now, signal);
    if (done === found.length && found.length < DUE_AT_ONCE)
      this.methodsSeenUntil = now.getTime() - OVERLAP_MS;
    return done;
  }

  /** No more are begun at once than are called at once, so that none waits in line while its lease runs out. */
  private async rechargeAll(
    found: readonly { readonly subscription_id: string }[],
    now: Date,
    signal: AbortSignal,
  ): Promise<number> {
    let done = 0;
    for (let from = 0; from < found.length && !signal.aborted; from += CALLS_AT_ONCE) {
      const begun: string[] = [];
      for (const { subscription_id: id } of found.slice(from, from + CALLS_AT_ONCE)) {
        const paymentId = await this.tryToBegin(id, now);
        if (paymentId !== undefined) done += 1;
        if (paymentId) begun.push(paymentId);
      }
      await this.makeAll(begun, (order) => this.make(order));
    }
    return done;
  }

  /** As `begin` says; undefined for one that could not be looked at, which holds no other up. */
  private async tryToBegin(id: string, now: Date): Promise<string | null | undefined> {
    try {
      return await this.db.transaction(async (tx) => this.begin(tx, await this.accounts.open(tx, id)));
    } catch (error) {
      this.log.error({ err: error, subscription: id }, 'not recharged; it will be looked at again');
      await this.db.query(
        'UPDATE prepaid_accounts SET recharge_due_at = $2 WHERE subscription_id = $1 AND recharge_due_at <= $3',
        [id, new Date(now.getTime() + PUT_OFF_MS), now],
      );
      return undefined;
    }
  }

  private async makeAll(
    paymentIds: readonly string[],
    make: (order: RechargeOrder) => Promise<unknown>,
  ): Promise<void> {
    if (paymentIds.length === 0) return;
    const orders = await readRows<RechargeOrder>(this.db, ORDERS, [paymentIds]);
    const results = await Promise.allSettled(orders.map(make));
    // Its lease runs out, and it is taken over.
    for (const result of results)
      if (result.status === 'rejected')
        this.log.error({ err: result.reason as unknown }, 'a recharge was not made');
  }

  /** What somebody who died had decided holds while it could be decided still; what stands as a payment is gone on with. */
  private stillHolds({ paymentId, subscriptionId }: RechargeOrder): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const prepaid = await this.accounts.open(tx, subscriptionId);
      const made: unknown[] = await tx.query('SELECT 1 FROM payments WHERE id = $1', [paymentId]);
      if (made.length > 0 || this.accounts.ruleOf(prepaid) !== null) return true;
      await this.topUps.notMade(tx, subscriptionId, { paymentId, code: 'turned_off', counts: false });
      return false;
    });
  }

  /** When the next one is due. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      'SELECT min(recharge_due_at) AS next FROM prepaid_accounts WHERE recharge_due_at > $1',
      [after],
    );
    return rows[0]?.next ?? null;
  }

  /** Decides and writes down one recharge, under the customer's lock; the id of its payment, or null when there is nothing to take now. */
  private async begin(tx: EntityManager, prepaid: Prepaid): Promise<string | null> {
    const { account } = prepaid;
    forgive(prepaid);
    await this.accounts.follow(tx, prepaid);
    const rule = this.accounts.ruleOf(prepaid);
    const now = this.clock.now();
    if (rule === null || account.rechargeDueAt === null || account.rechargeDueAt > now) return null;
    const { id } = prepaid.subscription;
    const today = this.accounts.today(prepaid);
    const shortage = {
      balance: prepaid.last?.balanceAfter ?? 0,
      needed: waitsForRenewal(prepaid) ? prepaid.subscription.priceAmount : 0,
    };
    const { from } = dayBounds(today, prepaid.customer.timeZone);
    const amount = rechargeSize(shortage, rule, await rechargedOn(tx, id, { day: today, from }));
    if (amount === 0) {
      account.rechargeDueAt = dayBounds(addDays(today, 1), prepaid.customer.timeZone).from;
      await this.accounts.follow(tx, prepaid);
      return null;
    }
    const paymentId = uuidv7();
    await tx.query(
      `INSERT INTO recharges (payment_id, subscription_id, local_day, amount, state, lease_until, created_at)
       VALUES ($1, $2, $3, $4, 'open', $5, $6)`,
      [paymentId, id, today, amount, this.leaseEnd(), now],
    );
    account.rechargeAsked = false;
    await this.accounts.follow(tx, prepaid);
    return paymentId;
  }

  private async takeOver(): Promise<string[]> {
    const [rows]: [{ payment_id: string }[], number] = await this.db.query(TAKE_OVER_RECHARGES, [
      this.clock.real(),
      CHARGE_LEASE_SECONDS,
      CALLS_AT_ONCE,
    ]);
    return rows.map(({ payment_id }) => payment_id);
  }

  /** The payment bears the recharge's own id, so that making it again finds it. */
  private async make(order: RechargeOrder): Promise<void> {
    const { paymentId, subscriptionId, customerId, amount, currency } = order;
    const wish = {
      purpose: 'top_up' as const,
      customerId,
      subscriptionId,
      money: { amount, currency },
      methodId: await this.usable(order),
    };
    try {
      await this.charging.payOnce(paymentId, wish, ACTOR);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.settleUnmade(order, error);
    }
    await this.db.query('UPDATE recharges SET lease_until = NULL WHERE payment_id = $1', [paymentId]);
  }

  /** Recharges that nobody is at any more, and whose payment was refused all the same. */
  private async settleRefused(): Promise<number> {
    const rows: { payment_id: string }[] = await this.db.query(REFUSED, [DUE_AT_ONCE]);
    for (const { payment_id: id } of rows)
      await this.db.transaction((tx) => this.topUps.notAskedAgain(tx, id));
    return rows.length;
  }

  /** Whatever stands as a payment is settled by its outcome, and by nothing else. */
  private async settleUnmade(
    { paymentId, subscriptionId }: RechargeOrder,
    error: DomainError,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const made: unknown[] = await tx.query('SELECT 1 FROM payments WHERE id = $1', [paymentId]);
      if (made.length > 0) return;
      // Neither a vendor that is away nor a network's cap is a refusal of the bank.
      const isAtCap = error instanceof NetworkCapReached;
      const failure = {
        paymentId,
        code: isAtCap ? 'network_cap' : error.code,
        counts: error.kind !== 'unavailable' && !isAtCap,
      };
      await this.topUps.notMade(tx, subscriptionId, failure);
    });
  }

  /** The chosen method while it can be charged; else the subscription's, else the default. */
  private async usable({ customerId, methodId }: RechargeOrder): Promise<string | undefined> {
    if (methodId === null) return undefined;
    return (await this.methods.isUsable(this.db.manager, customerId, methodId)) ? methodId : undefined;
  }

  private leaseEnd(): Date {
    return new Date(this.clock.real().getTime() + CHARGE_LEASE_SECONDS * 1_000);
  }
}

/** Refusals do not count against methods that came after them. */
function forgive({ account, customer }: Prepaid): void {
  const { paymentMethodsChangedAt: changedAt } = customer;
  if (account.rechargeFailedAt === null || changedAt === null || changedAt <= account.rechargeFailedAt)
    return;
  Object.assign(account, FORGIVEN);
}
