import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies are never changed: a change is a new version, and a case keeps the one it began with. */
const policies = `
CREATE TABLE dunning_policies (
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_-]{0,39}$'),
  version integer NOT NULL CHECK (version > 0),
  document jsonb NOT NULL,
  source text NOT NULL CHECK (source IN ('configuration', 'api')),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (name, version)
);
`;

/**
 * A case is about one subscription, or about one invoice that has none; one open case each. An invoice is of one case for good, so that a
 * case that a person closed is not opened again for it. What was done is a row each, and so is every charge that was decided on, before it is
 * made.
 */
const cases = `
CREATE TABLE dunning_cases (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  subscription_id uuid,
  invoice_id uuid REFERENCES invoices (id),
  currency text NOT NULL,
  policy_name text NOT NULL,
  policy_version integer NOT NULL,
  day_one date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'paused', 'awaiting_approval', 'recovered', 'written_off', 'closed')),
  stage text NOT NULL CHECK (stage IN ('grace', 'warning', 'suspended', 'terminated')),
  terminate_approved_at timestamptz,
  collections_approved_at timestamptz,
  next_due_at timestamptz,
  evaluated_at timestamptz,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  FOREIGN KEY (policy_name, policy_version) REFERENCES dunning_policies (name, version),
  FOREIGN KEY (subscription_id, customer_id) REFERENCES subscriptions (id, customer_id),
  CHECK ((subscription_id IS NULL) <> (invoice_id IS NULL)),
  CHECK ((state IN ('recovered', 'written_off', 'closed')) = (closed_at IS NOT NULL)),
  CHECK (closed_at IS NULL OR next_due_at IS NULL)
);
CREATE UNIQUE INDEX dunning_cases_one_subscription ON dunning_cases (subscription_id)
  WHERE closed_at IS NULL AND subscription_id IS NOT NULL;
CREATE UNIQUE INDEX dunning_cases_one_invoice ON dunning_cases (invoice_id) WHERE closed_at IS NULL AND invoice_id IS NOT NULL;
CREATE INDEX dunning_cases_due ON dunning_cases (next_due_at) WHERE next_due_at IS NOT NULL;
CREATE INDEX dunning_cases_open ON dunning_cases (customer_id) WHERE closed_at IS NULL;
CREATE INDEX dunning_cases_customer ON dunning_cases (customer_id, id DESC);
CREATE INDEX dunning_cases_state ON dunning_cases (state, id DESC);
CREATE INDEX dunning_cases_stage ON dunning_cases (stage, id DESC);
CREATE INDEX dunning_cases_stage_state ON dunning_cases (stage, state, id DESC);

CREATE TABLE dunning_case_invoices (
  invoice_id uuid PRIMARY KEY REFERENCES invoices (id),
  case_id uuid NOT NULL REFERENCES dunning_cases (id),
  joined_at timestamptz NOT NULL
);
CREATE INDEX dunning_case_invoices_case ON dunning_case_invoices (case_id);

CREATE TABLE dunning_effects (
  case_id uuid NOT NULL REFERENCES dunning_cases (id),
  key text NOT NULL,
  done_at timestamptz NOT NULL,
  PRIMARY KEY (case_id, key)
);

CREATE TABLE dunning_charges (
  case_id uuid NOT NULL REFERENCES dunning_cases (id),
  key text NOT NULL,
  invoice_id uuid NOT NULL REFERENCES invoices (id),
  payment_method_id uuid NOT NULL REFERENCES payment_methods (id),
  payment_id uuid,
  attempt_id uuid NOT NULL UNIQUE,
  cause text NOT NULL CHECK (cause IN ('ladder', 'technical', 'backup', 'new_card', 'by_hand')),
  slot integer,
  planned_at timestamptz NOT NULL,
  lease_until timestamptz NOT NULL,
  refused_code text,
  PRIMARY KEY (case_id, key)
);
`;

/** What people decide: pauses, exemptions, calls; and the timeline of everything. */
const control = `
CREATE TABLE dunning_pauses (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES dunning_cases (id),
  reason text NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX dunning_pauses_case ON dunning_pauses (case_id);

CREATE TABLE dunning_exemptions (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  reason text NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz,
  ended_at timestamptz
);
CREATE UNIQUE INDEX dunning_exemptions_one ON dunning_exemptions (customer_id) WHERE ended_at IS NULL;
CREATE INDEX dunning_exemptions_customer ON dunning_exemptions (customer_id);

CREATE TABLE dunning_timeline (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES dunning_cases (id),
  at timestamptz NOT NULL,
  kind text NOT NULL,
  actor_kind text NOT NULL,
  actor_id text,
  actor_name text NOT NULL,
  details jsonb NOT NULL
);
CREATE INDEX dunning_timeline_case ON dunning_timeline (case_id, id);

CREATE TABLE call_tasks (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES dunning_cases (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  kind text NOT NULL CHECK (kind IN ('call', 'approval')),
  acts text[] NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('open', 'done', 'canceled')),
  outcome text CHECK (outcome IN ('reached', 'no_answer', 'promised', 'refused', 'wrong_number', 'approved')),
  note text,
  created_at timestamptz NOT NULL,
  done_at timestamptz,
  done_by text,
  CHECK ((state = 'open') = (done_at IS NULL)),
  CHECK ((state = 'done') = (outcome IS NOT NULL))
);
CREATE INDEX call_tasks_state ON call_tasks (state, id DESC);
CREATE INDEX call_tasks_case ON call_tasks (case_id);
`;

/** Up to when changed payments, invoices and methods were looked at, and the indexes by which they are found. */
const watch = `
CREATE TABLE dunning_watch (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  looked_until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO dunning_watch DEFAULT VALUES;
CREATE INDEX payments_changed ON payments (updated_at) WHERE invoice_id IS NOT NULL;
CREATE INDEX invoices_changed ON invoices (updated_at) WHERE state IN ('paid', 'void', 'uncollectible');
CREATE INDEX invoices_overdue ON invoices (due_on) WHERE state = 'open';
CREATE INDEX customers_methods_changed ON customers (payment_methods_changed_at) WHERE payment_methods_changed_at IS NOT NULL;
`;

/** Dunning: policies, cases with what was done and what people decided, call tasks. */
export class Dunning1763859600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [policies, cases, control, watch]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
