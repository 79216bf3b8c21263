import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Startable } from './embedded-cluster.js';
import { logTail, openLog, readPort, unlessMissing, type Cluster } from './embedded-files.js';
import { embeddedSettings, startFailure, type StartFailure } from './embedded-settings.js';
import { identity } from './embedded-user.js';
import { parsePostmasterPid, withPid, type PostmasterPid } from './postmaster-pid.js';

const run = promisify(execFile);
const POLL_MS = 20;
const EMPTY_PID_MS = 1_000;
const START_LIMIT_MS = 120_000;

/** A start that did not come to be, with the server's own words. */
export interface FailedStart {
  readonly failure: StartFailure;
  readonly words: string;
}

/** The cluster's running server as its pid file and the process itself tell; null when there is none. */
export async function runningServer(cluster: Cluster): Promise<PostmasterPid | null> {
  const text = await readPidFile(cluster);
  const server = text === null ? null : parsePostmasterPid(text);
  return server && (await isServerOf(server.pid, cluster)) ? server : null;
}

/** Whether the process is the server on this data: after a restart of the machine another may bear its number. */
async function isServerOf(pid: number, { data }: Cluster): Promise<boolean> {
  if (platform() === 'win32') return isAlive(pid);
  const command =
    platform() === 'linux'
      ? await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')
      : await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
          ({ stdout }) => stdout,
          () => '',
        );
  return command.includes(data);
}

/** Starts the server apart from this process, so that neither Ctrl-C nor a kill of it reaches the server; null when it is ready. */
export async function launch(
  { cluster, binaries, runner }: Startable,
  { port, durable }: { port: number; durable: boolean },
): Promise<FailedStart | null> {
  await disownStalePid(cluster);
  const settings = embeddedSettings({ port, durable, unixSockets: platform() !== 'win32' });
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { handle, end } = await openLog(cluster);
  const child = spawn(binaries.postgres, ['-D', cluster.data, ...flags], {
    ...identity(runner),
    cwd: cluster.home,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', handle.fd, handle.fd],
    detached: true,
    windowsHide: true,
  });
  let spawnError: Error | null = null;
  child.on('error', (error) => {
    spawnError = error;
  });
  child.unref();
  try {
    if (await becomesReady(child, cluster)) return null;
  } finally {
    await handle.close();
  }
  const tail = await logTail(cluster, end);
  const words = [(spawnError as Error | null)?.message, tail].filter(Boolean).join('\n');
  return { failure: startFailure(tail), words: words || 'it ended without a word' };
}

async function becomesReady(child: ChildProcess, cluster: Cluster): Promise<boolean> {
  const limit = performance.now() + START_LIMIT_MS;
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const text = await readPidFile(cluster);
    const server = text === null ? null : parsePostmasterPid(text);
    if (server?.pid === child.pid && server.status === 'ready') return true;
    if (performance.now() > limit) child.kill('SIGQUIT');
    await sleep(POLL_MS);
  }
  return false;
}

/**
 * A pid file left by a killed server may name a number that another process bears now, and PostgreSQL would wait for that one.
 * Naming the starting process instead, PostgreSQL sees its own parent and goes on to check that the old server's memory is free.
 */
async function disownStalePid(cluster: Cluster): Promise<void> {
  await removeEmptyPid(cluster);
  const text = await readPidFile(cluster);
  const stale = text === null ? null : parsePostmasterPid(text);
  if (text === null || !stale || !isAlive(stale.pid) || (await isServerOf(stale.pid, cluster))) return;
  await writeFile(pidFile(cluster), withPid(text, process.pid));
}

/** A server writes its file at once after making it; one that stays empty was left by a start that was killed between. */
async function removeEmptyPid(cluster: Cluster): Promise<void> {
  if ((await readPidFile(cluster)) !== '') return;
  await sleep(EMPTY_PID_MS);
  if ((await readPidFile(cluster)) === '') await rm(pidFile(cluster), { force: true });
}

/** Ends the server: at once for its clients, in order for its data. Returns when it is gone. */
export async function shutDown(cluster: Cluster): Promise<void> {
  const server = await runningServer(cluster);
  if (!server) return;
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
  for (const signal of signals) {
    signalIfAlive(server.pid, signal);
    if (await isGoneWithin(30_000, server.pid, cluster)) return;
  }
  throw new Error(`The embedded PostgreSQL (process ${String(server.pid)}) does not end.`);
}

async function isGoneWithin(milliseconds: number, pid: number, cluster: Cluster): Promise<boolean> {
  const limit = performance.now() + milliseconds;
  while (await isServerOf(pid, cluster)) {
    if (performance.now() > limit) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** The port of the last start if it is free, else any free one. */
export async function freePort(cluster: Cluster): Promise<number> {
  const last = await readPort(cluster);
  return (last === null ? null : await tryPort(last)) ?? (await tryPort(0)) ?? 0;
}

async function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(null);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const found = typeof address === 'object' && address ? address.port : null;
      server.close(() => {
        resolve(found);
      });
    });
  });
}

async function readPidFile(cluster: Cluster): Promise<string | null> {
  return await unlessMissing(readFile(pidFile(cluster), 'utf8'));
}

function pidFile({ data }: Cluster): string {
  return join(data, 'postmaster.pid');
}

function isAlive(pid: number): boolean {
  return signalIfAlive(pid, 0);
}

function signalIfAlive(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // Of another user, so no server of ours: PostgreSQL itself takes it for none, too.
    if (isErrno(error, 'ESRCH') || isErrno(error, 'EPERM')) return false;
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
