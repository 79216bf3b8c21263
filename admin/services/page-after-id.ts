import { z } from 'zod';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { ListPage, ListQuery, NoFilter } from '../panel-services.js';

const cursorKeys = z.tuple([uuid]);

/** One page of a short list that is read whole, such as the staff of a company, in its own order. */
export function pageAfterId<Item extends { readonly id: string }, Row>(
  items: readonly Item[],
  { cursor, limit }: ListQuery<NoFilter>,
  toRow: (item: Item) => Row,
): ListPage<Row> {
  const after = decodeCursor(cursor ?? undefined, cursorKeys)?.[0];
  const from = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1;
  return pageOf(items.slice(from, from + limit + 1), limit, toRow, ({ id }) => [id]);
}
