import { Command } from 'commander';
import { registerApiKeys } from './cli/api-keys.js';
import { CliFailure } from './cli/context.js';
import { registerDatabase } from './cli/database.js';
import { registerDunning } from './cli/dunning.js';
import { registerDunningCompare } from './cli/dunning-compare.js';
import { registerImport } from './cli/import.js';
import { registerReminders } from './cli/reminders.js';
import { registerStaff } from './cli/staff.js';
import { registerSubscriptions } from './cli/subscriptions.js';
import { registerSystemCheck } from './cli/system-check.js';
import { ConfigError } from './common/config/config.js';
import { DomainError } from './common/errors/domain-error.js';

const program = new Command('crm')
  .description(
    'OmniCRM Payments on the command line. Data goes to standard output, progress and messages to standard error.',
  )
  .showHelpAfterError()
  .exitOverride((stop) => {
    process.exitCode = stop.exitCode;
    throw new CliFailure('', stop.exitCode);
  });

registerDatabase(program);
registerStaff(program);
registerApiKeys(program);
registerReminders(program);
registerImport(program);
registerDunning(program);
registerDunningCompare(program);
registerSubscriptions(program);
registerSystemCheck(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(words(error));
  process.exitCode = error instanceof CliFailure ? error.exitCode : 1;
});

function words(error: unknown): string {
  if (error instanceof CliFailure) return error.message === '' ? '' : `${error.message}\n`;
  if (error instanceof ConfigError) return `${error.message}\n`;
  if (error instanceof DomainError)
    return [
      error.detail,
      ...(error.errors ?? []).map(({ path, message }) => `  ${path}: ${message}`),
      error.hint,
    ]
      .filter(Boolean)
      .map((line) => `${String(line)}\n`)
      .join('');
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
