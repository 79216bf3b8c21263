import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tests are not counted among the mails of a day. */
const tests = `CREATE INDEX messages_tests ON messages (id) WHERE is_test`;

/** Finds mails that were only tried out. */
export class TestMails1763892000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tests);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
