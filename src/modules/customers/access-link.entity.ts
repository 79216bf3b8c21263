import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LinkPurpose } from './customer-vocabulary.js';

/** A link to the customer's own pages, known by its id; the token that opens it is signed when needed and stored nowhere. */
@Entity({ name: 'access_links' })
export class AccessLink {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  customerId: string;

  @Column('text')
  purpose: LinkPurpose | 'sign_in';

  @Column('uuid', { nullable: true })
  paymentMethodId: string | null;

  @Column('timestamptz')
  createdAt: Date;

  /** Business time. */
  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
