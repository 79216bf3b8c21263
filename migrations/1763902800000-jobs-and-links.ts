import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // Links to confirm a payment are signed now, and end a day after they were written; unsigned ones open nothing any more.
  `UPDATE messages SET variables = jsonb_set(variables, '{link}', jsonb_build_object(
     'confirm', substr(variables -> 'link' ->> 'path', 10), 'expires_at', created_at + interval '1 day'))
   WHERE type = 'payment_action_required' AND variables -> 'link' ->> 'path' LIKE '/confirm/%'`,
  // Since when a job could have run: one that never did is late only once it had the time.
  'ALTER TABLE jobs ADD COLUMN known_since timestamptz NOT NULL DEFAULT now()',
];

/** Signs the links by which payments are confirmed, and tells jobs that never ran from those that had no time to. */
export class JobsAndLinks1763902800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
