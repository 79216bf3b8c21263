/**
 * Thousands of charges with every fault at random places, then our books beside the vendors': `npm run simulate -- charges --seeds 200`.
 * One seed again: `npm run simulate -- charges --seed 17`. Ninety days of dunning: `npm run simulate -- dunning --seeds 50`. Two processes killed with -9 ten times: `npm run simulate -- kills`.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildWhenStale } from './lib/build.mjs';

const root = resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string', default: '100' },
  },
});
const wish = {
  firstSeed: Number(values.seed),
  seeds: Number(values.seeds),
  steps: Number(values.steps),
};
const RUNS = {
  charges: 'charges\\.int-spec\\.ts$',
  dunning: 'dunning\\.int-spec\\.ts$',
  kills: 'kills\\.run\\.ts$',
};
const [name = ''] = positionals;
const isGood = [wish.firstSeed, wish.seeds, wish.steps].every(
  (count) => Number.isInteger(count) && count > 0,
);
if (!Object.hasOwn(RUNS, name) || positionals.length > 1 || !isGood) {
  process.stderr.write(
    'Usage: npm run simulate -- charges|dunning|kills [--seed N] [--seeds N] [--steps N]\n',
  );
  process.exit(2);
}
if (name === 'kills') await buildWhenStale();
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    resolve(root, 'node_modules/jest/bin/jest.js'),
    `--testRegex=test/simulation/${RUNS[name]}`,
    `--globals=${JSON.stringify({ simulation: wish })}`,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
process.exit(status ?? 1);
