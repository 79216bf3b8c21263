import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { Suppression } from './suppression.entity.js';

/** The last row of the page before: its instant to the microsecond, as rows keep it and dates of the process do not. */
export interface SuppressionPosition {
  readonly instant: string;
  readonly email: string;
}

/** An address as its list shows it. */
export type ListedSuppression = Suppression & Pick<SuppressionPosition, 'instant'>;

const LISTED = `SELECT email, reason, created_at AS "createdAt",
    to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS instant
  FROM suppressions`;
const NEWEST = 'ORDER BY created_at DESC, email DESC LIMIT $1';

// Mailjet repeats an event for a day; what is older comes no more.
const REMEMBERED = '3 days';

/** Addresses that get no reminders: shown, and let in again. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Newest first. */
  list(limit: number, before: SuppressionPosition | null): Promise<ListedSuppression[]> {
    if (before === null) return this.db.query(`${LISTED} ${NEWEST}`, [limit]);
    return this.db.query(`${LISTED} WHERE (created_at, email) < ($2::timestamptz, $3) ${NEWEST}`, [
      limit,
      before.instant,
      before.email,
    ]);
  }

  /** The address as it is suppressed; null when it is not. */
  find(email: string): Promise<Suppression | null> {
    return this.db.getRepository(Suppression).findOneBy({ email: email.toLowerCase() });
  }

  /** Lets reminders go to an address again, whatever Mailjet still repeats of before; throws 404 for one that is not suppressed. */
  async lift(address: string, actor: Actor): Promise<void> {
    const email = address.toLowerCase();
    const real = this.clock.real();
    await this.db.transaction(async (tx) => {
      const [rows]: [{ reason: string }[], number] = await tx.query(
        'DELETE FROM suppressions WHERE email = $1 RETURNING reason',
        [email],
      );
      const [lifted] = rows;
      if (!lifted) throw new NotFound('suppression');
      await tx.query(
        `INSERT INTO lifted_suppressions (email, lifted_at) VALUES ($1, $2)
         ON CONFLICT (email) DO UPDATE SET lifted_at = excluded.lifted_at`,
        [email, real],
      );
      await tx.query(
        `DELETE FROM lifted_suppressions WHERE lifted_at < $1::timestamptz - interval '${REMEMBERED}'`,
        [real],
      );
      await this.audit.record(tx, {
        actor,
        action: 'suppression.lifted',
        entityType: 'suppression',
        entityId: nameOf(email),
        details: { reason: lifted.reason },
      });
    });
  }
}

/** The trail outlives an erasure, so it holds no address; whoever knows one finds its entries. */
function nameOf(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
