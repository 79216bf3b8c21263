import { calendarOf } from './sweep-calendar.js';

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
}

/** The customers of one pass: those after one id up to another. */
export interface Slice {
  readonly after: string;
  readonly upTo: string;
}

const DAY_MS = 86_400_000;
const ZONES_MS = 14 * 3_600_000;

const IN_WINDOW = `l.service_type = '' AND l.customer_type IN ('individual', 'business') AND l.vendor IN ('stripe', 'paypal', 'paytabs')
    AND l.expires_on BETWEEN $1::date AND $2::date`;

/** How many cards can be at a stage anywhere on earth; `$1` and `$2` are the window's first and last day. */
export const COUNT_WINDOW = `SELECT count(*)::int AS cards FROM card_listings l WHERE ${IN_WINDOW}`;

/** The customers at these shares (0 to 1, `$3`) of that window. */
export const CUT_WINDOW = `
  SELECT percentile_disc($3::float8[]) WITHIN GROUP (ORDER BY l.customer_id) AS bounds FROM card_listings l WHERE ${IN_WINDOW}`;

/**
 * Every card that is at a stage on its customer's own day, which no queued or sent mail has taken already, with what is to become of its
 * reminder. Zones and last days of a month are few, so `stages.ts` says what holds for each pair of them and not for each card; what
 * belongs to the customer is read only of cards that are left.
 */
const CANDIDATES = `
  calendar AS (
    SELECT * FROM unnest($2::text[], $3::date[], $4::date[], $12::int[], $13::int[], $14::int[])
      AS pair (time_zone, last_day, today, minute, of_all, of_others)),
  staged AS (
    SELECT role.*, 'reminder:' || role.payment_method_id || ':' || role.expires_on || ':' || role.stage AS dedupe_key
    FROM (
      SELECT l.payment_method_id, l.customer_id, l.expires_on, l.is_default, calendar.today, calendar.minute,
        CASE
          WHEN l.is_default OR calendar.of_all IS NOT DISTINCT FROM calendar.of_others THEN calendar.of_all
          WHEN (SELECT true FROM subscriptions s WHERE s.payment_method_id = l.payment_method_id
            AND s.state IN ('pending_payment_method', 'active', 'suspended') LIMIT 1) THEN calendar.of_all
          ELSE calendar.of_others END AS stage
      -- Read once, and not once for each pair of the calendar.
      FROM (SELECT * FROM card_listings l WHERE ${IN_WINDOW.replace('$1', '$5').replace('$2', '$6')}
        AND l.customer_id > $10::uuid AND l.customer_id <= $11::uuid OFFSET 0) l
      JOIN calendar ON calendar.time_zone = l.time_zone AND calendar.last_day = l.expires_on
      -- Worked out once a card, and not again wherever it is used.
      OFFSET 0) role
    WHERE role.stage IS NOT NULL),
  due AS MATERIALIZED (
    SELECT staged.*, t.skip_reason AS skipped_for
    FROM staged LEFT JOIN messages t ON t.dedupe_key = staged.dedupe_key
    WHERE t.id IS NULL OR t.state = 'skipped'),
  candidate AS MATERIALIZED (
    SELECT customer.*, m.brand, m.last4, m.exp_month, m.exp_year, customer.expires_on - customer.today AS days_left,
      ($9::boolean OR customer.minute < $8::int) AS in_hours,
      CASE
        WHEN customer.reason IS NOT NULL THEN customer.reason
        WHEN m.former_default_at IS NOT NULL AND NOT m.is_default AND EXISTS (
          SELECT 1 FROM payment_methods d WHERE d.customer_id = customer.customer_id AND d.is_default AND d.status = 'active'
            AND (d.expires_on IS NULL OR (d.expires_on > customer.expires_on AND d.expires_on >= customer.today))) THEN 'replaced'
      END AS skip_reason
    FROM (
      SELECT due.*, c.name AS customer_name, c.email, c.locale, c.time_zone,
        CASE
          WHEN c.email IS NULL THEN 'no_email'
          WHEN c.reminders_opt_out THEN 'opted_out'
          WHEN EXISTS (SELECT 1 FROM suppressions s WHERE s.email = lower(c.email)) THEN 'suppressed'
        END AS reason
      FROM due JOIN customers c ON c.id = due.customer_id
      OFFSET 0) customer
    JOIN payment_methods m ON m.id = customer.payment_method_id
    WHERE m.status = 'active' AND (customer.reason IS NULL OR customer.reason IS DISTINCT FROM customer.skipped_for))`;

const REMINDED_TODAY = `EXISTS (
  SELECT 1 FROM messages t WHERE t.customer_id = candidate.customer_id AND t.category = 'reminder'
    AND t.local_day = candidate.today AND t.state <> 'skipped')`;

/** First and last day on which a card at a stage can expire. */
export function windowOf({
  now,
  stages,
  others,
  expiredWithinDays,
}: SweepSettings): readonly [string, string] {
  const furthest = Math.max(0, ...stages, ...others);
  return [
    dayOf(now.getTime() - ZONES_MS - expiredWithinDays * DAY_MS),
    dayOf(now.getTime() + ZONES_MS + furthest * DAY_MS),
  ];
}

/** The values of one pass, in their order; `zones` are all that customers live in. */
export function sweepValues(
  settings: SweepSettings,
  zones: readonly string[],
  { after, upTo }: Slice,
): unknown[] {
  const pairs = calendarOf(settings, zones, windowOf(settings));
  return [
    settings.now,
    pairs.map(({ zone }) => zone),
    pairs.map(({ lastDay }) => lastDay),
    pairs.map(({ today }) => today),
    ...windowOf(settings),
    settings.hours.from,
    settings.hours.to,
    settings.ignoreHours,
    after,
    upTo,
    pairs.map(({ minute }) => minute),
    pairs.map(({ ofAll }) => ofAll),
    pairs.map(({ ofOthers }) => ofOthers),
  ];
}

/**
 * The messages of one pass: one row a card that is due, at most one to go for each customer and local day (the most urgent, the default first),
 * those that may not go with their reason, and those that wait for another hour or day as deferred. A row that is there already as it
 * should be is left out.
 */
export const SWEEP = `
  WITH ${CANDIDATES},
  ranked AS (
    SELECT candidate.*, candidate.skip_reason IS NULL AND (
        NOT candidate.in_hours OR ${REMINDED_TODAY} OR row_number() OVER (
          PARTITION BY candidate.customer_id, candidate.skip_reason IS NULL
          ORDER BY candidate.stage, candidate.is_default DESC, candidate.expires_on, candidate.payment_method_id) > 1) AS waits
    FROM candidate
  ),
  chosen AS (
    SELECT candidate.*, greatest($7::int, minute) AS window_from FROM ranked candidate
    WHERE candidate.skip_reason IS NULL OR (candidate.in_hours AND candidate.skip_reason IS DISTINCT FROM candidate.skipped_for)
  )
  SELECT customer_id,
    CASE WHEN stage <= 0 THEN 'card_expired' WHEN stage <= 7 THEN 'card_expiry_7' WHEN stage <= 30 THEN 'card_expiry_30'
      ELSE 'card_expiry_60' END AS type,
    CASE WHEN waits THEN 'deferred' WHEN skip_reason IS NULL THEN 'queued' ELSE 'skipped' END AS state, skip_reason, locale,
    email AS to_email, customer_name AS to_name,
    CASE WHEN NOT waits THEN jsonb_build_object('customer_name', customer_name, 'brand', brand, 'last4', last4, 'exp_month', exp_month,
      'exp_year', exp_year, 'days_left', days_left,
      'link', jsonb_build_object('id', payment_method_id, 'expires_at',
        to_char(${linkEnd('expires_on', 'time_zone')} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) END AS variables,
    dedupe_key, payment_method_id AS subject_id, stage, today AS local_day, NULL::uuid AS batch_id,
    CASE WHEN $9::boolean OR waits OR skip_reason IS NOT NULL THEN $1::timestamptz
      ELSE greatest($1::timestamptz, (today::timestamp + make_interval(mins => window_from
        + ('x' || left(md5(payment_method_id::text || today::text), 7))::bit(28)::int % greatest(1, $8::int - window_from))) AT TIME ZONE time_zone)
      END AS not_before
  FROM chosen`;

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
