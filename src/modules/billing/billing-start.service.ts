import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { periodFrom, runningSince } from '../../common/billing-period.js';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { SubscriptionRenewals, type BilledSubscription } from '../customers/index.js';

const BATCH = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** What a start has done. */
export interface BillingStarted {
  readonly started: number;
  /** How many are invoiced next on each day. */
  readonly days: ReadonlyMap<string, number>;
}

/** Lets imported subscriptions be billed from a day on. */
@Injectable()
export class BillingStart {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly subscriptions: SubscriptionRenewals,
  ) {}

  /**
   * Sets the next invoice of every imported subscription that has none to the first period that begins on that day or after it, or on the
   * customer's today. One that is billed already stays as it is, so it can be repeated. Throws 422, and starts none, when that day would
   * bill a period that is over: whoever they came from has billed it.
   */
  async start(from: string | null, actor: Actor): Promise<BillingStarted> {
    if (from !== null)
      await this.walk((_, batch) => {
        for (const subscription of batch) this.refuseOver(subscription, from);
      });
    const days = new Map<string, number>();
    await this.walk(async (tx, batch) => {
      for (const subscription of batch) {
        const { anchorOn, period, timeZone } = subscription;
        const day = periodFrom(anchorOn, period, from ?? localDay(this.clock.now(), timeZone)).from;
        subscription.nextInvoiceOn = day;
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      await this.subscriptions.startBilling(tx, batch, actor);
    });
    return { started: [...days.values()].reduce((sum, count) => sum + count, 0), days };
  }

  private refuseOver({ anchorOn, period, timeZone }: BilledSubscription, from: string): void {
    const running = runningSince(anchorOn, period, localDay(this.clock.now(), timeZone));
    if (running !== null && periodFrom(anchorOn, period, from).from < running)
      throw new Invalid(
        'from',
        `From ${from} on, periods that are over would be billed; there is a subscription whose running one began on ${running}.`,
      );
  }

  private async walk(
    work: (tx: EntityManager, batch: readonly BilledSubscription[]) => Promise<void> | void,
  ): Promise<void> {
    let after: string | null = FIRST_ID;
    while (after !== null) {
      const last: string = after;
      after = await this.db.transaction(async (tx) => {
        const batch = await this.subscriptions.lockUnbilled(tx, last, BATCH);
        await work(tx, batch.unbilled);
        return batch.last;
      });
    }
  }
}
