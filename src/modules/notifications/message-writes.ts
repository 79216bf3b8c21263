import type { EntityManager } from 'typeorm';
import { runKept } from '../../common/database/statements.js';
import type { MessageState, SkipReason } from './message-vocabulary.js';

/** Messages that a write queued, or wrote down as skipped, by reason; those that were there already are in neither. */
export interface EnqueueCounts {
  readonly queued: number;
  readonly skipped: number;
  readonly skips: Readonly<Partial<Record<SkipReason, number>>>;
  /** What the SELECT named as deferred: nothing was written of it. */
  readonly deferred: number;
}

/** What the house adds to every message. */
export interface MessageDefaults {
  /** Business time. */
  readonly now: Date;
  /** Real time. */
  readonly real: Date;
  /** `type.locale` to the present template's version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly categories: Readonly<Record<string, string>>;
  /** Types that can be sent with the present configuration. */
  readonly sendable: readonly string[];
}

interface CountRow {
  readonly state: MessageState | 'deferred';
  readonly reason: SkipReason | null;
  readonly count: number;
}

// What had to wait for another day is not taken up on the same one, or sweep and delivery would hand it to each other without end.
// Rows are ordered by their key, so that two sweeps meet on the same row first and cannot dead-lock.
function insertSql(select: string, params: number): string {
  const own = (nth: number): string => `$${String(params + nth)}`;
  const now = `${own(1)}::timestamptz`;
  const real = `${own(2)}::timestamptz`;
  const versions = `${own(3)}::jsonb`;
  const categories = `${own(4)}::jsonb`;
  const sendable = `${own(5)}::text[]`;
  return `
    WITH chosen AS (${select}),
    judged AS (
      SELECT c.*, ${categories} ->> c.type AS category, CASE
        WHEN c.state = 'skipped' THEN c.skip_reason
        WHEN c.to_email IS NULL THEN 'no_email'
        WHEN ${categories} ->> c.type = 'reminder'
          AND EXISTS (SELECT 1 FROM suppressions s WHERE s.email = lower(c.to_email)) THEN 'suppressed'
        WHEN NOT c.type = ANY(${sendable}) THEN 'mailjet_not_configured'
      END AS reason
      FROM chosen c
      WHERE c.state <> 'deferred'
    ),
    put AS (
      INSERT INTO messages AS kept (id, customer_id, type, category, state, skip_reason, locale, to_email, to_name, variables,
        template_version, dedupe_key, subject_id, stage, local_day, batch_id, not_before, next_attempt_at, created_at, state_changed_at)
      SELECT uuid_v7(${now}), customer_id, type, category, CASE WHEN reason IS NULL THEN 'queued' ELSE 'skipped' END, reason,
        locale, to_email, to_name, variables, ${versions} ->> (type || '.' || locale), dedupe_key, subject_id, stage, local_day,
        batch_id, coalesce(not_before, ${now}), ${real}, ${now}, ${now}
      FROM judged
      ORDER BY dedupe_key
      ON CONFLICT (dedupe_key) DO UPDATE SET
        state = excluded.state, skip_reason = excluded.skip_reason, locale = excluded.locale, to_email = excluded.to_email,
        to_name = excluded.to_name, variables = excluded.variables, template_version = excluded.template_version,
        stage = excluded.stage, local_day = excluded.local_day, batch_id = excluded.batch_id, not_before = excluded.not_before,
        next_attempt_at = excluded.next_attempt_at, state_changed_at = excluded.state_changed_at
      WHERE kept.state = 'skipped' AND kept.skip_reason IS DISTINCT FROM excluded.skip_reason
        AND (excluded.batch_id IS NOT NULL OR kept.skip_reason <> 'notified_recently' OR kept.local_day IS DISTINCT FROM excluded.local_day)
      RETURNING state, skip_reason
    )
    SELECT state, skip_reason AS reason, count(*)::integer AS count FROM put GROUP BY state, skip_reason
    UNION ALL SELECT 'deferred', NULL, count(*)::integer FROM chosen WHERE state = 'deferred'`;
}

const UNIQUE_VIOLATION = '23505';
const TRIES = 3;

/** Writes a message for each row that the SELECT gives. */
export async function insertMessages(
  tx: EntityManager,
  select: string,
  params: readonly unknown[],
  defaults: MessageDefaults,
): Promise<EnqueueCounts> {
  const { now, real, versions, categories, sendable } = defaults;
  const values = [...params, now, real, JSON.stringify(versions), JSON.stringify(categories), sendable];
  const text = insertSql(select, params.length);
  // What a sweep selects is planned with the values of its day.
  return counted(
    await (select === FROM_JSON ? runKept<CountRow[]>(tx, text, values) : tx.query(text, values)),
  );
}

/**
 * The same for a sweep. Two sweeps at once can meet on an index that ON CONFLICT does not watch (one reminder a day); the later one then
 * begins again from a savepoint, and finds the rows of the earlier one.
 */
export async function sweepMessages(
  tx: EntityManager,
  select: string,
  params: readonly unknown[],
  defaults: MessageDefaults,
): Promise<EnqueueCounts> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tx.transaction((nested) => insertMessages(nested, select, params, defaults));
    } catch (error) {
      if (tries === TRIES || (error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    }
  }
}

function counted(rows: readonly CountRow[]): EnqueueCounts {
  const skips = rows.flatMap(({ reason, count }) => (reason === null ? [] : [[reason, count] as const]));
  const countOf = (wanted: CountRow['state']): number =>
    rows.find(({ state }) => state === wanted)?.count ?? 0;
  return {
    queued: countOf('queued'),
    deferred: countOf('deferred'),
    skipped: skips.reduce((sum, [, count]) => sum + count, 0),
    skips: Object.fromEntries(skips),
  };
}

/** The columns that a SELECT for `insertMessages` gives, read from a JSON array in $1. */
export const FROM_JSON = `
  SELECT * FROM json_to_recordset($1::json) AS given (dedupe_key text, customer_id uuid, type text, locale text, to_email text,
    to_name text, variables jsonb, state text, skip_reason text, subject_id uuid, stage smallint, local_day date, batch_id uuid,
    not_before timestamptz)`;
