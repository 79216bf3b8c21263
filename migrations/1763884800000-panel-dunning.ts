import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The panel's list of cases shows those that are not over, newest first, all or of one stage. */
const live = [
  'CREATE INDEX dunning_cases_live ON dunning_cases (id DESC) WHERE closed_at IS NULL',
  'CREATE INDEX dunning_cases_live_stage ON dunning_cases (stage, id DESC) WHERE closed_at IS NULL',
];

/** What the panel's pages of dunning are read from. */
export class PanelDunning1763884800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of live) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
