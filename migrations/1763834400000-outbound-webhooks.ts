import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Each event bears the mark that it was fanned out, so that no event is skipped whose transaction commits after that of a later one. What
 * stands there already is marked in passing: an endpoint hears of what happens from now on.
 */
const mark = `
ALTER TABLE events ADD COLUMN fanned_out_at timestamptz DEFAULT now();
ALTER TABLE events ALTER COLUMN fanned_out_at DROP DEFAULT;
CREATE INDEX events_to_fan_out ON events (id) WHERE fanned_out_at IS NULL;
`;

/** Whoever wants to be told. Secrets are sealed with security.keys; a deleted endpoint stays until its deliveries are forgotten. */
const endpoints = `
CREATE TABLE webhook_endpoints (
  id uuid PRIMARY KEY,
  url text NOT NULL,
  description text,
  event_types text[] CHECK (cardinality(event_types) > 0),
  state text NOT NULL CHECK (state IN ('enabled', 'paused', 'disabled')),
  state_reason text CHECK (state_reason IN ('failing', 'gone')),
  failing_since timestamptz,
  secret text,
  secret_id uuid NOT NULL,
  previous_secret text,
  previous_secret_until timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL)),
  CHECK ((secret IS NULL) = (deleted_at IS NOT NULL)),
  CHECK (deleted_at IS NULL OR state = 'disabled')
);
CREATE INDEX webhook_endpoints_shown ON webhook_endpoints (id DESC) WHERE deleted_at IS NULL;
`;

const deliveries = `
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  endpoint_id uuid NOT NULL REFERENCES webhook_endpoints (id),
  event_id uuid NOT NULL REFERENCES events (id),
  event_type text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_id uuid,
  lease_until timestamptz,
  last_attempt_at timestamptz,
  last_status smallint,
  last_error text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  UNIQUE (endpoint_id, event_id),
  CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
  CHECK ((state = 'pending') = (finished_at IS NULL)),
  CHECK ((lease_id IS NULL) = (lease_until IS NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at, event_id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (lease_until, endpoint_id) WHERE lease_until IS NOT NULL;
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, id DESC);
CREATE INDEX webhook_deliveries_type ON webhook_deliveries (event_type, id DESC);
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (state, id DESC) WHERE state <> 'succeeded';
CREATE INDEX webhook_deliveries_endpoint_state ON webhook_deliveries (endpoint_id, state, id DESC) WHERE state <> 'succeeded';
`;

/** Who is told of events, and each telling. */
export class OutboundWebhooks1763834400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [mark, endpoints, deliveries]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
