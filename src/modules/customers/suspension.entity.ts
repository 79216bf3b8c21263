import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SuspensionReason } from './subscription-states.js';

/** One reason why a subscription stands still, until it is lifted; the database keeps one open row a reason. */
@Entity({ name: 'subscription_suspensions' })
export class Suspension {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  subscriptionId: string;

  @Column('text')
  reason: SuspensionReason;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz')
  suspendedAt: Date;

  @Column('timestamptz', { nullable: true })
  liftedAt: Date | null;
}
