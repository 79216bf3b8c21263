import type { ExpiringFilter } from './expiring-cards.schemas.js';

/** Where a page begins: after this card. */
export interface ExpiringPosition {
  readonly expiresOn: string;
  readonly id: string;
}

export interface ExpiringWindow {
  readonly filter: ExpiringFilter;
  readonly now: Date;
  readonly after: ExpiringPosition | null;
  readonly limit: number;
}

/** A statement whose name stands for its text alone. */
export interface BuiltQuery {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const CUSTOMER_TYPES = ['individual', 'business'] as const;
const VENDORS = ['stripe', 'paypal', 'paytabs'] as const;
const DAY_MS = 86_400_000;
const EARLIEST_ZONE_MS = 12 * 3_600_000;
const LATEST_ZONE_MS = 14 * 3_600_000;
const FAR_PAST = '0001-01-01';
const FAR_FUTURE = '9999-12-31';
// Written into the text, few as they are: of a limit that is a parameter the planner expects a tenth of the table, and so plans anew, for
// longer than the page takes, each time it sees the value.
const BRANCH_LIMITS = [51, 201, 1_001];
const NIL = '00000000-0000-0000-0000-000000000000';

const DAYS_LEFT = `(l.expires_on - ($1::timestamptz AT TIME ZONE l.time_zone)::date)`;

const LAST_REMINDER = `LEFT JOIN LATERAL (
  SELECT r.stage, r.sent_at FROM messages r
  WHERE r.subject_id = l.payment_method_id AND r.category = 'reminder' AND r.sent_at IS NOT NULL
  ORDER BY r.created_at DESC LIMIT 1) r ON true`;

/**
 * The ids of one page in order of expiry. The filter is cut into one index range for each customer type and vendor it allows, each read in
 * order and no further than the page, so that no filter makes the database read what it does not show. Local days differ by zone, hence
 * wide bounds first and the exact day of each row after.
 */
export function cardsOf({ filter, now, after, limit }: ExpiringWindow): {
  sql: string;
  values: unknown[];
  name: string;
} {
  const [from, until] = bounds(filter, now);
  // One lower bound alone: beside a second one PostgreSQL 15 begins at the lower, and reads all pages before this one.
  const start = after && after.expiresOn >= from ? after : { expiresOn: from, id: NIL };
  const values: unknown[] = [now, filter.service_type ?? '', until, start.expiresOn, start.id, limit];
  const own = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = [
    'l.service_type = $2',
    'l.expires_on <= $3',
    '(l.expires_on, l.payment_method_id) > ($4, $5)',
    exactDays(filter, own),
  ];
  if (filter.default_only) conditions.push('l.is_default');
  if (filter.not_acted_since_days !== undefined) {
    conditions.push(
      `l.reminded_at <= ${own(new Date(now.getTime() - filter.not_acted_since_days * DAY_MS))}`,
    );
  }
  const reach = reachOf(limit);
  const branch = (type: string, vendor: string): string =>
    `(SELECT l.expires_on, l.payment_method_id, l.customer_id FROM card_listings l
      WHERE ${conditions.join(' AND ')} AND l.customer_type = '${type}' AND l.vendor = '${vendor}'
      ORDER BY l.expires_on, l.payment_method_id LIMIT ${reach})`;
  const branches = typesOf(filter).flatMap((type) => vendorsOf(filter).map((vendor) => branch(type, vendor)));
  return {
    sql: `SELECT * FROM (${branches.join(' UNION ALL ')}) merged ORDER BY expires_on, payment_method_id LIMIT $6`,
    values,
    name: `${signature(filter)}-${reach}`,
  };
}

/** One page with everything its rows show. */
export function expiringPageQuery(window: ExpiringWindow): BuiltQuery {
  const cards = cardsOf(window);
  return {
    name: `expiring-page-${cards.name}`,
    values: cards.values,
    text: `WITH page AS (${cards.sql})
      SELECT ${row()} FROM page l
      JOIN payment_methods m ON m.id = l.payment_method_id
      JOIN customers c ON c.id = l.customer_id
      ${LAST_REMINDER}
      ORDER BY l.expires_on, l.payment_method_id`,
  };
}

/** How many cards the filter matches, counted no further than `limit`. */
export function expiringCountQuery(window: ExpiringWindow): BuiltQuery {
  const cards = cardsOf(window);
  return {
    name: `expiring-count-${cards.name}`,
    values: cards.values,
    text: `SELECT count(*)::int AS value FROM (${cards.sql}) counted`,
  };
}

/** Expired defaults of customers whose service runs or is suspended, last expired first: what an admin should look at first. */
export function pinnedQuery(now: Date, limit: number): BuiltQuery {
  const reach = reachOf(limit);
  const branches = CUSTOMER_TYPES.flatMap((type) =>
    VENDORS.map(
      (vendor) => `(SELECT l.expires_on, l.payment_method_id, l.customer_id FROM card_listings l
        WHERE l.service_type = '' AND l.is_default AND l.customer_type = '${type}' AND l.vendor = '${vendor}'
          AND l.expires_on <= $2 AND ${DAYS_LEFT} < 0
          AND EXISTS (SELECT 1 FROM subscriptions s WHERE s.customer_id = l.customer_id AND s.state IN ('active', 'suspended'))
        ORDER BY l.expires_on DESC, l.payment_method_id DESC LIMIT ${reach})`,
    ),
  );
  return {
    name: `expiring-pinned-${reach}`,
    values: [now, bounds({ range: 'expired' }, now)[1], limit],
    text: `WITH page AS (
        SELECT * FROM (${branches.join(' UNION ALL ')}) merged ORDER BY expires_on DESC, payment_method_id DESC LIMIT $3)
      SELECT ${row()} FROM page l
      JOIN payment_methods m ON m.id = l.payment_method_id
      JOIN customers c ON c.id = l.customer_id
      ${LAST_REMINDER}
      ORDER BY l.expires_on, l.payment_method_id`,
  };
}

/** First and last day that can be in the filter anywhere on earth. */
function bounds(filter: Pick<ExpiringFilter, 'range'>, now: Date): readonly [string, string] {
  const earliest = new Date(now.getTime() - EARLIEST_ZONE_MS);
  const latest = new Date(now.getTime() + LATEST_ZONE_MS);
  if (filter.range === 'all') return [FAR_PAST, FAR_FUTURE];
  if (filter.range === 'expired') return [FAR_PAST, dayOf(latest)];
  return [dayOf(earliest), dayOf(new Date(latest.getTime() + Number(filter.range) * DAY_MS))];
}

function exactDays({ range }: ExpiringFilter, own: (value: unknown) => string): string {
  if (range === 'all') return '$1::timestamptz IS NOT NULL';
  return range === 'expired' ? `${DAYS_LEFT} < 0` : `${DAYS_LEFT} BETWEEN 0 AND ${own(Number(range))}::int`;
}

function typesOf(filter: ExpiringFilter): readonly string[] {
  return filter.customer_type ? [filter.customer_type] : CUSTOMER_TYPES;
}

function vendorsOf(filter: ExpiringFilter): readonly string[] {
  return filter.vendor ? [filter.vendor] : VENDORS;
}

function reachOf(limit: number): string {
  return String(BRANCH_LIMITS.find((most) => most >= limit) ?? limit);
}

function signature(filter: ExpiringFilter): string {
  return [
    Number(filter.range) ? 'days' : filter.range,
    filter.customer_type ?? 'any',
    filter.vendor ?? 'any',
    filter.default_only ? 'defaults' : 'all',
    filter.not_acted_since_days === undefined ? 'any' : 'idle',
  ].join('-');
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function row(): string {
  return `m.id, m.customer_id AS "customerId", m.vendor, m.vendor_payment_method_id AS "vendorPaymentMethodId",
    m.payment_type AS "paymentType", m.brand, m.last4, m.exp_month AS "expMonth", m.exp_year AS "expYear", m.name, m.nickname,
    m.is_default AS "isDefault", m.funding, m.status, m.account_email_masked AS "accountEmailMasked",
    m.backup_position AS "backupPosition", m.created_at AS "createdAt",
    m.expires_on AS "expiresOn", (m.expires_on - ($1::timestamptz AT TIME ZONE c.time_zone)::date) AS "daysLeft",
    c.external_id AS "externalId", c.name AS "customerName", c.type AS "customerType", c.email, c.locale,
    r.stage AS "reminderStage", r.sent_at AS "reminderSentAt",
    coalesce(c.payment_methods_changed_at > r.sent_at, false) AS "actedSince"`;
}
