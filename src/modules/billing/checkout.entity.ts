import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Locale } from '../../common/i18n/locale.js';
import type { Decline, PaymentType, Vendor } from '../vendors/index.js';
import type { CheckoutState } from './billing-vocabulary.js';

/** Who asked for a checkout. */
export interface CheckoutAuthor {
  readonly kind: 'api_key' | 'staff' | 'customer' | 'system' | 'cli';
  readonly id: string | null;
  readonly name: string;
}

/** One payment that a customer is to make on the vendor's own page: for a shop's order, or for an invoice. */
@Entity('checkouts')
export class Checkout {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  vendor: Vendor;

  @Column('text')
  vendorAccount: string;

  @Column('text')
  paymentType: PaymentType;

  /** The shop's own name of the order. */
  @Column('text', { nullable: true })
  orderRef: string | null;

  @Column('uuid', { nullable: true })
  invoiceId: string | null;

  /** Null for a guest. */
  @Column('uuid', { nullable: true })
  customerId: string | null;

  /** Minor units. */
  @Column('bigint')
  amount: number;

  @Column('text')
  currency: string;

  @Column('text')
  description: string;

  @Column('text')
  locale: Locale;

  @Column('text')
  returnUrl: string;

  @Column('boolean')
  saveMethod: boolean;

  @Column('text')
  state: CheckoutState;

  /** Whether it is the one that counts of those for its order. */
  @Column('boolean')
  isCurrent: boolean;

  /** The id that its payment bears as soon as there is one. */
  @Column('uuid')
  paymentId: string;

  /** The method that was kept on request. */
  @Column('uuid', { nullable: true })
  paymentMethodId: string | null;

  @Column('text', { nullable: true })
  vendorCustomerId: string | null;

  /** Null until the vendor has opened a page. */
  @Column('text', { nullable: true })
  vendorCheckoutId: string | null;

  @Column('integer', { default: 0 })
  beginFailures: number;

  @Column('jsonb', { nullable: true })
  failure: Decline | null;

  @Column('jsonb')
  createdBy: CheckoutAuthor;

  @Column('timestamptz')
  createdAt: Date;

  /** When the vendor's page ends. */
  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;

  @Column('timestamptz', { nullable: true })
  nextCheckAt: Date | null;

  @Column('integer', { default: 0 })
  checks: number;
}
