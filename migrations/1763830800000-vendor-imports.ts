import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the last take-over of a vendor account has come; `cursor` is the vendor's own, null before the first page. */
const imports = `
CREATE TABLE vendor_imports (
  vendor text NOT NULL,
  vendor_account text NOT NULL,
  cursor text,
  counts jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  moved_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (vendor, vendor_account)
)`;

/** Where a take-over of a vendor account goes on after it was stopped. */
export class VendorImports1763830800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(imports);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
