import type { Actor } from '../src/common/http/principal.js';

/** One page is asked for by its cursor; `null` begins at the start. */
export interface ListQuery<Filter> {
  readonly filter: Filter;
  readonly cursor: string | null;
  readonly limit: number;
}

export interface ListPage<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** How many rows there are, counted no further than 1,000: `{ value: 1000, more: true }` is shown as "1,000+". */
export interface CappedCount {
  readonly value: number;
  readonly more: boolean;
}

/** A read-only list behind one AdminJS resource. */
export interface ListSource<Row, Filter> {
  list(query: ListQuery<Filter>, actor: Actor): Promise<ListPage<Row>>;
  /** Throws `not_found`. */
  get(id: string, actor: Actor): Promise<Row>;
  /** Left out where even a capped count would be slow; the list then says how many rows it shows. */
  count?(filter: Filter, actor: Actor): Promise<CappedCount>;
}

export type PanelLocale = 'ar' | 'en';

export interface MoneyView {
  /** Minor units of its currency. */
  readonly amount: number;
  readonly currency: string;
}
