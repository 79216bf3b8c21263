import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeclineBucket, DeclineHint, PaymentType, Vendor } from '../vendors/index.js';
import type { AttemptState, ChargeUsage } from './billing-vocabulary.js';

/** What can stand in the way of a call before it is made. */
export type AttemptRefusal = 'expired_card' | 'network_cap';

/** One charge at a vendor, with the method as it was when the charge began. */
@Entity('payment_attempts')
export class PaymentAttempt {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  paymentId: string;

  /** From 1. */
  @Column('integer')
  attemptNo: number;

  /** Null for one on a vendor's page, which is by no stored method. */
  @Column('uuid', { nullable: true })
  paymentMethodId: string | null;

  @Column('text')
  vendor: Vendor;

  @Column('text')
  vendorAccount: string;

  @Column('text', { nullable: true })
  vendorPaymentMethodId: string | null;

  @Column('text', { nullable: true })
  vendorCustomerId: string | null;

  @Column('text')
  paymentType: PaymentType;

  @Column('text', { nullable: true })
  brand: string | null;

  @Column('text', { nullable: true })
  last4: string | null;

  @Column('smallint', { nullable: true })
  expMonth: number | null;

  @Column('smallint', { nullable: true })
  expYear: number | null;

  @Column('boolean')
  methodExpired: boolean;

  /** Why it is declined without asking anybody: the card has run out and was tried for this before, or its network lets it be asked later only. */
  @Column({ type: 'text', nullable: true })
  refusal: AttemptRefusal | null;

  /** True when the customer was not there to confirm anything. */
  @Column('boolean')
  offSession: boolean;

  @Column('text')
  usage: ChargeUsage;

  /** Made from payment and attempt, so that asking again charges once. */
  @Column('text')
  idempotencyKey: string;

  @Column('text')
  state: AttemptState;

  /** False when the vendor did not take the request, so that nothing was asked of the bank. */
  @Column('boolean', { default: true })
  sent: boolean;

  @Column('text', { nullable: true })
  vendorChargeId: string | null;

  @Column('text', { nullable: true })
  networkTransactionId: string | null;

  @Column('bigint', { nullable: true })
  capturedAmount: number | null;

  @Column('text', { nullable: true })
  capturedCurrency: string | null;

  @Column('text', { nullable: true })
  declineBucket: DeclineBucket | null;

  @Column('text', { nullable: true })
  declineCode: string | null;

  @Column('text', { nullable: true })
  declineHint: DeclineHint | null;

  @Column('boolean', { nullable: true })
  declineRetryable: boolean | null;

  @Column('text', { nullable: true })
  adviceCode: string | null;

  @Column('text', { nullable: true })
  networkAdviceCode: string | null;

  @Column('text', { nullable: true })
  networkDeclineCode: string | null;

  @Column('text', { nullable: true })
  unknownReason: string | null;

  /** Who is at the vendor for it now; in real time. */
  @Column('uuid', { nullable: true })
  leaseId: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('timestamptz', { nullable: true })
  nextCheckAt: Date | null;

  @Column('integer', { default: 0 })
  checks: number;

  /** Since when, in real time, the vendor says that it knows of no such charge. */
  @Column('timestamptz', { nullable: true })
  deniedSince: Date | null;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;
}
