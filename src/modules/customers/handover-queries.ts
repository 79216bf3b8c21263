const SUBSCRIPTION_ROWS = `rows AS MATERIALIZED (
  SELECT r.*, c.id AS customer_id FROM jsonb_to_recordset($1::jsonb) AS r (line int, customer_external_id text, service_type text,
    service_name text, billing_mode text, auto_renew boolean, price_minor bigint, currency text, requires_method boolean, added_on date)
  JOIN customers c ON c.external_id = r.customer_external_id)`;

/** Customers of the batch that are not there yet; the first row of each counts. `$1` their JSON, `$2` now. */
export const INSERT_CUSTOMERS = `
  INSERT INTO customers (id, external_id, type, name, email, locale, time_zone, currency, search_name, search_email,
    search_external_id, created_at, updated_at)
  SELECT uuid_v7($2::timestamptz), r.external_id, r.type, r.name, r.email, r.locale, r.time_zone, r.currency, r.search_name,
    r.search_email, r.search_external_id, $2::timestamptz, $2::timestamptz
  FROM jsonb_to_recordset($1::jsonb) AS r (external_id text, type text, name text, email text, locale text, time_zone text,
    currency text, search_name text, search_email text, search_external_id text)
  ORDER BY r.external_id
  ON CONFLICT (external_id) DO NOTHING
  RETURNING external_id`;

/** What stands of these customers and differs from the file, by name of the CRM's column. */
export const DIFFERING_CUSTOMERS = `
  SELECT r.external_id, array_remove(ARRAY[
    CASE WHEN c.type <> r.type THEN 'customer_type' END,
    CASE WHEN c.name <> r.name THEN 'customer_name' END,
    CASE WHEN c.email IS DISTINCT FROM r.email THEN 'email' END,
    CASE WHEN c.locale <> r.locale THEN 'locale' END,
    CASE WHEN c.time_zone <> r.time_zone THEN 'time_zone' END,
    CASE WHEN c.currency <> r.currency THEN 'currency' END], NULL) AS fields
  FROM jsonb_to_recordset($1::jsonb) AS r (external_id text, type text, name text, email text, locale text, time_zone text,
    currency text)
  JOIN customers c ON c.external_id = r.external_id
  WHERE (c.type, c.name, c.email, c.locale, c.time_zone, c.currency)
    IS DISTINCT FROM (r.type, r.name, r.email, r.locale, r.time_zone, r.currency)`;

/** Takes over what differs; an erased customer stays erased. */
export const UPDATE_CUSTOMERS = `
  UPDATE customers c SET type = r.type, name = r.name, email = r.email, locale = r.locale, time_zone = r.time_zone,
    currency = r.currency, search_name = r.search_name, search_email = r.search_email, updated_at = $2::timestamptz
  FROM jsonb_to_recordset($1::jsonb) AS r (external_id text, type text, name text, email text, locale text, time_zone text,
    currency text, search_name text, search_email text)
  WHERE c.external_id = r.external_id AND c.erased_at IS NULL
    AND (c.type, c.name, c.email, c.locale, c.time_zone, c.currency)
      IS DISTINCT FROM (r.type, r.name, r.email, r.locale, r.time_zone, r.currency)`;

/** The customers of the batch, locked in one order. */
export const LOCK_CUSTOMERS = `
  SELECT id FROM customers WHERE external_id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`;

/** Subscriptions that are not there yet; they run already, and are billed once `next_invoice_on` is set. */
export const INSERT_SUBSCRIPTIONS = `
  WITH ${SUBSCRIPTION_ROWS},
  made AS (
    INSERT INTO subscriptions (id, customer_id, service_type, name, billing_mode, auto_renew, price_amount, price_currency, period,
      anchor_on, next_invoice_on, requires_payment_method, state, import_key, created_at, updated_at)
    SELECT uuid_v7($2::timestamptz), customer_id, service_type, service_name, billing_mode, auto_renew, price_minor, currency, 'P1M',
      added_on, NULL, requires_method, 'active', import_key, $2::timestamptz, $2::timestamptz
    FROM (
      SELECT DISTINCT ON (customer_id, service_type, service_name) rows.*, service_type || '|' || service_name AS import_key
      FROM rows ORDER BY customer_id, service_type, service_name, line) first
    ORDER BY customer_id, import_key
    ON CONFLICT (customer_id, import_key) DO NOTHING
    RETURNING id, customer_id, name, requires_payment_method)
  , held AS (
    INSERT INTO customer_holds (id, customer_id, kind, reference, label, created_at)
    SELECT uuid_v7($2::timestamptz), customer_id, 'subscription_requires_method', id, name, $2::timestamptz
    FROM made WHERE requires_payment_method ON CONFLICT DO NOTHING)
  SELECT count(*)::int AS count FROM made`;
