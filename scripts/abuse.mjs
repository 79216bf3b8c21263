/**
 * Tests with a number of rounds of one's choice: `npm run abuse -- 10000` sends hostile input to each route so many times,
 * `npm run abuse -- kills 20` kills the job that charges at each point so many times.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const KINDS = {
  input: { file: 'hostile-input', global: 'requestsPerRoute', rounds: 10_000 },
  kills: { file: 'collection-killed', global: 'killSeeds', rounds: 20 },
};
const words = process.argv.slice(2);
const kind = KINDS[words[0] in KINDS ? words.shift() : 'input'];
const rounds = Number(words[0] ?? kind.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('Usage: npm run abuse -- [requests per route], or: npm run abuse -- kills [rounds]\n');
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    resolve(root, 'node_modules/jest/bin/jest.js'),
    `test/integration/${kind.file}.int-spec.ts`,
    '--testTimeout=3600000',
    `--globals=${JSON.stringify({ [kind.global]: rounds })}`,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
process.exit(status ?? 1);
