/**
 * Customers with their subscriptions, and what other modules keep on a customer: holds, identity checks, links and the index of cards.
 */
export const customers = `
CREATE TABLE customers (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  type text NOT NULL CHECK (type IN ('individual', 'business')),
  name text NOT NULL,
  email text,
  phone text,
  locale text NOT NULL CHECK (locale IN ('ar', 'en')),
  time_zone text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  auto_pay boolean NOT NULL DEFAULT true,
  reminders_opt_out boolean NOT NULL DEFAULT false,
  search_name text COLLATE "C" NOT NULL,
  search_email text COLLATE "C",
  search_external_id text COLLATE "C",
  payment_methods_changed_at timestamptz,
  erased_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (id, type, time_zone)
);
CREATE INDEX customers_type ON customers (type, id DESC);
CREATE INDEX customers_search_name ON customers (search_name, id);
CREATE INDEX customers_search_email ON customers (search_email, id) WHERE search_email IS NOT NULL;
CREATE INDEX customers_search_external_id ON customers (search_external_id, id) WHERE search_external_id IS NOT NULL;
CREATE INDEX customers_time_zone ON customers (time_zone);

CREATE TABLE subscriptions (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  service_type text NOT NULL CHECK (service_type ~ '^[a-z][a-z0-9_-]{0,39}$'),
  name text NOT NULL,
  billing_mode text NOT NULL CHECK (billing_mode IN ('prepaid', 'postpaid')),
  auto_renew boolean NOT NULL,
  price_amount bigint NOT NULL CHECK (price_amount BETWEEN 0 AND 9007199254740991),
  price_currency text NOT NULL CHECK (price_currency ~ '^[A-Z]{3}$'),
  period text NOT NULL,
  anchor_on date NOT NULL,
  next_invoice_on date,
  requires_payment_method boolean NOT NULL,
  payment_method_id uuid,
  state text NOT NULL CHECK (state IN ('pending_payment_method', 'active', 'suspended', 'terminated', 'expired')),
  import_key text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (customer_id, import_key)
);
CREATE INDEX subscriptions_customer ON subscriptions (customer_id, id DESC);
CREATE INDEX subscriptions_method ON subscriptions (payment_method_id) WHERE payment_method_id IS NOT NULL;
CREATE INDEX subscriptions_pending ON subscriptions (customer_id) WHERE state = 'pending_payment_method';

CREATE TABLE subscription_inventory (
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES subscriptions (id),
  kind text NOT NULL CHECK (kind IN ('sim', 'equipment')),
  serial text NOT NULL,
  description text,
  state text NOT NULL CHECK (state IN ('in_use', 'return_requested', 'returned')),
  created_at timestamptz NOT NULL,
  UNIQUE (subscription_id, kind, serial)
);

CREATE TABLE subscription_suspensions (
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES subscriptions (id),
  reason text NOT NULL CHECK (reason IN ('non_payment', 'prepaid_empty', 'staff', 'fraud')),
  note text,
  suspended_at timestamptz NOT NULL,
  lifted_at timestamptz
);
CREATE UNIQUE INDEX subscription_suspensions_open ON subscription_suspensions (subscription_id, reason)
  WHERE lifted_at IS NULL;

CREATE TABLE customer_holds (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  kind text NOT NULL CHECK (kind IN ('balance_due', 'dunning_case', 'subscription_requires_method')),
  reference uuid NOT NULL,
  label text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (customer_id, kind, reference)
);

CREATE TABLE identity_checks (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  actor_kind text NOT NULL,
  actor_id text,
  actor_name text NOT NULL,
  method text NOT NULL,
  checked_at timestamptz NOT NULL
);
CREATE INDEX identity_checks_recent ON identity_checks (customer_id, actor_id, checked_at DESC);

CREATE TABLE access_links (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  purpose text NOT NULL CHECK (purpose IN ('add_payment_method', 'pay', 'sign_in')),
  payment_method_id uuid,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX access_links_customer ON access_links (customer_id, id DESC);
`;
