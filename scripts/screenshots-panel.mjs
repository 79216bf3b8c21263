/**
 * Takes pictures of every page of the panel in both languages, wide and on a phone, into docs/images/panel: `npm run screenshots:panel`.
 * docs/panel.md shows some. With a folder, all widths of all pages go there, to be looked at: `npm run screenshots:panel -- /tmp/pictures`;
 * and words after it choose pages by the beginnings of their names.
 */
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [folder, ...only] = process.argv.slice(2);
const into = folder === undefined ? join(root, 'docs/images/panel') : resolve(folder);
await mkdir(into, { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--testRegex=test/e2e/panel-pictures\\.run\\.ts$',
    `--globals=${JSON.stringify({ panelPictures: { into, every: folder !== undefined, only } })}`,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
process.exit(status ?? 1);
