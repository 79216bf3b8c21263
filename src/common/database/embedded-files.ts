import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { majorVersion } from './embedded-settings.js';

const OWNER_ONLY = 0o600;
const ENTER_ONLY = 0o711;
const PERMISSIONS = 0o7777;
const LOG_KEPT_BYTES = 1_000_000;

/** Whom a file belongs to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Where one embedded database keeps what it needs. */
export interface Cluster {
  /** Holds everything below; real path. */
  readonly home: string;
  readonly data: string;
  readonly log: string;
}

/** Names the parts of a cluster kept in this folder. */
function clusterIn(home: string): Cluster {
  return { home, data: join(home, 'data'), log: join(home, 'server.log') };
}

/** The place where the folder's cluster is published: a folder, or a link to one that PostgreSQL's user can reach. */
export function clusterPath(dir: string): string {
  return join(dir, 'cluster');
}

/** The folder's cluster; null when none was made yet. */
export async function findCluster(dir: string): Promise<Cluster | null> {
  const home = await unlessMissing(realpath(clusterPath(dir)));
  if (home !== null) return clusterIn(home);
  const link = await unlessMissing(lstat(clusterPath(dir)));
  if (link) {
    throw new Error(
      `${clusterPath(dir)} points to a folder that is gone. Bring it back, or remove the link to start empty.`,
    );
  }
  return null;
}

/**
 * Makes the folder. What root makes belongs to the owner of the folder above it, and every user may pass through, though not list
 * it; so may they through the folder itself when it is root's.
 */
export async function makeFolder(dir: string): Promise<void> {
  const first = await mkdir(dir, { recursive: true });
  if (process.getuid?.() !== 0) return;
  const { uid, mode } = await stat(dir);
  if (uid === 0) await chmod(dir, (mode & PERMISSIONS) | ENTER_ONLY);
  if (first === undefined) return;
  const owner = await stat(dirname(first));
  for (let folder = dir; folder.length >= first.length; folder = dirname(folder)) {
    await chmod(folder, ENTER_ONLY);
    await give(folder, owner);
  }
}

/** Gives a file to its owner; only root can, and only root needs to. */
export async function give(path: string, { uid, gid }: Owner): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}

/** The files a new cluster starts with: a random password, the log and the port, all for their owner alone. */
export async function writeFiles(home: string, owner: Owner): Promise<void> {
  const texts = { password: `${randomBytes(24).toString('base64url')}\n`, port: '', 'server.log': '' };
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(home, name), text, { mode: OWNER_ONLY, flag: 'wx' });
    await give(join(home, name), owner);
  }
  await chmod(home, ENTER_ONLY);
  await give(home, owner);
}

/** The password of the cluster's users. */
export async function readPassword({ home }: Cluster): Promise<string> {
  const file = join(home, 'password');
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === null) throw new Error(`${file} is gone, and the database in ${home} opens only with it.`);
  return text.trim();
}

/** The port of the last start. */
export async function readPort({ home }: Cluster): Promise<number | null> {
  const port = Number((await unlessMissing(readFile(join(home, 'port'), 'utf8'))) ?? 0);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** Keeps the port for the next start. */
export async function writePort({ home }: Cluster, port: number): Promise<void> {
  await writeFile(join(home, 'port'), `${String(port)}\n`);
}

/** The major version that made the data. */
export async function dataVersion({ data }: Cluster): Promise<number | null> {
  return majorVersion((await unlessMissing(readFile(join(data, 'PG_VERSION'), 'utf8'))) ?? '');
}

/** What the server wrote to its log from this byte on, its last lines only. */
export async function logTail({ log }: Cluster, from: number, lines = 12): Promise<string> {
  const text = await unlessMissing(readFile(log));
  return (text ?? Buffer.alloc(0))
    .subarray(from)
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(-lines)
    .join('\n');
}

/** Opens the log to add to it, or afresh when it has grown large; also says where it ends. */
export async function openLog({
  log,
}: Cluster): Promise<{ handle: Awaited<ReturnType<typeof open>>; end: number }> {
  const size = (await unlessMissing(stat(log)))?.size ?? 0;
  const fresh = size > LOG_KEPT_BYTES;
  return { handle: await open(log, fresh ? 'w' : 'a', OWNER_ONLY), end: fresh ? 0 : size };
}

/** The result, or null when the file is not there. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** Whether it is an error of the system or the database with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  // No instanceof: errors of the system are of another realm where modules run in a context, as under a test runner.
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
