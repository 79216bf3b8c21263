import { createHash } from 'node:crypto';

/** Business time of all benchmarks on cards. */
export const NOW = '2026-11-21T12:00:00.000Z';

/** A key with all scopes of an administrator, in every data set. */
export const API_KEY = 'omni_a-key-for-benchmarks-alone';

// Months of expiry, from half a year ago on: about 48 thousand of a million cards are then at a stage of their reminder.
const MONTHS = 52;
const MONTHS_PAST = 6;

/** The id of a data set's customer, by its number from 1. */
export const customerId = (number) => idInScript('019a', number);

/** The id of a data set's payment method, by its number from 1. */
export const methodId = (number) => idInScript('019b', number);

// In order of time and random beyond, as the product's own ids are.
function idInScript(kind, number) {
  const digest = createHash('md5').update(String(number)).digest('hex');
  const text = `${kind}${number.toString(16).padStart(8, '0')}7${digest.slice(0, 3)}8${digest.slice(3, 18)}`;
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same in SQL; the kind is four hexadecimal digits. */
export const idOf = (kind, number) =>
  `('${kind}' || lpad(to_hex(${number}), 8, '0') || '7' || left(md5((${number})::text), 3) || '8' || substr(md5((${number})::text), 4, 15))::uuid`;
const pick = (values, by) => `(ARRAY['${values.join("','")}'])[1 + ${by} % ${values.length}]`;
const random = (number, salt) => `(hashint4(${number} * 8 + ${salt}) & 2147483647)`;
const keyHash = createHash('sha256').update(API_KEY).digest('hex');
const at = `timestamptz '${NOW}'`;

/**
 * Statements that make a data set of cards: two to a customer, one of them the default; a fifth of the customers are businesses, with one or
 * two subscriptions in seven zones; some methods are removed, some customers have no address or want no reminders.
 */
export function cardStatements(cards) {
  return [
    `INSERT INTO api_keys (id, name, prefix, key_hash, role, scopes, created_by, created_at, last_used_at)
     VALUES (${idOf('019f', '1')}, 'bench', 'omni_a-key', '\\x${keyHash}', 'admin', '{}', 'bench', now(), now())`,
    `INSERT INTO customers (id, external_id, type, name, email, locale, time_zone, currency, reminders_opt_out, search_name, search_email,
       search_external_id, payment_methods_changed_at, created_at, updated_at)
     SELECT ${idOf('019a', 'n')}, 'crm-' || n, CASE WHEN n % 5 = 0 THEN 'business' ELSE 'individual' END, 'Customer ' || n,
       CASE WHEN n % 50 <> 7 THEN 'customer' || n || '@example.com' END, CASE WHEN n % 2 = 0 THEN 'en' ELSE 'ar' END,
       ${pick(['Asia/Riyadh', 'Europe/London', 'Africa/Cairo', 'America/New_York', 'Asia/Dubai', 'Asia/Kolkata', 'Australia/Sydney'], 'n')},
       'SAR', n % 50 = 11, 'customer ' || n, 'customer' || n || '@example.com', 'crm-' || n,
       ${at} - make_interval(days => ${random('n', 1)} % 300), ${at}, ${at}
     FROM generate_series(1, ${cards / 2}) n`,
    `INSERT INTO suppressions (email, reason, created_at)
     SELECT 'customer' || n || '@example.com', 'hard_bounce', ${at} FROM generate_series(23, ${cards / 2}, 100) n`,
    `INSERT INTO payment_methods (id, customer_id, vendor, vendor_payment_method_id, vendor_customer_id, payment_type, brand, last4,
       exp_month, exp_year, expires_on, name, funding, fingerprint, is_default, former_default_at, status, source, verified_at, created_at,
       updated_at, removed_at)
     SELECT ${idOf('019b', 'n')}, ${idOf('019a', '(n + 1) / 2')},
       ${pick(['stripe', 'stripe', 'stripe', 'stripe', 'stripe', 'paypal', 'paytabs'], random('n', 2))}, 'pm_bench_' || n, 'cus_bench_' || (n + 1) / 2,
       'card', ${pick(['visa', 'mastercard', 'amex', 'mada'], random('n', 3))}, lpad((n % 10000)::text, 4, '0'),
       extract(month FROM expiry.last_day), extract(year FROM expiry.last_day), expiry.last_day, 'Customer ' || (n + 1) / 2, 'credit', 'fp_' || n,
       n % 2 = 1, CASE WHEN n % 20 = 0 THEN ${at} - interval '100 days' END, CASE WHEN n % 100 = 50 THEN 'removed' ELSE 'active' END,
       'setup', ${at}, ${at} - make_interval(days => ${random('n', 4)} % 700), ${at}, CASE WHEN n % 100 = 50 THEN ${at} END
     FROM generate_series(1, ${cards}) n
     CROSS JOIN LATERAL (SELECT (date_trunc('month', ${at} AT TIME ZONE 'UTC')
       + make_interval(months => ${random('n', 5)} % ${MONTHS} - ${MONTHS_PAST} + 1) - interval '1 day')::date AS last_day) expiry`,
    `INSERT INTO subscriptions (id, customer_id, service_type, name, billing_mode, auto_renew, price_amount, price_currency, period, anchor_on,
       next_invoice_on, requires_payment_method, payment_method_id, state, created_at, updated_at)
     SELECT uuid_v7(${at}), ${idOf('019a', 'n')}, service.type, 'Plan', 'postpaid', true, 9900, 'SAR', 'P1M', '2026-01-01',
       '2026-12-01', false, CASE WHEN n % 10 = 3 THEN ${idOf('019b', '2 * n')} END, service.state, ${at}, ${at}
     FROM generate_series(1, ${cards / 2}) n
     CROSS JOIN LATERAL (VALUES
       ('internet', 'active', n % 2 = 0), ('mobile', 'active', n % 3 > 0), ('tv', 'suspended', n % 20 = 0), ('alarm', 'active', n % 1000 = 0),
       ('mobile', 'terminated', n % 30 = 1)) AS service (type, state, given)
     WHERE service.given AND NOT (n % 10 = 3 AND (2 * n) % 100 = 50)`,
    `INSERT INTO card_listings (payment_method_id, service_type, customer_id, customer_type, time_zone, vendor, is_default, expires_on)
     SELECT m.id, service.type, c.id, c.type, c.time_zone, m.vendor, m.is_default, m.expires_on
     FROM payment_methods m JOIN customers c ON c.id = m.customer_id
     CROSS JOIN LATERAL (SELECT '' AS type UNION SELECT s.service_type FROM subscriptions s
       WHERE s.customer_id = c.id AND s.state IN ('pending_payment_method', 'active', 'suspended')) service
     WHERE m.status <> 'removed'`,
    'VACUUM ANALYZE',
  ];
}

/** A sent reminder for each fifth card that is due, at some day of the last forty, in place of all messages. */
export const REMINDED = [
  'TRUNCATE messages',
  `INSERT INTO messages (id, customer_id, type, category, state, locale, to_email, to_name, variables, dedupe_key, subject_id, stage, local_day,
     batch_id, not_before, next_attempt_at, created_at, sent_at, state_changed_at)
   SELECT uuid_v7(sent.at), l.customer_id, 'card_expiry_60', 'reminder', 'sent', 'en', 'customer@example.com', 'Customer', '{}',
     'bench:' || l.payment_method_id, l.payment_method_id, 60, sent.at::date, l.payment_method_id, sent.at, sent.at, sent.at, sent.at, sent.at
   FROM (SELECT *, row_number() OVER (ORDER BY payment_method_id) AS n FROM card_listings
         WHERE service_type = '' AND expires_on BETWEEN date '${NOW.slice(0, 10)}' - 30 AND date '${NOW.slice(0, 10)}' + 90) l
   CROSS JOIN LATERAL (SELECT ${at} - make_interval(days => 1 + (l.n / 5 % 40)::int) AS at) sent
   WHERE l.n % 5 = 0`,
  'VACUUM ANALYZE messages',
  'VACUUM ANALYZE card_listings',
];
