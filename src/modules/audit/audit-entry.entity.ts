import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';

/** One thing that somebody did; never changed, and free of personal data, so that it outlives an erased customer. */
@Entity({ name: 'audit_entries' })
export class AuditEntry {
  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz')
  at: Date;

  @Column('text')
  actorKind: Actor['kind'];

  @Column('text', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  @Column('text')
  action: string;

  @Column('text')
  entityType: string;

  @Column('text')
  entityId: string;

  @Column('uuid', { nullable: true })
  customerId: string | null;

  @Column('jsonb')
  details: Readonly<Record<string, unknown>>;

  @Column('text', { nullable: true })
  ip: string | null;

  @Column('text', { nullable: true })
  requestId: string | null;
}
