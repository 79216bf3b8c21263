import type { Command } from 'commander';
import { bootConfig } from '../common/config/boot-config.js';
import { migrate } from '../common/database/migrate.js';
import { openDatabase } from '../common/database/open-database.js';
import { say } from './context.js';

/** `crm migrate`. */
export function registerDatabase(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables up to date')
    .action(async () => {
      const database = await openDatabase(bootConfig(), { migrate: false });
      try {
        const applied = await migrate(database.url);
        say(applied.length === 0 ? 'The tables are up to date.' : `Applied: ${applied.join(', ')}.`);
      } finally {
        await database.close();
      }
    });
}
