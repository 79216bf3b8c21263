import { cardStatements, idOf, NOW } from './cards.mjs';

const at = `timestamptz '${NOW}'`;
/** An instant of the last hundred days, later for higher numbers. */
const ago = (number, count) => `${at} - make_interval(secs => (1 - ${number}::numeric / ${count}) * 8640000)`;
const BUCKETS = `ARRAY['funds', 'issuer', 'technical', 'card_data', 'authentication', 'fraud']`;
const STAGES = `ARRAY['grace', 'warning', 'suspended', 'terminated']`;

/**
 * Statements that make what a panel is looked at with: two cards to a customer; an invoice to each second one, of which a tenth is unpaid
 * after two refusals and has a case; a message, an entry of the audit and an event of a vendor to each.
 */
export function panelStatements(customers) {
  const invoices = customers / 2;
  const unpaid = invoices / 10;
  return [
    ...cardStatements(customers * 2).slice(0, -1),
    `INSERT INTO invoices (id, number, customer_id, currency, total_amount, tax_amount, due_on, state, issued_at, paid_at, created_at, updated_at)
     SELECT ${idOf('019c', 'n')}, n, ${idOf('019a', 'n * 2')}, 'SAR', 9900, 0, (made.at)::date, CASE WHEN n % 10 = 0 THEN 'open' ELSE 'paid' END,
       made.at, CASE WHEN n % 10 > 0 THEN made.at END, made.at, made.at
     FROM generate_series(1, ${invoices}) n CROSS JOIN LATERAL (SELECT ${ago('n', invoices)} AS at) made`,
    `INSERT INTO invoice_lines (invoice_id, position, description, quantity, amount, tax_rate, tax_amount)
     SELECT ${idOf('019c', 'n')}, 1, 'Plan', 1, 9900, '0', 0 FROM generate_series(1, ${invoices}) n`,
    `INSERT INTO payments (id, customer_id, invoice_id, purpose, amount, currency, state, captured_attempt_id, captured_amount,
       captured_currency, created_at, updated_at)
     SELECT ${idOf('019d', 'n')}, ${idOf('019a', 'n * 2')}, ${idOf('019c', 'n')}, 'invoice', 9900, 'SAR',
       CASE WHEN is_paid THEN 'succeeded' ELSE 'declined' END, CASE WHEN is_paid THEN ${idOf('019e', 'n * 2')} END,
       CASE WHEN is_paid THEN 9900 END, CASE WHEN is_paid THEN 'SAR' END, made.at, made.at
     FROM generate_series(1, ${invoices}) n CROSS JOIN LATERAL (SELECT ${ago('n', invoices)} AS at, n % 10 > 0 AS is_paid) made`,
    `INSERT INTO payment_attempts (id, payment_id, attempt_no, payment_method_id, vendor, vendor_account, vendor_payment_method_id, payment_type,
       brand, last4, exp_month, exp_year, method_expired, off_session, usage, idempotency_key, state, captured_amount, captured_currency,
       decline_bucket, decline_code, decline_retryable, dunning_stage, started_at, settled_at)
     SELECT ${idOf('019e', 'n * 2 - 1 + no')}, ${idOf('019d', 'n')}, no + 1, ${idOf('019b', 'n * 4 - 1')},
       (ARRAY['stripe', 'paypal', 'paytabs'])[1 + n % 3], 'acct', 'pm_' || n, 'card', 'visa', '4242', 12, 2030, n % 70 = 0, true, 'recurring',
       'charge-' || n || '-' || no, CASE WHEN is_paid THEN 'succeeded' ELSE 'declined' END, CASE WHEN is_paid THEN 9900 END,
       CASE WHEN is_paid THEN 'SAR' END, CASE WHEN NOT is_paid THEN (${BUCKETS})[1 + (n / 10) % 6] END,
       CASE WHEN NOT is_paid THEN 'insufficient_funds' END, CASE WHEN NOT is_paid THEN true END,
       CASE WHEN no = 1 AND NOT is_paid THEN (${STAGES})[1 + (n / 10) % 4] END, made.at, made.at
     FROM generate_series(1, ${invoices}) n
     CROSS JOIN LATERAL (SELECT ${ago('n', invoices)} AS at, n % 10 > 0 AS is_paid) made
     CROSS JOIN LATERAL generate_series(CASE WHEN is_paid THEN 1 ELSE 0 END, 1) no`,
    `INSERT INTO dunning_policies (name, version, document, source, created_by, created_at) VALUES ('default', 1, '{}', 'api', 'bench', ${at})`,
    `INSERT INTO dunning_cases (id, customer_id, invoice_id, currency, policy_name, policy_version, day_one, state, stage, next_due_at,
       evaluated_at, opened_at, closed_at)
     SELECT ${idOf('01a0', 'n')}, ${idOf('019a', 'n * 20')}, ${idOf('019c', 'n * 10')}, 'SAR', 'default', 1, (made.at)::date,
       CASE WHEN is_open THEN (ARRAY['open', 'open', 'paused', 'awaiting_approval'])[1 + n % 4] ELSE 'written_off' END,
       (${STAGES})[1 + (n / 4) % 4], CASE WHEN is_open THEN ${at} + interval '1 day' END, made.at, made.at, CASE WHEN NOT is_open THEN made.at END
     FROM generate_series(1, ${unpaid}) n CROSS JOIN LATERAL (SELECT ${ago('n', unpaid)} AS at, n % 5 > 0 AS is_open) made`,
    `INSERT INTO dunning_case_invoices (invoice_id, case_id, joined_at)
     SELECT ${idOf('019c', 'n * 10')}, ${idOf('01a0', 'n')}, ${at} FROM generate_series(1, ${unpaid}) n`,
    `INSERT INTO call_tasks (id, case_id, customer_id, kind, state, outcome, created_at, done_at, done_by)
     SELECT ${idOf('01a1', 'n')}, ${idOf('01a0', 'n')}, ${idOf('019a', 'n * 20')}, CASE WHEN n % 7 = 0 THEN 'approval' ELSE 'call' END,
       CASE WHEN is_open THEN 'open' ELSE 'done' END, CASE WHEN NOT is_open THEN 'reached' END, made.at, CASE WHEN NOT is_open THEN made.at END,
       CASE WHEN NOT is_open THEN 'Ann' END
     FROM generate_series(1, ${unpaid}) n CROSS JOIN LATERAL (SELECT ${ago('n', unpaid)} AS at, n % 3 = 0 AS is_open) made`,
    `INSERT INTO messages (id, customer_id, type, category, state, skip_reason, locale, to_email, to_name, variables, dedupe_key, not_before,
       next_attempt_at, created_at, sent_at, state_changed_at)
     SELECT ${idOf('01a2', 'n')}, ${idOf('019a', 'n')}, (ARRAY['card_expiry_60', 'payment_failed', 'receipt'])[1 + n % 3],
       CASE WHEN n % 3 = 0 THEN 'reminder' ELSE 'payment' END, made.state, CASE WHEN made.state = 'skipped' THEN 'suppressed' END, 'en',
       'customer' || n || '@example.com', 'Customer', '{}', 'bench:' || n, made.at, made.at, made.at, made.at, made.at
     FROM generate_series(1, ${customers}) n CROSS JOIN LATERAL (SELECT ${ago('n', customers)} AS at,
       (ARRAY['delivered', 'opened', 'delivered', 'bounced', 'skipped'])[1 + n % 5] AS state) made`,
    `INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, action, entity_type, entity_id, customer_id)
     SELECT ${idOf('01a3', 'n')}, ${ago('n', customers)}, 'system', NULL, 'bench', 'payment.settled', 'payment', ${idOf('019d', 'n')}::text,
       ${idOf('019a', 'n')}
     FROM generate_series(1, ${customers}) n`,
    'VACUUM ANALYZE',
  ];
}
