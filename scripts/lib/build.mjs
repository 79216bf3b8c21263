import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { whenStale } from './once.mjs';

const root = resolve(import.meta.dirname, '../..');
const SOURCES = ['src', 'admin', 'migrations', 'portal', 'scripts', 'package.json', '.swcrc'].map((name) =>
  join(root, name),
);

/** Builds dist/ where it is missing or older than its sources. */
export async function buildWhenStale() {
  // A deployment carries dist alone, without the tools to build it again.
  if (!existsSync(join(root, 'node_modules', '@swc', 'core'))) return;
  await whenStale(join(root, 'dist', '.built'), SOURCES, () => {
    const result = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (result.status !== 0) process.exit(result.status ?? 1);
  });
}
