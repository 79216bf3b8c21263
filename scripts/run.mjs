/**
 * Runs a built entry (`node scripts/run.mjs cli migrate`), building first what is missing or older than its sources, so that a fresh
 * clone needs no step of its own.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWhenStale } from './lib/build.mjs';

const root = resolve(import.meta.dirname, '..');

const [entry = 'main', ...args] = process.argv.slice(2);
await buildWhenStale();
process.argv = [process.argv[0], entry, ...args];
await import(pathToFileURL(join(root, 'dist', 'src', `${entry}.js`)).href);
