import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareCluster } from './embedded-cluster.js';
import { findCluster, hasCode, logTail, readPassword, writePort, type Cluster } from './embedded-files.js';
import { freePort, launch, runningServer, shutDown, type FailedStart } from './embedded-process.js';
import type { StartFailure } from './embedded-settings.js';
import { databaseUrl, isCut, Watch } from './embedded-watch.js';

const DATABASE = 'omnicrm';
const JOIN_LIMIT_MS = 60_000;
const START_LIMIT_MS = 30_000;
const POLL_MS = 50;
const SETTLE_MS = 40;
const EXIT_LOG_LINES = 4;
const CLOSING_PATIENCE_MS = 1_000;

type Log = (line: string) => void;

export interface EmbeddedServerOptions {
  /** The folder that holds the database and what belongs to it; made when missing. */
  readonly dir: string;
  /** Null takes the last one, or any free one. */
  readonly port: number | null;
  readonly log?: Log;
  /** False trades safety in a crash for speed; for tests only. */
  readonly durable?: boolean;
}

/** A running PostgreSQL of ours, on loopback only. */
export interface EmbeddedServer {
  /** The app's database, as its owner. */
  readonly url: string;
  /** The database `postgres`, as superuser. */
  readonly adminUrl: string;
  /** False when the server ran before we came. */
  readonly startedHere: boolean;
  /** Leaves; the last one to leave ends the server. Close your own connections first, or they count as another's. */
  stop(): Promise<void>;
  /** Calls back once, with words, when the server ends without our asking. */
  onExit(callback: (reason: string) => void): void;
}

/** The folder's server: joined when it runs, whoever started it, else started, and made first where there is none. */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { port, log = () => undefined, durable = true } = options;
  const dir = resolve(options.dir);
  const patience = performance.now() + START_LIMIT_MS;
  let startedHere = false;
  for (;;) {
    const joined = await join(dir, { log, startedHere });
    if (joined) return joined;
    const startable = await prepareCluster(dir, { durable, log });
    const chosen = port ?? (await freePort(startable.cluster));
    const failed = await launch(startable, { port: chosen, durable });
    startedHere = failed === null;
    if (failed && (!mayPass(failed.failure, port) || performance.now() > patience)) {
      throw new Error(startWords(startable.cluster, failed, chosen));
    }
    await (failed ? sleep(POLL_MS) : writePort(startable.cluster, chosen));
  }
}

function mayPass(failure: StartFailure, port: number | null): boolean {
  return failure === 'port taken' ? port === null : failure !== 'other';
}

/** The folder's server if one runs, for a second process beside the app. */
export async function findEmbeddedServer(dir: string): Promise<EmbeddedServer | null> {
  return join(resolve(dir), { log: () => undefined, startedHere: false });
}

interface Joining {
  readonly log: Log;
  readonly startedHere: boolean;
}

async function join(dir: string, joining: Joining): Promise<EmbeddedServer | null> {
  try {
    for (;;) {
      const cluster = await findCluster(dir);
      const watch = cluster && (await openWatch(cluster));
      if (!watch) return null;
      if (await isStaying(watch, cluster)) return serverOf(watch, { cluster, ...joining });
      await watch.close();
    }
  } catch (cause) {
    if (!hasCode(cause, 'EACCES', 'EPERM')) throw cause;
    throw new Error(`The embedded database in ${dir} belongs to another user. Run this as that user.`, {
      cause,
    });
  }
}

async function openWatch(cluster: Cluster): Promise<Watch | null> {
  const limit = performance.now() + JOIN_LIMIT_MS;
  for (;;) {
    const server = await runningServer(cluster);
    if (!server) return null;
    if (server.status === 'ready') {
      const watch = await Watch.open({ port: server.port, password: await readPassword(cluster) });
      if (watch instanceof Watch) return watch;
    }
    if (performance.now() > limit) {
      throw new Error(
        `The embedded PostgreSQL in ${cluster.home} runs (process ${String(server.pid)}, ${server.status}) but takes no connection. Wait for it, or end that process and start again.`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** Makes sure of the app's database, and of the server: its last user may have looked for others just before we came. */
async function isStaying(watch: Watch, cluster: Cluster): Promise<boolean> {
  try {
    await watch.ensureDatabase(DATABASE);
  } catch (error) {
    if (isCut(error)) return false;
    await watch.close();
    throw error;
  }
  await sleep(SETTLE_MS);
  const server = await runningServer(cluster);
  return !watch.isLost && server?.status === 'ready' && server.port === watch.address.port;
}

interface Joined extends Joining {
  readonly cluster: Cluster;
}

function serverOf(watch: Watch, joined: Joined): EmbeddedServer {
  const { cluster, log, startedHere } = joined;
  log(`Embedded PostgreSQL ${startedHere ? 'started' : 'joined'} on port ${String(watch.address.port)}`);
  return {
    url: databaseUrl(watch.address, DATABASE, DATABASE),
    adminUrl: databaseUrl(watch.address, 'postgres', 'postgres'),
    startedHere,
    stop: once(() => leave(watch, joined)),
    onExit: (callback) => {
      watch.onLost(() => {
        void exitWords(cluster).then(callback);
      });
    },
  };
}

async function leave(watch: Watch, { cluster, log }: Joined): Promise<void> {
  const staying = await watch.staying(CLOSING_PATIENCE_MS);
  watch.expectEnd();
  // Ended while we counted, another who left at the same time did it, and may not be done yet.
  const ending = staying === null && (await runningServer(cluster))?.status === 'stopping';
  if (staying === 0 || ending) await shutDown(cluster);
  await watch.close();
  log(
    staying
      ? `Embedded PostgreSQL left running for ${String(staying)} other connection(s)`
      : 'Embedded PostgreSQL stopped',
  );
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}

function startWords({ log }: Cluster, { failure, words }: FailedStart, port: number): string {
  const first = failure === 'port taken' ? `port ${String(port)} is taken; choose another or none.\n` : '';
  return `The embedded PostgreSQL did not start: ${first}${words}\nIts log: ${log}`;
}

async function exitWords(cluster: Cluster): Promise<string> {
  const words = await logTail(cluster, 0, EXIT_LOG_LINES).catch(() => '');
  return `The embedded PostgreSQL ended unexpectedly. The end of its log (${cluster.log}):\n${words}`;
}
