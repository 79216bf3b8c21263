/** As the index subscriptions_due has it. */
const BILLED = `s.billing_mode = 'postpaid' AND (s.state = 'active' OR (s.state = 'suspended' AND NOT s.auto_renew))`;

const CALENDAR = `unnest($1::text[], $2::date[]) AS calendar (time_zone, today)`;

/**
 * Locks the customers of subscriptions that are due on their own day, past those whom somebody else has locked: zones and their days, the
 * latest of these, the last of the batch before, limit.
 */
export const LOCK_DUE = `
  SELECT s.id, s.next_invoice_on FROM subscriptions s
  JOIN customers c ON c.id = s.customer_id
  JOIN ${CALENDAR} ON calendar.time_zone = c.time_zone
  WHERE ${BILLED} AND s.next_invoice_on <= $3::date AND s.next_invoice_on <= calendar.today
    AND (s.next_invoice_on, s.id) > ($4::date, $5::uuid)
  ORDER BY s.next_invoice_on, s.id LIMIT $6
  FOR NO KEY UPDATE OF c SKIP LOCKED`;

/** Those that are still due now that their customers are locked: zones and their days, ids. */
export const READ_DUE = `
  SELECT s.*, c.auto_pay, c.time_zone, calendar.today FROM subscriptions s
  JOIN customers c ON c.id = s.customer_id
  JOIN ${CALENDAR} ON calendar.time_zone = c.time_zone
  WHERE s.id = ANY ($3) AND ${BILLED} AND s.next_invoice_on <= calendar.today
  ORDER BY s.id FOR NO KEY UPDATE OF s`;

/** The first days after each zone's own on which anything is due: zones and their days. */
export const NEXT_DAYS = `
  SELECT calendar.time_zone, due.next_invoice_on AS day FROM ${CALENDAR}
  CROSS JOIN LATERAL (
    SELECT s.next_invoice_on FROM subscriptions s WHERE ${BILLED} AND s.next_invoice_on > calendar.today
    ORDER BY s.next_invoice_on LIMIT 1) due`;

/** When subscriptions stood still: ids. */
export const SUSPENSIONS = `
  SELECT subscription_id, suspended_at, lifted_at FROM subscription_suspensions WHERE subscription_id = ANY ($1)
  ORDER BY subscription_id, suspended_at`;

const UNBILLED = `s.import_key IS NOT NULL AND s.next_invoice_on IS NULL AND s.state IN ('pending_payment_method', 'active', 'suspended')`;

/** Imported subscriptions that are not billed yet: the last of the batch before, limit. */
export const FIND_UNBILLED = `
  SELECT s.id, s.customer_id FROM subscriptions s WHERE ${UNBILLED} AND s.id > $1 ORDER BY s.id LIMIT $2`;

/** Those that are still not billed now that their customers are locked: ids. */
export const READ_UNBILLED = `
  SELECT s.*, c.auto_pay, c.time_zone FROM subscriptions s JOIN customers c ON c.id = s.customer_id
  WHERE s.id = ANY ($1) AND ${UNBILLED} ORDER BY s.id FOR NO KEY UPDATE OF s`;
