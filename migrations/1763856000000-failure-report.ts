import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A report of failed payments reads a range of this index and little else: an attempt that ended in a decline, by when it did. The stage is
 * that of the dunning case at the time; null where there was none.
 */
const failures = `
ALTER TABLE payment_attempts ADD COLUMN dunning_stage text
  CHECK (dunning_stage IN ('grace', 'warning', 'suspended', 'terminated'));
CREATE INDEX payment_attempts_failed ON payment_attempts (settled_at DESC, id DESC)
  INCLUDE (payment_id, decline_bucket, vendor, payment_type, brand, method_expired, dunning_stage)
  WHERE decline_bucket IS NOT NULL;
`;

/** What the report of failed payments is read from. */
export class FailureReport1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(failures);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
