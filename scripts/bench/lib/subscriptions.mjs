/** Business time of benchmarks on subscriptions: late enough that it is tomorrow already for a part of the customers. */
export const NOW = '2026-11-21T22:00:00.000Z';

export const TODAY = NOW.slice(0, 10);

const at = `timestamptz '${NOW}'`;
const idOf = (kind, number) =>
  `('${kind}' || lpad(to_hex(${number}), 8, '0') || '7' || left(md5((${number})::text), 3) || '8' || substr(md5((${number})::text), 4, 15))::uuid`;
const ZONES = [
  'Asia/Riyadh',
  'Europe/London',
  'Africa/Cairo',
  'America/New_York',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Australia/Sydney',
];
const DAYS = 30;

/**
 * Statements that make a data set of subscriptions, one to a customer, invoiced on the days of a month in even shares: today's are due, and
 * tomorrow's in five of the seven zones; some are prepaid, suspended or have ended.
 */
export function subscriptionStatements(count) {
  return [
    `INSERT INTO customers (id, external_id, type, name, email, locale, time_zone, currency, auto_pay, search_name, search_email,
       search_external_id, created_at, updated_at)
     SELECT ${idOf('019a', 'n')}, 'crm-' || n, 'individual', 'Customer ' || n, 'customer' || n || '@example.com', 'en',
       (ARRAY['${ZONES.join("','")}'])[1 + n % ${ZONES.length}], 'SAR', n % 10 > 0, 'customer ' || n, 'customer' || n || '@example.com',
       'crm-' || n, ${at}, ${at}
     FROM generate_series(1, ${count}) n`,
    `INSERT INTO subscriptions (id, customer_id, service_type, name, billing_mode, auto_renew, price_amount, price_currency, period, anchor_on,
       next_invoice_on, requires_payment_method, state, created_at, updated_at)
     SELECT ${idOf('019c', 'n')}, ${idOf('019a', 'n')}, 'mobile', 'Mobile M', CASE WHEN kind = 1 THEN 'prepaid' ELSE 'postpaid' END, true, 9900,
       'SAR', 'P1M', day - interval '1 year', CASE WHEN kind <> 3 THEN day END, false,
       CASE kind WHEN 2 THEN 'suspended' WHEN 3 THEN 'terminated' ELSE 'active' END, ${at}, ${at}
     FROM generate_series(1, ${count}) n
     CROSS JOIN LATERAL (SELECT date '${TODAY}' + (hashint4(n) & 2147483647) % ${DAYS} AS day, n % 50 AS kind) given`,
    'CREATE TABLE pristine AS SELECT id, next_invoice_on, updated_at FROM subscriptions',
    'VACUUM ANALYZE',
  ];
}

/** Statements that put the data set back as it was made. */
export const PRISTINE = [
  'TRUNCATE invoices, invoice_lines, payments, events, audit_entries, customer_holds, messages, access_links CASCADE',
  'UPDATE invoice_counter SET last_number = 0',
  `UPDATE subscriptions s SET next_invoice_on = p.next_invoice_on, updated_at = p.updated_at FROM pristine p
   WHERE p.id = s.id AND s.next_invoice_on <> p.next_invoice_on`,
  'VACUUM ANALYZE subscriptions',
  'CHECKPOINT',
];
