import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Counter } from 'prom-client';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { Metrics } from '../../common/http/metrics.service.js';
import type { Actor } from '../../common/http/principal.js';
import { JobRunner } from '../../common/jobs/job-runner.service.js';
import { AuditTrail } from '../audit/index.js';
import {
  VENDORS,
  VendorGateways,
  WebhookUnreadable,
  type Vendor,
  type VendorEvent,
  type WebhookHeaders,
} from '../vendors/index.js';
import { InboxEvent } from './inbox-event.entity.js';
import type { InboxState } from './inbox-vocabulary.js';
import { inboxJob } from './inbox-job-name.js';

export interface InboxFilter {
  readonly vendor?: Vendor | undefined;
  readonly state?: InboxState | undefined;
  /** The last id of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** What the inbox tells others of. */
@Injectable()
export class InboxParts {
  private readonly received: Counter;

  constructor(
    metrics: Metrics,
    readonly audit: AuditTrail,
    readonly jobs: JobRunner,
  ) {
    this.received = metrics.counter('webhooks_received_total', 'Events taken from vendors, by outcome', [
      'vendor',
      'outcome',
    ]);
  }

  /** Counts an event taken, and whether it had come before. */
  count(vendor: Vendor, outcome: 'new' | 'repeated'): void {
    this.received.inc({ vendor, outcome });
  }
}

/** Events as vendors tell them: checked, kept once each, shown to admins and tried again on their word. */
@Injectable()
export class WebhookInbox {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly parts: InboxParts,
  ) {}

  /** Keeps an event that its vendor has signed; when this resolves it is kept for good, or was before. Throws for any other, and keeps nothing. */
  async receive(vendor: Vendor, rawBody: Buffer, headers: WebhookHeaders): Promise<void> {
    const event = await this.verified(vendor, rawBody, headers);
    const isOurs = event.change.kind !== 'ignored';
    const rows: unknown[] = await this.db.query(
      `INSERT INTO webhook_inbox
         (id, vendor, vendor_event_id, type, change, occurred_at, received_at, state, next_attempt_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (vendor, vendor_event_id) DO NOTHING RETURNING id`,
      [
        uuidv7(),
        vendor,
        event.vendorEventId,
        event.type,
        JSON.stringify(event.change),
        event.occurredAt,
        this.clock.now(),
        isOurs ? 'pending' : 'ignored',
        isOurs ? this.clock.real() : null,
      ],
    );
    const isNew = rows.length > 0;
    this.parts.count(vendor, isNew ? 'new' : 'repeated');
    if (isNew && isOurs) this.parts.jobs.nudge(inboxJob(vendor));
  }

  /** Newest first; one more than `limit` when there are more. */
  async list({ vendor, state, after, limit }: InboxFilter): Promise<InboxEvent[]> {
    const query = this.db
      .createQueryBuilder(InboxEvent, 'event')
      .orderBy('event.id', 'DESC')
      .limit(limit + 1);
    if (state !== undefined) {
      const vendors = vendor === undefined ? VENDORS : [vendor];
      query.whereInIds(await newestOf(this.db, { vendors, state, after, limit: limit + 1 }));
    } else {
      if (vendor !== undefined) query.andWhere('event.vendor = :vendor', { vendor });
      if (after !== null) query.andWhere('event.id < :after', { after });
    }
    return query.getMany();
  }

  /** Throws 404 for an unknown event. */
  async get(id: string): Promise<InboxEvent> {
    const event = await this.db.manager.findOneBy(InboxEvent, { id });
    if (!event) throw new NotFound('webhook event');
    return event;
  }

  /** Applies an event again, from its first try on, whatever became of it; throws 404 for an unknown one. */
  async replay(id: string, actor: Actor): Promise<InboxEvent> {
    const event = await this.db.transaction(async (tx) => {
      const [rows]: [{ state: InboxState }[], number] = await tx.query(
        `UPDATE webhook_inbox e SET state = 'pending', attempts = 0, next_attempt_at = $2, applied_at = NULL
         FROM webhook_inbox before WHERE e.id = $1 AND before.id = e.id RETURNING before.state`,
        [id, this.clock.real()],
      );
      const [before] = rows;
      if (!before) throw new NotFound('webhook event');
      const found = await tx.findOneByOrFail(InboxEvent, { id });
      await this.parts.audit.record(tx, {
        actor,
        action: 'webhook_event.replayed',
        entityType: 'webhook_event',
        entityId: id,
        details: { vendor: found.vendor, type: found.type, was: before.state },
      });
      return found;
    });
    this.parts.jobs.nudge(inboxJob(event.vendor));
    return event;
  }

  private async verified(vendor: Vendor, rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent> {
    const event = await this.gateways.get(vendor).verifyWebhook(rawBody, headers);
    // Signed, and of a shape that no event of this vendor has.
    const isWhole =
      typeof event.vendorEventId === 'string' &&
      typeof event.type === 'string' &&
      !Number.isNaN(event.occurredAt.getTime());
    if (!isWhole) throw new WebhookUnreadable(vendor);
    return event;
  }

  /** Forgets events received before then that wait for nothing, at most `limit`; says how many. */
  async forget(before: Date, limit: number): Promise<number> {
    const [, count]: [unknown, number] = await this.db.query(
      `DELETE FROM webhook_inbox WHERE id IN (
         SELECT id FROM webhook_inbox WHERE state <> 'pending' AND received_at < $1 ORDER BY received_at LIMIT $2)`,
      [before, limit],
    );
    return count;
  }
}

/** One index range for each vendor, merged: a rare state must not be looked for among all events. */
async function newestOf(
  db: DataSource,
  of: {
    readonly vendors: readonly Vendor[];
    readonly state: InboxState;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `SELECT newest.id FROM unnest($1::text[]) AS of (vendor) CROSS JOIN LATERAL (
       SELECT id FROM webhook_inbox
       WHERE state = $2 AND vendor = of.vendor AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4) newest
     ORDER BY newest.id DESC LIMIT $4`,
    [of.vendors, of.state, of.after, of.limit],
  );
  return rows.map(({ id }) => id);
}
