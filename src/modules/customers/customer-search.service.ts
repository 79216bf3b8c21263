import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { Sql, type Statement } from '../../common/database/sql.js';
import { decodeCursor, encodeCursor, type Page } from '../../common/http/cursor.js';
import { uuid } from '../../common/http/http.schemas.js';
import { Customer } from './customer.entity.js';
import type { CustomerType } from './customer-vocabulary.js';
import { afterPrefix, searchName } from './search-name.js';
import { walkMatches, type SearchMatch, type SearchPosition } from './search-walk.js';

export interface CustomerFilter {
  /** The beginning of a name, e-mail or external id, however it is spelt. */
  readonly q?: string | undefined;
  readonly type?: CustomerType | undefined;
  readonly externalId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

// Each way to match is one index range in order; a customer counts where the first of its matching terms stands. The range begins at
// ($3, $4) alone, within the prefix: beside a second lower bound PostgreSQL 15 may begin at the lower one and read all between.
const MATCHES: Statement = {
  name: 'customers-matching',
  text: `SELECT term, id, wanted FROM (
    (SELECT search_name AS term, id, ($6::text IS NULL OR type = $6)
        AND NOT coalesce(search_email >= $1 AND search_email < $2 AND search_email < search_name, false)
        AND NOT coalesce(search_external_id >= $1 AND search_external_id < $2 AND search_external_id < search_name, false) AS wanted
      FROM customers WHERE search_name < $2 AND (search_name, id) > ($3, $4::uuid)
      ORDER BY search_name, id LIMIT $5)
    UNION ALL
    (SELECT search_email, id, ($6::text IS NULL OR type = $6)
        AND NOT (search_name >= $1 AND search_name < $2 AND search_name <= search_email)
        AND NOT coalesce(search_external_id >= $1 AND search_external_id < $2 AND search_external_id < search_email, false)
      FROM customers WHERE search_email < $2 AND (search_email, id) > ($3, $4::uuid)
      ORDER BY search_email, id LIMIT $5)
    UNION ALL
    (SELECT search_external_id, id, ($6::text IS NULL OR type = $6)
        AND NOT (search_name >= $1 AND search_name < $2 AND search_name <= search_external_id)
        AND NOT coalesce(search_email >= $1 AND search_email < $2 AND search_email <= search_external_id, false)
      FROM customers WHERE search_external_id < $2 AND (search_external_id, id) > ($3, $4::uuid)
      ORDER BY search_external_id, id LIMIT $5)
  ) matches ORDER BY term, id, wanted DESC LIMIT $5`,
};

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const term = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

// A position outside the prefix is of another search.
const matchKeysOf = (prefix: string) => z.tuple([term.startsWith(prefix), uuid]);
const newestKeys = z.tuple([uuid]);

/** Finding customers in pages, each read from indexes alone. */
@Injectable()
export class CustomerSearch {
  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
  ) {}

  /** By first matching term with `q`, else newest first. */
  page(filter: CustomerFilter): Promise<Page<Customer>> {
    const prefix = searchName(filter.q ?? '');
    return prefix === '' || filter.externalId !== undefined
      ? this.newest(filter, prefix)
      : this.matching(filter, prefix);
  }

  private async newest(
    { type, externalId, cursor, limit }: CustomerFilter,
    prefix: string,
  ): Promise<Page<Customer>> {
    const keys = decodeCursor(cursor, newestKeys);
    const where: FindOptionsWhere<Customer> = {
      ...(type ? { type } : {}),
      ...(externalId !== undefined ? { externalId } : {}),
      ...(keys ? { id: LessThan(keys[0]) } : {}),
    };
    const found = await this.db.manager.find(Customer, { where, order: { id: 'DESC' }, take: limit + 1 });
    const kept = found.slice(0, limit).filter((customer) => matches(customer, prefix));
    const last = found.length > limit ? found.at(limit - 1) : undefined;
    return { data: kept, next_cursor: last ? encodeCursor([last.id]) : null };
  }

  private async matching({ type, cursor, limit }: CustomerFilter, prefix: string): Promise<Page<Customer>> {
    const keys = decodeCursor(cursor, matchKeysOf(prefix));
    const { ids, next } = await walkMatches(
      (after, count) => this.read(prefix, type, after, count),
      keys && { term: keys[0], id: keys[1] },
      limit,
    );
    const rows = await this.db.manager.find(Customer, { where: { id: In(ids) } });
    const byId = new Map(rows.map((customer) => [customer.id, customer]));
    return {
      data: ids.flatMap((id) => byId.get(id) ?? []),
      next_cursor: next && encodeCursor([next.term, next.id]),
    };
  }

  private read(
    prefix: string,
    type: CustomerType | undefined,
    after: SearchPosition | null,
    count: number,
  ): Promise<SearchMatch[]> {
    const from = [after?.term ?? prefix, after?.id ?? FIRST_ID];
    return this.sql.rows<SearchMatch>(MATCHES, [prefix, afterPrefix(prefix), ...from, count, type ?? null]);
  }
}

function matches(customer: Customer, prefix: string): boolean {
  return [customer.searchName, customer.searchEmail, customer.searchExternalId].some((of) =>
    of?.startsWith(prefix),
  );
}
