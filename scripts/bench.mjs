/**
 * Measures the built product: `npm run bench -- NAME [--quick] [--huge]`. Each benchmark of scripts/bench/ prints its figures and, last,
 * its ratio to a limit measured in the same run; the exit code is 1 when that limit is not met. The data stay in .data/bench for the next
 * run. It runs the product with the same flags of Node as `npm start`.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildWhenStale } from './lib/build.mjs';

const folder = join(import.meta.dirname, 'bench');
const names = (await readdir(folder))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -4));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, huge: { type: 'boolean', default: false } },
});
const [name = ''] = positionals;

if (!names.includes(name) || positionals.length > 1) {
  process.stderr.write(
    `npm run bench -- NAME [--quick] [--huge], where NAME is one of: ${names.join(', ')}.\n`,
  );
  process.stderr.write(
    '--quick tries it with little data and proves nothing; --huge adds 5 million cards to expiring-page.\n',
  );
  process.exit(2);
}
await buildWhenStale();
const { run } = await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
const isMet = await run(values);
// What a library leaves open must not keep a finished benchmark from ending.
process.exit(isMet ? 0 : 1);
