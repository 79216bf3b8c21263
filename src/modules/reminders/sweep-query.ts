const LINK_DAYS = 7;

/** When a reminder's link stops working: a week after the card's last valid day, or after the mail when that is later. `$1` is now. */
export function linkEnd(expiresOn: string, zone: string): string {
  return `greatest((${expiresOn} + ${String(LINK_DAYS + 1)})::timestamp AT TIME ZONE ${zone}, $1::timestamptz + interval '${String(LINK_DAYS)} days')`;
}

/** What one pass of the sweep is told. */
export interface SweepSettings {
  /** Business time. */
  readonly now: Date;
  /** Days before the last valid day; 0 is the first invalid day. */
  readonly stages: readonly number[];
  /** Stages of cards that are neither the default nor named by a subscription. */
  readonly others: readonly number[];
  readonly expiredWithinDays: number;
  /** Minutes of the local day within which mails go. */
  readonly hours: { readonly from: number; readonly to: number };
  readonly ignoreHours: boolean;
  readonly limit: number;
}

const DAY_MS = 86_400_000;
const ZONES_MS = 14 * 3_600_000;

/**
 * Every card that is at a stage on its customer's own day, with what is to become of its reminder there. Mirrors `stages.ts`, which the
 * tests hold it against: the most urgent stage whose threshold has passed, the expired one only for a while, and none that a queued
 * or sent mail has taken already.
 */
const CANDIDATES = `
  SELECT l.payment_method_id, l.customer_id, l.expires_on, local.today, local.minute,
    l.expires_on - local.today AS days_left, staged.stage, l.is_default, c.name AS customer_name, c.email, c.locale, c.time_zone,
    m.brand, m.last4, m.exp_month, m.exp_year,
    'reminder:' || l.payment_method_id || ':' || l.expires_on || ':' || staged.stage AS dedupe_key,
    CASE
      WHEN c.email IS NULL THEN 'no_email'
      WHEN c.reminders_opt_out THEN 'opted_out'
      WHEN EXISTS (SELECT 1 FROM suppressions s WHERE s.email = lower(c.email)) THEN 'suppressed'
      WHEN m.former_default_at IS NOT NULL AND NOT m.is_default AND EXISTS (
        SELECT 1 FROM payment_methods d WHERE d.customer_id = l.customer_id AND d.is_default AND d.status = 'active'
          AND (d.expires_on IS NULL OR (d.expires_on > l.expires_on AND d.expires_on >= local.today))) THEN 'replaced'
    END AS skip_reason
  FROM card_listings l
  JOIN customers c ON c.id = l.customer_id
  JOIN payment_methods m ON m.id = l.payment_method_id
  CROSS JOIN LATERAL (
    SELECT ($1::timestamptz AT TIME ZONE l.time_zone)::date AS today,
      floor(extract(epoch FROM ($1::timestamptz AT TIME ZONE l.time_zone)::time) / 60)::int AS minute) local
  CROSS JOIN LATERAL (
    SELECT CASE WHEN l.is_default OR EXISTS (
        SELECT 1 FROM subscriptions s WHERE s.payment_method_id = l.payment_method_id
          AND s.state IN ('pending_payment_method', 'active', 'suspended'))
      THEN $2::int[] ELSE $3::int[] END AS stages) role
  CROSS JOIN LATERAL (
    SELECT min(s) AS stage FROM unnest(role.stages) s
    WHERE (s > 0 AND l.expires_on - local.today BETWEEN 0 AND s)
      OR (s <= 0 AND l.expires_on - local.today <= s - 1 AND l.expires_on - local.today >= -$4::int)) staged
  WHERE l.service_type = '' AND l.customer_type IN ('individual', 'business') AND l.vendor IN ('stripe', 'paypal', 'paytabs')
    AND l.expires_on BETWEEN $5 AND $6
    AND m.status = 'active' AND staged.stage IS NOT NULL`;

const TAKEN = `EXISTS (SELECT 1 FROM messages t WHERE t.dedupe_key = candidate.dedupe_key AND t.state <> 'skipped')`;

const REMINDED_TODAY = `EXISTS (
  SELECT 1 FROM messages t WHERE t.customer_id = candidate.customer_id AND t.category = 'reminder'
    AND t.local_day = candidate.today AND t.state <> 'skipped')`;

const IN_HOURS = `($9::boolean OR candidate.minute < $8::int)`;

/** The values that both statements below share, in their order. */
export function sweepValues(settings: SweepSettings): unknown[] {
  const furthest = Math.max(0, ...settings.stages, ...settings.others);
  return [
    settings.now,
    settings.stages,
    settings.others,
    settings.expiredWithinDays,
    dayOf(settings.now.getTime() - ZONES_MS - settings.expiredWithinDays * DAY_MS),
    dayOf(settings.now.getTime() + ZONES_MS + furthest * DAY_MS),
    settings.hours.from,
    settings.hours.to,
    settings.ignoreHours,
  ];
}

/**
 * The messages of one pass: one row a card that is due, at most one to go for each customer and local day (the most urgent, the default first), and
 * those that may not go with their reason. A row that is there already as it should be is left out.
 */
export const SWEEP = `
  WITH candidate AS MATERIALIZED (${CANDIDATES}),
  ranked AS (
    SELECT candidate.*, ${IN_HOURS} AS in_hours,
      CASE WHEN candidate.skip_reason IS NULL THEN row_number() OVER (
        PARTITION BY candidate.customer_id, candidate.skip_reason IS NULL
        ORDER BY candidate.stage, candidate.is_default DESC, candidate.expires_on, candidate.payment_method_id) END AS turn
    FROM candidate
    WHERE NOT ${TAKEN}
  ),
  chosen AS (
    SELECT candidate.* FROM ranked candidate
    WHERE candidate.in_hours AND (
      (candidate.skip_reason IS NULL AND candidate.turn = 1 AND NOT ${REMINDED_TODAY})
      OR (candidate.skip_reason IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM messages t WHERE t.dedupe_key = candidate.dedupe_key AND t.skip_reason = candidate.skip_reason)))
    ORDER BY candidate.dedupe_key
    LIMIT $10
  )
  SELECT customer_id,
    CASE WHEN stage <= 0 THEN 'card_expired' WHEN stage <= 7 THEN 'card_expiry_7' WHEN stage <= 30 THEN 'card_expiry_30'
      ELSE 'card_expiry_60' END AS type,
    CASE WHEN skip_reason IS NULL THEN 'queued' ELSE 'skipped' END AS state, skip_reason, locale,
    email AS to_email, customer_name AS to_name,
    jsonb_build_object('customer_name', customer_name, 'brand', brand, 'last4', last4, 'exp_month', exp_month,
      'exp_year', exp_year, 'days_left', days_left,
      'link', jsonb_build_object('id', payment_method_id, 'expires_at',
        to_char(${linkEnd('expires_on', 'time_zone')} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) AS variables,
    dedupe_key, payment_method_id AS subject_id, stage, today AS local_day, NULL::uuid AS batch_id,
    CASE WHEN $9::boolean OR skip_reason IS NOT NULL THEN $1::timestamptz
      ELSE greatest($1::timestamptz, (today::timestamp + make_interval(mins => window_from
        + ('x' || left(md5(payment_method_id::text || today::text), 7))::bit(28)::int % greatest(1, $8::int - window_from))) AT TIME ZONE time_zone)
      END AS not_before
  FROM (SELECT chosen.*, greatest($7::int, minute) AS window_from FROM chosen) made`;

/** How many are due now and wait: for the hours, or because the customer had one today. */
export const DEFERRED = `
  WITH candidate AS MATERIALIZED (${CANDIDATES})
  SELECT count(*)::int AS deferred FROM candidate
  WHERE candidate.skip_reason IS NULL AND NOT ${TAKEN} AND (NOT ${IN_HOURS} OR ${REMINDED_TODAY}) AND $7::int >= 0`;

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
