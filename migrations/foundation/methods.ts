/**
 * Payment methods, the setups that make them and the work still owed to a vendor. `card_listings` holds one row per live card and service
 * type of its customer, and one for '' (any), so that each filter of the expiring list is one index range; its foreign keys carry
 * every change of type, zone, default and expiry into it. `reminded_at` is the last reminder since which the customer has not acted.
 */
export const methods = `
CREATE TABLE vendor_customers (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  vendor text NOT NULL,
  vendor_account text NOT NULL,
  vendor_customer_id text NOT NULL,
  default_mirror_due_at timestamptz,
  default_mirror_attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  UNIQUE (customer_id, vendor, vendor_account),
  UNIQUE (vendor, vendor_account, vendor_customer_id)
);
CREATE INDEX vendor_customers_mirror_due ON vendor_customers (default_mirror_due_at)
  WHERE default_mirror_due_at IS NOT NULL;

CREATE TABLE payment_methods (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  vendor text NOT NULL CHECK (vendor IN ('stripe', 'paypal', 'paytabs')),
  vendor_account text NOT NULL DEFAULT '',
  vendor_payment_method_id text NOT NULL,
  vendor_customer_id text,
  payment_type text NOT NULL CHECK (payment_type IN ('card', 'paypal')),
  brand text CHECK (brand = lower(brand)),
  last4 text CHECK (last4 ~ '^[0-9]{4}$'),
  exp_month smallint CHECK (exp_month BETWEEN 1 AND 12),
  exp_year smallint CHECK (exp_year BETWEEN 2000 AND 2199),
  expires_on date,
  name text,
  nickname text,
  funding text NOT NULL DEFAULT 'unknown' CHECK (funding IN ('credit', 'debit', 'prepaid', 'unknown')),
  fingerprint text,
  payer_id text,
  account_email_masked text,
  is_default boolean NOT NULL DEFAULT false,
  former_default_at timestamptz,
  backup_position smallint,
  backup_consented_at timestamptz,
  status text NOT NULL CHECK (status IN ('active', 'invalid', 'removing', 'removed')),
  source text NOT NULL CHECK (source IN ('setup', 'token', 'import', 'vendor')),
  verified_at timestamptz,
  expired_event_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  removed_at timestamptz,
  UNIQUE (vendor, vendor_account, vendor_payment_method_id),
  UNIQUE (id, customer_id),
  UNIQUE (id, vendor, is_default, expires_on),
  CHECK (NOT is_default OR status IN ('active', 'invalid')),
  CHECK (payment_type <> 'card' OR (brand IS NOT NULL AND last4 IS NOT NULL AND exp_month IS NOT NULL AND exp_year IS NOT NULL)),
  CHECK (payment_type <> 'paypal' OR (brand IS NULL AND last4 IS NULL AND exp_month IS NULL AND exp_year IS NULL)),
  CHECK (expires_on IS NOT DISTINCT FROM
    (CASE WHEN exp_year IS NULL OR exp_month IS NULL THEN NULL
     ELSE (make_date(exp_year, exp_month, 1) + interval '1 month' - interval '1 day')::date END))
);
CREATE UNIQUE INDEX payment_methods_one_default ON payment_methods (customer_id) WHERE is_default;
CREATE UNIQUE INDEX payment_methods_same_card ON payment_methods (customer_id, vendor, vendor_account, fingerprint)
  WHERE fingerprint IS NOT NULL AND status IN ('active', 'invalid');
CREATE UNIQUE INDEX payment_methods_same_payer ON payment_methods (customer_id, vendor, vendor_account, payer_id)
  WHERE payer_id IS NOT NULL AND status IN ('active', 'invalid');
CREATE INDEX payment_methods_of_customer ON payment_methods (customer_id, is_default DESC, created_at DESC, id DESC)
  WHERE status <> 'removed';
CREATE INDEX payment_methods_to_expire ON payment_methods (expires_on, id)
  WHERE expired_event_at IS NULL AND status IN ('active', 'invalid') AND expires_on IS NOT NULL;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_own_method
  FOREIGN KEY (payment_method_id, customer_id) REFERENCES payment_methods (id, customer_id);
ALTER TABLE access_links ADD CONSTRAINT access_links_own_method
  FOREIGN KEY (payment_method_id, customer_id) REFERENCES payment_methods (id, customer_id);

CREATE TABLE card_listings (
  payment_method_id uuid NOT NULL,
  service_type text NOT NULL DEFAULT '',
  customer_id uuid NOT NULL,
  customer_type text NOT NULL,
  time_zone text NOT NULL,
  vendor text NOT NULL,
  is_default boolean NOT NULL,
  expires_on date NOT NULL,
  reminded_at timestamptz,
  PRIMARY KEY (payment_method_id, service_type),
  FOREIGN KEY (customer_id, customer_type, time_zone) REFERENCES customers (id, type, time_zone) ON UPDATE CASCADE,
  FOREIGN KEY (payment_method_id, vendor, is_default, expires_on)
    REFERENCES payment_methods (id, vendor, is_default, expires_on) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX card_listings_all ON card_listings
  (service_type, customer_type, vendor, expires_on, payment_method_id) INCLUDE (time_zone, customer_id, is_default);
CREATE INDEX card_listings_defaults ON card_listings
  (service_type, customer_type, vendor, expires_on, payment_method_id) INCLUDE (time_zone, customer_id) WHERE is_default;
CREATE INDEX card_listings_reminded ON card_listings
  (service_type, customer_type, vendor, expires_on, payment_method_id) INCLUDE (time_zone, customer_id, is_default, reminded_at)
  WHERE reminded_at IS NOT NULL;
CREATE INDEX card_listings_customer ON card_listings (customer_id);
-- Pages are read from the indexes alone as long as vacuum has seen the table since its last changes.
ALTER TABLE card_listings SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

CREATE TABLE payment_method_setups (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  vendor text NOT NULL,
  vendor_account text NOT NULL DEFAULT '',
  payment_type text NOT NULL CHECK (payment_type IN ('card', 'paypal')),
  state text NOT NULL CHECK (state IN ('pending', 'completed', 'failed', 'expired')),
  vendor_setup_id text,
  return_url text,
  nickname text,
  make_default boolean NOT NULL DEFAULT false,
  payment_method_id uuid REFERENCES payment_methods (id),
  failure jsonb,
  created_by jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  completed_at timestamptz,
  next_check_at timestamptz,
  check_attempts integer NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX payment_method_setups_vendor ON payment_method_setups (vendor, vendor_account, vendor_setup_id)
  WHERE vendor_setup_id IS NOT NULL;
CREATE INDEX payment_method_setups_customer ON payment_method_setups (customer_id, id DESC);
CREATE INDEX payment_method_setups_open ON payment_method_setups (next_check_at) WHERE state = 'pending';

CREATE TABLE vendor_detachments (
  id uuid PRIMARY KEY,
  vendor text NOT NULL,
  vendor_account text NOT NULL DEFAULT '',
  vendor_payment_method_id text NOT NULL,
  payment_method_id uuid REFERENCES payment_methods (id),
  reason text NOT NULL CHECK (reason IN ('removed', 'duplicate', 'replaced')),
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  lease_until timestamptz,
  last_error text,
  created_at timestamptz NOT NULL,
  done_at timestamptz,
  UNIQUE (vendor, vendor_account, vendor_payment_method_id)
);
CREATE INDEX vendor_detachments_due ON vendor_detachments (due_at) WHERE done_at IS NULL;
`;
