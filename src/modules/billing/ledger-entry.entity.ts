import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LedgerKind } from './prepaid-rules.js';

/** One movement of a prepaid balance; never changed once it is written. */
@Entity('ledger_entries')
export class LedgerEntry {
  @PrimaryColumn('uuid')
  subscriptionId: string;

  /** From 1, without gaps. */
  @PrimaryColumn('integer')
  entryNo: number;

  @Column('text')
  kind: LedgerKind;

  /** Unique for its kind: a repeat is found by it. */
  @Column('text')
  reference: string;

  @Column('text')
  currency: string;

  /** Minor units, signed as are the balances. */
  @Column('bigint')
  amount: number;

  @Column('bigint')
  balanceBefore: number;

  @Column('bigint')
  balanceAfter: number;

  @Column('uuid', { nullable: true })
  paymentId: string | null;

  @Column('uuid', { nullable: true })
  refundId: string | null;

  /** Of a renewal: its period, both days included. */
  @Column('date', { nullable: true })
  periodFrom: string | null;

  @Column('date', { nullable: true })
  periodTo: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
