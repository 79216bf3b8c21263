import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentType, Vendor } from '../vendors/index.js';
import type { Funding, MethodSource, MethodStatus } from './method-vocabulary.js';

/** A stored payment method: what its vendor told us, never a card number. */
@Entity('payment_methods')
export class PaymentMethod {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid' })
  customerId: string;

  @Column({ type: 'text' })
  vendor: Vendor;

  @Column({ type: 'text' })
  vendorAccount: string;

  @Column({ type: 'text' })
  vendorPaymentMethodId: string;

  @Column({ type: 'text', nullable: true })
  vendorCustomerId: string | null;

  @Column({ type: 'text' })
  paymentType: PaymentType;

  @Column({ type: 'text', nullable: true })
  brand: string | null;

  @Column({ type: 'text', nullable: true })
  last4: string | null;

  @Column({ type: 'smallint', nullable: true })
  expMonth: number | null;

  @Column({ type: 'smallint', nullable: true })
  expYear: number | null;

  /** The last day on which the card is valid, in the customer's own calendar; null for a wallet. */
  @Column({ type: 'date', nullable: true })
  expiresOn: string | null;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  @Column({ type: 'text', nullable: true })
  nickname: string | null;

  @Column({ type: 'text' })
  funding: Funding;

  @Column({ type: 'text', nullable: true })
  fingerprint: string | null;

  @Column({ type: 'text', nullable: true })
  payerId: string | null;

  @Column({ type: 'text', nullable: true })
  accountEmailMasked: string | null;

  @Column({ type: 'boolean' })
  isDefault: boolean;

  /** When another method last took its place as the default. */
  @Column({ type: 'timestamptz', nullable: true })
  formerDefaultAt: Date | null;

  @Column({ type: 'smallint', nullable: true })
  backupPosition: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  backupConsentedAt: Date | null;

  @Column({ type: 'text' })
  status: MethodStatus;

  @Column({ type: 'text' })
  source: MethodSource;

  /** When the vendor last told us about it; null for one imported and never used. */
  @Column({ type: 'timestamptz', nullable: true })
  verifiedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  expiredEventAt: Date | null;

  @Column({ type: 'timestamptz' })
  createdAt: Date;

  @Column({ type: 'timestamptz' })
  updatedAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  removedAt: Date | null;
}
