import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing on an invoice, its price with the tax in it. */
@Entity('invoice_lines')
export class InvoiceLine {
  @PrimaryColumn('uuid')
  invoiceId: string;

  /** From 1. */
  @PrimaryColumn('smallint')
  position: number;

  @Column('text')
  description: string;

  @Column('integer')
  quantity: number;

  /** Minor units for the whole quantity. */
  @Column('bigint')
  amount: number;

  /** Percent, as the caller wrote it. */
  @Column('text')
  taxRate: string;

  @Column('bigint')
  taxAmount: number;
}
