import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InvoiceState } from './billing-vocabulary.js';

/** What a customer owes for one thing or period; its lines never change once it is issued. */
@Entity('invoices')
export class Invoice {
  @PrimaryColumn('uuid')
  id: string;

  /** Without gaps over the whole business, given when the invoice is issued. */
  @Column('bigint', { nullable: true })
  number: number | null;

  @Column('uuid')
  customerId: string;

  @Column('uuid', { nullable: true })
  subscriptionId: string | null;

  @Column('date', { nullable: true })
  periodFrom: string | null;

  /** The last day of the period. */
  @Column('date', { nullable: true })
  periodTo: string | null;

  @Column('text')
  currency: string;

  /** Minor units, tax included. */
  @Column('bigint')
  totalAmount: number;

  @Column('bigint')
  taxAmount: number;

  /** In the customer's own calendar. */
  @Column('date')
  dueOn: string;

  @Column('text')
  state: InvoiceState;

  @Column('uuid', { nullable: true })
  paidByPaymentId: string | null;

  /** From when on it is charged by itself; null: only by hand. */
  @Column('timestamptz', { nullable: true })
  collectAt: Date | null;

  /** Whether it is the one for its subscription's period. */
  @Column('boolean')
  renewal: boolean;

  @Column('timestamptz', { nullable: true })
  issuedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  paidAt: Date | null;

  @Column('timestamptz', { nullable: true })
  voidedAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
