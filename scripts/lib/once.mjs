import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STALE_LOCK_MS = 120_000;

/** The newest change below these paths, in milliseconds since 1970. */
function newestChange(paths) {
  return paths.filter(existsSync).reduce((latest, path) => Math.max(latest, changeOf(path)), 0);
}

function changeOf(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, changeOf(join(path, name))),
    stat.mtimeMs,
  );
}

/** Does the work when a source is newer than the stamp, one process at a time; whoever waited finds it done. */
export async function whenStale(stamp, sources, work) {
  const isStale = () => !existsSync(stamp) || newestChange(sources) > statSync(stamp).mtimeMs;
  if (!isStale()) return false;
  const lock = `${stamp}.lock`;
  mkdirSync(dirname(stamp), { recursive: true });
  while (!takeLock(lock)) await sleep(100);
  try {
    if (!isStale()) return false;
    const startedAt = new Date();
    await work();
    writeFileSync(stamp, `${startedAt.toISOString()}\n`);
    return true;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function takeLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    // Whoever held it was killed.
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
    if (age > STALE_LOCK_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
