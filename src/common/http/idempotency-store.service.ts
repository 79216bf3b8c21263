import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { uuidv7 } from '../database/ids.js';

const LEASE_SECONDS = 60;
const CLAIM_TRIES = 5;

/** Whose key it is and for which route. */
export interface IdempotencyScope {
  readonly principal: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What became of claiming a key. */
export type Claim =
  | { readonly kind: 'mine'; readonly resourceId: string; readonly leaseId: string }
  | { readonly kind: 'answered'; readonly resourceId: string; readonly answer: StoredAnswer }
  | { readonly kind: 'running' }
  | { readonly kind: 'other_body' };

interface KeyRow {
  readonly resource_id: string;
  readonly body_hash: Buffer;
  readonly state: 'running' | 'done';
  readonly status: number | null;
  readonly response: { body: unknown } | null;
}

/** Idempotency keys as rows: one caller at a time holds a key, by a lease on real time that a crash lets run out. */
@Injectable()
export class IdempotencyStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Takes the key, or says what stands under it; a key whose holder crashed is taken over with the ids it had planned. */
  async claim(scope: IdempotencyScope, bodyHash: Buffer): Promise<Claim> {
    for (let attempt = 0; attempt < CLAIM_TRIES; attempt += 1) {
      const leaseId = uuidv7();
      const taken = await this.take(scope, bodyHash, leaseId);
      if (taken) return { kind: 'mine', resourceId: taken, leaseId };
      const standing = await this.standing(scope);
      if (standing) return describe(standing, bodyHash);
    }
    return { kind: 'running' };
  }

  private async take(scope: IdempotencyScope, bodyHash: Buffer, leaseId: string): Promise<string | null> {
    const rows: { resource_id: string }[] = await this.db.query(
      `INSERT INTO idempotency_keys AS held
         (principal, method, path, key, body_hash, resource_id, state, lease_until, lease_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'running', $7::timestamptz + make_interval(secs => $8), $9, $7)
       ON CONFLICT (principal, method, path, key) DO UPDATE
         SET lease_until = excluded.lease_until, lease_id = excluded.lease_id, body_hash = excluded.body_hash,
           resource_id = CASE WHEN held.body_hash = excluded.body_hash THEN held.resource_id ELSE excluded.resource_id END
         WHERE held.state = 'running' AND (held.lease_until = to_timestamp(0)
           OR (held.lease_until < $7 AND held.body_hash = excluded.body_hash))
       RETURNING resource_id`,
      [
        scope.principal,
        scope.method,
        scope.path,
        scope.key,
        bodyHash,
        uuidv7(),
        this.clock.real(),
        LEASE_SECONDS,
        leaseId,
      ],
    );
    return rows[0]?.resource_id ?? null;
  }

  private async standing(scope: IdempotencyScope): Promise<KeyRow | null> {
    const rows: KeyRow[] = await this.db.query(
      `SELECT resource_id, body_hash, state, status, response FROM idempotency_keys
       WHERE principal = $1 AND method = $2 AND path = $3 AND key = $4`,
      [scope.principal, scope.method, scope.path, scope.key],
    );
    return rows[0] ?? null;
  }

  /** Keeps the answer, unless the lease was lost to another in the meantime. */
  async finish(scope: IdempotencyScope, leaseId: string, answer: StoredAnswer): Promise<void> {
    await this.db.query(
      `UPDATE idempotency_keys SET state = 'done', status = $6, response = $7
       WHERE principal = $1 AND method = $2 AND path = $3 AND key = $4 AND lease_id = $5`,
      [
        scope.principal,
        scope.method,
        scope.path,
        scope.key,
        leaseId,
        answer.status,
        JSON.stringify({ body: answer.body ?? null }),
      ],
    );
  }

  /** Frees the key after a failure of ours; the planned id stays, so that the next try finishes the same thing. */
  async release(scope: IdempotencyScope, leaseId: string): Promise<void> {
    await this.db.query(
      `UPDATE idempotency_keys SET lease_until = to_timestamp(0)
       WHERE principal = $1 AND method = $2 AND path = $3 AND key = $4 AND lease_id = $5 AND state = 'running'`,
      [scope.principal, scope.method, scope.path, scope.key, leaseId],
    );
  }

  /** Forgets keys made before this instant, at most `limit` of them; says how many. */
  async forget(before: Date, limit: number): Promise<number> {
    const rows: unknown[] = await this.db.query(
      `WITH gone AS (
         DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2)) RETURNING 1)
       SELECT 1 FROM gone`,
      [before, limit],
    );
    return rows.length;
  }
}

function describe(row: KeyRow, bodyHash: Buffer): Claim {
  if (!row.body_hash.equals(bodyHash)) return { kind: 'other_body' };
  if (row.state === 'running' || row.status === null) return { kind: 'running' };
  return {
    kind: 'answered',
    resourceId: row.resource_id,
    answer: { status: row.status, body: row.response?.body ?? null },
  };
}
