import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { JobRunner } from '../../common/jobs/job-runner.service.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import {
  DELIVERY_JOB,
  TEST_EVENT,
  type DeliveredType,
  type DeliveryState,
  type EndpointState,
} from './outbound-vocabulary.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { EndpointNotEnabled } from './webhooks.errors.js';

export interface DeliveryFilter {
  readonly endpointId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly eventType?: DeliveredType | undefined;
  /** The last id of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** Deliveries as admins see them, and what they send by hand. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly jobs: JobRunner,
  ) {}

  /** Newest first; one more than `limit` when there are more. */
  list({ endpointId, state, eventType, after, limit }: DeliveryFilter): Promise<WebhookDelivery[]> {
    const query = this.db
      .createQueryBuilder(WebhookDelivery, 'delivery')
      .orderBy('delivery.id', 'DESC')
      .limit(limit + 1);
    if (endpointId !== undefined) query.andWhere('delivery.endpointId = :endpointId', { endpointId });
    if (state !== undefined) query.andWhere('delivery.state = :state', { state });
    if (eventType !== undefined) query.andWhere('delivery.eventType = :eventType', { eventType });
    if (after !== null) query.andWhere('delivery.id < :after', { after });
    return query.getMany();
  }

  /** Sends an event once more under its own id, from the first try on, whatever became of it; a try under way counts for nothing more. */
  async replay(id: string, actor: Actor): Promise<WebhookDelivery> {
    const delivery = await this.db.transaction(async (tx) => {
      const [found]: { was: DeliveryState; endpoint: EndpointState }[] = await tx.query(
        `SELECT d.state AS was, e.state AS endpoint FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
         WHERE d.id = $1 FOR UPDATE OF d`,
        [id],
      );
      if (!found) throw new NotFound('webhook delivery');
      if (found.endpoint !== 'enabled') throw new EndpointNotEnabled();
      await tx.query(
        `UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = $2, finished_at = NULL,
           lease_id = NULL, lease_until = NULL
         WHERE id = $1`,
        [id, this.clock.real()],
      );
      await this.note(tx, id, 'webhook_delivery.replayed', { was: found.was }, actor);
      return tx.findOneByOrFail(WebhookDelivery, { id });
    });
    this.jobs.nudge(DELIVERY_JOB);
    return delivery;
  }

  /** Sends a test to one endpoint; repeated with the same id it sends nothing more. */
  async sendTest(id: string, endpointId: string, actor: Actor): Promise<WebhookDelivery> {
    const delivery = await this.db.transaction(async (tx) => {
      const endpoint = await tx.findOneBy(WebhookEndpoint, { id: endpointId, deletedAt: IsNull() });
      if (!endpoint) throw new NotFound('webhook endpoint');
      const made = await tx.findOneBy(WebhookDelivery, { id, endpointId });
      if (made) return made;
      if (endpoint.state !== 'enabled') throw new EndpointNotEnabled();
      const now = this.clock.now();
      const eventId = uuidv7();
      // Marked as fanned out, since it goes to one endpoint alone.
      await tx.query(
        `INSERT INTO events (id, type, subject_id, customer_id, payload, occurred_at, fanned_out_at)
         VALUES ($1, $2, $3, NULL, $4, $5, $5)`,
        [eventId, TEST_EVENT, endpointId, JSON.stringify({ webhook_endpoint: { id: endpointId } }), now],
      );
      await tx.query(
        `INSERT INTO webhook_deliveries (id, endpoint_id, event_id, event_type, state, next_attempt_at, created_at)
         VALUES ($1, $2, $3, $4, 'pending', $5, $6)`,
        [id, endpointId, eventId, TEST_EVENT, this.clock.real(), now],
      );
      await this.note(tx, id, 'webhook_delivery.test_sent', { endpoint_id: endpointId }, actor);
      return tx.findOneByOrFail(WebhookDelivery, { id });
    });
    this.jobs.nudge(DELIVERY_JOB);
    return delivery;
  }

  private note(
    tx: EntityManager,
    entityId: string,
    action: AuditActionName,
    details: Readonly<Record<string, unknown>>,
    actor: Actor,
  ): Promise<void> {
    return this.audit.record(tx, { actor, action, entityType: 'webhook_delivery', entityId, details });
  }
}
