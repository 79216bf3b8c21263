import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

/** Whatever runs statements: a transaction, or the database outside of any. */
export type Queryable = Pick<EntityManager, 'query'> | Pick<EntityManager, 'query' | 'dataSource'>;

const keeping = new WeakSet<DataSource>();
const names = new Map<string, string>();

/** Lets the server keep the plans of statements run by {@link runKept} on this database's connections. */
export function keepStatements(db: DataSource): void {
  keeping.add(db);
}

/**
 * Runs a statement that comes often, and that the server need not read and plan each time; answers as `tx.query` does. It must not give all
 * columns of a table back as `*`, for a column added meanwhile would break it.
 */
export function runKept<T>(tx: Queryable, text: string, params: readonly unknown[]): Promise<T> {
  const isKept = 'dataSource' in tx && keeping.has(tx.dataSource);
  // TypeORM hands on what it is given, and the driver takes a name beside the text.
  const statement = isKept ? ({ name: nameOf(text), text } as unknown as string) : text;
  return tx.query(statement, [...params]);
}

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64').slice(0, 22);
    names.set(text, name);
  }
  return name;
}
