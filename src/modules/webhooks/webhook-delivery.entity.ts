import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeliveredType, DeliveryState } from './outbound-vocabulary.js';

/** One event on its way to one endpoint. */
@Entity('webhook_deliveries')
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  endpointId: string;

  @Column('uuid')
  eventId: string;

  @Column('text')
  eventType: DeliveredType;

  @Column('text')
  state: DeliveryState;

  /** Tries begun since it was made or replayed. */
  @Column('integer')
  attempts: number;

  /** In real time; null unless pending. */
  @Column('timestamptz', { nullable: true })
  nextAttemptAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastAttemptAt: Date | null;

  /** The HTTP status of the last answer; null when there was none. */
  @Column('smallint', { nullable: true })
  lastStatus: number | null;

  /** A {@link DeliveryFault}, with the system's own word behind it where there is one. */
  @Column('text', { nullable: true })
  lastError: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
