/** What failures are told apart by. */
export const FAILURE_GROUPS = ['bucket', 'vendor', 'brand', 'stage', 'period'] as const;
export type FailureGroup = (typeof FAILURE_GROUPS)[number];

/** A statement by its name, which has exactly one text. */
interface NamedQuery {
  readonly name: string;
  readonly text: string;
}

const BRAND = `coalesce(a.brand, CASE a.payment_type WHEN 'paypal' THEN 'paypal' ELSE 'unknown' END)`;
const STAGE = `coalesce(a.dunning_stage, 'none')`;

const KEYS: Readonly<Record<Exclude<FailureGroup, 'period'>, string>> = {
  bucket: 'a.decline_bucket',
  vendor: 'a.vendor',
  brand: BRAND,
  stage: STAGE,
};

const PERIODS = { day: 'YYYY-MM-DD', month: 'YYYY-MM' } as const;

// A payment that was declined is made good when it went through later, or when its invoice was paid by another one.
const RECOVERED = `coalesce(i.state = 'paid', p.state IN ('succeeded', 'partially_refunded', 'refunded'))`;

/**
 * Failed attempts of a period by group, and by currency: `$1` from, `$2` before, and for periods `$3` the zone whose days they are. A payment
 * counts once in each group in which an attempt of it failed, and once in its currency's total.
 */
export function failureReportQuery(group: FailureGroup, by: 'day' | 'month'): NamedQuery {
  const key = group === 'period' ? `to_char(a.settled_at AT TIME ZONE $3, '${PERIODS[by]}')` : KEYS[group];
  const name = group === 'period' ? `payment-failures-${by}` : `payment-failures-${group}`;
  return { name, text: report(key) };
}

const report = (key: string): string => `WITH failed AS (
    SELECT keyed.is_total, keyed.key, a.payment_id, count(*) AS attempts, count(*) FILTER (WHERE a.method_expired) AS expired
    FROM payment_attempts a CROSS JOIN LATERAL (VALUES (true, ''), (false, ${key})) AS keyed (is_total, key)
    WHERE a.decline_bucket IS NOT NULL AND a.settled_at >= $1 AND a.settled_at < $2
    GROUP BY 1, 2, 3),
  judged AS (
    SELECT f.*, p.currency, p.amount, ${RECOVERED} AS recovered
    FROM failed f JOIN payments p ON p.id = f.payment_id LEFT JOIN invoices i ON i.id = p.invoice_id)
  SELECT currency, is_total, key, sum(attempts)::bigint AS failed_attempts, count(*) AS payments, sum(amount)::bigint AS amount,
    sum(expired)::bigint AS expired_attempts, count(*) FILTER (WHERE expired > 0) AS expired_payments,
    coalesce(sum(amount) FILTER (WHERE expired > 0), 0)::bigint AS expired_amount,
    count(*) FILTER (WHERE recovered) AS recovered_payments,
    coalesce(sum(amount) FILTER (WHERE recovered), 0)::bigint AS recovered_amount
  FROM judged GROUP BY currency, is_total, key ORDER BY currency, is_total DESC, sum(amount) DESC, key`;

/** The failed attempts themselves, newest first: from, before, bucket, vendor, brand, stage, expired, currency, position, limit. */
export const FAILED_ATTEMPTS: NamedQuery = {
  name: 'payment-failures-list',
  text: `SELECT a.id, a.settled_at, a.payment_id, p.customer_id, c.name AS customer_name, p.amount, p.currency, p.state AS payment_state,
      a.attempt_no, a.vendor, a.payment_type, a.brand, a.last4, a.method_expired, a.decline_bucket, a.decline_hint, a.decline_code,
      ${RECOVERED} AS recovered
    FROM payment_attempts a JOIN payments p ON p.id = a.payment_id
    LEFT JOIN invoices i ON i.id = p.invoice_id LEFT JOIN customers c ON c.id = p.customer_id
    WHERE a.decline_bucket IS NOT NULL AND a.settled_at >= $1 AND a.settled_at < $2
      AND ($3::text IS NULL OR a.decline_bucket = $3) AND ($4::text IS NULL OR a.vendor = $4)
      AND ($5::text IS NULL OR ${BRAND} = $5) AND ($6::text IS NULL OR ${STAGE} = $6)
      AND ($7::boolean IS NULL OR a.method_expired = $7) AND ($8::text IS NULL OR p.currency = $8)
      AND ($9::timestamptz IS NULL OR (a.settled_at, a.id) < ($9, $10::uuid))
    ORDER BY a.settled_at DESC, a.id DESC LIMIT $11`,
};
