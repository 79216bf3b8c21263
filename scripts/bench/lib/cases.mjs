/** Business time of the benchmark on dunning: noon of the fourth day of every case that is due. */
export const NOW = '2026-11-21T12:00:00.000Z';

const at = `timestamptz '${NOW}'`;
const long = `timestamptz '2026-01-01T00:00:00Z'`;
const idOf = (kind, number) => `md5('${kind}' || ${number})::uuid`;
const FIRST = `timestamptz '2026-11-18T09:00:00Z'`;
const RETRY = `timestamptz '2026-11-20T09:00:00Z'`;

/**
 * Statements that make customers with a service and a paid invoice each; so many of them have an unpaid one besides, with a case that was
 * opened three days ago, told of and tried twice: its warning is due today.
 */
export function caseStatements(customers, cases) {
  return [
    `INSERT INTO customers (id, external_id, type, name, email, locale, time_zone, currency, auto_pay, search_name, search_email,
       search_external_id, payment_methods_changed_at, created_at, updated_at)
     SELECT ${idOf('customer', 'n')}, 'crm-' || n, 'individual', 'Customer ' || n, 'customer' || n || '@example.com', 'en', 'Europe/London',
       'GBP', true, 'customer ' || n, 'customer' || n || '@example.com', 'crm-' || n, ${long}, ${long}, ${long}
     FROM generate_series(1, ${customers}) n`,
    `INSERT INTO subscriptions (id, customer_id, service_type, name, billing_mode, auto_renew, price_amount, price_currency, period, anchor_on,
       next_invoice_on, requires_payment_method, state, created_at, updated_at)
     SELECT ${idOf('subscription', 'n')}, ${idOf('customer', 'n')}, 'mobile', 'Mobile M', 'postpaid', true, 1200, 'GBP', 'P1M',
       '2026-10-18', '2026-12-18', false, 'active', ${long}, ${long}
     FROM generate_series(1, ${customers}) n`,
    invoices({
      kind: 'paid',
      count: customers,
      first: 1,
      state: 'paid',
      dueOn: '2026-10-18',
      paidAt: long,
      updatedAt: long,
    }),
    invoices({
      kind: 'unpaid',
      count: cases,
      first: customers + 1,
      state: 'open',
      dueOn: '2026-11-18',
      paidAt: 'NULL',
      updatedAt: FIRST,
    }),
    `INSERT INTO payment_methods (id, customer_id, vendor, vendor_account, vendor_payment_method_id, payment_type, brand, last4, exp_month,
       exp_year, expires_on, funding, fingerprint, is_default, status, source, created_at, updated_at)
     SELECT ${idOf('method', 'n')}, ${idOf('customer', 'n')}, 'stripe', 'acct', 'pm_' || n, 'card', 'visa', '4242', 12, 2030, '2030-12-31',
       'credit', 'fp' || n, true, 'active', 'import', ${long}, ${long}
     FROM generate_series(1, ${cases}) n`,
    `INSERT INTO payments (id, customer_id, invoice_id, subscription_id, purpose, amount, currency, state, created_at, updated_at)
     SELECT ${idOf('payment', 'n')}, ${idOf('customer', 'n')}, ${idOf('unpaid', 'n')}, ${idOf('subscription', 'n')}, 'invoice', 1200, 'GBP',
       'declined', ${FIRST}, ${RETRY}
     FROM generate_series(1, ${cases}) n`,
    `INSERT INTO payment_attempts (id, payment_id, attempt_no, payment_method_id, vendor, vendor_account, vendor_payment_method_id, payment_type,
       brand, last4, exp_month, exp_year, method_expired, off_session, usage, idempotency_key, state, decline_bucket, decline_code, decline_hint,
       decline_retryable, dunning_stage, started_at, settled_at)
     SELECT ${idOf('attempt', "no || '-' || n")}, ${idOf('payment', 'n')}, no, ${idOf('method', 'n')}, 'stripe', 'acct', 'pm_' || n, 'card',
       'visa', '4242', 12, 2030, false, true, 'recurring', 'charge-' || n || '-' || no, 'declined', 'funds', 'insufficient_funds',
       'check_funds', true, CASE no WHEN 2 THEN 'grace' END, CASE no WHEN 1 THEN ${FIRST} ELSE ${RETRY} END,
       CASE no WHEN 1 THEN ${FIRST} ELSE ${RETRY} END
     FROM generate_series(1, ${cases}) n CROSS JOIN generate_series(1, 2) no`,
    `INSERT INTO dunning_policies (name, version, document, source, created_by, created_at)
     VALUES ('default', 1, '{}', 'api', 'benchmark', ${long})`,
    `INSERT INTO dunning_cases (id, customer_id, subscription_id, currency, policy_name, policy_version, day_one, state, stage, next_due_at,
       evaluated_at, opened_at)
     SELECT ${idOf('case', 'n')}, ${idOf('customer', 'n')}, ${idOf('subscription', 'n')}, 'GBP', 'default', 1, '2026-11-18', 'open', 'grace',
       ${at} + interval '1 day', ${RETRY} + interval '1 minute', ${FIRST} + interval '1 second'
     FROM generate_series(1, ${cases}) n`,
    `INSERT INTO dunning_case_invoices (invoice_id, case_id, joined_at)
     SELECT ${idOf('unpaid', 'n')}, ${idOf('case', 'n')}, ${FIRST} FROM generate_series(1, ${cases}) n`,
    `INSERT INTO dunning_effects (case_id, key, done_at) SELECT ${idOf('case', 'n')}, '1:mail', ${FIRST} FROM generate_series(1, ${cases}) n`,
    `INSERT INTO dunning_charges (case_id, key, invoice_id, payment_method_id, attempt_id, cause, slot, planned_at, lease_until)
     SELECT ${idOf('case', 'n')}, 'ladder:3', ${idOf('unpaid', 'n')}, ${idOf('method', 'n')}, ${idOf('attempt', "'2-' || n")}, 'ladder', 3,
       ${RETRY}, ${RETRY} FROM generate_series(1, ${cases}) n`,
    `UPDATE dunning_watch SET looked_until = ${at}`,
    'VACUUM ANALYZE',
  ];
}

function invoices({ kind, count, first, state, dueOn, paidAt, updatedAt }) {
  return `INSERT INTO invoices (id, number, customer_id, subscription_id, period_from, period_to, currency, total_amount, tax_amount, due_on,
      state, issued_at, paid_at, created_at, updated_at)
    SELECT ${idOf(kind, 'n')}, ${first} + n, ${idOf('customer', 'n')}, ${idOf('subscription', 'n')}, '${dueOn}',
      date '${dueOn}' + interval '1 month' - interval '1 day', 'GBP', 1200, 0, '${dueOn}', '${state}', ${updatedAt}, ${paidAt}, ${updatedAt},
      ${updatedAt}
    FROM generate_series(1, ${count}) n`;
}

/** Statements that put the data set back as it was made, with so many cases due. */
export function due(count) {
  return [
    'TRUNCATE messages, events, audit_entries, dunning_timeline, access_links, call_tasks CASCADE',
    `DELETE FROM dunning_effects WHERE key <> '1:mail'`,
    `UPDATE dunning_cases SET state = 'open', stage = 'grace', evaluated_at = ${RETRY} + interval '1 minute',
       next_due_at = ${at} + CASE WHEN id IN (SELECT ${idOf('case', 'n')} FROM generate_series(1, ${count}) n) THEN interval '-1 hour'
         ELSE interval '1 day' END`,
    `UPDATE dunning_watch SET looked_until = ${at}`,
    'VACUUM ANALYZE dunning_cases, dunning_effects',
    'CHECKPOINT',
  ];
}
