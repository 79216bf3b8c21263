import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `event_at` is when Mailjet saw what the state says, so that an older event that comes later is known as such; `resent_from` names the
 * message that one repeats. Addresses that staff let in again are remembered for as long as Mailjet may repeat the event that shut them out.
 */
const mailEvents = `
ALTER TABLE messages
  ADD COLUMN event_at timestamptz,
  ADD COLUMN resent_from uuid REFERENCES messages (id);
CREATE INDEX messages_resent ON messages (resent_from) WHERE resent_from IS NOT NULL;
CREATE INDEX messages_gone ON messages (customer_id, sent_at)
  WHERE sent_at IS NOT NULL AND category IN ('payment', 'reminder');
CREATE INDEX suppressions_newest ON suppressions (created_at DESC, email DESC);
CREATE TABLE lifted_suppressions (
  email text PRIMARY KEY CHECK (email = lower(email)),
  lifted_at timestamptz NOT NULL
);
`;

/** What became of mails, addresses let in again, and mails sent once more. */
export class MailEvents1763863200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(mailEvents);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
