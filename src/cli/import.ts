import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { cliActor } from '../common/http/principal.js';
import { HandoverImport } from '../modules/payment-methods/index.js';
import { CliFailure, print, say, withServices } from './context.js';
import { readHandover } from './handover-file.js';
import { registerVendorImport } from './import-vendor.js';

const SOME_ROWS_REFUSED = 2;

/** `crm import`. */
export function registerImport(program: Command): void {
  const imports = program
    .command('import <file>')
    .description(
      "take over a CRM's hand-over file of customers, subscriptions and payment methods; " +
        '"import stripe" takes over an existing Stripe account (see "import stripe --help")',
    )
    .option('--update', 'take over facts of customers that differ in the file')
    .action(importFile);
  registerVendorImport(imports);
}

async function importFile(file: string, flags: { readonly update?: boolean }): Promise<void> {
  const { size } = await sizeOf(file);
  await withServices(async (services) => {
    const bar = new SingleBar({
      stream: process.stderr,
      format: 'Importing {bar} {percentage}% | {rows} rows',
      hideCursor: true,
    });
    const stream = createReadStream(file);
    const later: string[] = [];
    const differing: string[] = [];
    bar.start(Math.max(1, size), 0, { rows: 0 });
    const result = await services
      .get(HandoverImport)
      .run(readHandover(stream), {
        actor: cliActor,
        update: flags.update ?? false,
        onRefused: (line, reason) => later.push(`line ${String(line)}: ${reason}`),
        onDiffers: (externalId, fields) => differing.push(`${externalId} differs in ${fields.join(', ')}`),
        onProgress: (rows) => {
          bar.update(stream.bytesRead, { rows });
        },
      })
      .finally(() => {
        bar.stop();
      });
    later.sort((a, b) => lineOf(a) - lineOf(b)).forEach(say);
    differing.forEach((line) => {
      say(flags.update ? `${line}: taken over` : `${line}: left as it is; --update takes it over`);
    });
    print(result);
    if (result.refused > 0) throw new CliFailure('', SOME_ROWS_REFUSED);
  });
}

function lineOf(text: string): number {
  return Number(/^line (\d+)/.exec(text)?.[1] ?? 0);
}

async function sizeOf(file: string): Promise<{ size: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw new CliFailure(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      1,
    );
  }
}
