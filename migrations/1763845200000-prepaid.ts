import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is kept of a prepaid subscription beside its ledger: how it recharges itself, when that is next due, and the renewal that its
 * balance did not cover (\`arrears_on\`), with the instant at which it then expires.
 */
const accounts = `
ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_currency UNIQUE (id, price_currency);

CREATE TABLE prepaid_accounts (
  subscription_id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  currency text NOT NULL,
  recharge_enabled boolean NOT NULL DEFAULT false,
  recharge_threshold bigint CHECK (recharge_threshold BETWEEN 1 AND 9007199254740991),
  recharge_amount bigint CHECK (recharge_amount BETWEEN 1 AND 9007199254740991),
  recharge_daily_cap bigint CHECK (recharge_daily_cap BETWEEN recharge_amount AND 9007199254740991),
  recharge_method_id uuid,
  recharge_asked boolean NOT NULL DEFAULT false,
  recharge_due_at timestamptz,
  recharge_failures integer NOT NULL DEFAULT 0,
  recharge_failed_at timestamptz,
  recharge_retry_at timestamptz,
  arrears_on date,
  expire_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (subscription_id, currency),
  CONSTRAINT prepaid_accounts_currency FOREIGN KEY (subscription_id, currency) REFERENCES subscriptions (id, price_currency),
  CONSTRAINT prepaid_accounts_own_subscription FOREIGN KEY (subscription_id, customer_id)
    REFERENCES subscriptions (id, customer_id),
  CONSTRAINT prepaid_accounts_own_method FOREIGN KEY (recharge_method_id, customer_id)
    REFERENCES payment_methods (id, customer_id),
  CHECK (NOT recharge_enabled OR (recharge_threshold IS NOT NULL AND recharge_amount IS NOT NULL AND recharge_daily_cap IS NOT NULL)),
  CHECK (recharge_enabled OR recharge_due_at IS NULL),
  CHECK ((arrears_on IS NULL) = (expire_at IS NULL))
);
CREATE INDEX prepaid_accounts_to_recharge ON prepaid_accounts (recharge_due_at) WHERE recharge_due_at IS NOT NULL;
CREATE INDEX prepaid_accounts_refused ON prepaid_accounts (customer_id) WHERE recharge_failed_at IS NOT NULL;
CREATE INDEX prepaid_accounts_to_expire ON prepaid_accounts (expire_at) WHERE expire_at IS NOT NULL;
`;

/**
 * The balance is the sum of entries that are only ever added. Each names where the one before it ended, and the foreign key holds it to that:
 * no entry can be written beside another, left out or changed. What a customer uses never goes below nothing; what is taken back may.
 */
const ledger = `
CREATE TABLE ledger_entries (
  subscription_id uuid NOT NULL,
  entry_no integer NOT NULL CHECK (entry_no > 0),
  previous_no integer GENERATED ALWAYS AS (nullif(entry_no - 1, 0)) STORED,
  kind text NOT NULL CHECK (kind IN ('top_up', 'usage', 'renewal', 'refund', 'refund_reversed', 'dispute', 'dispute_reversed')),
  reference text NOT NULL,
  currency text NOT NULL,
  balance_before bigint NOT NULL,
  amount bigint NOT NULL,
  balance_after bigint NOT NULL CHECK (balance_after BETWEEN -9007199254740991 AND 9007199254740991),
  payment_id uuid REFERENCES payments (id),
  refund_id uuid REFERENCES refunds (id) DEFERRABLE INITIALLY DEFERRED,
  period_from date,
  period_to date,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (subscription_id, entry_no),
  UNIQUE (subscription_id, entry_no, balance_after),
  CONSTRAINT ledger_entries_once UNIQUE (subscription_id, kind, reference),
  FOREIGN KEY (subscription_id, currency) REFERENCES prepaid_accounts (subscription_id, currency),
  CONSTRAINT ledger_entries_follow FOREIGN KEY (subscription_id, previous_no, balance_before)
    REFERENCES ledger_entries (subscription_id, entry_no, balance_after),
  CHECK (entry_no > 1 OR balance_before = 0),
  CHECK (balance_after = balance_before + amount),
  CHECK (CASE WHEN kind IN ('top_up', 'refund_reversed', 'dispute_reversed') THEN amount > 0
              WHEN kind = 'renewal' THEN amount <= 0 ELSE amount < 0 END),
  CONSTRAINT ledger_entries_never_overdrawn CHECK (kind NOT IN ('usage', 'renewal') OR balance_after >= 0),
  CHECK ((payment_id IS NULL) = (kind IN ('usage', 'renewal'))),
  CHECK ((refund_id IS NOT NULL) = (kind IN ('refund', 'refund_reversed'))),
  CHECK ((period_from IS NOT NULL) = (kind = 'renewal') AND (period_from IS NULL) = (period_to IS NULL))
);
CREATE UNIQUE INDEX ledger_entries_credited_once ON ledger_entries (payment_id) WHERE kind = 'top_up';
CREATE INDEX ledger_entries_payment ON ledger_entries (payment_id) WHERE payment_id IS NOT NULL;
`;

/**
 * \`recharges\`: top-ups that the job makes, written with the id of their payment before it is; \`lease_until\` (real time) stands until somebody
 * has made the call. \`uncredited_top_ups\`: captured, with no balance to go to, and given back under the refund's id.
 */
const topUps = `
CREATE TABLE recharges (
  payment_id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES prepaid_accounts (subscription_id),
  local_day date NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('open', 'succeeded', 'failed', 'review')),
  failure text,
  lease_until timestamptz,
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  CHECK ((state = 'open') = (settled_at IS NULL)),
  CHECK ((state = 'failed') = (failure IS NOT NULL))
);
CREATE UNIQUE INDEX recharges_one_open ON recharges (subscription_id) WHERE state = 'open';
CREATE INDEX recharges_of_day ON recharges (subscription_id, local_day);
CREATE INDEX recharges_to_call ON recharges (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE uncredited_top_ups (
  payment_id uuid PRIMARY KEY REFERENCES payments (id),
  refund_id uuid NOT NULL UNIQUE,
  reason text NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  failure text,
  created_at timestamptz NOT NULL
);
CREATE INDEX uncredited_top_ups_due ON uncredited_top_ups (next_try_at) WHERE next_try_at IS NOT NULL;
`;

const due = `
ALTER TABLE payments ADD CONSTRAINT payments_top_up_of_subscription CHECK (purpose <> 'top_up' OR subscription_id IS NOT NULL);
CREATE INDEX subscriptions_prepaid_due ON subscriptions (next_invoice_on, id)
  WHERE billing_mode = 'prepaid' AND state IN ('active', 'suspended') AND next_invoice_on IS NOT NULL;
CREATE INDEX payments_top_ups_open ON payments (subscription_id)
  WHERE purpose = 'top_up' AND state IN ('pending', 'requires_action', 'unknown');
`;

/** The prepaid balance as a ledger, what recharges it, and what becomes due. */
export class Prepaid1763845200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [accounts, ledger, topUps, due]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
