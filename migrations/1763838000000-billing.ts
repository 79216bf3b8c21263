import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets a foreign key say that an invoice is in its customer's currency, and for a subscription of his own. */
const owners = `
ALTER TABLE customers ADD CONSTRAINT customers_currency UNIQUE (id, currency);
ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_of_customer UNIQUE (id, customer_id);
`;

/**
 * The counter's one row is locked last in the transaction that issues an invoice, so that numbers have no gaps and wait for nobody long.
 * The foreign key to the currency is what fixes a customer's currency after the first invoice.
 */
const invoices = `
CREATE TABLE invoice_counter (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  last_number bigint NOT NULL DEFAULT 0
);
INSERT INTO invoice_counter DEFAULT VALUES;

CREATE TABLE invoices (
  id uuid PRIMARY KEY,
  number bigint UNIQUE,
  customer_id uuid NOT NULL,
  subscription_id uuid,
  period_from date,
  period_to date,
  currency text NOT NULL,
  total_amount bigint NOT NULL CHECK (total_amount BETWEEN 0 AND 9007199254740991),
  tax_amount bigint NOT NULL CHECK (tax_amount BETWEEN 0 AND total_amount),
  due_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
  paid_by_payment_id uuid,
  issued_at timestamptz,
  paid_at timestamptz,
  voided_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (id, customer_id, currency),
  CONSTRAINT invoices_customer_currency FOREIGN KEY (customer_id, currency) REFERENCES customers (id, currency),
  CONSTRAINT invoices_own_subscription FOREIGN KEY (subscription_id, customer_id) REFERENCES subscriptions (id, customer_id),
  CHECK ((number IS NULL) = (issued_at IS NULL)),
  CHECK (state <> 'draft' OR number IS NULL),
  CHECK (state IN ('draft', 'void') OR number IS NOT NULL),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL)),
  CHECK ((state = 'void') = (voided_at IS NOT NULL)),
  CHECK (paid_by_payment_id IS NULL OR state = 'paid'),
  CHECK ((period_from IS NULL) = (period_to IS NULL) AND period_from <= period_to)
);
CREATE INDEX invoices_customer ON invoices (customer_id, id DESC);
CREATE INDEX invoices_state ON invoices (state, id DESC);
CREATE INDEX invoices_customer_state ON invoices (customer_id, state, id DESC);
CREATE INDEX invoices_subscription ON invoices (subscription_id, id DESC) WHERE subscription_id IS NOT NULL;

CREATE TABLE invoice_lines (
  invoice_id uuid NOT NULL REFERENCES invoices (id),
  position smallint NOT NULL CHECK (position > 0),
  description text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  amount bigint NOT NULL CHECK (amount BETWEEN 0 AND 9007199254740991),
  tax_rate text NOT NULL CHECK (tax_rate ~ '^[0-9]{1,3}([.][0-9]{1,4})?$'),
  tax_amount bigint NOT NULL CHECK (tax_amount BETWEEN 0 AND amount),
  PRIMARY KEY (invoice_id, position)
);
`;

/** One intent to move money to us. What was refunded and what is being refunded are running sums, kept within what was captured. */
const payments = `
CREATE TABLE payments (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  invoice_id uuid,
  subscription_id uuid,
  purpose text NOT NULL CHECK (purpose IN ('invoice', 'top_up', 'one_off')),
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state text NOT NULL CHECK (state IN ('pending', 'requires_action', 'unknown', 'succeeded', 'declined', 'canceled', 'review',
    'partially_refunded', 'refunded')),
  disputed text NOT NULL DEFAULT 'none' CHECK (disputed IN ('none', 'open', 'won', 'lost')),
  review_reason text CHECK (review_reason IN ('other_amount', 'invoice_settled', 'charged_twice')),
  captured_attempt_id uuid,
  captured_amount bigint CHECK (captured_amount BETWEEN 0 AND 9007199254740991),
  captured_currency text CHECK (captured_currency ~ '^[A-Z]{3}$'),
  refunded_amount bigint NOT NULL DEFAULT 0 CHECK (refunded_amount >= 0),
  refunding_amount bigint NOT NULL DEFAULT 0 CHECK (refunding_amount >= 0),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (id, invoice_id),
  FOREIGN KEY (invoice_id, customer_id, currency) REFERENCES invoices (id, customer_id, currency),
  CONSTRAINT payments_own_subscription FOREIGN KEY (subscription_id, customer_id) REFERENCES subscriptions (id, customer_id),
  CHECK ((purpose = 'invoice') = (invoice_id IS NOT NULL)),
  CHECK (state <> 'review' OR review_reason IS NOT NULL),
  CHECK ((captured_amount IS NULL) = (captured_currency IS NULL)),
  CHECK ((captured_amount IS NULL) = (captured_attempt_id IS NULL)),
  CHECK (state NOT IN ('succeeded', 'partially_refunded') OR (captured_amount = amount AND captured_currency = currency)),
  CHECK (state <> 'refunded' OR captured_amount IS NOT NULL),
  CONSTRAINT payments_refunds_within_capture CHECK (refunded_amount + refunding_amount <= coalesce(captured_amount, 0))
);
CREATE UNIQUE INDEX payments_one_in_flight ON payments (invoice_id)
  WHERE invoice_id IS NOT NULL AND state IN ('pending', 'requires_action', 'unknown');
CREATE INDEX payments_invoice ON payments (invoice_id, id) WHERE invoice_id IS NOT NULL;
CREATE INDEX payments_made ON payments (created_at DESC, id DESC);
CREATE INDEX payments_customer ON payments (customer_id, created_at DESC, id DESC);
CREATE INDEX payments_state ON payments (state, created_at DESC, id DESC);
CREATE INDEX payments_customer_state ON payments (customer_id, state, created_at DESC, id DESC);

ALTER TABLE invoices ADD CONSTRAINT invoices_paid_by
  FOREIGN KEY (paid_by_payment_id, id) REFERENCES payments (id, invoice_id);
`;

/**
 * One charge at a vendor, written before the call, with the method as it was then. \`lease\` says who is at the vendor for it now (real
 * time), \`next_check_at\` when the vendor is to be asked if nobody has brought an outcome (business time). \`sent\` is false when the vendor
 * did not take the request at all.
 */
const attempts = `
CREATE TABLE payment_attempts (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES payments (id),
  attempt_no integer NOT NULL CHECK (attempt_no > 0),
  payment_method_id uuid NOT NULL REFERENCES payment_methods (id),
  vendor text NOT NULL CHECK (vendor IN ('stripe', 'paypal', 'paytabs')),
  vendor_account text NOT NULL,
  vendor_payment_method_id text NOT NULL,
  vendor_customer_id text,
  payment_type text NOT NULL CHECK (payment_type IN ('card', 'paypal')),
  brand text,
  last4 text,
  exp_month smallint,
  exp_year smallint,
  method_expired boolean NOT NULL,
  off_session boolean NOT NULL,
  usage text NOT NULL CHECK (usage IN ('recurring', 'unscheduled', 'one_off')),
  idempotency_key text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('started', 'pending', 'requires_action', 'unknown', 'succeeded', 'declined', 'canceled', 'review')),
  sent boolean NOT NULL DEFAULT true,
  vendor_charge_id text,
  network_transaction_id text,
  captured_amount bigint,
  captured_currency text,
  decline_bucket text CHECK (decline_bucket IN ('funds', 'issuer', 'technical', 'card_data', 'authentication', 'fraud', 'revoked',
    'duplicate', 'canceled')),
  decline_code text,
  decline_hint text,
  decline_retryable boolean,
  advice_code text,
  network_advice_code text,
  network_decline_code text,
  unknown_reason text,
  lease_id uuid,
  lease_until timestamptz,
  next_check_at timestamptz,
  checks integer NOT NULL DEFAULT 0,
  denied_since timestamptz,
  started_at timestamptz NOT NULL,
  settled_at timestamptz,
  UNIQUE (payment_id, attempt_no),
  UNIQUE (payment_id, id),
  CHECK ((state IN ('started', 'pending', 'requires_action', 'unknown')) = (next_check_at IS NOT NULL)),
  CHECK ((state IN ('started', 'pending', 'requires_action', 'unknown')) = (settled_at IS NULL)),
  CHECK ((decline_bucket IS NULL) = (state NOT IN ('declined', 'canceled'))),
  CHECK ((captured_amount IS NULL) = (state NOT IN ('succeeded', 'review')))
);
CREATE UNIQUE INDEX payment_attempts_one_open ON payment_attempts (payment_id)
  WHERE state IN ('started', 'pending', 'requires_action', 'unknown');
CREATE UNIQUE INDEX payment_attempts_vendor_charge ON payment_attempts (vendor, vendor_account, vendor_charge_id)
  WHERE vendor_charge_id IS NOT NULL;
CREATE INDEX payment_attempts_to_check ON payment_attempts (vendor, next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX payment_attempts_open_method ON payment_attempts (payment_method_id) WHERE next_check_at IS NOT NULL;

ALTER TABLE payments ADD CONSTRAINT payments_captured_by
  FOREIGN KEY (id, captured_attempt_id) REFERENCES payment_attempts (payment_id, id);
`;

/** Money given back; \`vendor\` is where somebody did it in the vendor's own pages. */
const refunds = `
CREATE TABLE refunds (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES payments (id),
  attempt_id uuid NOT NULL,
  vendor text NOT NULL CHECK (vendor IN ('stripe', 'paypal', 'paytabs')),
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  reason text NOT NULL,
  source text NOT NULL CHECK (source IN ('ours', 'vendor')),
  state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  sent boolean NOT NULL DEFAULT true,
  idempotency_key text NOT NULL UNIQUE,
  vendor_refund_id text,
  failure_code text,
  lease_id uuid,
  lease_until timestamptz,
  next_check_at timestamptz,
  checks integer NOT NULL DEFAULT 0,
  denied_since timestamptz,
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  FOREIGN KEY (payment_id, attempt_id) REFERENCES payment_attempts (payment_id, id),
  UNIQUE (attempt_id, vendor_refund_id),
  CHECK ((state = 'pending') = (next_check_at IS NOT NULL)),
  CHECK ((state = 'pending') = (settled_at IS NULL)),
  CHECK ((state = 'failed') = (failure_code IS NOT NULL))
);
CREATE INDEX refunds_payment ON refunds (payment_id, id);
CREATE INDEX refunds_to_check ON refunds (vendor, next_check_at) WHERE next_check_at IS NOT NULL;
`;

/** Invoices, payments with each attempt at a vendor, and refunds. */
export class Billing1763838000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [owners, invoices, payments, attempts, refunds]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
