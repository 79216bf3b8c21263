/** What recovery is told apart by. */
export const RECOVERY_GROUPS = ['bucket', 'vendor', 'stage', 'month'] as const;
export type RecoveryGroup = (typeof RECOVERY_GROUPS)[number];

const KEYS: Readonly<Record<RecoveryGroup, string>> = {
  bucket: `coalesce(failed.decline_bucket, 'none')`,
  vendor: `coalesce(failed.vendor, 'none')`,
  stage: 'd.stage',
  month: `to_char(d.opened_at AT TIME ZONE $3, 'YYYY-MM')`,
};

/**
 * Cases that were opened in a period by group, and by currency: `$1` from, `$2` before, and for months `$3` the zone whose months they are. A
 * case is of the reason and the vendor of its first failure, and of the last stage that it came to.
 */
export function recoveryQuery(group: RecoveryGroup): { readonly name: string; readonly text: string } {
  return { name: `recovery-${group}`, text: report(KEYS[group]) };
}

const report = (key: string): string => `WITH judged AS (
    SELECT d.currency, d.state, owed.amount, owed.paid, ${key} AS key,
      CASE WHEN d.state = 'recovered' THEN extract(epoch FROM d.closed_at - d.opened_at) / 86400 END AS days
    FROM dunning_cases d
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(i.total_amount), 0) AS amount, coalesce(sum(i.total_amount) FILTER (WHERE i.state = 'paid'), 0) AS paid
      FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id WHERE ci.case_id = d.id) owed
    LEFT JOIN LATERAL (
      SELECT a.decline_bucket, a.vendor
      FROM dunning_case_invoices ci JOIN payments p ON p.invoice_id = ci.invoice_id JOIN payment_attempts a ON a.payment_id = p.id
      WHERE ci.case_id = d.id AND a.decline_bucket IS NOT NULL ORDER BY a.settled_at, a.id LIMIT 1) failed ON true
    WHERE d.opened_at >= $1 AND d.opened_at < $2)
  SELECT j.currency, keyed.is_total, keyed.key, count(*) AS cases, sum(j.amount)::bigint AS amount,
    count(*) FILTER (WHERE j.state IN ('open', 'paused', 'awaiting_approval')) AS open,
    count(*) FILTER (WHERE j.state = 'recovered') AS recovered, sum(j.paid)::bigint AS recovered_amount,
    count(*) FILTER (WHERE j.state = 'written_off') AS written_off, count(*) FILTER (WHERE j.state = 'closed') AS closed,
    avg(j.days)::float8 AS mean_days, (percentile_cont(0.5) WITHIN GROUP (ORDER BY j.days))::float8 AS median_days
  FROM judged j CROSS JOIN LATERAL (VALUES (true, ''), (false, j.key)) AS keyed (is_total, key)
  GROUP BY 1, 2, 3 ORDER BY 1, 2 DESC, sum(j.amount) DESC, 3`;

/** The cases that are open now, by currency and stage. */
export const OPEN_BY_STAGE = {
  name: 'recovery-open',
  text: `SELECT d.currency, d.stage, count(DISTINCT d.id) AS cases, coalesce(sum(i.total_amount), 0)::bigint AS amount
    FROM dunning_cases d LEFT JOIN dunning_case_invoices ci ON ci.case_id = d.id
    LEFT JOIN invoices i ON i.id = ci.invoice_id AND i.state = 'open'
    WHERE d.closed_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2`,
};
