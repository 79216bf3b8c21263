import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys may end by themselves; one that was rotated names its successor, and ends when the overlap does. */
export class ApiKeyExpiry1763910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys
        ADD COLUMN expires_at timestamptz,
        ADD COLUMN replaced_by uuid REFERENCES api_keys (id)`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
