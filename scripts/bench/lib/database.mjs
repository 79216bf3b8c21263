import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { say } from './figures.mjs';
import { product, root } from './product.mjs';

const folder = join(root, '.data/bench/postgres');

/** Gives the benchmarks' own embedded server to the work, and leaves it after. */
export async function withServer(work) {
  const { startEmbeddedServer } = await product('src/common/database/embedded-server');
  const server = await startEmbeddedServer({ dir: folder, port: null });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/**
 * The address of a migrated database holding this data, made by these statements unless an earlier run did. Its name tells of schema and
 * statements, so that a change of either makes it anew.
 */
export async function dataset(server, { name, statements }) {
  const digest = createHash('sha256')
    .update(await schema())
    .update(statements.join('\n'))
    .digest('hex')
    .slice(0, 8);
  const database = `bench_${name}_${digest}`;
  await onDatabase(server.adminUrl, async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE datname LIKE $1', [
      `bench_${name}_%`,
    ]);
    const existing = rows.map(({ datname }) => datname);
    if (existing.includes(database)) return;
    for (const old of existing) await client.query(`DROP DATABASE ${old} WITH (FORCE)`);
    await make(server, client, { database, statements });
  });
  return addressOf(server.url, database);
}

async function make(server, client, { database, statements }) {
  const startedAt = performance.now();
  // Under another name until it is whole.
  const draft = `making_${database}`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} OWNER omnicrm`);
  const { migrate } = await product('src/common/database/migrate');
  await migrate(addressOf(server.url, draft));
  await onDatabase(addressOf(server.adminUrl, draft), async (owner) => {
    // The data are right by construction; a million look-ups of foreign keys would take minutes to find that out.
    await owner.query(`SET session_replication_role = replica`);
    for (const statement of statements) await owner.query(statement);
  });
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${database}`);
  await client.query('CHECKPOINT');
  say(`Made the data in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s; kept in .data/bench.`);
}

async function schema() {
  const migrations = join(root, 'dist/migrations');
  const files = (await readdir(migrations, { recursive: true }))
    .filter((file) => file.endsWith('.js'))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(migrations, file), 'utf8')));
  return texts.join('\n');
}

/** Connects, works and closes. */
export async function onDatabase(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server's other database, as superuser. */
export function asOwner(server, url) {
  return addressOf(server.adminUrl, new URL(url).pathname.slice(1));
}

function addressOf(url, database) {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}
