import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A report of recovery reads the cases that were opened in its period. */
const opened = `CREATE INDEX dunning_cases_opened ON dunning_cases (opened_at)`;

/** What the report of recovery is read from. */
export class RecoveryReport1763866800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(opened);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
