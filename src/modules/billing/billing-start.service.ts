import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { SubscriptionRenewals } from '../customers/index.js';
import { periodFrom } from './billing-period.js';

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
   * customer's today. One that is billed already stays as it is, so it can be repeated.
   */
  async start(from: string | null, actor: Actor): Promise<BillingStarted> {
    const days = new Map<string, number>();
    let started = 0;
    let after: string | null = FIRST_ID;
    while (after !== null) {
      const last: string = after;
      const batch = await this.db.transaction((tx) => this.startBatch(tx, last, from, actor));
      for (const day of batch.days) days.set(day, (days.get(day) ?? 0) + 1);
      started += batch.days.length;
      after = batch.last;
    }
    return { started, days };
  }

  private async startBatch(
    tx: EntityManager,
    after: string,
    from: string | null,
    actor: Actor,
  ): Promise<{ readonly days: readonly string[]; readonly last: string | null }> {
    const { unbilled, last } = await this.subscriptions.lockUnbilled(tx, after, BATCH);
    const now = this.clock.now();
    const days = unbilled.map((subscription) => {
      const { anchorOn, period, timeZone } = subscription;
      const day = periodFrom(anchorOn, period, from ?? localDay(now, timeZone)).from;
      subscription.nextInvoiceOn = day;
      return day;
    });
    await this.subscriptions.startBilling(tx, unbilled, actor);
    return { days, last };
  }
}
