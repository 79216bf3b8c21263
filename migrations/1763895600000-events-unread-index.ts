import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nothing reads events by what they are about; those that write them, two a charge, kept an index of it. */
export class EventsUnreadIndex1763895600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS events_subject');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
