import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  findEmbeddedServer,
  startEmbeddedServer,
  type EmbeddedServer,
} from '../../src/common/database/embedded-server.js';
import { migrate } from '../../src/common/database/migrate.js';

const PREFIX = 'omnicrm-test-';

/** The server of one test run, and the migrated database that each test file's own is copied from. */
export interface TestServer {
  /** May create databases. */
  readonly url: string;
  readonly template: string;
  stop(): Promise<void>;
}

/** Prepares the given server, or one of our own that forgets everything. */
export async function startTestServer(given: string | undefined): Promise<TestServer> {
  if (given !== undefined) return withTemplate(given, async () => Promise.resolve());
  await removeAbandoned();
  const dir = await mkdtemp(join(tmpdir(), `${PREFIX}${String(process.pid)}-`));
  const server = await startEmbeddedServer({ dir, port: null, durable: false });
  const stop = (): Promise<void> => discard(server, dir);
  try {
    return await withTemplate(server.url, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function withTemplate(url: string, stop: () => Promise<void>): Promise<TestServer> {
  const template = `template_${randomUUID().replaceAll('-', '')}`;
  await query(url, `CREATE DATABASE ${template}`);
  const own = new URL(url);
  own.pathname = `/${template}`;
  await migrate(own.href);
  return {
    url,
    template,
    stop: async () => {
      await query(url, `DROP DATABASE ${template} WITH (FORCE)`);
      await stop();
    },
  };
}

/** Runs that were killed leave their server behind; the next run clears it away. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const dir = join(tmpdir(), name);
    const server = await findEmbeddedServer(dir).catch(() => null);
    await discard(server, dir).catch(() => undefined);
  }
}

async function discard(server: EmbeddedServer | null, dir: string): Promise<void> {
  if (server) {
    await query(
      server.adminUrl,
      `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name NOT LIKE 'omnicrm-embedded-%' AND pid <> pg_backend_pid()`,
    );
    await server.stop();
  }
  await rm(dir, { recursive: true, force: true });
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
