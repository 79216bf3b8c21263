import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { cliActor } from '../common/http/principal.js';
import { VENDORS, VendorImport } from '../modules/payment-methods/index.js';
import { CliFailure, print, say, withServices } from './context.js';

const SOME_REFUSED = 2;

type VendorName = (typeof VENDORS)[number];

interface Flags {
  readonly dryRun?: boolean;
  readonly restart?: boolean;
  readonly externalId: string;
}

/** `crm import stripe`, and what it says of vendors that cannot name their customers. */
export function registerVendorImport(imports: Command): void {
  for (const vendor of VENDORS) {
    imports
      .command(vendor, { hidden: vendor !== 'stripe' })
      .description(
        'take over the customers and cards of an existing account; run again, it goes on where it stopped',
      )
      .option('--dry-run', 'read everything, change nothing, say what would happen')
      .option('--restart', 'begin anew although an earlier run stopped on its way')
      .addOption(
        new Option(
          '--external-id <key>',
          "the key in the vendor's metadata that holds the CRM's own id",
        ).default('external_id'),
      )
      .action((flags: Flags) => importVendor(vendor, flags));
  }
}

async function importVendor(vendor: VendorName, flags: Flags): Promise<void> {
  await withServices(async (services) => {
    const bar = new SingleBar({
      stream: process.stderr,
      format: `${flags.dryRun ? 'Looking' : 'Importing'} {bar} {percentage}% | {value} of {total} customers`,
      hideCursor: true,
    });
    const later: string[] = [];
    let hasBegun = false;
    bar.start(1, 0);
    const result = await services
      .get(VendorImport)
      .run(vendor, {
        actor: cliActor,
        dryRun: flags.dryRun ?? false,
        restart: flags.restart ?? false,
        externalIdKey: flags.externalId,
        onRefused: (vendorCustomerId, reason) => later.push(`${vendorCustomerId}: ${reason}`),
        onProgress: (done, total) => {
          hasBegun = true;
          bar.setTotal(Math.max(1, total));
          bar.update(done);
        },
        onWait: (seconds) => later.push(`${vendor} asked for a pause of ${String(seconds)} s`),
      })
      .catch((error: unknown) => {
        if (hasBegun)
          later.push('Stopped. Run the same command again: it goes on behind the last whole page.');
        throw error;
      })
      .finally(() => {
        bar.stop();
        later.forEach(say);
      });
    print(result);
    if (result.refused > 0) throw new CliFailure('', SOME_REFUSED);
  });
}
