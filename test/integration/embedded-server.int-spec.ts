import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import pg from 'pg';
import {
  findEmbeddedServer,
  startEmbeddedServer,
  type EmbeddedServer,
} from '../../src/common/database/embedded-server.js';

const isRoot = process.getuid?.() === 0;
let base: string;
let dir: string;
const running = new Set<EmbeddedServer>();

async function start(folder = dir, port: number | null = null): Promise<EmbeddedServer> {
  // Only the folder whose servers get killed needs safety; the others are made faster without.
  const server = await startEmbeddedServer({ dir: folder, port, durable: folder === dir });
  running.add(server);
  return server;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function rows<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = await connect(url);
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  return rows(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

async function serverPid(folder = dir): Promise<number> {
  return Number((await readFile(join(folder, 'cluster/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'omnicrm-embedded-'));
  await chmod(base, 0o755);
  dir = join(base, 'postgres');
});

afterEach(async () => {
  for (const server of running) await server.stop();
  running.clear();
});

afterAll(async () => {
  await rm(base, { recursive: true, force: true });
});

describe('the embedded server', () => {
  it('is made, started, and answers on loopback to a user of no special rights', async () => {
    const server = await start();
    expect(server.startedHere).toBe(true);
    expect(new URL(server.url)).toMatchObject({
      hostname: '127.0.0.1',
      username: 'omnicrm',
      pathname: '/omnicrm',
    });
    const [facts] = await rows(
      server.url,
      `SELECT current_setting('is_superuser') AS super, current_setting('listen_addresses') AS listens,
              current_setting('jit') AS jit, current_setting('fsync') AS fsync, lower('ÄÖ') AS lower`,
    );
    expect(facts).toEqual({ super: 'off', listens: '127.0.0.1', jit: 'off', fsync: 'on', lower: 'äö' });
    expect(await rows(server.adminUrl, `SELECT current_setting('is_superuser') AS super`)).toEqual([
      { super: 'on' },
    ]);
  });

  it('opens only with the password of a file that only its owner reads', async () => {
    const server = await start();
    const file = join(dir, 'cluster/password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(new URL(server.url).password).toBe((await readFile(file, 'utf8')).trim());
    const guess = new URL(server.url);
    guess.password = 'postgres';
    await expect(rows(guess.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its port and its rows from one start to the next', async () => {
    const first = await start();
    await rows(first.url, 'CREATE TABLE notes AS SELECT 7 AS n');
    await first.stop();
    expect(await answers(first.url)).toBe(false);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await rows(second.url, 'SELECT n FROM notes')).toEqual([{ n: 7 }]);
  });

  it('is joined by a second start, which does not stop it for the first', async () => {
    const owner = await start();
    const second = await start();
    expect(second).toMatchObject({ startedHere: false, url: owner.url });
    await second.stop();
    expect(await answers(owner.url)).toBe(true);
  });

  it('is found beside the app, and not when none runs', async () => {
    expect(await findEmbeddedServer(dir)).toBeNull();
    expect(await findEmbeddedServer(join(base, 'nothing'))).toBeNull();
    const owner = await start();
    const found = await findEmbeddedServer(dir);
    expect(found).toMatchObject({ startedHere: false, url: owner.url });
    await found?.stop();
    expect(await answers(owner.url)).toBe(true);
  });

  it('is ended by the last to leave, and by none while a client is connected', async () => {
    const owner = await start();
    const client = await connect(owner.url);
    await owner.stop();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    const heir = await start();
    expect(heir.startedHere).toBe(false);
    await client.end();
    await heir.stop();
    expect(await answers(owner.url)).toBe(false);
  });

  it('is one when several start at once, on a new folder and on an old one', async () => {
    for (const folder of [join(base, 'race'), dir]) {
      const all = await Promise.all([start(folder), start(folder), start(folder)]);
      expect(new Set(all.map(({ url }) => url)).size).toBe(1);
      expect(all.filter(({ startedHere }) => startedHere)).toHaveLength(1);
      await Promise.all(all.map((server) => server.stop()));
      expect(await findEmbeddedServer(folder)).toBeNull();
    }
  });

  it('tells when it dies, and starts again', async () => {
    const server = await start();
    const reason = new Promise<string>((told) => {
      server.onExit(told);
    });
    process.kill(await serverPid(), 'SIGKILL');
    expect(await reason).toContain('ended unexpectedly');
    const again = await start();
    expect(again.startedHere).toBe(true);
    expect(await answers(again.url)).toBe(true);
  });

  it('says nothing of an end that was asked for, nor of one connection that crashed', async () => {
    const server = await start();
    const reasons: string[] = [];
    server.onExit((reason) => reasons.push(reason));
    const [victim] = await rows<{ pid: number }>(
      server.adminUrl,
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'omnicrm-embedded-watch'`,
    );
    process.kill(victim?.pid ?? NaN, 'SIGKILL');
    while (!(await answers(server.url))) await sleep(50);
    await server.stop();
    expect(await answers(server.url)).toBe(false);
    expect(reasons).toEqual([]);
  });

  it('starts over a pid file that names a living process of another kind', async () => {
    const server = await start();
    const file = join(dir, 'cluster/data/postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await server.stop();
    await writeFile(file, [String(process.ppid), ...lines.slice(1)].join('\n'));
    if (isRoot) await chown(file, join(dir, 'cluster/data'));
    expect((await start()).startedHere).toBe(true);
  });

  it('tells in words why it cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await expect(start(dir, port)).rejects.toThrow(`port ${String(port)} is taken`);
    taken.close();
  });

  it('refuses data of another major version, and says what to do', async () => {
    const file = join(dir, 'cluster/data/PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17.*cannot open it.*pg_dump/);
    await writeFile(file, version);
    expect((await start()).startedHere).toBe(true);
  });

  const asRoot = isRoot ? it : it.skip;
  asRoot('is kept where its user can reach it when root has closed the project (needs root)', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const server = await start(join(closed, 'postgres'));
    const home = await realpath(join(closed, 'postgres/cluster'));
    expect(home).toMatch(/^\/var\/lib\/omnicrm-payments\/database-/);
    expect(await answers(server.url)).toBe(true);
    await server.stop();
    expect((await start(join(closed, 'postgres'))).url).toBe(server.url);
    await Promise.all([...running].map((each) => each.stop()));
    await rm(home, { recursive: true });
  });

  asRoot('opens its own folder, though none above it, to its user (needs root)', async () => {
    const folder = await mkdtemp(join(base, 'private-'));
    await start(folder);
    expect(await realpath(join(folder, 'cluster'))).toBe(join(folder, 'cluster'));
    expect((await stat(folder)).mode & 0o777).toBe(0o711);
  });
});

describe('an app killed while committing', () => {
  let script: string;

  beforeAll(async () => {
    const root = resolve(import.meta.dirname, '../..');
    const folder = await mkdtemp(join(root, 'node_modules/.embedded-owner-'));
    script = join(folder, 'owner.mjs');
    await build({
      entryPoints: [join(root, 'test/support/embedded-owner.ts')],
      outfile: script,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
  });

  afterAll(async () => {
    await rm(resolve(script, '..'), { recursive: true, force: true });
  });

  /** Runs the app until it has committed so many rows, then does as told; returns the last row it told of. */
  async function committing(count: number, then: (app: ChildProcess) => Promise<void>): Promise<number> {
    const app = spawn(process.execPath, [script, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const exit = once(app, 'exit');
    let told = 0;
    let rowsTold = 0;
    const lines = createInterface(app.stdout);
    const closed = once(lines, 'close');
    await new Promise<void>((reached) => {
      lines.on('line', (line) => {
        told = Number(line);
        if (++rowsTold === count) reached();
      });
    });
    await then(app);
    await exit;
    await closed;
    return told;
  }

  async function keptRows(server: EmbeddedServer): Promise<number> {
    const [kept] = await rows<{ count: number; last: number }>(
      server.url,
      'SELECT count(*)::int AS count, max(n) AS last FROM kept',
    );
    expect(kept?.count).toBe(kept?.last);
    return kept?.count ?? 0;
  }

  it('leaves a server that goes on, also after Ctrl-C, with every acknowledged row', async () => {
    const told = await committing(300, async (app) => {
      process.kill(-(app.pid ?? NaN), 'SIGINT');
      await sleep(100);
      app.kill('SIGKILL');
    });
    expect(told).toBeGreaterThanOrEqual(300);
    const server = await start();
    expect(server.startedHere).toBe(false);
    expect(await keptRows(server)).toBeGreaterThanOrEqual(told);
  });

  it.each([1, 2, 3])(
    'loses no acknowledged row when the server is killed with it, round %i',
    async (round) => {
      const told = await committing(100 * round, async (app) => {
        process.kill(await serverPid(), 'SIGKILL');
        app.kill('SIGKILL');
      });
      const server = await start();
      expect(server.startedHere).toBe(true);
      expect(await keptRows(server)).toBeGreaterThanOrEqual(told);
    },
  );
});

async function chown(file: string, like: string): Promise<void> {
  const { uid, gid } = await stat(like);
  execFileSync('chown', [`${String(uid)}:${String(gid)}`, file]);
}
