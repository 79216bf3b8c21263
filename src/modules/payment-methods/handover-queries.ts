/** The rows of one batch as a table, with the line each came from; `$1` is their JSON. */
const ROWS = `rows AS MATERIALIZED (
  SELECT r.*, c.id AS customer_id, c.time_zone AS zone
  FROM jsonb_to_recordset($1::jsonb) AS r (line int, customer_external_id text, service_type text, service_name text, billing_mode text,
    auto_renew boolean, price_minor bigint, currency text, requires_method boolean, vendor text, vendor_account text,
    vendor_payment_method_id text, payment_type text, brand text, last4 text, exp_month smallint, exp_year smallint,
    holder_name text, nickname text, funding text, is_default boolean, added_on date)
  JOIN customers c ON c.external_id = r.customer_external_id)`;

/** Methods that are not there yet, as the file has them: nothing is asked of the vendor. */
export const INSERT_METHODS = `
  WITH ${ROWS}
  INSERT INTO payment_methods (id, customer_id, vendor, vendor_account, vendor_payment_method_id, payment_type, brand, last4, exp_month,
    exp_year, expires_on, name, nickname, funding, is_default, status, source, verified_at, expired_event_at, created_at, updated_at)
  SELECT uuid_v7($2::timestamptz), customer_id, vendor, vendor_account, vendor_payment_method_id, payment_type, brand, last4, exp_month,
    exp_year, expires_on, holder_name, nickname, funding, false, 'active', 'import', NULL,
    CASE WHEN expires_on < ($2::timestamptz AT TIME ZONE zone)::date THEN $2::timestamptz END,
    least($2::timestamptz, added_on::timestamp AT TIME ZONE zone), $2::timestamptz
  FROM (SELECT rows.*, CASE WHEN exp_year IS NOT NULL
      THEN (make_date(exp_year, exp_month, 1) + interval '1 month' - interval '1 day')::date END AS expires_on FROM rows) dated
  ORDER BY vendor, vendor_account, vendor_payment_method_id
  ON CONFLICT (vendor, vendor_account, vendor_payment_method_id) DO NOTHING
  RETURNING id, customer_id, vendor, is_default, expires_on, vendor_payment_method_id`;

/** Methods of the file that are on file for another customer. */
export const FOREIGN_METHODS = `
  WITH ${ROWS}
  SELECT rows.line FROM rows
  JOIN payment_methods m ON (m.vendor, m.vendor_account, m.vendor_payment_method_id)
    = (rows.vendor, rows.vendor_account, rows.vendor_payment_method_id)
  WHERE m.customer_id <> rows.customer_id`;

/**
 * A default for each of these customers that has none: the one the file marks, else the newest usable one. A default that stands is
 * never touched. `$2` now.
 */
export const CHOOSE_DEFAULTS = `
  WITH ${ROWS},
  wanted AS (
    SELECT DISTINCT ON (m.customer_id) m.id
    FROM payment_methods m
    JOIN (SELECT DISTINCT customer_id, zone FROM rows) c ON c.customer_id = m.customer_id
    LEFT JOIN rows marked ON marked.is_default
      AND (marked.vendor, marked.vendor_account, marked.vendor_payment_method_id)
        = (m.vendor, m.vendor_account, m.vendor_payment_method_id)
    WHERE m.status = 'active'
      AND NOT EXISTS (SELECT 1 FROM payment_methods d WHERE d.customer_id = m.customer_id AND d.is_default)
      AND (marked.line IS NOT NULL OR m.expires_on IS NULL OR m.expires_on >= ($2::timestamptz AT TIME ZONE c.zone)::date)
    ORDER BY m.customer_id, marked.line IS NULL, marked.line, m.created_at DESC, m.id DESC)
  UPDATE payment_methods m SET is_default = true, updated_at = $2::timestamptz FROM wanted WHERE m.id = wanted.id`;
