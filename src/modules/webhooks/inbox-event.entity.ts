import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Vendor, VendorChange } from '../vendors/index.js';
import type { InboxState } from './inbox-vocabulary.js';

/** One event that a vendor has told and signed: what it is about, by ids alone, and whether our rows follow it yet. */
@Entity('webhook_inbox')
export class InboxEvent {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  vendor: Vendor;

  /** What repeats are recognised by. */
  @Column('text')
  vendorEventId: string;

  /** The vendor's own word. */
  @Column('text')
  type: string;

  @Column('jsonb')
  change: VendorChange;

  @Column('timestamptz')
  occurredAt: Date;

  @Column('timestamptz')
  receivedAt: Date;

  @Column('text')
  state: InboxState;

  @Column('integer')
  attempts: number;

  /** In real time; null unless pending. */
  @Column('timestamptz', { nullable: true })
  nextAttemptAt: Date | null;

  @Column('text', { nullable: true })
  lastError: string | null;

  @Column('timestamptz', { nullable: true })
  appliedAt: Date | null;
}
