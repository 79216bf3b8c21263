import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addDays } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { readRows } from '../../common/database/bulk.js';
import { isOfRow } from '../../common/database/constraint.js';
import { uuidv7 } from '../../common/database/ids.js';
import { systemActor } from '../../common/http/principal.js';
import {
  FIRST_DUE,
  SubscriptionLifecycle,
  SubscriptionRenewals,
  type DuePosition,
  type DueSubscription,
  type Renewal,
} from '../customers/index.js';
import type { BillingPeriod } from '../../common/billing-period.js';
import { draftOf, type InvoiceDetail } from './invoice-draft.js';
import { InvoicesService } from './invoices.service.js';
import { duePeriod, isOver, renewalStep, type BilledFacts, type RenewalStep } from './renewal-plan.js';

/** Subscriptions of one transaction, which holds up whoever issues an invoice meanwhile for as long as its writing takes. */
const BATCH = 1_000;

const ACTOR = systemActor('renewals');

const BILLED = `
  SELECT due.id, EXISTS (
      SELECT FROM invoices i
      WHERE i.renewal AND i.state <> 'void' AND i.subscription_id = due.id AND i.period_from = due.period_from) AS is_invoiced,
    NOT due.auto_renew AND EXISTS (
      SELECT FROM invoices i WHERE i.renewal AND i.subscription_id = due.id AND i.period_from < due.period_from) AS was_billed
  FROM unnest($1::uuid[], $2::date[], $3::boolean[]) AS due (id, period_from, auto_renew)`;

interface Planned {
  readonly subscription: DueSubscription;
  readonly step: RenewalStep;
}

/** Postpaid subscriptions from one period to the next: each period invoiced once, at its start, whoever runs this and however often. */
@Injectable()
export class Renewals {
  private readonly log = new Logger('renewals');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly subscriptions: SubscriptionRenewals,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly invoices: InvoicesService,
  ) {}

  /** Takes everything that is due to its next period, or to its end; of several missed periods each run makes up for one at least. */
  async run(now = this.clock.now(), signal?: AbortSignal): Promise<number> {
    let total = 0;
    let after: DuePosition | null = FIRST_DUE;
    while (after && !signal?.aborted) {
      const from: DuePosition = after;
      const batch = await this.db.transaction((tx) => this.renewBatch(tx, now, from));
      total += batch.done;
      after = batch.last;
    }
    return total;
  }

  /** The next midnight of a customer at which anything may be due. */
  nextDueAt(after: Date): Promise<Date | null> {
    return this.subscriptions.nextDueAt(after);
  }

  private async renewBatch(
    tx: EntityManager,
    now: Date,
    after: DuePosition,
  ): Promise<{ readonly done: number; readonly last: DuePosition | null }> {
    const { due, last } = await this.subscriptions.lockDue(tx, now, after, BATCH);
    return { done: await this.takeOn(tx, due), last };
  }

  /** All at once, or, where one of them cannot be taken on, each by itself, so that it holds up nobody else. */
  private async takeOn(tx: EntityManager, due: readonly DueSubscription[]): Promise<number> {
    if (due.length === 0) return 0;
    try {
      return await tx.transaction((part) => this.bill(part, due));
    } catch (error) {
      if (!isOfRow(error)) throw error;
      if (due.length > 1) return this.takeOnEach(tx, due);
      const [subscription] = due;
      this.log.error(
        { err: error, subscription: subscription?.id },
        'not renewed; it will be looked at again',
      );
      return 0;
    }
  }

  private async takeOnEach(tx: EntityManager, due: readonly DueSubscription[]): Promise<number> {
    let done = 0;
    for (const one of due) done += await this.takeOn(tx, [one]);
    return done;
  }

  private async bill(tx: EntityManager, due: readonly DueSubscription[]): Promise<number> {
    // Copies, for what is taken back has to be found as it was.
    const planned = await this.plan(
      tx,
      due.map((one) => ({ ...one })),
    );
    const ended = planned.filter(({ step }) => step.kind === 'expire');
    await this.lifecycle.expireAll(
      tx,
      ended.map(({ subscription }) => subscription),
      ACTOR,
    );
    await this.renew(tx, planned);
    return planned.filter(({ step }) => step.kind !== 'wait').length;
  }

  private async plan(tx: EntityManager, due: readonly DueSubscription[]): Promise<Planned[]> {
    const periods = due.map((subscription) => ({ subscription, period: duePeriod(subscription) }));
    const billed = await this.billed(tx, periods);
    const missed = periods.filter(({ subscription, period }) => isOver(period, subscription));
    const standStills = await this.subscriptions.standStills(
      tx,
      missed.map(({ subscription }) => subscription.id),
    );
    return periods.map(({ subscription, period }) => {
      const { id } = subscription;
      const facts = billed.get(id) ?? { wasBilled: false, isInvoiced: false };
      const own = isOver(period, subscription)
        ? standStills.filter(({ subscriptionId }) => subscriptionId === id)
        : [];
      return { subscription, step: renewalStep(subscription, period, facts, own) };
    });
  }

  private async billed(
    tx: EntityManager,
    periods: readonly { readonly subscription: DueSubscription; readonly period: BillingPeriod }[],
  ): Promise<ReadonlyMap<string, BilledFacts>> {
    const rows = await readRows<BilledFacts & { id: string }>(tx, BILLED, [
      periods.map(({ subscription }) => subscription.id),
      periods.map(({ period }) => period.from),
      periods.map(({ subscription }) => subscription.autoRenew),
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async renew(tx: EntityManager, planned: readonly Planned[]): Promise<void> {
    const drafts: InvoiceDetail[] = [];
    const renewals = planned.flatMap(({ subscription, step }): Renewal[] => {
      if (step.kind === 'expire' || step.kind === 'wait') return [];
      const { period } = step;
      const next = { subscription, nextInvoiceOn: addDays(period.to, 1) };
      if (step.kind === 'skip') return [{ ...next, skipped: step.why, news: null }];
      const draft = this.draft(subscription, period);
      drafts.push(draft);
      const news = { period, invoice_id: draft.invoice.id };
      return [{ ...next, skipped: null, news: subscription.autoRenew ? news : null }];
    });
    await this.subscriptions.renew(tx, renewals, ACTOR);
    await this.invoices.issueAll(tx, drafts, ACTOR);
  }

  private draft(subscription: DueSubscription, period: BillingPeriod): InvoiceDetail {
    const { priceAmount: amount, name: description } = subscription;
    const now = this.clock.now();
    return draftOf(
      {
        id: uuidv7(),
        customerId: subscription.customerId,
        subscriptionId: subscription.id,
        periodFrom: period.from,
        periodTo: period.to,
        currency: subscription.priceCurrency,
        totalAmount: amount,
        taxAmount: 0,
        dueOn: subscription.today,
        collectAt: subscription.autoPay ? now : null,
        renewal: true,
      },
      [{ description, quantity: 1, amount, taxRate: '0', taxAmount: 0 }],
      now,
    );
  }
}
