import { Option, type Command } from 'commander';
import { cliActor, ROLES, type Role } from '../common/http/principal.js';
import { StaffService } from '../modules/staff/index.js';
import { CliFailure, print, readInput, withServices } from './context.js';

interface AddFlags {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordStdin?: boolean;
}

/** `crm staff add`. */
export function registerStaff(program: Command): void {
  const staff = program.command('staff').description('users of the panel');
  staff
    .command('add')
    .description('add a user of the panel')
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .addOption(new Option('--role <role>').choices(ROLES).makeOptionMandatory())
    .option('--password-stdin', 'read the password from standard input')
    .action(async (flags: AddFlags) => {
      if (!flags.passwordStdin)
        throw new CliFailure(
          'Give the password on standard input, with --password-stdin, so that no shell keeps it.',
          1,
        );
      const password = await readInput();
      await withServices(async (services) => {
        const { id } = await services
          .get(StaffService)
          .add({ email: flags.email, name: flags.name, role: flags.role, password }, cliActor);
        print(id);
      });
    });
}
