/** The test of hostile input with a number of requests a route of one's choice: `npm run abuse -- 10000`. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const requestsPerRoute = Number(process.argv[2] ?? 10_000);
if (!Number.isInteger(requestsPerRoute) || requestsPerRoute < 1) {
  process.stderr.write('Usage: npm run abuse -- [requests per route]\n');
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    resolve(root, 'node_modules/jest/bin/jest.js'),
    'test/integration/hostile-input.int-spec.ts',
    `--globals=${JSON.stringify({ requestsPerRoute })}`,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
process.exit(status ?? 1);
