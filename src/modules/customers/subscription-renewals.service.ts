import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { instantAt, localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { readRows, updateRows } from '../../common/database/bulk.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerLock } from './customer-lock.service.js';
import {
  FIND_UNBILLED,
  LOCK_DUE,
  NEXT_DAYS,
  READ_DUE,
  READ_UNBILLED,
  SUSPENSIONS,
} from './renewal-queries.js';
import { SubscriptionJournal } from './subscription-journal.service.js';
import type { Subscription } from './subscription.entity.js';
import { ZONES } from './zones-query.js';

/** A subscription with what its customer says of how it is billed. */
export interface BilledSubscription extends Subscription {
  readonly autoPay: boolean;
  readonly timeZone: string;
}

/** One that is due on its customer's own day. */
export interface DueSubscription extends BilledSubscription {
  readonly nextInvoiceOn: string;
  readonly today: string;
}

/** The last subscription of the batch before. */
export interface DuePosition {
  readonly day: string;
  readonly id: string;
}

/** Before every subscription. */
export const FIRST_DUE: DuePosition = { day: '0001-01-01', id: '00000000-0000-0000-0000-000000000000' };

export interface DueBatch {
  readonly due: readonly DueSubscription[];
  /** Null when there is no more. */
  readonly last: DuePosition | null;
}

/** A time in which a service stood still; open while `liftedAt` is null. */
export interface StandStill {
  readonly subscriptionId: string;
  readonly suspendedAt: Date;
  readonly liftedAt: Date | null;
}

/** A subscription's step to its next period. */
export interface Renewal {
  readonly subscription: Subscription;
  readonly nextInvoiceOn: string;
  /** The day from which its periods count from now on, where that is another. */
  readonly anchorOn?: string;
  /** Why this period is not billed; null: it is. */
  readonly skipped: string | null;
  /** What outsiders are told of it; null: nothing. */
  readonly news: Readonly<Record<string, unknown>> | null;
}

/** Postpaid subscriptions as what invoices them needs them: many at once, under the locks of their customers. */
@Injectable()
export class SubscriptionRenewals {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly locks: CustomerLock,
    private readonly journal: SubscriptionJournal,
  ) {}

  /** Locks the customers of the next subscriptions that are due at `now`, those that nobody else has locked, and reads what is still due. */
  async lockDue(tx: EntityManager, now: Date, after: DuePosition, limit: number): Promise<DueBatch> {
    const { zones, days } = await this.calendar(tx, now);
    if (zones.length === 0) return { due: [], last: null };
    const latest = days.reduce((a, b) => (a > b ? a : b));
    const found: { id: string; next_invoice_on: string }[] = await tx.query(LOCK_DUE, [
      zones,
      days,
      latest,
      after.day,
      after.id,
      limit,
    ]);
    const end = found.at(-1);
    if (!end) return { due: [], last: null };
    const ids = found.map(({ id }) => id);
    const due = await readRows<DueSubscription>(tx, READ_DUE, [zones, days, ids]);
    return { due, last: found.length < limit ? null : { day: end.next_invoice_on, id: end.id } };
  }

  /** The first instant after this one at which any subscription may be due: a midnight of some customer. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const { zones, days } = await this.calendar(this.db.manager, after);
    const next: { time_zone: string; day: string }[] = await this.db.query(NEXT_DAYS, [zones, days]);
    const instants = next.map(({ time_zone, day }) => instantAt(day, 0, time_zone).getTime());
    return instants.length > 0 ? new Date(Math.min(...instants)) : null;
  }

  /** When these stood still, and why does not matter. */
  async standStills(tx: EntityManager, subscriptionIds: readonly string[]): Promise<StandStill[]> {
    return subscriptionIds.length > 0 ? readRows<StandStill>(tx, SUSPENSIONS, [subscriptionIds]) : [];
  }

  /** Moves each on to its next period. */
  async renew(tx: EntityManager, renewals: readonly Renewal[], actor: Actor): Promise<void> {
    const updatedAt = this.clock.now();
    for (const { subscription, nextInvoiceOn, anchorOn = subscription.anchorOn } of renewals)
      Object.assign(subscription, { nextInvoiceOn, anchorOn, updatedAt });
    const moved = renewals.map(({ subscription }) => subscription);
    await updateRows(tx, 'subscriptions', moved, ['nextInvoiceOn', 'anchorOn', 'updatedAt']);
    const told = renewals.flatMap(({ subscription, news }) => (news ? [{ subscription, more: news }] : []));
    await this.journal.publishAll(tx, told, 'subscription.renewed');
    const skipped = renewals.flatMap(({ subscription, skipped: why }) =>
      why === null ? [] : [{ subscription, details: { why } }],
    );
    await this.journal.noteAll(tx, skipped, actor, 'subscription.period_not_billed');
  }

  /** Locks the next imported subscriptions that are not billed yet, in the order of their ids, with those of their customers. */
  async lockUnbilled(
    tx: EntityManager,
    after: string,
    limit: number,
  ): Promise<{ readonly unbilled: readonly BilledSubscription[]; readonly last: string | null }> {
    const found: { id: string; customer_id: string }[] = await tx.query(FIND_UNBILLED, [after, limit]);
    await this.locks.customers(
      tx,
      found.map(({ customer_id }) => customer_id),
    );
    const unbilled = await readRows<BilledSubscription>(tx, READ_UNBILLED, [found.map(({ id }) => id)]);
    return { unbilled, last: found.at(-1)?.id ?? null };
  }

  /** Begins to bill these on the days that they bear. */
  async startBilling(tx: EntityManager, subscriptions: readonly Subscription[], actor: Actor): Promise<void> {
    const updatedAt = this.clock.now();
    for (const subscription of subscriptions) subscription.updatedAt = updatedAt;
    await updateRows(tx, 'subscriptions', subscriptions, ['nextInvoiceOn', 'updatedAt']);
    const noted = subscriptions.map((subscription) => ({
      subscription,
      details: { changed: ['next_invoice_on'] },
    }));
    await this.journal.noteAll(tx, noted, actor, 'subscription.updated');
  }

  private async calendar(
    tx: EntityManager,
    now: Date,
  ): Promise<{ readonly zones: string[]; readonly days: string[] }> {
    const rows: { time_zone: string }[] = await tx.query(ZONES);
    const zones = rows.map(({ time_zone }) => time_zone);
    return { zones, days: zones.map((zone) => localDay(now, zone)) };
  }
}
