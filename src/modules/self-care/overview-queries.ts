import type { Statement } from '../../common/database/sql.js';
import type { Money } from '../../common/money.js';

/**
 * What tells one state of a customer's affairs from another, in one row of text: customer, now. Of what may be many the newest are enough,
 * beside whatever is still open.
 */
export const VERSION: Statement = {
  name: 'care-version',
  text: `SELECT concat_ws('|', c.updated_at, c.payment_methods_changed_at, ($2::timestamptz AT TIME ZONE c.time_zone)::date,
      (SELECT concat(count(*), max(m.updated_at)) FROM payment_methods m WHERE m.customer_id = c.id),
      (SELECT concat(count(*), max(s.updated_at), string_agg(s.state, ',' ORDER BY s.id)) FROM subscriptions s WHERE s.customer_id = c.id),
      (SELECT concat(count(*), max(x.suspended_at)) FROM subscriptions s
        JOIN subscription_suspensions x ON x.subscription_id = s.id AND x.lifted_at IS NULL WHERE s.customer_id = c.id),
      (SELECT concat(count(*), max(i.updated_at)) FROM invoices i WHERE i.customer_id = c.id AND i.state = 'open'),
      (SELECT concat(max(i.id::text), max(i.updated_at)) FROM
        (SELECT id, updated_at FROM invoices WHERE customer_id = c.id ORDER BY id DESC LIMIT 20) i),
      (SELECT concat(max(p.id::text), max(p.updated_at)) FROM
        (SELECT id, updated_at FROM payments WHERE customer_id = c.id ORDER BY created_at DESC, id DESC LIMIT 20) p),
      (SELECT string_agg(concat(a.updated_at, (SELECT max(l.entry_no) FROM ledger_entries l WHERE l.subscription_id = a.subscription_id)), ','
        ORDER BY a.subscription_id)
        FROM subscriptions s JOIN prepaid_accounts a ON a.subscription_id = s.id WHERE s.customer_id = c.id),
      (SELECT concat(count(*), max(d.next_due_at)) FROM dunning_cases d WHERE d.customer_id = c.id AND d.closed_at IS NULL)) AS facts
    FROM customers c WHERE c.id = $1`,
};

/** A subscription as its customer sees it. */
export interface SubscriptionRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly service_type: string;
  readonly state: 'pending_payment_method' | 'active' | 'suspended';
  readonly billing_mode: 'prepaid' | 'postpaid';
  readonly price: Money;
  readonly period: string;
  readonly next_invoice_on: string | null;
  readonly payment_method_id: string | null;
  readonly suspended_for: readonly string[];
  readonly balance: number | null;
}

/** What a customer is served, the oldest first: customer. */
export const SUBSCRIPTIONS: Statement = {
  name: 'care-subscriptions',
  text: `SELECT s.id, s.name, s.service_type, s.state, s.billing_mode,
      jsonb_build_object('amount', s.price_amount, 'currency', s.price_currency) AS price, s.period, s.next_invoice_on, s.payment_method_id,
      ARRAY(SELECT x.reason FROM subscription_suspensions x WHERE x.subscription_id = s.id AND x.lifted_at IS NULL
        ORDER BY x.suspended_at, x.reason) AS suspended_for,
      CASE WHEN s.billing_mode = 'prepaid' THEN coalesce((SELECT l.balance_after FROM ledger_entries l
        WHERE l.subscription_id = s.id ORDER BY l.entry_no DESC LIMIT 1), 0) END AS balance
    FROM subscriptions s
    WHERE s.customer_id = $1 AND s.state IN ('pending_payment_method', 'active', 'suspended')
    ORDER BY s.created_at, s.id LIMIT 200`,
};

/** An invoice that is owed. */
export interface OwedRow extends Record<string, unknown> {
  readonly id: string;
  readonly subscription_id: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly due_on: string;
  /** Whether it is about to be charged by itself. */
  readonly is_collected: boolean;
  /** Whether a payment of it is on its way or with a person. */
  readonly is_being_paid: boolean;
  /** What kind of refusal the last charge for it met; null where it met none. */
  readonly declined: string | null;
  /** Of all that are owed, these and those beyond the limit. */
  readonly all_count: number;
  readonly all_amount: number;
}

/** What a customer owes, the longest due first: customer. */
export const OWED: Statement = {
  name: 'care-owed',
  text: `SELECT i.id, i.subscription_id, i.total_amount AS amount, i.currency, i.due_on, i.collect_at IS NOT NULL AS is_collected,
      EXISTS (SELECT FROM payments p WHERE p.invoice_id = i.id AND p.state IN ('pending', 'requires_action', 'unknown', 'review'))
        AS is_being_paid,
      (SELECT a.decline_bucket FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
        WHERE p.invoice_id = i.id ORDER BY a.started_at DESC, a.id DESC LIMIT 1) AS declined,
      count(*) OVER ()::int AS all_count, (sum(i.total_amount) OVER ())::bigint AS all_amount
    FROM invoices i WHERE i.customer_id = $1 AND i.state = 'open' ORDER BY i.due_on, i.id LIMIT 100`,
};

/** A payment that waits for its customer to confirm it. */
export interface WaitingRow extends Record<string, unknown> {
  readonly id: string;
  readonly invoice_id: string | null;
  readonly subscription_id: string | null;
  readonly amount: number;
  readonly currency: string;
}

/** The payments that wait for their customer, the newest first: customer. */
export const WAITING: Statement = {
  name: 'care-waiting',
  text: `SELECT p.id, p.invoice_id, p.subscription_id, p.amount, p.currency FROM payments p
    WHERE p.customer_id = $1 AND p.state = 'requires_action' ORDER BY p.created_at DESC, p.id DESC LIMIT 10`,
};
