import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { EventType } from './event-vocabulary.js';

export interface NewEvent {
  readonly type: EventType;
  /** The thing that it happened to. */
  readonly subjectId: string;
  readonly customerId: string | null;
  /** In snake_case, as it will be delivered. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Business time. */
  readonly occurredAt: Date;
}

/** Outbound events, written in the transaction of their cause; whoever delivers them reads the rows. */
@Injectable()
export class Events {
  /** Writes one event. */
  publish(tx: EntityManager, event: NewEvent): Promise<void> {
    return this.publishAll(tx, [event]);
  }

  /** Writes events in this order, in one statement. */
  publishAll(tx: EntityManager, events: readonly NewEvent[]): Promise<void> {
    return insertRows(
      tx,
      'events',
      events.map(({ type, subjectId, customerId, payload, occurredAt }) => ({
        id: uuidv7(),
        type,
        subjectId,
        customerId,
        payload,
        occurredAt,
      })),
    );
  }

  /** Takes the person out of a customer's events: what was told is out, what is kept of it is not the person's any more. */
  async erase(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query(
      `UPDATE events SET payload = jsonb_set(payload, '{payment_method}',
         (payload -> 'payment_method') || '{"name": null, "nickname": null, "account_email_masked": null}')
       WHERE customer_id = $1 AND payload ? 'payment_method'`,
      [customerId],
    );
  }
}
