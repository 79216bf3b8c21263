/**
 * Runs a built entry (`node scripts/run.mjs cli migrate`), building first what is missing or older than its sources, so that a fresh
 * clone needs no step of its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { whenStale } from './lib/once.mjs';

const root = resolve(import.meta.dirname, '..');
const SOURCES = ['src', 'admin', 'migrations', 'portal', 'scripts', 'package.json', '.swcrc'].map((name) =>
  join(root, name),
);

const [entry = 'main', ...args] = process.argv.slice(2);
// A deployment carries dist alone, without the tools to build it again.
if (existsSync(join(root, 'node_modules', '@swc', 'core'))) {
  await whenStale(join(root, 'dist', '.built'), SOURCES, () => {
    const result = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (result.status !== 0) process.exit(result.status ?? 1);
  });
}
process.argv = [process.argv[0], entry, ...args];
await import(pathToFileURL(join(root, 'dist', 'src', `${entry}.js`)).href);
