/**
 * Runs a built entry (`node scripts/run.mjs cli migrate`), building first what is missing or older than its sources, so that a fresh
 * clone needs no step of its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const stamp = join(root, 'dist', '.built');
const SOURCES = ['src', 'admin', 'migrations', 'portal', 'scripts', 'package.json', '.swcrc'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

function build() {
  const result = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const [entry = 'main', ...args] = process.argv.slice(2);
const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
// A deployment carries dist alone, without the tools to build it again.
const canBuild = existsSync(join(root, 'node_modules', '@swc', 'core'));
if (
  canBuild &&
  SOURCES.some((source) => existsSync(join(root, source)) && newest(join(root, source)) > builtAt)
) {
  build();
  writeFileSync(stamp, '');
}
process.argv = [process.argv[0], join(root, 'bin', entry), ...args];
await import(pathToFileURL(join(root, 'dist', 'src', `${entry}.js`)).href);
