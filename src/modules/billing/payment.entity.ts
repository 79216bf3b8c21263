import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DisputeWord, PaymentPurpose, PaymentState, ReviewReason } from './billing-vocabulary.js';

/** One intent to take an amount from a customer, through one attempt or several. */
@Entity('payments')
export class Payment {
  @PrimaryColumn('uuid')
  id: string;

  /** Null for an order of a guest. */
  @Column('uuid', { nullable: true })
  customerId: string | null;

  @Column('uuid', { nullable: true })
  invoiceId: string | null;

  /** The page on which it was made, or begun. */
  @Column('uuid', { nullable: true })
  checkoutId: string | null;

  @Column('uuid', { nullable: true })
  subscriptionId: string | null;

  @Column('text')
  purpose: PaymentPurpose;

  /** Minor units. */
  @Column('bigint')
  amount: number;

  @Column('text')
  currency: string;

  @Column('text')
  state: PaymentState;

  @Column('text', { default: 'none' })
  disputed: DisputeWord;

  @Column('text', { nullable: true })
  reviewReason: ReviewReason | null;

  @Column('uuid', { nullable: true })
  capturedAttemptId: string | null;

  /** What the vendor really took; null until it has. */
  @Column('bigint', { nullable: true })
  capturedAmount: number | null;

  @Column('text', { nullable: true })
  capturedCurrency: string | null;

  @Column('bigint', { default: 0 })
  refundedAmount: number;

  /** Of refunds that are on their way, or of which nobody knows yet. */
  @Column('bigint', { default: 0 })
  refundingAmount: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
