import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Customers' sessions in the self-care portal, on real time and known by the hash of their cookie alone. \`link_id\` names the link of a mail
 * that a session hangs on: it is read again with every request. Whoever signed in hangs on nothing.
 */
const sessions = `
CREATE TABLE care_sessions (
  token_hash bytea PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  kind text NOT NULL CHECK (kind IN ('link', 'full')),
  purpose text CHECK (purpose IN ('add_payment_method', 'pay', 'sign_in')),
  link_id uuid,
  about_method_id uuid,
  fresh_at timestamptz,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CHECK (kind = 'full' OR link_id IS NOT NULL),
  CHECK (kind = 'full' OR fresh_at IS NULL)
);
CREATE INDEX care_sessions_customer ON care_sessions (customer_id);
CREATE INDEX care_sessions_expiry ON care_sessions (expires_at);
`;

/**
 * One mail with a link and a code, or one token of the host CRM. The code is worked out from the id when it is needed and stands nowhere.
 * Without a customer for an address that nobody has, so that both are answered alike; \`host_token\` is the hash of a token's own id.
 */
const signIns = `
CREATE TABLE care_sign_ins (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('sign_in', 'check', 'host')),
  customer_id uuid REFERENCES customers (id),
  session_hash bytea,
  host_token bytea UNIQUE,
  tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK ((kind = 'check') = (session_hash IS NOT NULL)),
  CHECK ((kind = 'host') = (host_token IS NOT NULL)),
  CHECK (kind = 'sign_in' OR customer_id IS NOT NULL)
);
CREATE INDEX care_sign_ins_open ON care_sign_ins (customer_id) WHERE used_at IS NULL AND customer_id IS NOT NULL;
CREATE INDEX care_sign_ins_expiry ON care_sign_ins (expires_at);
`;

/** How often something was asked for in a window of real time, by e-mail or address, both as hashes; instances count together. */
const limits = `
CREATE TABLE care_limits (
  subject bytea PRIMARY KEY,
  count integer NOT NULL CHECK (count > 0),
  window_ends_at timestamptz NOT NULL
);
CREATE INDEX care_limits_over ON care_limits (window_ends_at);
`;

/** Sessions, sign-ins and their limits of the self-care portal. */
export class CareSessions1763870400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [sessions, signIns, limits]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
