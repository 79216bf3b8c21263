import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `collect_at` says from when on an invoice is charged by itself; null: only by hand. `renewal` marks the invoice of a subscription's
 * period, of which there is one that stands; others for the same period, such as for usage, are the caller's affair.
 */
const invoices = `
ALTER TABLE invoices ADD COLUMN collect_at timestamptz;
ALTER TABLE invoices ADD COLUMN renewal boolean NOT NULL DEFAULT false;
ALTER TABLE invoices ADD CONSTRAINT invoices_collected_while_open CHECK (collect_at IS NULL OR state = 'open');
ALTER TABLE invoices ADD CONSTRAINT invoices_renewal_of_period
  CHECK (NOT renewal OR (subscription_id IS NOT NULL AND period_from IS NOT NULL));
CREATE UNIQUE INDEX invoices_one_renewal ON invoices (subscription_id, period_from) WHERE renewal AND state <> 'void';
CREATE INDEX invoices_to_collect ON invoices (collect_at, id) WHERE collect_at IS NOT NULL;
`;

/** A service that stands still is not invoiced, but one that is not renewed ends also then; of a period missed, one asks whether it stood still. */
const due = `
CREATE INDEX subscriptions_due ON subscriptions (next_invoice_on, id)
  WHERE billing_mode = 'postpaid' AND (state = 'active' OR (state = 'suspended' AND NOT auto_renew));
CREATE INDEX subscription_suspensions_of ON subscription_suspensions (subscription_id, suspended_at);
`;

/** Invoices that the sweep makes, and when they are charged. */
export class Renewals1763841600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [invoices, due]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
