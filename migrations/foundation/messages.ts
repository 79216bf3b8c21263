/** Messages with their one dedupe key, suppressed addresses, and batches of reminders sent by hand. */
export const messages = `
CREATE TABLE messages (
  id uuid PRIMARY KEY,
  customer_id uuid REFERENCES customers (id),
  type text NOT NULL,
  category text NOT NULL CHECK (category IN ('reminder', 'payment', 'security', 'staff')),
  state text NOT NULL CHECK (state IN
    ('queued', 'sending', 'sent', 'delivered', 'opened', 'clicked', 'bounced', 'blocked', 'spam', 'failed', 'skipped')),
  skip_reason text CHECK ((state = 'skipped') = (skip_reason IS NOT NULL)),
  locale text NOT NULL CHECK (locale IN ('ar', 'en')),
  to_email text,
  to_name text NOT NULL,
  variables jsonb NOT NULL,
  template_version text,
  dedupe_key text NOT NULL UNIQUE,
  subject_id uuid,
  stage smallint,
  local_day date,
  batch_id uuid,
  not_before timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  claim_id uuid,
  lease_until timestamptz,
  outcome_unknown boolean NOT NULL DEFAULT false,
  error_code text,
  error_detail text,
  mailjet_message_uuid text,
  mailjet_message_id text,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  state_changed_at timestamptz NOT NULL,
  CHECK (state = 'skipped' OR to_email IS NOT NULL)
);
CREATE INDEX messages_due ON messages (not_before, id) WHERE state = 'queued' AND category <> 'reminder';
CREATE INDEX messages_due_reminders ON messages (not_before, id) WHERE state = 'queued' AND category = 'reminder';
CREATE INDEX messages_in_flight ON messages (lease_until) WHERE state = 'sending';
CREATE INDEX messages_customer ON messages (customer_id, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX messages_type ON messages (type, id DESC);
CREATE INDEX messages_state ON messages (state, id DESC);
CREATE INDEX messages_reminders ON messages (subject_id, created_at DESC) WHERE category = 'reminder';
CREATE INDEX messages_reminders_sent ON messages (sent_at) WHERE category = 'reminder' AND sent_at IS NOT NULL;
CREATE INDEX messages_batch ON messages (batch_id, state) WHERE batch_id IS NOT NULL;
CREATE UNIQUE INDEX messages_one_reminder_a_day ON messages (customer_id, local_day)
  WHERE category = 'reminder' AND batch_id IS NULL AND state <> 'skipped';

CREATE TABLE suppressions (
  email text PRIMARY KEY CHECK (email = lower(email)),
  reason text NOT NULL CHECK (reason IN ('hard_bounce', 'complaint', 'unsubscribed', 'staff')),
  created_at timestamptz NOT NULL
);

CREATE TABLE reminder_batches (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('expanding', 'sending', 'done')),
  filter jsonb,
  payment_method_ids uuid[],
  position jsonb,
  total integer,
  skips jsonb NOT NULL DEFAULT '{}',
  created_by jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  lease_until timestamptz,
  done_at timestamptz
);
CREATE INDEX reminder_batches_open ON reminder_batches (created_at) WHERE state <> 'done';
`;
