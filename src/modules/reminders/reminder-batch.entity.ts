import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExpiringFilter } from './expiring-cards.schemas.js';
import type { ExpiringPosition } from './expiring-query.js';

export type BatchState = 'expanding' | 'sending' | 'done';

/** Reminders sent by hand in one go: the cards named, or everything a filter matches, worked off in pieces. */
@Entity('reminder_batches')
export class ReminderBatch {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  state: BatchState;

  @Column({ type: 'jsonb', nullable: true })
  filter: ExpiringFilter | null;

  @Column({ type: 'uuid', array: true, nullable: true })
  paymentMethodIds: string[] | null;

  /** How far the filter has been gone through, or how many of the named cards. */
  @Column({ type: 'jsonb', nullable: true })
  position: { readonly after?: ExpiringPosition; readonly count: number } | null;

  /** With the skipped; null until it is known. */
  @Column({ type: 'integer', nullable: true })
  total: number | null;

  /** Cards skipped, by reason. */
  @Column({ type: 'jsonb' })
  skips: Record<string, number>;

  @Column({ type: 'jsonb' })
  createdBy: { readonly kind: string; readonly id: string | null; readonly name: string };

  @Column({ type: 'timestamptz' })
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  doneAt: Date | null;
}
