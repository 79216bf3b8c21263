import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addDays, dayBounds } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { systemActor } from '../../common/http/principal.js';
import { SubscriptionRenewals } from '../customers/index.js';
import { Ledger } from './ledger.service.js';
import { PrepaidAccounts } from './prepaid-accounts.service.js';
import { isServed, waitsForRenewal, type Prepaid } from './prepaid-balance.js';
import {
  DUE_PREPAID,
  NEXT_PREPAID,
  openSuspensions,
  rechargeOf,
  stoodStillSince,
} from './prepaid-queries.js';
import { prepaidPeriod } from './prepaid-rules.js';

interface DueRow {
  readonly id: string;
  readonly next_invoice_on: string;
}

const ACTOR = systemActor('prepaid-renewals');
const PAGE = 100;
const PASS_MS = 20_000;
const DAY_MS = 86_400_000;
const NO_ARREARS = { arrearsOn: null, expireAt: null } as const;
const FIRST = { next_invoice_on: '0001-01-01', id: '00000000-0000-0000-0000-000000000000' };

/** Prepaid periods: paid from the balance when they begin, waited for when it does not cover them, and at an end when nobody pays. */
@Injectable()
export class PrepaidRenewals {
  private readonly log = new Logger('prepaid');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly accounts: PrepaidAccounts,
    private readonly ledger: Ledger,
    private readonly subscriptions: SubscriptionRenewals,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Looks at every subscription that is due, each in a transaction of its own; says how many were. */
  async lookAtDue(now: Date, signal: AbortSignal): Promise<number> {
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let last: DueRow = FIRST;
    let looked = 0;
    while (!signal.aborted && this.clock.real().getTime() < endsAt) {
      const rows: DueRow[] = await this.db.query(DUE_PREPAID, [now, last.next_invoice_on, last.id, PAGE]);
      for (const { id } of rows) looked += (await this.lookAtOne(id)) ? 1 : 0;
      last = rows.at(-1) ?? last;
      if (rows.length < PAGE) break;
    }
    return looked;
  }

  /** When the next one is due. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(NEXT_PREPAID, [after]);
    return rows[0]?.next ?? null;
  }

  /**
   * Renews, waits for money or ends what is due, and brings the rest in line; called after every change of the balance too. Days that cannot
   * be reckoned with put the renewal off, never what is booked beside it; false then.
   */
  async look(tx: EntityManager, prepaid: Prepaid): Promise<boolean> {
    const isReckoned = await this.reckon(tx, prepaid);
    await this.accounts.follow(tx, prepaid);
    return isReckoned;
  }

  /** Reckoned before anything is written, so that a refusal of the calendar leaves the transaction as it was. */
  private async reckon(tx: EntityManager, prepaid: Prepaid): Promise<boolean> {
    try {
      if (this.isDue(prepaid)) await this.settle(tx, prepaid);
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { id: subscription } = prepaid.subscription;
      this.log.error({ err: error, subscription }, 'no period can be reckoned from its days; not renewed');
      return false;
    }
  }

  private async lookAtOne(id: string): Promise<boolean> {
    try {
      return await this.db.transaction(async (tx) => this.look(tx, await this.accounts.open(tx, id)));
    } catch (error) {
      this.log.error({ err: error, subscription: id }, 'not renewed; it will be looked at again');
      return false;
    }
  }

  private isDue(prepaid: Prepaid): boolean {
    const { nextInvoiceOn } = prepaid.subscription;
    return (
      isServed(prepaid.subscription) &&
      nextInvoiceOn !== null &&
      nextInvoiceOn <= this.accounts.today(prepaid)
    );
  }

  private async settle(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { subscription, account, last } = prepaid;
    if (isOver(prepaid)) return this.accounts.expire(tx, prepaid);
    const reasons = await openSuspensions(tx, subscription.id);
    const isHeld = reasons.some((reason) => reason !== 'prepaid_empty');
    if ((last?.balanceAfter ?? 0) >= subscription.priceAmount) {
      if (!isHeld) return this.renew(tx, prepaid);
      // Nothing is owed any more; it is renewed as soon as nobody holds it.
      Object.assign(account, NO_ARREARS);
      return;
    }
    if (waitsForRenewal(prepaid)) return this.expireInTime(tx, prepaid);
    if (!isHeld) this.wait(prepaid);
  }

  /** A period begins on its due day where service went on, else on the day on which it is paid for. */
  private async renew(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { subscription, account, customer } = prepaid;
    const dueOn = subscription.nextInvoiceOn ?? this.accounts.today(prepaid);
    const dueAt = dayBounds(dueOn, customer.timeZone).from;
    const hasStoodStill = await stoodStillSince(tx, subscription.id, dueAt);
    const period = prepaidPeriod(subscription, hasStoodStill ? this.accounts.today(prepaid) : dueOn);
    const nextInvoiceOn = addDays(period.to, 1);
    const reference = period.from;
    const isPaid = await this.ledger.find(tx, subscription.id, 'renewal', reference);
    if (!isPaid)
      await this.ledger.post(tx, prepaid, {
        kind: 'renewal',
        reference,
        amount: 0 - subscription.priceAmount,
        periodFrom: period.from,
        periodTo: period.to,
      });
    Object.assign(account, NO_ARREARS);
    const news = isPaid ? null : { period: { from: period.from, to: period.to } };
    const { anchorOn } = period;
    await this.subscriptions.renew(
      tx,
      [{ subscription, anchorOn, nextInvoiceOn, news, skipped: null }],
      ACTOR,
    );
  }

  private wait(prepaid: Prepaid): void {
    const { subscription, account, customer } = prepaid;
    const today = this.accounts.today(prepaid);
    const endsOn = addDays(today, this.config.billing.prepaidExpireDays);
    account.arrearsOn = subscription.nextInvoiceOn;
    account.expireAt = dayBounds(endsOn, customer.timeZone).from;
  }

  private async expireInTime(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { account, subscription } = prepaid;
    const now = this.clock.now();
    if (account.expireAt === null || account.expireAt > now) return;
    if ((await rechargeOf(tx, subscription.id)) === 'open')
      account.expireAt = new Date(now.getTime() + DAY_MS);
    else await this.accounts.expire(tx, prepaid);
  }
}

/** Whether the last period of a subscription that is not renewed has ended; the first one is still to be paid. */
function isOver({ subscription }: Prepaid): boolean {
  const { autoRenew, nextInvoiceOn, anchorOn } = subscription;
  return !autoRenew && nextInvoiceOn !== null && nextInvoiceOn > anchorOn;
}
