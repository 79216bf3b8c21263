import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Decline, PaymentType, Vendor } from '../vendors/index.js';
import type { SetupState } from './method-vocabulary.js';

/** Who began a setup, kept so that a method finished later is audited under their name. */
export interface SetupAuthor {
  readonly kind: 'api_key' | 'staff' | 'customer' | 'system' | 'cli';
  readonly id: string | null;
  readonly name: string;
}

/** One attempt to save a method: begun here, filled in at the vendor, finished here. Holds no secret of the vendor's. */
@Entity('payment_method_setups')
export class PaymentMethodSetup {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid' })
  customerId: string;

  @Column({ type: 'text' })
  vendor: Vendor;

  @Column({ type: 'text' })
  vendorAccount: string;

  @Column({ type: 'text' })
  paymentType: PaymentType;

  @Column({ type: 'text' })
  state: SetupState;

  @Column({ type: 'text', nullable: true })
  vendorSetupId: string | null;

  @Column({ type: 'text', nullable: true })
  returnUrl: string | null;

  @Column({ type: 'text', nullable: true })
  nickname: string | null;

  @Column({ type: 'boolean' })
  makeDefault: boolean;

  @Column({ type: 'uuid', nullable: true })
  paymentMethodId: string | null;

  @Column({ type: 'jsonb', nullable: true })
  failure: Decline | null;

  @Column({ type: 'jsonb' })
  createdBy: SetupAuthor;

  @Column({ type: 'timestamptz' })
  createdAt: Date;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  nextCheckAt: Date | null;

  @Column({ type: 'integer' })
  checkAttempts: number;
}
