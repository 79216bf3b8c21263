import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { runKept, type Queryable } from './statements.js';

type Row = Readonly<Record<string, unknown>>;

/** A property and how JSON begins its column. */
type Field = readonly [property: string, key: string];

// Text that JSON has as it is.
const PLAIN = /^[\w .:@-]*$/;

const columns = new Map<string, string>();
const properties = new Map<string, string>();

const lists = new Map<string, string>();

/**
 * The columns of an entity, of the table with this alias, named as its properties: the rows of a statement that reads them are entities as
 * they are. `*` would break a kept statement when a column is added.
 */
export function columnsOf(tx: EntityManager, entity: EntityTarget<ObjectLiteral>, alias: string): string {
  const metadata = tx.dataSource.getMetadata(entity);
  const key = `${metadata.tableName} ${alias}`;
  let list = lists.get(key);
  if (list === undefined) {
    list = metadata.columns
      .map(({ databaseName, propertyName }) => `${alias}.${databaseName} AS "${propertyName}"`)
      .join(', ');
    lists.set(key, list);
  }
  return list;
}

/** Inserts rows, given by property as their entity has them, in one statement; all of them name the same properties. */
export async function insertRows(tx: EntityManager, table: string, rows: readonly object[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const written = Object.keys(first);
  const names = written.map(columnOf).join(', ');
  await runKept(
    tx,
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${recordsOf(table)}`,
    toRecords(rows, written),
  );
}

/** Writes these properties of rows that have an `id`, in one statement. */
export async function updateRows<T extends { readonly id: string }>(
  tx: EntityManager,
  table: string,
  rows: readonly T[],
  written: readonly (keyof T & string)[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = written.map(columnOf);
  await runKept(
    tx,
    `UPDATE ${table} AS old SET ${names.map((name) => `${name} = new.${name}`).join(', ')}
     FROM ${recordsOf(table)} AS new WHERE old.id = new.id`,
    toRecords(rows, ['id', ...written]),
  );
}

/** The rows of a statement that reads, with columns named as properties; `T` is what the caller vouches for. */
export async function readRows<T>(tx: Queryable, text: string, params: readonly unknown[]): Promise<T[]> {
  const rows: Row[] = await tx.query(text, [...params]);
  return rows.map((row) => byProperty(row) as T);
}

function byProperty(row: Row): unknown {
  const named: Record<string, unknown> = {};
  for (const column in row) named[propertyOf(column)] = row[column];
  return named;
}

/** The rows of {@link toRecords}. */
function recordsOf(table: string): string {
  return `json_populate_recordset(json_populate_record(NULL::${table}, $1::json), $2::json)`;
}

/** What all rows have in common and what each has of its own, as JSON: the server reads what is the same only once. */
function toRecords(rows: readonly object[], written: readonly string[]): [common: string, own: string] {
  const all = rows as readonly Row[];
  const common: Field[] = [];
  const own: Field[] = [];
  for (const property of written) {
    const first = all[0]?.[property];
    const field: Field = [property, `"${columnOf(property)}":`];
    (all.every((row) => isSame(row[property], first)) ? common : own).push(field);
  }
  return [objectOf(all[0] ?? {}, common), `[${all.map((row) => objectOf(row, own)).join()}]`];
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  return (one ?? null) === (other ?? null);
}

// By hand, for a stringified copy under other names costs twice as much, and a charge writes seven rows; what is null is left out, which
// the server reads the same and sooner.
function objectOf(row: Row, named: readonly Field[]): string {
  let fields = '';
  for (const [property, name] of named) {
    const value = row[property];
    if (value === null || value === undefined) continue;
    fields += `${fields === '' ? '' : ','}${name}${valueOf(value)}`;
  }
  return `{${fields}}`;
}

function valueOf(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  return value instanceof Date ? `"${textOf(value)}"` : JSON.stringify(value);
}

// Rows that are written together bear the same instants.
let latest = { at: NaN, text: '' };

function textOf(date: Date): string {
  const at = date.getTime();
  if (at !== latest.at) latest = { at, text: date.toISOString() };
  return latest.text;
}

function columnOf(property: string): string {
  let column = columns.get(property);
  if (column === undefined) {
    column = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    columns.set(property, column);
  }
  return column;
}

function propertyOf(column: string): string {
  let property = properties.get(column);
  if (property === undefined) {
    property = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    properties.set(column, property);
  }
  return property;
}
