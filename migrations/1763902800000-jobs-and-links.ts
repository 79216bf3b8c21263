import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // Since when a job could have run: one that never did is late only once it had the time.
  'ALTER TABLE jobs ADD COLUMN known_since timestamptz NOT NULL DEFAULT now()',
];

/** Tells jobs that never ran from those that had no time to. */
export class JobsAndLinks1763902800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
