/** The invoices of cases, the oldest first: cases. */
export const CASE_INVOICES = `SELECT ci.case_id, i.id, i.number, i.state, i.total_amount, i.currency, i.due_on
  FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id
  WHERE ci.case_id = ANY ($1) ORDER BY i.due_on, i.id`;

/** What was done about cases: cases. */
export const DONE = `SELECT case_id, key, done_at AS at FROM dunning_effects WHERE case_id = ANY ($1) ORDER BY done_at, key`;

/**
 * What became of the mails of cases whose service can still be stopped, by the keys under which they were written; what a case has to tell may
 * have joined a mail that waited since before it. A mail is sent when its provider took it and did not give it back, and one that told of no
 * warning because the service did not run then is written again: cases, tries after which a mail is given up, whether mails can be sent now.
 */
export const MAILS = `SELECT d.id AS case_id, split_part(i.item ->> 'ref', ':', 2) || ':' || split_part(i.item ->> 'ref', ':', 3) AS key,
    min(m.sent_at) FILTER (WHERE m.type IN ('payment_warning', 'service_suspended') AND m.state NOT IN ('bounced', 'blocked')) AS sent_at,
    bool_or(m.state IN ('queued', 'sending')) AS is_waiting,
    bool_or(m.type NOT IN ('payment_warning', 'service_suspended') OR lower(m.to_email) IS DISTINCT FROM lower(c.email)
      OR (m.state = 'failed' AND m.attempts >= $2) OR (m.skip_reason = 'mailjet_not_configured' AND $3)) AND min(c.email) IS NOT NULL AS may_go
  FROM dunning_cases d JOIN subscriptions s ON s.id = d.subscription_id AND s.state IN ('active', 'suspended')
  JOIN customers c ON c.id = d.customer_id
  JOIN messages m ON m.customer_id = d.customer_id
    AND m.type IN ('payment_failed', 'update_payment_method', 'payment_warning', 'service_suspended')
  CROSS JOIN LATERAL jsonb_array_elements(m.variables -> 'items') AS i (item)
  WHERE d.id = ANY ($1) AND starts_with(i.item ->> 'ref', d.id || ':')
  GROUP BY d.id, key`;

/** When cases stood still, by their own pauses and their customers' exemptions: cases. */
export const PAUSES = `SELECT case_id, from_at AS "from", least(until_at, ended_at) AS until FROM dunning_pauses WHERE case_id = ANY ($1)
  UNION ALL SELECT d.id, x.from_at, least(x.until_at, x.ended_at) FROM dunning_cases d
    JOIN dunning_exemptions x ON x.customer_id = d.customer_id WHERE d.id = ANY ($1)`;

// The attempt that a charge of ours became: by its own id where a payment was tried again, else the first one of the payment.
const CHARGE_OF = `(c.attempt_id = a.id OR (c.payment_id = a.payment_id AND a.attempt_no = 1))`;

/**
 * Every attempt of cases, their customers' others of the last 30 days, and older ones after which a card is never charged again; and as such
 * charges that were decided on in the customers' other cases and may be on their way this moment: cases, now. What was paid on a vendor's
 * page is of no method of ours.
 */
export const ATTEMPTS = `SELECT d.id AS case_id, a.id, p.invoice_id, ci.case_id IS NOT NULL AS of_case, c.cause, c.slot,
    coalesce(a.payment_method_id, a.id) AS method_id, m.fingerprint, m.last4 AS method_last4, a.last4, a.state, p.state AS payment_state,
    a.sent, a.started_at, a.settled_at, a.decline_bucket, a.decline_code, a.decline_hint, a.decline_retryable, a.advice_code,
    a.network_advice_code, a.network_decline_code, a.dunning_stage
  FROM dunning_cases d
  JOIN payments p ON p.customer_id = d.customer_id
  JOIN payment_attempts a ON a.payment_id = p.id
  LEFT JOIN payment_methods m ON m.id = a.payment_method_id
  LEFT JOIN dunning_case_invoices ci ON ci.invoice_id = p.invoice_id AND ci.case_id = d.id
  LEFT JOIN dunning_charges c ON c.case_id = d.id AND ${CHARGE_OF}
  WHERE d.id = ANY ($1) AND (ci.case_id IS NOT NULL OR a.started_at > $2::timestamptz - interval '30 days'
    OR a.decline_bucket IN ('fraud', 'revoked') OR a.network_advice_code IN ('03', '21') OR a.network_decline_code IS NOT NULL)
  UNION ALL
  SELECT d.id, c.attempt_id, c.invoice_id, false, c.cause, c.slot, c.payment_method_id, m.fingerprint, m.last4, m.last4, 'started', 'pending',
    true, c.planned_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM dunning_cases d
  JOIN dunning_cases other ON other.customer_id = d.customer_id AND other.id <> d.id
  JOIN dunning_charges c ON c.case_id = other.id
  JOIN payment_methods m ON m.id = c.payment_method_id
  WHERE d.id = ANY ($1) AND c.refused_code IS NULL AND c.planned_at > $2::timestamptz - interval '30 days'
    AND NOT EXISTS (SELECT FROM payment_attempts a WHERE a.id = c.attempt_id OR a.payment_id = c.payment_id)
  ORDER BY started_at, id`;

/** Every charge that was decided on for cases, and whether an attempt of it was written: cases. */
export const CHARGES = `SELECT c.case_id, c.key, c.invoice_id, c.payment_method_id, c.payment_id, c.attempt_id, c.cause, c.slot, c.planned_at,
    c.lease_until, c.refused_code IS NOT NULL AS is_refused,
    EXISTS (SELECT FROM payment_attempts a WHERE a.id = c.attempt_id OR a.payment_id = c.payment_id) AS is_made
  FROM dunning_charges c WHERE c.case_id = ANY ($1) ORDER BY c.planned_at, c.key`;

const FRESH_ACTIONS = `('payment_method.added', 'payment_method.renewed', 'payment_method.default_changed')`;

/**
 * What may be charged for cases: the usable method that the subscription names, else the usable default, then the backups that the customer
 * consented to: cases, and their customers' today.
 */
export const METHODS = `WITH usable AS (
    SELECT d.id AS case_id, m.*, coalesce(s.payment_method_id = m.id, false) AS is_named
    FROM unnest($1::uuid[], $2::date[]) AS asked (case_id, today)
    JOIN dunning_cases d ON d.id = asked.case_id
    JOIN payment_methods m ON m.customer_id = d.customer_id
    LEFT JOIN subscriptions s ON s.id = d.subscription_id
    WHERE m.status = 'active' AND (m.expires_on IS NULL OR m.expires_on >= asked.today)),
  ranked AS (
    SELECT *, CASE WHEN is_named THEN 0
      WHEN is_default AND NOT EXISTS (SELECT FROM usable named WHERE named.case_id = usable.case_id AND named.is_named) THEN 1
      WHEN backup_consented_at IS NOT NULL THEN 2 END AS rank FROM usable)
  SELECT m.case_id, m.id, m.brand, m.fingerprint, m.last4, greatest(m.created_at, (
      SELECT max(e.at) FROM audit_entries e WHERE e.entity_id = m.id::text AND e.action IN ${FRESH_ACTIONS})) AS fresh_at
  FROM ranked m WHERE m.rank IS NOT NULL ORDER BY m.rank, m.backup_position NULLS LAST, m.created_at`;

/** Cases that are not over, with their services, locked: cases, customers that are locked already. */
export const LOCK_CASES = `SELECT d.*, s.name AS service_name, s.state AS service_state
  FROM dunning_cases d LEFT JOIN subscriptions s ON s.id = d.subscription_id
  WHERE d.id = ANY ($1) AND d.customer_id = ANY ($2) ORDER BY d.id FOR NO KEY UPDATE OF d`;

/** One active method of a customer, for a person who chooses it: method, customer. */
export const METHOD = `SELECT id, brand, fingerprint, last4, created_at AS fresh_at FROM payment_methods
  WHERE id = $1 AND customer_id = $2 AND status = 'active'`;

// One that is about to be charged by itself is not looked at before that; a prepaid service is on a ladder only where a policy says so ($2).
const UNPAID = `i.state = 'open' AND i.collect_at IS NULL AND NOT EXISTS (SELECT FROM dunning_case_invoices ci WHERE ci.invoice_id = i.id)
  AND NOT EXISTS (SELECT FROM payments p WHERE p.invoice_id = i.id AND p.state IN ('pending', 'requires_action', 'unknown', 'review'))
  AND NOT EXISTS (SELECT FROM dunning_exemptions x WHERE x.customer_id = i.customer_id AND x.ended_at IS NULL
    AND (x.until_at IS NULL OR x.until_at > $1))
  AND ($2::boolean OR NOT EXISTS (SELECT FROM subscriptions s WHERE s.id = i.subscription_id AND s.billing_mode = 'prepaid'))`;

/** Invoices without a case whose due date is over in their customer's calendar: now, prepaid ones too, limit. */
export const OVERDUE = `SELECT i.id, i.customer_id FROM invoices i JOIN customers c ON c.id = i.customer_id
  WHERE i.due_on < ($1::timestamptz AT TIME ZONE 'UTC')::date + 1 AND i.due_on < ($1::timestamptz AT TIME ZONE c.time_zone)::date
    AND c.erased_at IS NULL AND ${UNPAID}
  ORDER BY i.due_on, i.id LIMIT $3`;

// Some more than a transaction may take, so that none which was still writing is missed.
const SINCE = `(SELECT looked_until - interval '1 minute' FROM dunning_watch)`;

/** Invoices without a case whose charge came to nothing since the last look: now, prepaid ones too, limit. */
export const FAILED = `SELECT DISTINCT i.id, i.customer_id, i.due_on FROM payments failed JOIN invoices i ON i.id = failed.invoice_id
  JOIN customers c ON c.id = i.customer_id
  WHERE failed.updated_at > ${SINCE} AND failed.state IN ('declined', 'canceled') AND c.erased_at IS NULL AND ${UNPAID}
  ORDER BY i.id LIMIT $3`;

/** Whether one invoice is without a case and unpaid still: now, prepaid ones too, invoice. */
export const IS_UNPAID = `SELECT i.id FROM invoices i WHERE i.id = $3 AND ${UNPAID}`;

/** When an invoice's first attempt failed; null where none did: invoice. */
export const FIRST_FAILURE = `SELECT min(a.settled_at) AS at FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
  WHERE p.invoice_id = $1 AND a.state IN ('declined', 'canceled')`;

// A change is looked at until a look was made a second after it, so that one in the same instant as a look is not missed.
const UNSEEN = (changedAt: string): string =>
  `(d.evaluated_at IS NULL OR d.evaluated_at < ${changedAt} + interval '1 second')`;

/** Open cases that are due, or whose payments, invoices or methods changed since the last look: now, limit. */
export const DUE_CASES = `SELECT id FROM (
    (SELECT d.id, d.next_due_at AS due FROM dunning_cases d WHERE d.next_due_at <= $1 ORDER BY d.next_due_at LIMIT $2)
    UNION
    SELECT d.id, p.updated_at FROM payments p JOIN dunning_case_invoices ci ON ci.invoice_id = p.invoice_id
      JOIN dunning_cases d ON d.id = ci.case_id AND d.closed_at IS NULL
      WHERE p.invoice_id IS NOT NULL AND p.updated_at > ${SINCE} AND ${UNSEEN('p.updated_at')}
    UNION
    SELECT d.id, i.updated_at FROM invoices i JOIN dunning_case_invoices ci ON ci.invoice_id = i.id
      JOIN dunning_cases d ON d.id = ci.case_id AND d.closed_at IS NULL
      WHERE i.state IN ('paid', 'void', 'uncollectible') AND i.updated_at > ${SINCE} AND ${UNSEEN('i.updated_at')}
    UNION
    SELECT d.id, c.payment_methods_changed_at FROM customers c JOIN dunning_cases d ON d.customer_id = c.id AND d.closed_at IS NULL
      WHERE c.payment_methods_changed_at > ${SINCE} AND ${UNSEEN('c.payment_methods_changed_at')}
  ) found GROUP BY id ORDER BY min(due), id LIMIT $2`;

/** When the next case is due by time, an exemption ends, or the next invoice becomes overdue in its customer's calendar: after. */
export const NEXT_DUE = `SELECT min(at) AS next FROM (
    SELECT min(next_due_at) AS at FROM dunning_cases WHERE next_due_at > $1
    UNION ALL
    SELECT min(until_at) FROM dunning_exemptions WHERE ended_at IS NULL AND until_at > $1
    UNION ALL
    SELECT min(over.at) FROM (
      SELECT (i.due_on + 1)::timestamp AT TIME ZONE c.time_zone AS at FROM invoices i JOIN customers c ON c.id = i.customer_id
      WHERE i.state = 'open' AND i.due_on >= ($1::timestamptz AT TIME ZONE 'UTC')::date - 2
        AND (i.due_on + 1)::timestamp AT TIME ZONE c.time_zone > $1
      ORDER BY i.due_on LIMIT 500) over) upcoming`;
