import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever was given a password by somebody else chooses one of their own before anything else. */
export class OwnPasswords1763920000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE staff ADD COLUMN password_change_required boolean NOT NULL DEFAULT false',
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
