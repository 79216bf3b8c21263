import { writeSync } from 'node:fs';
import pg from 'pg';
import { startEmbeddedServer } from '../../src/common/database/embedded-server.js';

/** An app to be killed: it starts the server in the folder named by its argument and tells each row it has committed. */
const [dir = ''] = process.argv.slice(2);
process.on('SIGINT', () => undefined);
const server = await startEmbeddedServer({ dir, port: null });
const client = new pg.Client({ connectionString: server.url });
client.on('error', () => undefined);
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS kept (n integer PRIMARY KEY)');
const { rows } = await client.query<{ last: number }>('SELECT coalesce(max(n), 0) AS last FROM kept');
for (let n = (rows[0]?.last ?? 0) + 1; ; n++) {
  await client.query('INSERT INTO kept VALUES ($1)', [n]);
  writeSync(1, `${String(n)}\n`);
}
