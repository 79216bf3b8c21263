/** Ids made in SQL, the test clock, jobs, idempotency keys, the audit trail and outbound events. */
export const shared = `
CREATE FUNCTION uuid_v7(made_at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM made_at) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

CREATE TABLE sandbox_clock (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  offset_ms bigint NOT NULL DEFAULT 0 CHECK (offset_ms >= 0),
  target_offset_ms bigint NOT NULL DEFAULT 0,
  runner_lease_until timestamptz
);
INSERT INTO sandbox_clock DEFAULT VALUES;

CREATE TABLE jobs (
  name text PRIMARY KEY,
  lease_until timestamptz,
  lease_owner uuid,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_succeeded_at timestamptz,
  last_count integer,
  last_error text
);

CREATE TABLE idempotency_keys (
  principal text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  resource_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done')),
  lease_until timestamptz NOT NULL,
  lease_id uuid NOT NULL,
  status smallint,
  response json,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (principal, method, path, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE audit_entries (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('api_key', 'staff', 'customer', 'system', 'cli')),
  actor_id text,
  actor_name text NOT NULL,
  action text NOT NULL,
  entity_type text NOT NULL,
  entity_id text NOT NULL,
  customer_id uuid,
  details jsonb NOT NULL DEFAULT '{}',
  ip text,
  request_id text
);
CREATE INDEX audit_entries_entity ON audit_entries (entity_id, id DESC);
CREATE INDEX audit_entries_type ON audit_entries (entity_type, id DESC);
CREATE INDEX audit_entries_customer ON audit_entries (customer_id, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX audit_entries_actor ON audit_entries ((coalesce(actor_id, actor_kind)), id DESC);

CREATE TABLE events (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  subject_id uuid NOT NULL,
  customer_id uuid,
  payload jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX events_customer ON events (customer_id, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX events_subject ON events (subject_id, id DESC);
`;
