import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role, Scope } from '../../common/http/principal.js';

/** A key of the REST API; the key itself is shown once and kept nowhere. */
@Entity({ name: 'api_keys' })
export class ApiKey {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** The key's first characters, to tell it by. */
  @Column('text')
  prefix: string;

  @Column('bytea', { select: false })
  keyHash: Buffer;

  @Column('text')
  role: Role;

  /** Fewer than the role's; empty for all that the role has, now and later. */
  @Column('text', { array: true })
  scopes: Scope[];

  @Column('text')
  createdBy: string;

  @Column('timestamptz')
  createdAt: Date;

  /** Real time, to the minute. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  /** Null for one that does not end by itself. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  /** The key that was made in its place. */
  @Column('uuid', { nullable: true })
  replacedBy: string | null;
}
