import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/common/database/data-source.js';

const PATIENCE = 100;
const PASSING = ['55006', '42501'];

/** A migrated, empty database of one test file's own. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly dataSource: DataSource;
}

/** Copies the migrated template; dispose closes the data source and drops the database, whoever is still connected. */
export async function createTestDatabase(
  entities: DataSourceOptions['entities'] = [],
): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${environment('TEST_TEMPLATE')} STRATEGY FILE_COPY`);
  const url = new URL(environment('TEST_SERVER_URL'));
  url.pathname = `/${name}`;
  const dataSource = await new DataSource(dataSourceOptions(url.href, { entities })).initialize();
  return {
    url: url.href,
    dataSource,
    [Symbol.asyncDispose]: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: environment('TEST_SERVER_URL') });
  await client.connect();
  try {
    await insist(() => client.query(statement));
  } finally {
    await client.end();
  }
}

/** Another file may be at the template, or the server's own cleaning at the database: both pass. */
async function insist(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      const passing = error instanceof pg.DatabaseError && PASSING.includes(error.code ?? '');
      if (!passing || tries === PATIENCE) throw error;
      await sleep(50);
    }
  }
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: test/support/global-setup.ts did not run.`);
  return value;
}
