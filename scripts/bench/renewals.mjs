/**
 * The real sweep over a million subscriptions of which fifty thousand are due, against one transaction of bare INSERT … SELECTs that writes
 * as many invoices, lines, holds, events, audit entries, links and mails; then with nothing left to do. Nobody has a method, so that all have
 * mails. Sweep and bare statements take turns.
 */
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { benchApp, product } from './lib/product.mjs';
import { NOW, PRISTINE, subscriptionStatements, TODAY } from './lib/subscriptions.mjs';

const AT = `timestamptz '${NOW}'`;
const DUE = `
  SELECT s.*, c.auto_pay, (${AT} AT TIME ZONE c.time_zone)::date AS today FROM subscriptions s JOIN customers c ON c.id = s.customer_id
  WHERE s.billing_mode = 'postpaid' AND s.state = 'active' AND s.next_invoice_on <= (${AT} AT TIME ZONE c.time_zone)::date`;
const VIEW = `jsonb_build_object('id', i.id, 'number', 'INV-' || lpad(i.number::text, 6, '0'), 'customer_id', i.customer_id,
  'subscription_id', i.subscription_id, 'period', jsonb_build_object('from', i.period_from, 'to', i.period_to), 'state', i.state,
  'total', jsonb_build_object('amount', i.total_amount, 'currency', i.currency), 'due_on', i.due_on, 'issued_at', i.issued_at)`;

/** What has to be written of each, with none of the rules: no locks, missed periods, suspensions or final invoices. */
const BARE = [
  `CREATE TEMP TABLE due ON COMMIT DROP AS
     SELECT uuid_v7(${AT}) AS invoice_id, row_number() OVER (ORDER BY id) AS n,
       (next_invoice_on + period::interval)::date AS next_on, due.* FROM (${DUE}) due`,
  'UPDATE invoice_counter SET last_number = last_number + (SELECT count(*) FROM due)',
  `INSERT INTO invoices (id, number, customer_id, subscription_id, period_from, period_to, currency, total_amount, tax_amount, due_on, state,
     collect_at, renewal, issued_at, created_at, updated_at)
   SELECT invoice_id, last_number - (SELECT count(*) FROM due) + n, customer_id, id, next_invoice_on, next_on - 1, price_currency,
     price_amount, 0, today, 'open', CASE WHEN auto_pay THEN ${AT} END, true, ${AT}, ${AT}, ${AT}
   FROM due CROSS JOIN (SELECT last_number FROM invoice_counter) counter`,
  `INSERT INTO invoice_lines (invoice_id, position, description, quantity, amount, tax_rate, tax_amount)
   SELECT invoice_id, 1, name, 1, price_amount, '0', 0 FROM due`,
  `UPDATE subscriptions s SET next_invoice_on = due.next_on, updated_at = ${AT} FROM due WHERE s.id = due.id`,
  `INSERT INTO customer_holds (id, customer_id, kind, reference, label, created_at)
   SELECT uuid_v7(${AT}), i.customer_id, 'balance_due', i.id, 'INV-' || lpad(i.number::text, 6, '0'), ${AT}
   FROM due JOIN invoices i ON i.id = due.invoice_id`,
  `INSERT INTO events (id, type, subject_id, customer_id, payload, occurred_at)
   SELECT uuid_v7(${AT}), 'invoice.issued', i.id, i.customer_id, jsonb_build_object('invoice', ${VIEW}), ${AT}
   FROM due JOIN invoices i ON i.id = due.invoice_id`,
  `INSERT INTO events (id, type, subject_id, customer_id, payload, occurred_at)
   SELECT uuid_v7(${AT}), 'subscription.renewed', due.id, due.customer_id, jsonb_build_object('subscription', to_jsonb(due)), ${AT} FROM due`,
  `INSERT INTO audit_entries (id, at, actor_kind, actor_name, action, entity_type, entity_id, customer_id)
   SELECT uuid_v7(${AT}), ${AT}, 'system', 'renewals', 'invoice.issued', 'invoice', invoice_id, customer_id FROM due`,
  `INSERT INTO access_links (id, customer_id, purpose, created_at, expires_at)
   SELECT invoice_id, customer_id, 'pay', ${AT}, ${AT} + interval '14 days' FROM due`,
  `INSERT INTO messages (id, customer_id, type, category, state, locale, to_email, to_name, variables, template_version, dedupe_key,
     not_before, next_attempt_at, created_at, state_changed_at)
   SELECT uuid_v7(${AT}), c.id, 'invoice_issued', 'payment', 'queued', c.locale, c.email, c.name, jsonb_build_object('invoice', ${VIEW}), 'v1',
     'invoice_issued:' || i.id, ${AT}, ${AT}, ${AT}, ${AT}
   FROM due JOIN invoices i ON i.id = due.invoice_id JOIN customers c ON c.id = i.customer_id`,
];

export function run({ quick }) {
  const count = quick ? 20_000 : 1_000_000;
  return withServer(async (server) => {
    const statements = subscriptionStatements(count);
    const databaseUrl = await dataset(server, { name: `subscriptions_${count}`, statements });
    const app = await benchApp(databaseUrl, { now: NOW });
    const { Renewals } = await product('src/modules/billing/index');
    const renewals = app.get(Renewals);
    try {
      return await onDatabase(asOwner(server, databaseUrl), (client) =>
        compare(client, renewals, { rounds: quick ? 2 : 3, count }),
      );
    } finally {
      await app.close();
    }
  });
}

async function compare(client, renewals, { rounds, count }) {
  const figures = { bare: [], sweep: [], after: [], idle: [] };
  let bareRows = 0;
  let done = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await reset(client);
    figures.bare.push(await seconds(() => bare(client)));
    bareRows = await invoices(client);
    await reset(client);
    figures.sweep.push(await seconds(async () => (done = await renewals.run(new Date(NOW)))));
    if ((await invoices(client)) !== bareRows)
      throw new Error('Sweep and bare statements do not write the same.');
    // The first steps over what the sweep has left behind; the job comes every ten seconds.
    figures.after.push(await seconds(() => renewals.run(new Date(NOW))));
    figures.idle.push(await seconds(() => renewals.run(new Date(NOW))));
    const last = Object.entries(figures).map(([name, values]) => `${name} ${values.at(-1).toFixed(3)} s`);
    say(`round ${round}: ${last.join(', ')}`);
  }
  await reset(client);
  return verdict(figures, { count, done, bareRows });
}

async function bare(client) {
  await client.query('BEGIN');
  for (const statement of BARE) await client.query(statement);
  await client.query('COMMIT');
}

async function reset(client) {
  for (const statement of PRISTINE) await client.query(statement);
}

async function invoices(client) {
  const { rows } = await client.query('SELECT count(*)::int AS count FROM invoices');
  return rows[0].count;
}

async function seconds(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

function verdict({ bare: bareTimes, sweep, after, idle }, { count, done, bareRows }) {
  say(
    `\n${count.toLocaleString('en')} subscriptions; on ${TODAY} the sweep renews ${done}, the bare statements ${bareRows}`,
  );
  table(
    ['', 'median s', 'fastest s'],
    [
      ['bare INSERT … SELECTs', bareTimes],
      ['sweep', sweep],
      ['sweep, nothing due, right after', after],
      ['sweep, nothing due', idle],
    ].map(([name, values]) => [name, median(values), Math.min(...values)]),
  );
  const limits = new Limits();
  limits.atMost('sweep to bare SQL', median(sweep.map((value, index) => value / bareTimes[index])), 3);
  limits.atMost('seconds with nothing due', median(idle), 0.3);
  return limits.verdict();
}
