import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What vendors tell us, kept until it is applied and for a while after. `change` holds ids alone: no payload is kept, and no personal
 * data, so that a row tells nobody's name even beside the rest of the database. Whoever applies a row reads the vendor again.
 */
const inbox = `
CREATE TABLE webhook_inbox (
  id uuid PRIMARY KEY,
  vendor text NOT NULL,
  vendor_event_id text NOT NULL,
  type text NOT NULL,
  change jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'applied', 'ignored', 'parked')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_id uuid,
  lease_until timestamptz,
  last_error text,
  applied_at timestamptz,
  UNIQUE (vendor, vendor_event_id),
  CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX webhook_inbox_due ON webhook_inbox (vendor, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_inbox_vendor ON webhook_inbox (vendor, id DESC);
CREATE INDEX webhook_inbox_state ON webhook_inbox (state, vendor, id DESC);
CREATE INDEX webhook_inbox_age ON webhook_inbox (received_at) WHERE state <> 'pending';
`;

/** Setups are looked at vendor by vendor, and still for some days after they have expired here: a form left open may be finished late. */
const looks = `
CREATE INDEX payment_method_setups_due ON payment_method_setups (vendor, next_check_at) WHERE next_check_at IS NOT NULL;
DROP INDEX payment_method_setups_open;
CREATE INDEX vendor_detachments_due_vendor ON vendor_detachments (vendor, due_at) WHERE done_at IS NULL;
DROP INDEX vendor_detachments_due;
-- A customer that is gone at the vendor is looked for by the name that its methods bear.
CREATE INDEX payment_methods_vendor_customer ON payment_methods (vendor, vendor_account, vendor_customer_id)
  WHERE vendor_customer_id IS NOT NULL AND status IN ('active', 'invalid');
`;

/** The inbox of vendors' events, and what the looks at open setups and removals need. */
export class VendorEvents1763827200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [inbox, looks]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
