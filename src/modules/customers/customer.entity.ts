import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Locale } from '../../common/i18n/locale.js';
import type { CustomerType } from './customer-vocabulary.js';

/** Somebody who is served and pays. */
@Entity({ name: 'customers' })
export class Customer {
  @PrimaryColumn('uuid')
  id: string;

  /** The customer's id in the rest of the CRM. */
  @Column('text', { nullable: true })
  externalId: string | null;

  @Column('text')
  type: CustomerType;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  email: string | null;

  /** E.164. */
  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text')
  locale: Locale;

  /** Rules the customer's calendar days: expiry, reminders, dunning. */
  @Column('text')
  timeZone: string;

  @Column('text')
  currency: string;

  @Column('boolean')
  autoPay: boolean;

  @Column('boolean')
  remindersOptOut: boolean;

  @Column('text')
  searchName: string;

  @Column('text', { nullable: true })
  searchEmail: string | null;

  @Column('text', { nullable: true })
  searchExternalId: string | null;

  /** When a method was last added, renewed, removed or made default. */
  @Column('timestamptz', { nullable: true })
  paymentMethodsChangedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  erasedAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
