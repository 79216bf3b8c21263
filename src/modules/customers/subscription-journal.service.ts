import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { Events, type EventType } from '../events/index.js';
import { toFacts } from './subscription-view.js';
import type { Subscription } from './subscription.entity.js';

type Details = Readonly<Record<string, unknown>>;

interface Noted {
  readonly subscription: Subscription;
  readonly details?: Details;
}

interface News {
  readonly subscription: Subscription;
  /** Beside the subscription itself. */
  readonly more?: Details;
}

/** Tells of what became of a subscription, in the transaction of the change. */
@Injectable()
export class SubscriptionJournal {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: Events,
  ) {}

  /** An entry in the audit trail. */
  note(
    tx: EntityManager,
    subscription: Subscription,
    actor: Actor,
    action: AuditActionName,
    details?: Details,
  ): Promise<void> {
    return this.noteAll(tx, [{ subscription, ...(details ? { details } : {}) }], actor, action);
  }

  /** The same for many. */
  noteAll(tx: EntityManager, noted: readonly Noted[], actor: Actor, action: AuditActionName): Promise<void> {
    return this.audit.recordAll(
      tx,
      noted.map(({ subscription: { id, customerId }, ...rest }) => ({
        ...rest,
        actor,
        action,
        entityType: 'subscription',
        entityId: id,
        customerId,
      })),
    );
  }

  /** An event for outsiders. */
  publish(tx: EntityManager, subscription: Subscription, type: EventType, more: Details = {}): Promise<void> {
    return this.publishAll(tx, [{ subscription, more }], type);
  }

  /** The same for many. */
  publishAll(tx: EntityManager, told: readonly News[], type: EventType): Promise<void> {
    const occurredAt = this.clock.now();
    return this.events.publishAll(
      tx,
      told.map(({ subscription, more }) => ({
        type,
        subjectId: subscription.id,
        customerId: subscription.customerId,
        payload: { subscription: toFacts(subscription), ...more },
        occurredAt,
      })),
    );
  }
}
