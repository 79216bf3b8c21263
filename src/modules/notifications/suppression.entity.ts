import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address that gets no reminders, because Mailjet bounced it for good or its owner complained. */
@Entity({ name: 'suppressions' })
export class Suppression {
  /** Lower case. */
  @PrimaryColumn('text')
  email: string;

  @Column('text')
  reason: 'hard_bounce' | 'complaint' | 'unsubscribed' | 'staff';

  @Column('timestamptz')
  createdAt: Date;
}
