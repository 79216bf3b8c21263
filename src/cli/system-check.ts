import type { Command } from 'commander';
import { SystemCheck, toSystemCheckView } from '../../admin/index.js';
import { CliFailure, print, say, withServices } from './context.js';

/** `crm system-check`. */
export function registerSystemCheck(program: Command): void {
  program
    .command('system-check')
    .description('ask vendors, Mailjet, clock and jobs how they stand; fails when one of them does')
    .option('--json', 'print the whole report as JSON')
    .action(check);
}

async function check({ json }: { readonly json?: boolean }): Promise<void> {
  const report = await withServices((services) => services.get(SystemCheck).run());
  if (json) print(toSystemCheckView(report));
  else {
    for (const { name, state, detail, hint } of report.parts) {
      print(`${state.padEnd(14)} ${name}${detail === undefined ? '' : `: ${detail}`}`);
      if (hint !== undefined) say(`  ${hint}`);
    }
  }
  if (report.state === 'failing') throw new CliFailure('Not everything works.', 1);
}
