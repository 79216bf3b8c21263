import type { z } from 'zod';
import { Invalid } from '../errors/domain-error.js';

/** A page of a list; `next_cursor` is null on the last one. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

/** Where the next page begins, as opaque text made of the last row's sort keys. */
export function encodeCursor(keys: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(keys), 'utf8').toString('base64url');
}

/** The sort keys in a cursor; throws 422 for one that this list did not make. */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, keys: T): z.infer<T> | null {
  if (cursor === undefined) return null;
  const parsed = keys.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success)
    throw new Invalid('cursor', 'This cursor is not one of this list. Begin again without it.');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Cuts the one row too many that a list query asks for, and makes the cursor from the last row kept. */
export function pageOf<Row, View>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
  keysOf: (row: Row) => readonly (string | number | null)[],
): Page<View> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    data: kept.map(view),
    next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null,
  };
}
