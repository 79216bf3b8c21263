import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // A type and a state that hardly ever meet must not be looked for among all mails of either.
  'CREATE INDEX messages_type_state ON messages (type, state, id DESC)',
  'DROP INDEX messages_type',
];

/** Messages of a type in a state, newest first. */
export class MessagesByType1763877600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
