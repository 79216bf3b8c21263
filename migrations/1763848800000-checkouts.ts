import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A payment that the customer makes on the vendor's own page. `payment_id` is fixed before there is a payment, so that it is written once
 * whoever brings the outcome. `is_current`: of several checkouts for one order the one that counts; one that is paid after another took its
 * place does not. `next_check_at` is when the vendor is to be asked if nobody has brought news (business time).
 */
const checkouts = `
CREATE TABLE checkouts (
  id uuid PRIMARY KEY,
  vendor text NOT NULL CHECK (vendor IN ('stripe', 'paypal', 'paytabs')),
  vendor_account text NOT NULL,
  payment_type text NOT NULL CHECK (payment_type IN ('card', 'paypal')),
  order_ref text,
  invoice_id uuid,
  customer_id uuid REFERENCES customers (id),
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  description text NOT NULL,
  locale text NOT NULL CHECK (locale IN ('ar', 'en')),
  return_url text NOT NULL,
  save_method boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'processing', 'succeeded', 'failed', 'canceled', 'expired')),
  is_current boolean NOT NULL,
  payment_id uuid NOT NULL UNIQUE,
  payment_method_id uuid REFERENCES payment_methods (id),
  vendor_customer_id text,
  vendor_checkout_id text,
  begin_failures integer NOT NULL DEFAULT 0,
  failure jsonb,
  created_by jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  settled_at timestamptz,
  next_check_at timestamptz,
  checks integer NOT NULL DEFAULT 0,
  UNIQUE (id, payment_id),
  FOREIGN KEY (invoice_id, customer_id, currency) REFERENCES invoices (id, customer_id, currency),
  CHECK ((order_ref IS NULL) <> (invoice_id IS NULL)),
  CHECK (customer_id IS NOT NULL OR (invoice_id IS NULL AND NOT save_method)),
  CHECK ((state IN ('open', 'processing')) = (settled_at IS NULL)),
  CHECK (state NOT IN ('open', 'processing') OR next_check_at IS NOT NULL),
  CHECK (is_current OR state <> 'open')
);
CREATE UNIQUE INDEX checkouts_one_for_order ON checkouts (order_ref) WHERE order_ref IS NOT NULL AND is_current;
CREATE INDEX checkouts_order ON checkouts (order_ref) WHERE order_ref IS NOT NULL;
CREATE INDEX checkouts_invoice ON checkouts (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX checkouts_at_vendor ON checkouts (vendor, vendor_checkout_id) WHERE vendor_checkout_id IS NOT NULL;
CREATE INDEX checkouts_to_check ON checkouts (vendor, next_check_at) WHERE next_check_at IS NOT NULL;
`;

/**
 * A guest's order is paid by nobody that we know. What a customer has paid on a page is a fact that no rule of ours can refuse, so it may be
 * on its way beside another charge of its invoice; it is by no stored method.
 */
const payments = `
ALTER TABLE payments
  ALTER COLUMN customer_id DROP NOT NULL,
  ADD COLUMN checkout_id uuid UNIQUE,
  DROP CONSTRAINT payments_purpose_check,
  ADD CONSTRAINT payments_purpose_check CHECK (purpose IN ('invoice', 'top_up', 'one_off', 'order')),
  ADD CONSTRAINT payments_of_somebody CHECK (customer_id IS NOT NULL OR purpose = 'order'),
  ADD CONSTRAINT payments_orders_by_checkout CHECK (purpose <> 'order' OR checkout_id IS NOT NULL),
  ADD CONSTRAINT payments_planned_by_checkout FOREIGN KEY (checkout_id, id) REFERENCES checkouts (id, payment_id);
DROP INDEX payments_one_in_flight;
CREATE UNIQUE INDEX payments_one_in_flight ON payments (invoice_id)
  WHERE invoice_id IS NOT NULL AND checkout_id IS NULL AND state IN ('pending', 'requires_action', 'unknown');
ALTER TABLE payment_attempts
  ALTER COLUMN payment_method_id DROP NOT NULL,
  ALTER COLUMN vendor_payment_method_id DROP NOT NULL,
  ADD CONSTRAINT payment_attempts_method CHECK ((payment_method_id IS NULL) = (vendor_payment_method_id IS NULL));
`;

/** Checkouts on vendors' pages, and payments without a stored method or a customer. */
export class Checkouts1763848800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [checkouts, payments]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
