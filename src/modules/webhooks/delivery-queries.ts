import type { DataSource, EntityManager } from 'typeorm';
import type { DeliveredType } from './outbound-vocabulary.js';

/** How many deliveries of one endpoint are under way at once; one that fails is only probed, so that it holds up nobody else. */
const PER_ENDPOINT = 8;
const PER_FAILING_ENDPOINT = 1;

/** A delivery claimed for one try, with all that the try needs. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: DeliveredType;
  readonly attempts: number;
  readonly lease_id: string;
  readonly url: string;
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_secret_until: Date | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly occurred_at: Date;
}

interface Claim {
  readonly leaseId: string;
  /** Real time. */
  readonly at: Date;
  readonly leaseSeconds: number;
  readonly limit: number;
}

/**
 * Takes the leases of deliveries that are due, in turn from every endpoint. The bound of an endpoint holds within an instance and nearly so
 * across several. What was claimed and not settled comes back when its lease ends. Written so that only the index of what waits can serve
 * the search, and only the primary key the lock, whatever the planner believes of a table that changes fast.
 */
export async function claimDeliveries(db: DataSource, claim: Claim): Promise<ClaimedDelivery[]> {
  const [rows]: [ClaimedDelivery[], number] = await db.query(
    `WITH busy AS MATERIALIZED (
       SELECT endpoint_id, count(*) AS leased FROM webhook_deliveries WHERE lease_until >= $2 GROUP BY endpoint_id
     ), turns AS MATERIALIZED (
       SELECT due.id, due.turn FROM webhook_endpoints e
       LEFT JOIN busy ON busy.endpoint_id = e.id
       CROSS JOIN LATERAL (
         SELECT first.id, row_number() OVER (ORDER BY first.next_attempt_at, first.event_id) AS turn FROM (
           SELECT d.id, d.next_attempt_at, d.event_id FROM webhook_deliveries d
           WHERE d.endpoint_id = e.id AND d.next_attempt_at <= $2 AND (d.lease_until IS NULL OR d.lease_until < $2)
           ORDER BY d.next_attempt_at, d.event_id LIMIT ${String(PER_ENDPOINT)}
         ) first
       ) due
       WHERE e.state = 'enabled' AND e.deleted_at IS NULL
         AND due.turn + coalesce(busy.leased, 0) <=
           CASE WHEN e.failing_since IS NULL THEN ${String(PER_ENDPOINT)} ELSE ${String(PER_FAILING_ENDPOINT)} END
       ORDER BY due.turn, due.id LIMIT $4
     ), claimed AS MATERIALIZED (
       SELECT id FROM webhook_deliveries
       WHERE id = ANY (ARRAY(SELECT id FROM turns)) AND coalesce(next_attempt_at <= $2, false)
         AND (lease_until IS NULL OR lease_until < $2)
       ORDER BY id FOR UPDATE SKIP LOCKED
     )
     UPDATE webhook_deliveries d SET attempts = d.attempts + 1, lease_id = $1, last_attempt_at = $2,
       lease_until = $2::timestamptz + make_interval(secs => $3)
     FROM claimed, webhook_endpoints e, events v
     WHERE d.id = claimed.id AND e.id = d.endpoint_id AND v.id = d.event_id
     RETURNING d.id, d.endpoint_id, d.event_id, d.event_type, d.attempts, d.lease_id, e.url, e.secret, e.previous_secret,
       e.previous_secret_until, v.payload, v.occurred_at`,
    [claim.leaseId, claim.at, claim.leaseSeconds, claim.limit],
  );
  return rows;
}

/** Which try ended: only the holder of its lease settles it, a replay or a later claim takes that away. */
interface Try {
  readonly id: string;
  readonly lease_id: string;
}

/** Notes that it arrived, and that its endpoint can be reached. */
export async function recordSuccess(
  db: DataSource,
  { id, lease_id }: Try,
  status: number,
  at: Date,
): Promise<void> {
  await db.query(
    `WITH settled AS (
       UPDATE webhook_deliveries SET state = 'succeeded', next_attempt_at = NULL, lease_id = NULL, lease_until = NULL,
         last_status = $3, last_error = NULL, finished_at = $4
       WHERE id = $1 AND lease_id = $2 RETURNING endpoint_id)
     UPDATE webhook_endpoints e SET failing_since = NULL FROM settled s
     WHERE e.id = s.endpoint_id AND e.failing_since IS NOT NULL`,
    [id, lease_id, status, at],
  );
}

/** Locks a delivery whose lease still stands; false when it was taken away. */
export async function holdTry(tx: EntityManager, { id, lease_id }: Try): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    'SELECT 1 FROM webhook_deliveries WHERE id = $1 AND lease_id = $2 FOR UPDATE',
    [id, lease_id],
  );
  return rows.length > 0;
}

interface Failure {
  readonly status: number | null;
  readonly error: string;
  /** Null when it is not tried again. */
  readonly retryAt: Date | null;
  readonly at: Date;
}

/** Notes a try in vain of a delivery that is held. */
export async function recordFailure(tx: EntityManager, id: string, failure: Failure): Promise<void> {
  await tx.query(
    `UPDATE webhook_deliveries SET state = CASE WHEN $4::timestamptz IS NULL THEN 'failed' ELSE 'pending' END,
       next_attempt_at = $4, lease_id = NULL, lease_until = NULL, last_status = $2, last_error = $3,
       finished_at = CASE WHEN $4::timestamptz IS NULL THEN $5::timestamptz END
     WHERE id = $1`,
    [id, failure.status, failure.error, failure.retryAt, failure.at],
  );
}

/** Events that no endpoint was asked about yet, each made into a delivery for whoever wants it; says how many events. */
export async function fanOut(
  db: DataSource,
  { real, now, limit }: { readonly real: Date; readonly now: Date; readonly limit: number },
): Promise<number> {
  // The mark stands on the event itself: one whose transaction commits late is found late, and never passed by.
  const [, count]: [unknown, number] = await db.query(
    `WITH batch AS MATERIALIZED (
       SELECT id, type FROM events WHERE fanned_out_at IS NULL ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
     ), made AS (
       INSERT INTO webhook_deliveries (id, endpoint_id, event_id, event_type, state, next_attempt_at, created_at)
       SELECT uuid_v7($1), e.id, batch.id, batch.type, 'pending', $1, $2::timestamptz
       FROM batch JOIN webhook_endpoints e
         ON e.deleted_at IS NULL AND e.state <> 'disabled' AND (e.event_types IS NULL OR batch.type = ANY (e.event_types))
       ORDER BY batch.id, e.id
       ON CONFLICT (endpoint_id, event_id) DO NOTHING
     )
     UPDATE events SET fanned_out_at = $1 FROM batch WHERE events.id = batch.id`,
    [real, now, limit],
  );
  return count;
}

/** Lets what waits at an endpoint go at once, from its first try on; of a very long line the rest follows by its own schedule. */
export async function hurry(tx: EntityManager, endpointId: string, at: Date, limit: number): Promise<void> {
  await tx.query(
    `UPDATE webhook_deliveries SET next_attempt_at = $2, attempts = 0 WHERE id IN (
       SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 AND next_attempt_at IS NOT NULL AND lease_id IS NULL
       ORDER BY next_attempt_at, event_id LIMIT $3 FOR UPDATE SKIP LOCKED)`,
    [endpointId, at, limit],
  );
}

/** Gives up on what waits at endpoints that were deleted; says how many. */
export async function giveUpDeleted(db: DataSource, at: Date, limit: number): Promise<number> {
  const [, count]: [unknown, number] = await db.query(
    `UPDATE webhook_deliveries SET state = 'failed', next_attempt_at = NULL, lease_id = NULL, lease_until = NULL,
       last_error = 'endpoint_deleted', finished_at = $1
     WHERE id IN (
       SELECT d.id FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
       WHERE e.deleted_at IS NOT NULL AND d.next_attempt_at IS NOT NULL ORDER BY d.id LIMIT $2 FOR UPDATE OF d SKIP LOCKED)`,
    [at, limit],
  );
  return count;
}

/** Looks at the oldest deliveries and forgets those made before then, whatever became of them, and deleted endpoints that none is left of; says how many. */
export async function forgetDeliveries(db: DataSource, before: Date, limit: number): Promise<number> {
  const [, forgotten]: [unknown, number] = await db.query(
    `DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(
       SELECT id FROM (SELECT id, created_at FROM webhook_deliveries ORDER BY id LIMIT $2) oldest WHERE created_at < $1))`,
    [before, limit],
  );
  await db.query(
    `DELETE FROM webhook_endpoints e WHERE e.deleted_at < $1
       AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = e.id)`,
    [before],
  );
  return forgotten;
}
