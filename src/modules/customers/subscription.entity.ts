import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BillingMode } from './customer-vocabulary.js';
import type { SubscriptionState } from './subscription-states.js';

/** One service of a customer: a mobile line, a broadband plan. */
@Entity({ name: 'subscriptions' })
export class Subscription {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  customerId: string;

  @Column('text')
  serviceType: string;

  @Column('text')
  name: string;

  @Column('text')
  billingMode: BillingMode;

  @Column('boolean')
  autoRenew: boolean;

  /** Minor units a period. */
  @Column('bigint')
  priceAmount: number;

  @Column('text')
  priceCurrency: string;

  /** ISO 8601, such as `P1M`. */
  @Column('text')
  period: string;

  @Column('date')
  anchorOn: string;

  /** Null: not billed. */
  @Column('date', { nullable: true })
  nextInvoiceOn: string | null;

  @Column('boolean')
  requiresPaymentMethod: boolean;

  /** The method that pays this one; null: the default. */
  @Column('uuid', { nullable: true })
  paymentMethodId: string | null;

  @Column('text')
  state: SubscriptionState;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
