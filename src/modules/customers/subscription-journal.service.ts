import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { Events, type EventType } from '../events/index.js';
import { toFacts } from './subscription-view.js';
import type { Subscription } from './subscription.entity.js';

type Details = Readonly<Record<string, unknown>>;

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
    action: string,
    details?: Details,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action,
      entityType: 'subscription',
      entityId: subscription.id,
      customerId: subscription.customerId,
      ...(details ? { details } : {}),
    });
  }

  /** An event for outsiders. */
  publish(tx: EntityManager, subscription: Subscription, type: EventType, more: Details = {}): Promise<void> {
    return this.events.publish(tx, {
      type,
      subjectId: subscription.id,
      customerId: subscription.customerId,
      payload: { subscription: toFacts(subscription), ...more },
      occurredAt: this.clock.now(),
    });
  }
}
