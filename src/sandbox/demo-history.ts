/**
 * What went before the demo: reminders of the last weeks, most delivered and some bounced; some customers who then did something. `$1` now.
 */
export const PAST_REMINDERS = `
  INSERT INTO messages (id, customer_id, type, category, state, locale, to_email, to_name, variables, template_version, dedupe_key,
    subject_id, stage, local_day, not_before, next_attempt_at, attempts, created_at, sent_at, state_changed_at)
  SELECT uuid_v7(at), c.id, sent.type, 'reminder', sent.state, c.locale, c.email, c.name,
    jsonb_build_object('customer_name', c.name, 'brand', m.brand, 'last4', m.last4, 'exp_month', m.exp_month, 'exp_year', m.exp_year,
      'days_left', stage, 'link', jsonb_build_object('id', m.id, 'expires_at',
        to_char((m.expires_on + 8)::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))),
    NULL, 'reminder:' || m.id || ':' || m.expires_on || ':' || stage, m.id, stage, (at AT TIME ZONE c.time_zone)::date, at, at, 1, at, at, at
  FROM payment_methods m
  JOIN customers c ON c.id = m.customer_id
  CROSS JOIN LATERAL (SELECT m.expires_on - ($1::timestamptz AT TIME ZONE c.time_zone)::date AS days_left) due
  CROSS JOIN LATERAL (SELECT CASE WHEN due.days_left < 20 THEN 30 ELSE 60 END AS stage) staged
  CROSS JOIN LATERAL (SELECT
    $1::timestamptz - make_interval(days => 3 + ('x' || left(md5(m.id::text), 7))::bit(28)::int % 12, hours => ('x' || left(md5(c.id::text), 7))::bit(28)::int % 8) AS at,
    CASE WHEN staged.stage = 30 THEN 'card_expiry_30' ELSE 'card_expiry_60' END AS type,
    (ARRAY['delivered', 'opened', 'delivered', 'clicked', 'sent', 'bounced'])[1 + ('x' || left(md5(m.id::text), 7))::bit(28)::int % 6] AS state) sent
  WHERE m.is_default AND c.email IS NOT NULL AND due.days_left BETWEEN -30 AND 55 AND ('x' || left(md5(m.id::text), 7))::bit(28)::int % 3 > 0
  ON CONFLICT DO NOTHING`;

/** A fifth of those reminded have changed something since. `$1` now. */
export const ACTED_SINCE = `
  UPDATE customers c SET payment_methods_changed_at = $1::timestamptz - make_interval(hours => 5)
  WHERE ('x' || left(md5(c.id::text), 7))::bit(28)::int % 5 = 0 AND EXISTS (SELECT 1 FROM messages m WHERE m.customer_id = c.id)`;

/** A handful have asked not to be reminded. */
export const OPTED_OUT = `
  UPDATE customers SET reminders_opt_out = true
  WHERE external_id LIKE 'DEMO-%' AND right(external_id, 2) IN ('17', '58')`;
