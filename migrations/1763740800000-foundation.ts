import type { MigrationInterface, QueryRunner } from 'typeorm';
import { access } from './foundation/access.js';
import { customers } from './foundation/customers.js';
import { messages } from './foundation/messages.js';
import { methods } from './foundation/methods.js';
import { shared } from './foundation/shared.js';

/** The tables of the foundation: shared ground, staff, customers, payment methods, messages and reminders. */
export class Foundation1763740800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [shared, access, customers, methods, messages]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward: restore a backup instead.'));
  }
}
