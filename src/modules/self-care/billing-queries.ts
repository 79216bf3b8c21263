import type { Statement } from '../../common/database/sql.js';
import type { PaymentState } from '../billing/index.js';
import type { SHOWN_STATES } from './care.schemas.js';

/** An invoice with the last payment of it. */
export interface InvoiceRow extends Record<string, unknown> {
  readonly id: string;
  readonly number: number;
  readonly state: (typeof SHOWN_STATES)[number];
  readonly amount: number;
  readonly currency: string;
  readonly issued_on: string;
  readonly due_on: string;
  readonly is_overdue: boolean;
  readonly subscription_name: string | null;
  readonly payment_id: string | null;
  readonly payment_state: PaymentState | null;
  readonly decline_bucket: string | null;
  readonly decline_hint: string | null;
}

/** A customer's issued invoices, newest first: customer, state or null, the last one of the page before or null, limit, now. */
export const INVOICES: Statement = {
  name: 'care-invoices',
  text: `SELECT i.id, i.number, i.state, i.total_amount AS amount, i.currency,
      (i.issued_at AT TIME ZONE c.time_zone)::date AS issued_on, i.due_on,
      i.state = 'open' AND i.due_on < ($5::timestamptz AT TIME ZONE c.time_zone)::date AS is_overdue, s.name AS subscription_name,
      p.id AS payment_id, p.state AS payment_state, a.decline_bucket, a.decline_hint
    FROM invoices i JOIN customers c ON c.id = i.customer_id
    LEFT JOIN subscriptions s ON s.id = i.subscription_id
    LEFT JOIN LATERAL (SELECT id, state FROM payments WHERE invoice_id = i.id ORDER BY id DESC LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT decline_bucket, decline_hint FROM payment_attempts WHERE payment_id = p.id
      ORDER BY attempt_no DESC LIMIT 1) a ON p.state IN ('declined', 'canceled')
    WHERE i.customer_id = $1 AND i.number IS NOT NULL AND ($2::text IS NULL OR i.state = $2) AND ($3::uuid IS NULL OR i.id < $3)
    ORDER BY i.id DESC LIMIT $4`,
};

/** Whether an issued invoice is a customer's: invoice, customer. */
export const OWNER_OF_INVOICE: Statement = {
  name: 'care-own-invoice',
  text: 'SELECT 1 FROM invoices WHERE id = $1 AND customer_id = $2 AND number IS NOT NULL',
};

/** The numbers of these invoices: ids. */
export const INVOICE_NUMBERS: Statement = {
  name: 'care-invoice-numbers',
  text: 'SELECT id, number FROM invoices WHERE id = ANY ($1) AND number IS NOT NULL',
};

/** Whether a subscription is a customer's: subscription, customer. */
export const OWNER_OF_SUBSCRIPTION: Statement = {
  name: 'care-own-subscription',
  text: 'SELECT 1 FROM subscriptions WHERE id = $1 AND customer_id = $2',
};
