import { linkEnd } from './sweep-query.js';

/** What becomes of one card in a batch sent by hand. */
export interface JudgedCard {
  readonly payment_method_id: string;
  /** Null: a reminder goes. */
  readonly skip_reason: string | null;
}

/**
 * Judges these cards for a reminder by hand, under the row locks of their customers, which keep two batches from reminding one customer
 * twice: at most one by hand for each customer in 24 hours, the most urgent card first.
 */
export const JUDGE = `
  WITH wanted AS (SELECT id, ordinality FROM unnest($2::uuid[]) WITH ORDINALITY AS w (id, ordinality)),
  judged AS (
    SELECT wanted.id AS payment_method_id, wanted.ordinality, m.customer_id, m.expires_on, m.is_default,
      CASE
        WHEN m.id IS NULL OR m.status IN ('removing', 'removed') THEN 'removed'
        WHEN m.expires_on IS NULL THEN 'not_a_card'
        WHEN c.email IS NULL THEN 'no_email'
        WHEN c.reminders_opt_out THEN 'opted_out'
        WHEN EXISTS (SELECT 1 FROM suppressions s WHERE s.email = lower(c.email)) THEN 'suppressed'
        WHEN EXISTS (SELECT 1 FROM messages r WHERE r.customer_id = m.customer_id AND r.category = 'reminder'
          AND r.batch_id IS NOT NULL AND r.state NOT IN ('skipped', 'failed') AND r.created_at > $1::timestamptz - interval '24 hours')
          THEN 'notified_recently'
      END AS skip_reason
    FROM wanted
    LEFT JOIN payment_methods m ON m.id = wanted.id
    LEFT JOIN customers c ON c.id = m.customer_id)
  SELECT payment_method_id, CASE
      WHEN skip_reason IS NULL AND row_number() OVER (
        PARTITION BY customer_id, skip_reason IS NULL ORDER BY expires_on, is_default DESC, payment_method_id) > 1
      THEN 'notified_recently' ELSE skip_reason END AS skip_reason
  FROM judged ORDER BY ordinality`;

/** The customers of these cards, locked in one order so that two batches cannot dead-lock. */
export const LOCK_CUSTOMERS = `
  SELECT c.id FROM customers c WHERE c.id IN (SELECT m.customer_id FROM payment_methods m WHERE m.id = ANY ($1))
  ORDER BY c.id FOR NO KEY UPDATE`;

/** A scheduled reminder of the same stage that has not gone yet makes way for the one by hand, which takes its stage. */
export const MAKE_WAY = `
  UPDATE messages SET dedupe_key = dedupe_key || ':replaced:' || id, state = 'skipped', skip_reason = 'notified_recently',
    state_changed_at = $1
  WHERE category = 'reminder' AND batch_id IS NULL AND state IN ('queued', 'skipped') AND subject_id = ANY ($2)`;

/**
 * The messages of these cards: of the stage that the card is at, which they take unless a mail has taken it before; a card far from its expiry gets
 * the first stage's mail, one long expired the last one's, and neither takes a stage.
 */
export const COMPOSE = `
  SELECT m.customer_id, CASE WHEN stage <= 0 THEN 'card_expired' WHEN stage <= 7 THEN 'card_expiry_7'
      WHEN stage <= 30 THEN 'card_expiry_30' ELSE 'card_expiry_60' END AS type,
    'queued' AS state, NULL::text AS skip_reason, c.locale, c.email AS to_email, c.name AS to_name,
    jsonb_build_object('customer_name', c.name, 'brand', m.brand, 'last4', m.last4, 'exp_month', m.exp_month, 'exp_year', m.exp_year,
      'days_left', m.expires_on - today,
      'link', jsonb_build_object('id', m.id, 'expires_at',
        to_char(${linkEnd('m.expires_on', 'c.time_zone')} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) AS variables,
    CASE WHEN at_stage IS NOT NULL AND NOT EXISTS (SELECT 1 FROM messages t WHERE t.dedupe_key = stage_key)
      THEN stage_key ELSE 'by-hand:' || $3::uuid || ':' || m.id END AS dedupe_key,
    m.id AS subject_id, stage::smallint AS stage, today AS local_day, $3::uuid AS batch_id, $1::timestamptz AS not_before
  FROM unnest($2::uuid[]) AS wanted (id)
  JOIN payment_methods m ON m.id = wanted.id
  JOIN customers c ON c.id = m.customer_id
  CROSS JOIN LATERAL (SELECT ($1::timestamptz AT TIME ZONE c.time_zone)::date AS today) local
  CROSS JOIN LATERAL (
    SELECT min(s) AS at_stage FROM unnest($4::int[]) s
    WHERE (s > 0 AND m.expires_on - today BETWEEN 0 AND s)
      OR (s <= 0 AND m.expires_on - today <= s - 1 AND m.expires_on - today >= -$5::int)) staged
  CROSS JOIN LATERAL (
    SELECT coalesce(at_stage, CASE WHEN m.expires_on < today THEN 0 ELSE 60 END) AS stage) shown
  CROSS JOIN LATERAL (SELECT 'reminder:' || m.id || ':' || m.expires_on || ':' || stage AS stage_key) keyed`;
