/**
 * Builds everything that browsers and mail programs are given into dist/assets/.
 *
 *   node scripts/build-assets.mjs [--only panel,fonts] [--out dist/assets] [--if-stale]
 *
 * Each file of scripts/assets/ is one step: it exports `build(outDir)` and writes to the folder of its own name
 * (scripts/assets/panel.mjs to dist/assets/panel). Steps run at the same time and know nothing of each other.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { whenStale } from './lib/once.mjs';

const root = resolve(import.meta.dirname, '..');
/** What the assets are made of. */
const SOURCES = [
  'scripts',
  'portal',
  'admin',
  'src/modules/notifications',
  'src/sandbox/browser',
  'src/common/card-number.ts',
  ...['decline-buckets', 'paypal-declines', 'stripe-declines', 'vendor-vocabulary'].map(
    (name) => `src/modules/vendors/${name}.ts`,
  ),
  'package-lock.json',
].map((name) => join(root, name));
const stepsDir = join(import.meta.dirname, 'assets');

/** Runs the steps (all, or those named) and answers the milliseconds that each took. */
export async function buildAssets(outDir = join(root, 'dist/assets'), only = []) {
  const files = (await readdir(stepsDir)).filter((file) => file.endsWith('.mjs')).sort();
  const known = files.map((file) => file.slice(0, -'.mjs'.length));
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No such step: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  const names = only.length > 0 ? only : known;
  await mkdir(outDir, { recursive: true });
  return Promise.all(
    names.map(async (name) => {
      const startedAt = performance.now();
      const step = await import(pathToFileURL(join(stepsDir, `${name}.mjs`)).href);
      await step.build(outDir);
      return { name, ms: Math.round(performance.now() - startedAt) };
    }),
  );
}

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, out: { type: 'string' }, 'if-stale': { type: 'boolean' } },
  });
  if (values['if-stale']) {
    await whenStale(join(root, 'dist/assets/.built'), SOURCES, () => buildAssets());
    return;
  }
  const startedAt = performance.now();
  const steps = await buildAssets(
    values.out ? resolve(values.out) : undefined,
    values.only ? values.only.split(',') : undefined,
  );
  const total = Math.round(performance.now() - startedAt);
  process.stderr.write(
    `Assets: ${steps.map((step) => `${step.name} ${step.ms} ms`).join(', ')}; ${total} ms in all.\n`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
