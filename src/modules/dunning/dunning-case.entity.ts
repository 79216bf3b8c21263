import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseState, DunningStage } from './dunning-vocabulary.js';

/** What is done about the unpaid invoices of one subscription, or about one invoice that has none. */
@Entity('dunning_cases')
export class DunningCase {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  customerId: string;

  @Column('uuid', { nullable: true })
  subscriptionId: string | null;

  /** Only where there is no subscription. */
  @Column('uuid', { nullable: true })
  invoiceId: string | null;

  @Column('text')
  currency: string;

  @Column('text')
  policyName: string;

  /** The version that the case began with. */
  @Column('integer')
  policyVersion: number;

  /** Day 1 of the ladder, in the customer's calendar. */
  @Column('date')
  dayOne: string;

  @Column('text')
  state: CaseState;

  @Column('text')
  stage: DunningStage;

  @Column('timestamptz', { nullable: true })
  terminateApprovedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  collectionsApprovedAt: Date | null;

  /** When the case is to be looked at next; null: not by time alone. */
  @Column('timestamptz', { nullable: true })
  nextDueAt: Date | null;

  @Column('timestamptz', { nullable: true })
  evaluatedAt: Date | null;

  @Column('timestamptz')
  openedAt: Date;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
