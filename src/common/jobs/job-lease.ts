import type { DataSource } from 'typeorm';

const LEASE_SECONDS = 120;

interface Claim {
  readonly name: string;
  readonly parallel?: boolean;
  readonly owner: string;
  /** Real time: a lease never jumps with the test clock. */
  readonly at: Date;
}

/** Notes which jobs there are, so that one that never runs is missed in time. */
export async function noteJobs(db: DataSource, names: readonly string[]): Promise<void> {
  await db.query('INSERT INTO jobs (name) SELECT unnest($1::text[]) ORDER BY 1 ON CONFLICT DO NOTHING', [
    names,
  ]);
}

/** Takes the job's lease; false while another instance holds it. A parallel job only notes its start. */
export async function claimJob(db: DataSource, { name, parallel, owner, at }: Claim): Promise<boolean> {
  const rows: unknown[] = await db.query(
    `INSERT INTO jobs AS held (name, lease_until, lease_owner, last_started_at)
     VALUES ($1, $2::timestamptz + make_interval(secs => $3), $4, $2)
     ON CONFLICT (name) DO UPDATE
       SET lease_until = excluded.lease_until, lease_owner = excluded.lease_owner, last_started_at = excluded.last_started_at
       WHERE $5 OR held.lease_until IS NULL OR held.lease_until < $2 OR held.lease_owner = $4
     RETURNING name`,
    [name, at, LEASE_SECONDS, owner, parallel ?? false],
  );
  return rows.length > 0;
}

/** How often a running job holds on to its lease. */
export const RENEW_SECONDS = 40;

/** Holds the lease of a job that is still running; without effect once another instance has it. */
export async function renewJob(
  db: DataSource,
  { name, owner, at }: Pick<Claim, 'name' | 'owner' | 'at'>,
): Promise<void> {
  await db.query(
    'UPDATE jobs SET lease_until = $3::timestamptz + make_interval(secs => $4) WHERE name = $1 AND lease_owner = $2',
    [name, owner, at, LEASE_SECONDS],
  );
}

type Outcome = { readonly count: number } | { readonly error: string };

/** Gives the lease back and notes how the run went. */
export async function finishJob(
  db: DataSource,
  {
    name,
    owner,
    at,
    ...outcome
  }: { readonly name: string; readonly owner: string; readonly at: Date } & Outcome,
): Promise<void> {
  const count = 'count' in outcome ? outcome.count : null;
  const error = 'error' in outcome ? outcome.error.slice(0, 2_000) : null;
  await db.query(
    `UPDATE jobs SET lease_until = CASE WHEN lease_owner = $2 THEN NULL ELSE lease_until END, last_finished_at = $3,
       last_succeeded_at = CASE WHEN $5::text IS NULL THEN $3 ELSE last_succeeded_at END,
       last_count = coalesce($4, last_count), last_error = $5
     WHERE name = $1`,
    [name, owner, at, count, error],
  );
}
