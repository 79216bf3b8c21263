import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../../common/http/principal.js';
import type { Locale } from '../../common/i18n/locale.js';

/** Somebody who may sign in to the panel. */
@Entity({ name: 'staff' })
export class StaffMember {
  @PrimaryColumn('uuid')
  id: string;

  /** Lower case. */
  @Column('text')
  email: string;

  @Column('text')
  name: string;

  @Column('text')
  role: Role;

  @Column('text')
  locale: Locale;

  @Column('text', { select: false })
  passwordHash: string;

  /** Somebody else chose it, and saw it. */
  @Column('boolean')
  passwordChangeRequired: boolean;

  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastSignInAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;
}
