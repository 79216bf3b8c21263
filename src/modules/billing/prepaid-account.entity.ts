import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is kept of a prepaid subscription beside its ledger. */
@Entity('prepaid_accounts')
export class PrepaidAccount {
  @PrimaryColumn('uuid')
  subscriptionId: string;

  @Column('uuid')
  customerId: string;

  @Column('text')
  currency: string;

  @Column('boolean', { default: false })
  rechargeEnabled: boolean;

  @Column('bigint', { nullable: true })
  rechargeThreshold: number | null;

  @Column('bigint', { nullable: true })
  rechargeAmount: number | null;

  @Column('bigint', { nullable: true })
  rechargeDailyCap: number | null;

  /** Null: the method that the subscription names, else the default. */
  @Column('uuid', { nullable: true })
  rechargeMethodId: string | null;

  /** Whether a usage was refused since the last recharge. */
  @Column('boolean', { default: false })
  rechargeAsked: boolean;

  /** When the job is to make one; null: not. */
  @Column('timestamptz', { nullable: true })
  rechargeDueAt: Date | null;

  /** Refusals in a row. */
  @Column('integer', { default: 0 })
  rechargeFailures: number;

  @Column('timestamptz', { nullable: true })
  rechargeFailedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  rechargeRetryAt: Date | null;

  /** The due day of a renewal that the balance did not cover; of no meaning once the subscription is due on another. */
  @Column('date', { nullable: true })
  arrearsOn: string | null;

  /** When it then expires. */
  @Column('timestamptz', { nullable: true })
  expireAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
