import { Option, type Command } from 'commander';
import { validate as isUuid } from 'uuid';
import { cliActor, ROLES, SCOPES, type Role, type Scope } from '../common/http/principal.js';
import { ApiKeys } from '../modules/staff/index.js';
import { CliFailure, print, say, withServices } from './context.js';

interface CreateFlags {
  readonly name: string;
  readonly role: Role;
  readonly scope?: Scope[];
}

/** `crm api-keys create` and `revoke`. */
export function registerApiKeys(program: Command): void {
  const keys = program.command('api-keys').description('keys of the REST API');
  keys
    .command('create')
    .description('make a key and print it, this once')
    .requiredOption('--name <name>', 'what the key is for')
    .addOption(new Option('--role <role>').choices(ROLES).makeOptionMandatory())
    .addOption(new Option('--scope <scope...>', 'carry these scopes of the role only').choices(SCOPES))
    .action(async (flags: CreateFlags) => {
      await withServices(async (services) => {
        const made = await services.get(ApiKeys).create({
          name: flags.name,
          role: flags.role,
          ...(flags.scope ? { scopes: flags.scope } : {}),
          actor: cliActor,
        });
        print(made.key);
        say(`Key ${made.id}; it is not shown again.`);
      });
    });
  keys
    .command('revoke <id>')
    .description('make a key stop within seconds')
    .action(async (id: string) => {
      if (!isUuid(id))
        throw new CliFailure('That is no id of a key; it was printed when the key was made.', 1);
      await withServices((services) => services.get(ApiKeys).revoke(id, cliActor));
      say(`Key ${id} is revoked.`);
    });
}
