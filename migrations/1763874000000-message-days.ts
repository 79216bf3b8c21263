import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many mails of a day stand in which state, counted by a job, so that a chart of a month reads thirty rows. Mails that staff send to
 * themselves as a test are marked. What was sent to an address is found by it.
 */
const messageDays = `
CREATE TABLE message_days (
  day date PRIMARY KEY,
  counts jsonb NOT NULL,
  counted_at timestamptz NOT NULL
);
ALTER TABLE messages ADD COLUMN is_test boolean NOT NULL DEFAULT false;
CREATE INDEX messages_address ON messages (lower(to_email), id DESC);
`;

/** What became of mails, by day; test mails; messages by address. */
export class MessageDays1763874000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messageDays);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
