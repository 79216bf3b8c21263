import { mkdtemp, readFile, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedServer, type EmbeddedServer } from '../../src/common/database/embedded-server.js';
import { migrate } from '../../src/common/database/migrate.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';

const ROUNDS = 8;
const CALLERS = 8;
const HANGS_AFTER_MS = 20_000;

interface Told {
  readonly acknowledged: string[];
  readonly refused: Answer[];
  readonly hung: number;
}

describe('faults of the database', () => {
  let dir: string;
  let server: EmbeddedServer;
  let app: TestApp;
  let key: string;
  let count = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'omnicrm-faults-'));
    await chmod(dir, 0o755);
    server = await startEmbeddedServer({ dir, port: null });
    await migrate(server.url);
    app = await startTestApp({ env: { DATABASE_URL: server.url, DATABASE__POOL: '5' } });
    key = await app.apiKey('admin');
  }, 120_000);

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  async function makeCustomer(): Promise<Answer | null> {
    count += 1;
    return Promise.race([
      app.call('POST', '/v1/customers', {
        key,
        body: { type: 'individual', name: 'Fault', external_id: `F-${String(count)}` },
        headers: { 'idempotency-key': `fault-${String(count)}` },
      }),
      sleep(HANGS_AFTER_MS, null, { ref: false }),
    ]);
  }

  /** Callers make customers until told to stop; what was acknowledged is kept. */
  async function whileMaking(trouble: () => Promise<void>): Promise<Told> {
    const told = { acknowledged: [] as string[], refused: [] as Answer[], hung: 0 };
    let stopped = false;
    const callers = Array.from({ length: CALLERS }, async () => {
      while (!stopped) {
        const answer = await makeCustomer();
        if (answer === null) told.hung += 1;
        else if (answer.status === 201) told.acknowledged.push(answer.body.id as string);
        else told.refused.push(answer);
        // Whoever is refused waits a little, as a client would.
        if (answer?.status !== 201) await sleep(80);
      }
    });
    await sleep(150);
    await trouble();
    await sleep(150);
    stopped = true;
    await Promise.all(callers);
    return told;
  }

  const unexpected = (): string | undefined =>
    app.log.lines.findLast((line) => line.includes('unexpected error'));

  function expectHonest({ refused, hung }: Told): void {
    expect(hung).toBe(0);
    for (const answer of refused) {
      expect([answer.status, answer.body.code, unexpected()]).toEqual([
        503,
        'database_unavailable',
        undefined,
      ]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  }

  async function expectKept(ids: readonly string[]): Promise<void> {
    const rows: { id: string }[] = await app.db.query('SELECT id FROM customers WHERE id = ANY ($1)', [ids]);
    expect(rows).toHaveLength(ids.length);
  }

  async function recovered(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while ((await app.call('GET', '/health/ready', { key: null })).status !== 200) {
      expect(Date.now()).toBeLessThan(deadline);
      await sleep(50);
    }
    expect((await makeCustomer())?.status).toBe(201);
  }

  async function onServer(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: server.adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  it(`lose no acknowledged row when the server is killed while committing, ${String(ROUNDS)} times`, async () => {
    const { port } = new URL(server.url);
    const before = count;
    let refusals = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const told = await whileMaking(async () => {
        const pidFile = await readFile(join(dir, 'cluster/data/postmaster.pid'), 'utf8');
        process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
        await sleep(200);
        server = await startEmbeddedServer({ dir, port: Number(port) });
      });
      expectHonest(told);
      refusals += told.refused.length;
      await recovered();
      await expectKept(told.acknowledged);
    }
    expect(refusals).toBeGreaterThan(0);
    expect(count).toBeGreaterThan(before + ROUNDS);
  }, 240_000);

  it(`lose no acknowledged row when connections are cut during COMMIT, ${String(ROUNDS)} times`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const told = await whileMaking(async () => {
        for (let cut = 0; cut < 10; cut += 1) {
          await onServer(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'omnicrm-payments'`,
          );
          await sleep(15);
        }
      });
      expectHonest(told);
      await recovered();
      await expectKept(told.acknowledged);
    }
  }, 120_000);

  it('answer a repeat with the same thing, whether or not the first try had been committed', async () => {
    const body = { type: 'individual', name: 'Unsure', external_id: 'UNSURE' };
    const headers = { 'idempotency-key': 'unsure' };
    const cutting = onServer(
      `DO $$ BEGIN FOR i IN 1..40 LOOP
         PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'omnicrm-payments' AND query LIKE '%customers%';
         PERFORM pg_sleep(0.01); END LOOP; END $$`,
    );
    const first = await app.call('POST', '/v1/customers', { key, body, headers });
    await cutting;
    await recovered();
    // A holder that could not free its key is taken over when its lease has run out.
    await app.db.query(
      `UPDATE idempotency_keys SET lease_until = now() - interval '1 second' WHERE key = 'unsure' AND state = 'running'`,
    );
    const again = await app.call('POST', '/v1/customers', { key, body, headers });
    expect([201, 503]).toContain(first.status);
    expect(again.status).toBe(201);
    expect(await app.db.query(`SELECT id FROM customers WHERE external_id = 'UNSURE'`)).toEqual([
      { id: again.body.id },
    ]);
  }, 60_000);

  it('let no request hang while every connection is taken', async () => {
    const takers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const runner = app.db.createQueryRunner();
        await runner.connect();
        return runner;
      }),
    );
    const startedAt = Date.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => makeCustomer()));
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    for (const answer of answers)
      expect([answer?.status, answer?.body.code]).toEqual([503, 'database_unavailable']);
    await Promise.all(takers.map((runner) => runner.release()));
    await recovered();
  }, 60_000);

  it('give up on a statement that takes too long, and on a row that another holds', async () => {
    const [{ id }] = await app.db.query('SELECT id FROM customers LIMIT 1');
    await using impatient = await startTestApp({ beside: app, env: { DATABASE__POOL: '3' } });
    const runners = Array.from({ length: 3 }, () => impatient.db.createQueryRunner());
    await Promise.all(runners.map((runner) => runner.query(`SET statement_timeout = '400ms'`)));
    await Promise.all(runners.map((runner) => runner.release()));
    const holder = new pg.Client({ connectionString: server.url });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM customers WHERE id = $1 FOR UPDATE', [id]);
      const patch = impatient.call('PATCH', `/v1/customers/${id as string}`, { key, body: { name: 'Held' } });
      const answer = await Promise.race([patch, sleep(45_000, null, { ref: false })]);
      expect([answer?.status, answer?.body.code]).toEqual([503, 'database_unavailable']);
      await holder.query('COMMIT');
      const after = await impatient.call('PATCH', `/v1/customers/${id as string}`, {
        key,
        body: { name: 'Free' },
      });
      expect([after.status, after.body.name]).toEqual([200, 'Free']);
    } finally {
      await holder.end();
    }
  }, 90_000);
});
