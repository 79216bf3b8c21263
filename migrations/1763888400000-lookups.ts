import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // An event of a vendor names a refund by the vendor's own id.
  'CREATE INDEX refunds_at_vendor ON refunds (vendor, vendor_refund_id) WHERE vendor_refund_id IS NOT NULL',
  'CREATE INDEX customers_erased ON customers (erased_at) WHERE erased_at IS NOT NULL',
  'CREATE INDEX call_tasks_customer ON call_tasks (customer_id)',
];

/** Indexes for what is looked up by a vendor's name, and for what is forgotten with a customer. */
export class Lookups1763888400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
