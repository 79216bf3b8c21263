import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';

/** Somebody made sure that the caller is the customer. */
@Entity({ name: 'identity_checks' })
export class IdentityCheck {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  customerId: string;

  @Column('text')
  actorKind: Actor['kind'];

  @Column('text', { nullable: true })
  actorId: string | null;

  @Column('text')
  actorName: string;

  /** How: questions, a call back, a document. */
  @Column('text')
  method: string;

  /** Real time. */
  @Column('timestamptz')
  checkedAt: Date;
}
