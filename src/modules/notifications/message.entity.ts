import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageType } from '../../common/config/message-types.js';
import type { Locale } from '../../common/i18n/locale.js';
import type { MessageCategory, MessageState, SkipReason } from './message-vocabulary.js';

/** One mail to one person: what it says, when it may go and what became of it. */
@Entity({ name: 'messages' })
export class Message {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { nullable: true })
  customerId: string | null;

  @Column('text')
  type: MessageType;

  @Column('text')
  category: MessageCategory;

  @Column('text')
  state: MessageState;

  @Column('text', { nullable: true })
  skipReason: SkipReason | null;

  @Column('text')
  locale: Locale;

  @Column('text', { nullable: true })
  toEmail: string | null;

  @Column('text')
  toName: string;

  @Column('jsonb')
  variables: Readonly<Record<string, unknown>>;

  /** Version of the template that it was sent with; before that, of the one it was written for. */
  @Column('text', { nullable: true })
  templateVersion: string | null;

  /** One message for each cause; a second one with the same key is none. */
  @Column('text')
  dedupeKey: string;

  /** The payment method it is about. */
  @Column('uuid', { nullable: true })
  subjectId: string | null;

  /** A reminder's stage in days before expiry; 0 is the expired one. */
  @Column('smallint', { nullable: true })
  stage: number | null;

  /** A reminder's day in the customer's time zone. */
  @Column('date', { nullable: true })
  localDay: string | null;

  @Column('uuid', { nullable: true })
  batchId: string | null;

  /** Business time before which it must not go. */
  @Column('timestamptz')
  notBefore: Date;

  /** Real time before which it is not tried again. */
  @Column('timestamptz')
  nextAttemptAt: Date;

  @Column('integer')
  attempts: number;

  /** Who is sending it: only that claim may say what became of it. */
  @Column('uuid', { nullable: true })
  claimId: string | null;

  /** Real time at which a claim that has said nothing is looked up. */
  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  /** True while an answer is lost and the look-up is still to come. */
  @Column('boolean')
  outcomeUnknown: boolean;

  @Column('text', { nullable: true })
  errorCode: string | null;

  @Column('text', { nullable: true })
  errorDetail: string | null;

  @Column('text', { nullable: true })
  mailjetMessageUuid: string | null;

  @Column('text', { nullable: true })
  mailjetMessageId: string | null;

  /** When Mailjet saw what the state says; null before its first event. */
  @Column('timestamptz', { nullable: true })
  eventAt: Date | null;

  /** The message that this one repeats. */
  @Column('uuid', { nullable: true })
  resentFrom: string | null;

  /** One that a member of staff sent to himself, with made-up data. */
  @Column('boolean', { default: false })
  isTest: boolean;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;

  @Column('timestamptz')
  stateChangedAt: Date;
}
