import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An attempt of which nobody is to be asked says so from the beginning, so that whoever takes it over asks nobody either. */
export class RefusedAttempts1763906400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "ALTER TABLE payment_attempts ADD COLUMN refusal text CHECK (refusal IN ('expired_card', 'network_cap'))",
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
