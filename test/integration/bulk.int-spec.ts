import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { insertRows, updateRows } from '../../src/common/database/bulk.js';
import { uuidv7 } from '../../src/common/database/ids.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

interface Thing {
  readonly id: string;
  readonly longName: string | null;
  readonly count: number | null;
  readonly isOpen: boolean | null;
  readonly dueOn: string | null;
  readonly madeAt: Date | null;
  readonly details: unknown;
}

const PROPERTIES = ['longName', 'count', 'isOpen', 'dueOn', 'madeAt', 'details'] as const;

// Few values of each, so that some columns are the same in all rows, and others in some.
const values = fc.record({
  longName: fc.constantFrom(null, '', 'Sara', 'a "quoted"\n\\ line', 'سارة', '{"json": null}'),
  count: fc.constantFrom(null, 0, -1, 9_007_199_254_740_991),
  isOpen: fc.constantFrom(null, true, false),
  dueOn: fc.constantFrom(null, '2026-02-28'),
  madeAt: fc.constantFrom(null, '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.001Z'),
  details: fc.constantFrom(null, '{}', '{"a":[1,null]}', '"text"'),
});
const rows = fc.array(
  values.map(({ madeAt, details, ...rest }): Thing => ({
    id: uuidv7(),
    ...rest,
    // Alike, but another object each time.
    madeAt: madeAt === null ? null : new Date(madeAt),
    details: details === null ? null : JSON.parse(details),
  })),
  { minLength: 1, maxLength: 5 },
);

describe('rows that are written together', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.dataSource.query(
      `CREATE TABLE things (id uuid PRIMARY KEY, long_name text, count bigint, is_open boolean, due_on date,
         made_at timestamptz, details jsonb, kept text DEFAULT 'as it was')`,
    );
  });

  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  function stored(): Promise<unknown[]> {
    return database.dataSource.query(
      `SELECT id, long_name AS "longName", count, is_open AS "isOpen", due_on AS "dueOn", made_at AS "madeAt", details, kept
       FROM things ORDER BY id`,
    );
  }

  function inOrder(things: readonly Thing[]): unknown[] {
    return things
      .map((thing) => ({ ...thing, kept: 'as it was' }))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }

  it('are each kept as given, whatever they have in common', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (things) => {
        await database.dataSource.query('TRUNCATE things');
        await insertRows(database.dataSource.manager, 'things', things);
        expect(await stored()).toEqual(inOrder(things));
      }),
      { numRuns: 60 },
    );
  });

  it('are each changed as given, and others stay', async () => {
    const other: Thing = {
      id: uuidv7(),
      longName: 'somebody else',
      count: 7,
      isOpen: null,
      dueOn: null,
      madeAt: null,
      details: null,
    };
    await fc.assert(
      fc.asyncProperty(rows, rows, async (before, drawn) => {
        await database.dataSource.query('TRUNCATE things');
        await insertRows(database.dataSource.manager, 'things', [...before, other]);
        const after = before.map((thing, at) => ({ ...thing, ...drawn[at % drawn.length], id: thing.id }));
        await updateRows(database.dataSource.manager, 'things', after, PROPERTIES);
        expect(await stored()).toEqual(inOrder([...after, other]));
      }),
      { numRuns: 60 },
    );
  });
});
