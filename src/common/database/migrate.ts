import { DataSource, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from './data-source.js';

/**
 * Applies what is missing, and names it. A row lock on a one-row table makes a second instance wait, since session-level locks do
 * not survive a transaction pooler.
 */
export async function migrate(url: string): Promise<string[]> {
  const source = await new DataSource(
    dataSourceOptions(url, { pool: 2, applicationName: 'omnicrm-migrate', patient: true }),
  ).initialize();
  try {
    await makeLock(source);
    await source.query('INSERT INTO migration_lock DEFAULT VALUES ON CONFLICT DO NOTHING');
    const holder = source.createQueryRunner();
    try {
      return await whileLocked(holder, async () => {
        const applied = await source.runMigrations({ transaction: 'each' });
        return applied.map((migration) => migration.name);
      });
    } finally {
      await holder.release();
    }
  } finally {
    await source.destroy();
  }
}

// Two first starts at once: IF NOT EXISTS looks before it makes, and the later one fails on the type of the table.
async function makeLock(source: DataSource): Promise<void> {
  try {
    await source.query(
      'CREATE TABLE IF NOT EXISTS migration_lock (id boolean PRIMARY KEY DEFAULT true CHECK (id))',
    );
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== '23505' && code !== '42P07') throw error;
  }
}

async function whileLocked<T>(holder: QueryRunner, work: () => Promise<T>): Promise<T> {
  await holder.startTransaction();
  await holder.query('SELECT id FROM migration_lock FOR UPDATE');
  try {
    return await work();
  } finally {
    await holder.rollbackTransaction();
  }
}
