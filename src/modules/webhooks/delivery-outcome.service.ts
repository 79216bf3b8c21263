import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Counter } from 'prom-client';
import { Clock } from '../../common/clock/clock.js';
import { Metrics } from '../../common/http/metrics.service.js';
import { systemActor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { holdTry, recordFailure, recordSuccess, type ClaimedDelivery } from './delivery-queries.js';
import { PAUSED_AFTER_SECONDS, pauseAfter } from './delivery-schedule.js';
import type { DeliveryFault, EndpointState } from './outbound-vocabulary.js';

/** A try in vain. */
export interface FailedTry {
  readonly fault: DeliveryFault;
  /** The system's own word, such as `ECONNREFUSED`. */
  readonly word?: string | null;
  readonly status?: number;
  /** Seconds that the endpoint asked for. */
  readonly wished?: number;
}

/** What becomes of a delivery and its endpoint after a try; without effect when the try's lease was taken away meanwhile. */
@Injectable()
export class DeliveryOutcome {
  private readonly log = new Logger('webhooks');
  private readonly counter: Counter;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    metrics: Metrics,
  ) {
    this.counter = metrics.counter('webhook_deliveries_total', 'Tries to deliver an event, by outcome', [
      'outcome',
    ]);
  }

  async arrived(delivery: ClaimedDelivery, status: number): Promise<void> {
    await recordSuccess(this.db, delivery, status, this.clock.now());
    this.counter.inc({ outcome: 'succeeded' });
  }

  /** Tried again later, or given up on; 410 disables the endpoint, and three days without any success pause it. */
  async failed(delivery: ClaimedDelivery, attempt: FailedTry): Promise<void> {
    const outcome = await this.db.transaction(async (tx) => {
      if (!(await holdTry(tx, delivery))) return null;
      const state = await this.noteFailing(tx, delivery.endpoint_id, attempt.fault);
      const retryAt = this.retryAt(delivery, attempt, state);
      await recordFailure(tx, delivery.id, {
        status: attempt.status ?? null,
        error: attempt.word ? `${attempt.fault}: ${attempt.word}` : attempt.fault,
        retryAt,
        at: this.clock.now(),
      });
      return retryAt ? 'retried' : 'failed';
    });
    if (outcome === null) return;
    this.counter.inc({ outcome });
    const { endpoint_id: endpoint, id, attempts } = delivery;
    this.log.warn({ delivery: id, endpoint, attempts, outcome, ...attempt }, 'not delivered');
  }

  private retryAt(
    { attempts }: ClaimedDelivery,
    { fault, wished }: FailedTry,
    state: EndpointState,
  ): Date | null {
    const at = this.clock.real().getTime();
    // Nothing is lost to an outage: what waits at a paused endpoint goes on when it is enabled.
    if (state === 'paused') return new Date(at);
    const pause = fault === 'gone' ? null : pauseAfter(attempts, Math.random(), wished);
    return pause === null ? null : new Date(at + pause * 1_000);
  }

  private async noteFailing(tx: EntityManager, id: string, fault: DeliveryFault): Promise<EndpointState> {
    const [rows]: [{ state: EndpointState; was: EndpointState }[], number] = await tx.query(
      `UPDATE webhook_endpoints e SET failing_since = coalesce(e.failing_since, $2),
         state = CASE WHEN e.state <> 'enabled' THEN e.state WHEN $3 THEN 'disabled' WHEN before.is_long THEN 'paused'
           ELSE e.state END,
         state_reason = CASE WHEN e.state <> 'enabled' THEN e.state_reason WHEN $3 THEN 'gone'
           WHEN before.is_long THEN 'failing' END,
         updated_at = CASE WHEN e.state = 'enabled' AND ($3 OR before.is_long) THEN $5 ELSE e.updated_at END
       FROM (SELECT id, state, coalesce(failing_since <= $2::timestamptz - make_interval(secs => $4), false) AS is_long
             FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE) before
       WHERE e.id = before.id RETURNING e.state, before.state AS was`,
      [id, this.clock.real(), fault === 'gone', PAUSED_AFTER_SECONDS, this.clock.now()],
    );
    const [{ state, was } = { state: 'disabled', was: 'disabled' } as const] = rows;
    if (state !== was) {
      const deed = state === 'paused' ? 'webhook_endpoint.paused' : 'webhook_endpoint.disabled';
      await this.audit.record(tx, {
        actor: systemActor('webhook deliveries'),
        action: deed,
        entityType: 'webhook_endpoint',
        entityId: id,
        details: { reason: state === 'paused' ? 'failing' : 'gone' },
      });
      this.log.error(
        { endpoint: id, state },
        'a webhook endpoint gets nothing more until an admin enables it',
      );
    }
    return state;
  }
}
