import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Sql } from '../../common/database/sql.js';
import { toMethodView, type ViewedMethod } from '../payment-methods/index.js';
import { csvHead, csvLine } from './expiring-csv.js';
import type { ExpiringFilter, ExpiringRowView } from './expiring-cards.schemas.js';
import {
  expiringCountQuery,
  expiringPageQuery,
  pinnedQuery,
  type BuiltQuery,
  type ExpiringPosition,
} from './expiring-query.js';

const COUNT_LIMIT = 1_000;
const CSV_PAGE = 1_000;
const SOON_DAYS = 90;

interface ExpiringRow extends ViewedMethod {
  readonly expiresOn: string;
  readonly daysLeft: number;
  readonly externalId: string | null;
  readonly customerName: string;
  readonly customerType: 'individual' | 'business';
  readonly email: string | null;
  readonly reminderStage: number | null;
  readonly reminderSentAt: Date | null;
  readonly actedSince: boolean;
}

/** Cards by their expiry: a live query over the index of cards, a page at a time. */
@Injectable()
export class ExpiringCards {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Soonest first; one row more than `limit` when there are more. */
  async list(
    filter: ExpiringFilter,
    after: ExpiringPosition | null,
    limit: number,
  ): Promise<ExpiringRowView[]> {
    const query = expiringPageQuery({ filter, now: this.clock.now(), after, limit: limit + 1 });
    return this.shown(await this.run<ExpiringRow>(query));
  }

  /** How many the filter matches, counted no further than a thousand. */
  async count(filter: ExpiringFilter): Promise<{ value: number; more: boolean }> {
    const query = expiringCountQuery({ filter, now: this.clock.now(), after: null, limit: COUNT_LIMIT + 1 });
    const [row] = await this.run<{ value: number }>(query);
    const value = row?.value ?? 0;
    return { value: Math.min(value, COUNT_LIMIT), more: value > COUNT_LIMIT };
  }

  /** Expired defaults of customers with a running or suspended subscription, at most `limit`. */
  async pinned(limit: number): Promise<ExpiringRowView[]> {
    return this.shown(await this.run<ExpiringRow>(pinnedQuery(this.clock.now(), limit)));
  }

  /** Service types that any live card's customer has. */
  async serviceTypes(): Promise<string[]> {
    const rows = await this.sql.rows<{ service_type: string }>(
      {
        name: 'expiring-service-types',
        text: `WITH RECURSIVE walk AS (
            (SELECT service_type FROM card_listings WHERE service_type > '' ORDER BY service_type LIMIT 1)
            UNION ALL
            SELECT (SELECT l.service_type FROM card_listings l WHERE l.service_type > walk.service_type
                    ORDER BY l.service_type LIMIT 1)
            FROM walk WHERE walk.service_type IS NOT NULL)
          SELECT service_type FROM walk WHERE service_type IS NOT NULL`,
      },
      [],
    );
    return rows.map((row) => row.service_type);
  }

  /** The whole filter as CSV in pieces: a byte order mark first, cells that a spreadsheet would run escaped. */
  async *exportCsv(filter: ExpiringFilter, locale: 'ar' | 'en'): AsyncGenerator<string> {
    yield csvHead(locale);
    let after: ExpiringPosition | null = null;
    for (;;) {
      const rows: ExpiringRowView[] = await this.list(filter, after, CSV_PAGE);
      const page = rows.slice(0, CSV_PAGE);
      if (page.length > 0) yield page.map((row) => csvLine(row)).join('');
      const last = page.at(-1);
      if (rows.length <= CSV_PAGE || !last) return;
      after = { expiresOn: last.expires_on, id: last.payment_method.id };
    }
  }

  private run<Row extends object>(query: BuiltQuery): Promise<Row[]> {
    return this.sql.rows<Row & Record<string, unknown>>(query, query.values);
  }

  private shown(rows: readonly ExpiringRow[]): ExpiringRowView[] {
    return rows.map((row) => ({
      customer: {
        id: row.customerId,
        external_id: row.externalId,
        name: row.customerName,
        type: row.customerType,
        email: row.email,
      },
      payment_method: toMethodView(row, row.daysLeft < 0),
      expires_on: row.expiresOn,
      days_left: row.daysLeft,
      status: row.daysLeft < 0 ? 'expired' : row.daysLeft <= SOON_DAYS ? 'expiring' : 'valid',
      last_reminder:
        row.reminderSentAt === null
          ? null
          : { stage: row.reminderStage ?? 0, sent_at: row.reminderSentAt.toISOString() },
      acted_since: row.actedSince,
      update_url: `${this.config.http.publicUrl}/admin/customers/${row.customerId}/payment-methods`,
    }));
  }
}
