import type { EntityManager } from 'typeorm';
import type { Suppression } from './suppression.entity.js';

/** An address that something has happened to, and when. */
export interface NewSuppression {
  readonly email: string;
  readonly reason: Suppression['reason'];
  /** Real time. */
  readonly at: Date;
}

/** Suppresses addresses, but for those that staff let in again since; a complaint outweighs what was there before. */
export async function suppress(
  tx: EntityManager,
  given: readonly NewSuppression[],
  now: Date,
): Promise<void> {
  if (given.length === 0) return;
  await tx.query(
    `INSERT INTO suppressions AS kept (email, reason, created_at)
     SELECT DISTINCT ON (lower(n.email)) lower(n.email), n.reason, $2
     FROM jsonb_to_recordset($1::jsonb) AS n (email text, reason text, at timestamptz)
     WHERE NOT EXISTS (SELECT 1 FROM lifted_suppressions l WHERE l.email = lower(n.email) AND l.lifted_at >= n.at)
     ORDER BY lower(n.email), n.reason <> 'complaint', n.at
     ON CONFLICT (email) DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
       WHERE excluded.reason = 'complaint' AND kept.reason <> 'complaint'`,
    [JSON.stringify(given), now],
  );
}
