import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Vendor } from '../vendors/index.js';
import type { RefundSource, RefundState } from './billing-vocabulary.js';

/** Money given back of one payment. */
@Entity('refunds')
export class Refund {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  paymentId: string;

  /** The attempt whose capture it takes from. */
  @Column('uuid')
  attemptId: string;

  @Column('text')
  vendor: Vendor;

  @Column('bigint')
  amount: number;

  @Column('text')
  currency: string;

  @Column('text')
  reason: string;

  @Column('text')
  source: RefundSource;

  @Column('text')
  state: RefundState;

  /** False when the vendor did not take the request. */
  @Column('boolean', { default: true })
  sent: boolean;

  @Column('text')
  idempotencyKey: string;

  @Column('text', { nullable: true })
  vendorRefundId: string | null;

  @Column('text', { nullable: true })
  failureCode: string | null;

  @Column('uuid', { nullable: true })
  leaseId: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  @Column('timestamptz', { nullable: true })
  nextCheckAt: Date | null;

  @Column('integer', { default: 0 })
  checks: number;

  @Column('timestamptz', { nullable: true })
  deniedSince: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;
}
