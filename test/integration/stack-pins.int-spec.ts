import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { startTestApp, type TestApp } from '../support/app.js';
import { seedOne, type KnownIds } from '../support/api-routes.js';

const HOT_STATEMENTS = ['api-key', 'payment-methods-of-customer', 'payment-method'];

/** What the figures and promises rest on; drift here is a fault even when nothing else fails. */
describe('the stack', () => {
  let app: TestApp;
  let ids: KnownIds;

  beforeAll(async () => {
    app = await startTestApp({ env: { DATABASE__POOL: '1' } });
    ids = await seedOne(app, 'Pins');
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  it('answers through Fastify 5', () => {
    const adapter = app.app.getHttpAdapter();
    expect(adapter).toBeInstanceOf(FastifyAdapter);
    expect((adapter.getInstance() as unknown as { version: string }).version).toMatch(/^5\./);
  });

  it('has neither pg-native nor Express', () => {
    const { resolve } = createRequire(import.meta.url);
    for (const name of ['pg-native', '@nestjs/platform-express'])
      expect(() => resolve(name)).toThrow('Cannot find module');
    expect(pg.native).toBeNull();
  });

  it('reads hot rows by prepared statements with names', async () => {
    await app.call('GET', `/v1/customers/${ids['customers'] ?? ''}/payment-methods`);
    await app.call('GET', `/v1/payment-methods/${ids['payment-methods'] ?? ''}`);
    // The pool has one connection, so these are the statements of the very one that served.
    const rows: { name: string }[] = await app.db.query('SELECT name FROM pg_prepared_statements');
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(HOT_STATEMENTS));
  });

  it('names none behind a pooler that forbids it', async () => {
    await using pooled = await startTestApp({ env: { DATABASE__POOL: '1', DATABASE__PREPARED: 'false' } });
    expect((await pooled.call('GET', '/v1/customers')).status).toBe(200);
    expect(await pooled.db.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
  });

  it('keeps its rows in real PostgreSQL, 15 or later, without compiling its queries', async () => {
    const [server] = await app.db.query(
      `SELECT version() AS version, current_setting('server_version_num')::int AS number, current_setting('jit') AS jit,
         current_setting('transaction_isolation') AS isolation`,
    );
    expect(server.version).toMatch(/^PostgreSQL \d+.* on .*(gcc|clang|Apple|MSVC|Visual)/);
    expect(server.number).toBeGreaterThanOrEqual(150_000);
    expect(server).toMatchObject({ jit: 'off', isolation: 'read committed' });
  });

  it('is served by several processes whose transactions wait for each other', async () => {
    const connectionString = app.config.database.url ?? '';
    const [one, two] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
    await Promise.all([one.connect(), two.connect()]);
    try {
      const pid = 'SELECT pg_backend_pid() AS pid';
      expect((await one.query(pid)).rows).not.toEqual((await two.query(pid)).rows);
      const lock = `UPDATE customers SET name = $1 WHERE id = '${ids['customers'] ?? ''}'`;
      await one.query('BEGIN');
      await one.query(lock, ['first']);
      let waits = true;
      const second = two.query(lock, ['second']).then(() => {
        waits = false;
      });
      await sleep(200);
      expect(waits).toBe(true);
      await one.query('COMMIT');
      await second;
      expect((await app.call('GET', `/v1/customers/${ids['customers'] ?? ''}`)).body.name).toBe('second');
    } finally {
      await Promise.all([one.end(), two.end()]);
    }
  });
});
