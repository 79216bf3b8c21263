import type { EntityManager } from 'typeorm';
import { readRows } from '../../common/database/bulk.js';
import type { BilledSubscription } from '../customers/index.js';
import { LedgerEntry } from './ledger-entry.entity.js';

/** A subscription as its row has it. */
export type PrepaidSubscription = Omit<BilledSubscription, 'autoPay' | 'timeZone'>;

/** Locks a subscription, under its customer's lock. */
export async function lockSubscription(tx: EntityManager, id: string): Promise<PrepaidSubscription> {
  const [row] = await readRows<PrepaidSubscription>(
    tx,
    `SELECT id, customer_id, service_type, name, billing_mode, auto_renew, price_amount, price_currency, period, anchor_on,
       next_invoice_on, requires_payment_method, payment_method_id, state, created_at, updated_at
     FROM subscriptions WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  if (!row) throw new Error('A subscription that was just read is gone.');
  return row;
}

/** Whose subscription it is; null for an unknown one. */
export async function ownerOf(tx: EntityManager, subscriptionId: string): Promise<string | null> {
  const rows: { customer_id: string }[] = await tx.query(
    'SELECT customer_id FROM subscriptions WHERE id = $1',
    [subscriptionId],
  );
  return rows[0]?.customer_id ?? null;
}

/** The entry at which a ledger ends; null for an empty one. */
export function lastEntry(tx: EntityManager, subscriptionId: string): Promise<LedgerEntry | null> {
  return tx.findOne(LedgerEntry, { where: { subscriptionId }, order: { entryNo: 'DESC' } });
}

/** Why a subscription stands still now. */
export async function openSuspensions(tx: EntityManager, subscriptionId: string): Promise<string[]> {
  const rows: { reason: string }[] = await tx.query(
    'SELECT reason FROM subscription_suspensions WHERE subscription_id = $1 AND lifted_at IS NULL',
    [subscriptionId],
  );
  return rows.map(({ reason }) => reason);
}

/** Whether a subscription stood still at any time since the instant. */
export async function stoodStillSince(tx: EntityManager, subscriptionId: string, at: Date): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM subscription_suspensions
     WHERE subscription_id = $1 AND (lifted_at IS NULL OR lifted_at > $2) LIMIT 1`,
    [subscriptionId, at],
  );
  return rows.length > 0;
}

/** What has become of the last recharge: on its way, waiting for the customer, or done with. */
export async function rechargeOf(
  tx: EntityManager,
  subscriptionId: string,
): Promise<'none' | 'open' | 'waiting'> {
  const rows: { state: 'open' | 'waiting' }[] = await tx.query(
    `SELECT CASE WHEN p.state = 'requires_action' THEN 'waiting' ELSE 'open' END AS state
     FROM recharges r LEFT JOIN payments p ON p.id = r.payment_id
     WHERE r.subscription_id = $1 AND r.state = 'open'
     UNION ALL
     SELECT CASE WHEN p.state = 'requires_action' THEN 'waiting' ELSE 'open' END
     FROM payments p JOIN recharges r ON r.payment_id = p.id
     WHERE p.subscription_id = $1 AND p.purpose = 'top_up' AND p.state IN ('pending', 'requires_action', 'unknown')`,
    [subscriptionId],
  );
  const [first] = rows;
  return rows.find(({ state }) => state === 'open')?.state ?? first?.state ?? 'none';
}

/** What recharges of a local day have taken or are about to take; `from` is when it began, which counts for a customer who has moved. */
export async function rechargedOn(
  tx: EntityManager,
  subscriptionId: string,
  { day, from }: { readonly day: string; readonly from: Date },
): Promise<number> {
  const rows: { taken: number }[] = await tx.query(
    `SELECT coalesce(sum(amount), 0)::bigint AS taken FROM recharges
     WHERE subscription_id = $1 AND (local_day = $2 OR created_at >= $3) AND state <> 'failed'`,
    [subscriptionId, day, from],
  );
  return rows[0]?.taken ?? 0;
}

const STANDS_STILL_OTHERWISE = `EXISTS (SELECT FROM subscription_suspensions x
  WHERE x.subscription_id = s.id AND x.lifted_at IS NULL AND x.reason <> 'prepaid_empty')`;

/**
 * Prepaid subscriptions whose due day has come in their customer's calendar: now, the day and id before which the page begins, limit. One
 * that waits for money is looked at again when it is to expire or its subscription was changed (its price, say), one that stands still for
 * another reason when that is over.
 */
export const DUE_PREPAID = `SELECT s.id, s.next_invoice_on FROM subscriptions s
  JOIN customers c ON c.id = s.customer_id
  LEFT JOIN prepaid_accounts a ON a.subscription_id = s.id
  WHERE s.billing_mode = 'prepaid' AND s.state IN ('active', 'suspended') AND s.next_invoice_on IS NOT NULL
    AND s.next_invoice_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date + 1
    AND s.next_invoice_on <= ($1::timestamptz AT TIME ZONE c.time_zone)::date
    AND (s.next_invoice_on, s.id) > ($2::date, $3::uuid)
    AND ((NOT s.auto_renew AND s.next_invoice_on > s.anchor_on)
      OR (a.arrears_on = s.next_invoice_on AND (a.expire_at <= $1 OR s.updated_at > a.updated_at))
      OR (a.arrears_on IS DISTINCT FROM s.next_invoice_on AND NOT ${STANDS_STILL_OTHERWISE}))
  ORDER BY s.next_invoice_on, s.id LIMIT $4`;

/**
 * When the next prepaid subscription becomes due or expires. Days begin at most 26 hours apart, so that those up to the day after the first
 * one that has begun nowhere are enough.
 */
export const NEXT_PREPAID = `WITH first AS (
    SELECT min(next_invoice_on) AS day FROM subscriptions
    WHERE billing_mode = 'prepaid' AND state IN ('active', 'suspended')
      AND next_invoice_on >= ($1::timestamptz AT TIME ZONE 'UTC')::date + 2)
  SELECT min(next) AS next FROM (
    SELECT s.next_invoice_on::timestamp AT TIME ZONE c.time_zone AS next
    FROM subscriptions s JOIN customers c ON c.id = s.customer_id
    WHERE s.billing_mode = 'prepaid' AND s.state IN ('active', 'suspended') AND s.next_invoice_on IS NOT NULL
      AND s.next_invoice_on >= ($1::timestamptz AT TIME ZONE 'UTC')::date - 1
      AND s.next_invoice_on <= coalesce((SELECT day FROM first) + 1, ($1::timestamptz AT TIME ZONE 'UTC')::date + 2)
    UNION ALL SELECT expire_at FROM prepaid_accounts WHERE expire_at > $1) days
  WHERE next > $1`;

/** Balances whose recharge is due: now, limit. */
export const DUE_RECHARGES = `SELECT subscription_id FROM prepaid_accounts WHERE recharge_due_at <= $1
  ORDER BY recharge_due_at, subscription_id LIMIT $2`;

/** Balances whose recharge was refused, of customers whose methods changed after that: changed since, limit. */
export const FORGIVEN_RECHARGES = `SELECT a.subscription_id
  FROM customers c JOIN prepaid_accounts a ON a.customer_id = c.id
  WHERE c.payment_methods_changed_at > $1 AND a.recharge_failed_at < c.payment_methods_changed_at
  ORDER BY c.payment_methods_changed_at, a.subscription_id LIMIT $2`;

/** Takes over recharges whose caller died before the call was through: real time, seconds, limit. */
export const TAKE_OVER_RECHARGES = `UPDATE recharges
  SET lease_until = $1::timestamptz + make_interval(secs => $2)
  WHERE payment_id IN (
    SELECT payment_id FROM recharges WHERE lease_until < $1 ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING payment_id`;
