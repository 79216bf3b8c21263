import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EventType } from '../events/index.js';
import type { EndpointState, StateReason } from './outbound-vocabulary.js';

/** An address that wants to be told of events; secrets are sealed, the previous one signs beside the newest for a day. */
@Entity('webhook_endpoints')
export class WebhookEndpoint {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  url: string;

  @Column('text', { nullable: true })
  description: string | null;

  /** Null: all of them, those of later versions too. */
  @Column('text', { array: true, nullable: true })
  eventTypes: EventType[] | null;

  @Column('text')
  state: EndpointState;

  /** Null when enabled, and when an admin disabled it. */
  @Column('text', { nullable: true })
  stateReason: StateReason | null;

  /** Since when nothing has reached it, in real time; null after each success. */
  @Column('timestamptz', { nullable: true })
  failingSince: Date | null;

  /** Null once the endpoint is deleted. */
  @Column('text', { nullable: true })
  secret: string | null;

  /** The id of the request that made the secret. */
  @Column('uuid')
  secretId: string;

  @Column('text', { nullable: true })
  previousSecret: string | null;

  /** In real time. */
  @Column('timestamptz', { nullable: true })
  previousSecretUntil: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;

  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;
}
