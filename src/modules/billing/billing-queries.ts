import type { EntityManager } from 'typeorm';
import type { PaymentState } from './billing-vocabulary.js';

/** The payment that keeps an invoice from being charged again or taken back: on its way, captured, or waiting for a person. */
export async function openPaymentOf(
  tx: EntityManager,
  invoiceId: string,
): Promise<{ id: string; state: PaymentState } | null> {
  const rows: { id: string; state: PaymentState }[] = await tx.query(
    `SELECT id, state FROM payments
     WHERE invoice_id = $1 AND state IN ('pending', 'requires_action', 'unknown', 'review') ORDER BY id LIMIT 1`,
    [invoiceId],
  );
  return rows[0] ?? null;
}

// What is paid on a vendor's page is asked for as a checkout.
const BY_METHOD = 'payment_method_id IS NOT NULL';

const CLAIMED = `lease_id = $1, lease_until = $2::timestamptz + make_interval(secs => $3), checks = checks + 1`;

// As src/modules/billing/charge-cadence.ts has it: what a bank takes its time for is asked less often than what nobody knows.
const NEXT_CHECK = `$5::timestamptz + make_interval(secs =>
  least(3600, (CASE WHEN state IN ('pending', 'requires_action') THEN 30 ELSE 5 END) * power(2, least(checks + 1, 12))))`;

/** Claims attempts of a vendor that are due for a look: lease, real time, seconds, vendor, business time, limit. */
export const CLAIM_ATTEMPTS = `UPDATE payment_attempts SET ${CLAIMED}, next_check_at = ${NEXT_CHECK}
  WHERE id IN (
    SELECT id FROM payment_attempts
    WHERE vendor = $4 AND next_check_at <= $5 AND (lease_until IS NULL OR lease_until < $2) AND ${BY_METHOD}
    ORDER BY next_check_at LIMIT $6 FOR UPDATE SKIP LOCKED)
  RETURNING id, lease_id`;

/** Claims one attempt that is still open, due or not: lease, real time, seconds, id. */
export const CLAIM_ATTEMPT = `UPDATE payment_attempts SET ${CLAIMED}
  WHERE id = $4 AND next_check_at IS NOT NULL AND (lease_until IS NULL OR lease_until < $2) AND ${BY_METHOD}
  RETURNING id, lease_id`;

/** The same for refunds. */
export const CLAIM_REFUNDS = `UPDATE refunds SET ${CLAIMED},
    next_check_at = $5::timestamptz + make_interval(secs => least(3600, 5 * power(2, least(checks + 1, 12))))
  WHERE id IN (
    SELECT id FROM refunds
    WHERE vendor = $4 AND next_check_at <= $5 AND (lease_until IS NULL OR lease_until < $2)
    ORDER BY next_check_at LIMIT $6 FOR UPDATE SKIP LOCKED)
  RETURNING id, lease_id`;

/** When the next look at one vendor is due after an instant. */
export const NEXT_LOOK = `SELECT min(next) AS next FROM (
    SELECT min(next_check_at) AS next FROM payment_attempts WHERE vendor = $1 AND next_check_at > $2 AND ${BY_METHOD}
    UNION ALL SELECT min(next_check_at) FROM refunds WHERE vendor = $1 AND next_check_at > $2) looks`;

/**
 * Claims invoices that are due to be charged by themselves: instant, limit. Their customers are locked, so that their methods and payments
 * stand still; one that somebody is at is left for the next time, so that nobody waits for another.
 */
export const CLAIM_INVOICES = `SELECT i.id FROM invoices i JOIN customers c ON c.id = i.customer_id
  WHERE i.collect_at <= $1 ORDER BY i.collect_at, i.id LIMIT $2 FOR NO KEY UPDATE OF c SKIP LOCKED`;

/** What decides about these invoices, of those that still wait to be charged; read again under the locks. */
export const DUE_INVOICES = `SELECT i.id, i.customer_id AS "customerId", i.subscription_id AS "subscriptionId", i.number,
    i.total_amount AS "totalAmount", i.currency, i.state, i.due_on AS "dueOn", i.issued_at AS "issuedAt", c.time_zone AS "timeZone",
    c.name, c.email, c.phone, c.auto_pay AS "autoPay", c.erased_at IS NOT NULL AS "isErased", s.payment_method_id AS named,
    EXISTS (SELECT FROM payments p WHERE p.invoice_id = i.id
      AND p.state IN ('pending', 'requires_action', 'unknown', 'review')) AS "hasOpenPayment"
  FROM invoices i JOIN customers c ON c.id = i.customer_id LEFT JOIN subscriptions s ON s.id = i.subscription_id
  WHERE i.id = ANY ($1) AND i.collect_at IS NOT NULL ORDER BY i.id`;

/**
 * When the cards of methods were asked in the last 30 days, for whatever their customer owed, and did not pay: methods, now. The networks
 * count what is tried again after a refusal. What a vendor did not take asked no bank, and what was asked before the account updater brought
 * another number was another card.
 */
export const CARD_TRIES = `SELECT m.id AS "methodId", m.brand, m.customer_id || ':' || coalesce(m.fingerprint, m.id::text) AS card,
    coalesce(asked.times, '{}') AS times, coalesce(asked.refused, '{}') AS refused
  FROM payment_methods m CROSS JOIN LATERAL (
    SELECT array_agg(a.started_at ORDER BY a.started_at) AS times,
      array_agg(a.started_at ORDER BY a.started_at) FILTER (WHERE a.state IN ('declined', 'canceled')) AS refused
    FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
    JOIN payment_methods tried ON tried.id = a.payment_method_id
    WHERE p.customer_id = m.customer_id AND p.updated_at > $2::timestamptz - interval '30 days'
      AND a.started_at > $2::timestamptz - interval '30 days' AND a.state <> 'succeeded'
      AND a.refusal IS NULL AND (a.sent OR a.state NOT IN ('declined', 'canceled')) AND (tried.id = m.id OR tried.fingerprint = m.fingerprint) AND a.last4 IS NOT DISTINCT FROM tried.last4) asked
  WHERE m.id = ANY ($1)`;

/** Puts invoices off until these instants, or for good: ids, instants. */
export const PUT_OFF = `UPDATE invoices i SET collect_at = off.until
  FROM unnest($1::uuid[], $2::timestamptz[]) AS off (id, until) WHERE i.id = off.id`;
