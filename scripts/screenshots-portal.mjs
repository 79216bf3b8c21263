/**
 * Takes pictures of the self-care pages in both languages, wide and on a phone, into docs/images/portal: `npm run screenshots:portal`.
 * docs/portal.md shows them.
 */
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const into = join(root, 'docs/images/portal');
await mkdir(into, { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--testRegex=test/e2e/portal-pictures\\.run\\.ts$',
    `--globals=${JSON.stringify({ portalPictures: into })}`,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
process.exit(status ?? 1);
