import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import { SingleBar } from 'cli-progress';
import { parse } from 'yaml';
import {
  comparisonPage,
  comparisonRows,
  type DunningPolicy,
  type LabComparison,
  type LabOutcome,
  personOf,
  readPolicy,
  replay,
  summaryOf,
} from '../modules/dunning/index.js';
import { CliFailure, print, say } from './context.js';

interface CompareFlags {
  readonly policies: string;
  readonly cases: string;
  readonly seed: string;
  readonly report?: string;
  readonly json?: boolean;
}

interface NamedPolicy {
  readonly name: string;
  readonly policy: DunningPolicy;
}

/** `crm dunning compare`. */
export function registerDunningCompare(program: Command): void {
  const known = program.commands.find((command) => command.name() === 'dunning');
  const dunning = known ?? program.command('dunning').description('what follows failed payments');
  dunning
    .command('compare')
    .description('replay a synthetic population under several policies; reaches no database and no vendor')
    .requiredOption(
      '--policies <files>',
      'YAML files with a policy each, by commas; "default" is the built-in one',
    )
    .option('--cases <count>', 'how many failed payments', '1000')
    .option('--seed <number>', 'the same seed makes the same customers', '1')
    .option('--report <file>', 'also write a page with a chart')
    .option('--json', 'print JSON')
    .action(compare);
}

async function compare(flags: CompareFlags): Promise<void> {
  const cases = whole(flags.cases, '--cases', 1_000_000);
  const seed = whole(flags.seed, '--seed', Number.MAX_SAFE_INTEGER);
  const policies = await Promise.all(flags.policies.split(',').map((file) => named(file.trim())));
  const comparison = await replayed(policies, cases, seed);
  if (flags.report !== undefined) {
    await writeFile(flags.report, comparisonPage(comparison));
    say(`The report stands in ${flags.report}.`);
  }
  if (flags.json) print(comparison);
  else for (const line of table(comparison)) print(line);
}

async function named(file: string): Promise<NamedPolicy> {
  if (file === 'default') return { name: file, policy: readPolicy({}) };
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliFailure(`${file} cannot be read.`, 1);
  });
  return { name: basename(file, extname(file)), policy: readPolicy(parsed(file, text), file) };
}

function parsed(file: string, text: string): unknown {
  try {
    return parse(text) ?? {};
  } catch (error) {
    throw new CliFailure(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`, 1);
  }
}

async function replayed(
  policies: readonly NamedPolicy[],
  cases: number,
  seed: number,
): Promise<LabComparison> {
  const bar = new SingleBar({
    stream: process.stderr,
    format: 'Replaying {bar} {value}/{total}',
    hideCursor: true,
  });
  bar.start(cases * policies.length, 0);
  try {
    const results: LabComparison['policies'][number][] = [];
    for (const { name, policy } of policies) {
      const outcomes: LabOutcome[] = [];
      for (let index = 0; index < cases; index += 1) {
        outcomes.push(replay(policy, personOf(seed, index)));
        bar.increment();
        // The bar is drawn by a timer.
        if (index % 50 === 0) await setImmediate();
      }
      results.push({ name, summary: summaryOf(outcomes) });
    }
    return { seed, policies: results };
  } finally {
    bar.stop();
  }
}

function table(comparison: LabComparison): string[] {
  const rows = [['', ...comparison.policies.map(({ name }) => name)], ...comparisonRows(comparison)];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

function whole(text: string, flag: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new CliFailure(`${flag} must be a whole number up to ${String(most)}.`, 1);
  return value;
}
