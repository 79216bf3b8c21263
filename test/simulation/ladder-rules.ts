/** Tries of cards, each with how often its card was asked in vain in the day and the 30 days before it, itself counted. */
const TRIES = `tries AS (
  SELECT a.started_at, a.decline_bucket, a.network_advice_code, p.customer_id, c.case_id, c.cause, c.key, coalesce(a.brand, m.brand) AS brand, card.key AS card,
    count(*) FILTER (WHERE a.state <> 'succeeded') OVER (PARTITION BY p.customer_id, card.key ORDER BY a.started_at
      RANGE BETWEEN interval '23:59:59.999' PRECEDING AND CURRENT ROW) + (a.state = 'succeeded')::int AS in24h,
    count(*) FILTER (WHERE a.state <> 'succeeded') OVER (PARTITION BY p.customer_id, card.key ORDER BY a.started_at
      RANGE BETWEEN interval '29 days 23:59:59.999' PRECEDING AND CURRENT ROW) + (a.state = 'succeeded')::int AS in30d
  FROM payment_attempts a JOIN payments p ON p.id = a.payment_id JOIN payment_methods m ON m.id = a.payment_method_id
  CROSS JOIN LATERAL (SELECT CASE WHEN a.last4 IS NOT DISTINCT FROM m.last4 THEN coalesce(m.fingerprint, m.id::text)
    ELSE m.id || ':' || coalesce(a.last4, '') END AS key) card
  LEFT JOIN dunning_charges c ON c.attempt_id = a.id OR (c.payment_id = a.payment_id AND a.attempt_no = 1)
  WHERE a.sent OR a.state NOT IN ('declined', 'canceled'))`;

/** What mails of a ladder say, an item a row. */
const TOLD = `told AS (
  SELECT m.type, m.dedupe_key, i.item ->> 'ref' AS ref, split_part(i.item ->> 'ref', ':', 1) AS case_id, split_part(i.item ->> 'ref', ':', 2) AS day,
    i.item ->> 'consequence' AS consequence, coalesce(i.item ->> 'consequence_on', i.item ->> 'terminates_on')::date AS acts_on,
    (m.sent_at AT TIME ZONE c.time_zone)::date AS sent_on
  FROM messages m JOIN customers c ON c.id = m.customer_id CROSS JOIN jsonb_array_elements(m.variables -> 'items') AS i (item)
  WHERE m.type IN ('payment_failed', 'update_payment_method', 'payment_warning', 'service_suspended', 'final_notice', 'service_restored'))`;

/** The timeline of cases, in the customers' own days. */
const LINES = `lines AS (
  SELECT t.case_id, t.kind, t.details, (t.at AT TIME ZONE c.time_zone)::date AS day
  FROM dunning_timeline t JOIN dunning_cases d ON d.id = t.case_id JOIN customers c ON c.id = d.customer_id)`;

/** A service was stopped although no mail had left that told of it, three days before and with no later day than that on which it was. */
const unwarned = (
  kind: string,
  warning: string,
): string => `SELECT s.case_id AS id FROM lines s WHERE s.kind = '${kind}'
  AND NOT EXISTS (SELECT FROM told WHERE told.case_id = s.case_id::text AND ${warning} AND told.acts_on <= s.day
    AND told.sent_on + 3 <= s.day)`;

/** Begins every statement of the rules below. */
export const LADDER_READS = `WITH ${TRIES}, ${TOLD}, ${LINES}`;

/** What may never be so, whatever happens to a case: each query finds the offenders. */
export const LADDER_RULES: Readonly<Record<string, string>> = {
  'a card tried by itself more often than its network lets through': `SELECT card || ' ' || key AS id FROM tries
    WHERE cause <> 'by_hand' AND in30d > CASE brand WHEN 'mastercard' THEN 35 ELSE 15 END`,
  'a card tried by hand more often than its network lets through': `SELECT card AS id FROM tries
    WHERE cause = 'by_hand' AND in30d > CASE brand WHEN 'mastercard' THEN 35 ELSE 20 END`,
  'a Mastercard tried more than ten times in a day': `SELECT card AS id FROM tries
    WHERE cause IS NOT NULL AND brand = 'mastercard' AND in24h > 10`,
  'a card tried again that never may be': `SELECT t.card AS id FROM tries t WHERE t.cause IS NOT NULL AND EXISTS (
    SELECT FROM tries b WHERE b.customer_id = t.customer_id AND b.card = t.card AND b.started_at < t.started_at
      AND (b.decline_bucket IN ('fraud', 'revoked') OR b.network_advice_code IN ('03', '21')))`,
  'a service suspended unwarned': unwarned('suspended', `told.consequence = 'suspension'`),
  'a service terminated unwarned': unwarned(
    'terminated',
    `(told.consequence = 'termination' OR told.type = 'service_suspended')`,
  ),
  'a termination that nobody approved': `SELECT l.case_id AS id FROM lines l JOIN dunning_cases d ON d.id = l.case_id
    WHERE l.kind = 'terminated' AND d.terminate_approved_at IS NULL`,
  'a case that asks a person, and nobody is told': `SELECT d.id FROM dunning_cases d WHERE d.state = 'awaiting_approval'
    AND NOT EXISTS (SELECT FROM call_tasks t WHERE t.case_id = d.id AND t.kind = 'approval' AND t.state = 'open')`,
  'two mails of a case on one day': `SELECT case_id AS id FROM lines WHERE kind = 'mail_queued' GROUP BY case_id, day HAVING count(*) > 1`,
  'a step of the ladder told twice': `SELECT case_id AS id FROM lines WHERE kind = 'mail_queued'
    GROUP BY case_id, details ->> 'day' HAVING count(*) > 1`,
  'a cause told twice': `SELECT ref AS id FROM told GROUP BY ref HAVING count(*) > 1`,
  'two cases for one service': `SELECT subscription_id::text AS id FROM dunning_cases WHERE closed_at IS NULL AND subscription_id IS NOT NULL
    GROUP BY subscription_id HAVING count(*) > 1`,
  'a case recovered with something still owed': `SELECT d.id FROM dunning_cases d WHERE d.state = 'recovered' AND (
    EXISTS (SELECT FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id WHERE ci.case_id = d.id AND i.state = 'open')
    OR NOT EXISTS (SELECT FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id WHERE ci.case_id = d.id AND i.state = 'paid'))`,
  'a case over with something still owed that nobody closed': `SELECT d.id FROM dunning_cases d WHERE d.state IN ('closed', 'written_off')
    AND EXISTS (SELECT FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id WHERE ci.case_id = d.id AND i.state = 'open')
    AND NOT EXISTS (SELECT FROM dunning_timeline t WHERE t.case_id = d.id AND t.kind = 'close_decided')`,
  'a service still stopped although its case came to a good end': `SELECT s.id FROM subscriptions s
    JOIN subscription_suspensions x ON x.subscription_id = s.id AND x.reason = 'non_payment' AND x.lifted_at IS NULL
    CROSS JOIN LATERAL (SELECT state FROM dunning_cases d WHERE d.subscription_id = s.id ORDER BY d.id DESC LIMIT 1) last
    WHERE s.state = 'suspended' AND last.state IN ('recovered', 'closed')`,
  'two charges of an invoice on their way': `SELECT p.invoice_id AS id FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
    WHERE p.invoice_id IS NOT NULL AND a.state IN ('started', 'pending', 'requires_action', 'unknown') GROUP BY p.invoice_id HAVING count(*) > 1`,
  'a charge by itself after the debt went to collections': `SELECT t.case_id AS id FROM tries t JOIN dunning_effects e ON e.case_id = t.case_id
    WHERE t.cause <> 'by_hand' AND e.key LIKE '%:collections' AND t.started_at > e.done_at`,
};

/** What must have come to an end once all banks say yes and some days have passed. */
export const LADDER_ENDS: Readonly<Record<string, string>> = {
  'a case open with nothing owed': `SELECT d.id FROM dunning_cases d WHERE d.closed_at IS NULL AND NOT EXISTS (
    SELECT FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id WHERE ci.case_id = d.id AND i.state = 'open')`,
  'a charge decided on and never made': `SELECT c.case_id || ' ' || c.key AS id FROM dunning_charges c JOIN dunning_cases d ON d.id = c.case_id
    WHERE c.refused_code IS NULL AND d.closed_at IS NULL
      AND NOT EXISTS (SELECT FROM payment_attempts a WHERE a.id = c.attempt_id OR a.payment_id = c.payment_id)`,
  'an overdue invoice that nobody looks after': `SELECT i.id FROM invoices i JOIN customers c ON c.id = i.customer_id
    WHERE i.state = 'open' AND i.due_on + 2 < ($1::timestamptz AT TIME ZONE c.time_zone)::date
      AND NOT EXISTS (SELECT FROM dunning_case_invoices ci WHERE ci.invoice_id = i.id)
      AND NOT EXISTS (SELECT FROM dunning_exemptions x WHERE x.customer_id = c.id AND x.ended_at IS NULL)
      AND NOT EXISTS (SELECT FROM payments p WHERE p.invoice_id = i.id AND p.state IN ('pending', 'requires_action', 'unknown', 'review'))`,
};
