/**
 * The real sweep with every rule, against one bare INSERT … SELECT … ON CONFLICT DO NOTHING of as many rows from the same data; then, with
 * nothing left to do, against the bare anti-join that finds that out. Sweep and bare statement take turns.
 */
import { cardStatements, NOW } from './lib/cards.mjs';
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { benchApp, product } from './lib/product.mjs';

const AT = `timestamptz '${NOW}'`;

// The stage of every card on its customer's own day, and none of the rules: no roles, hours, opt-outs, suppressions or other reminders.
const BARE_CARDS = `
  SELECT l.payment_method_id, l.customer_id, l.expires_on, day.days_left,
    CASE WHEN day.days_left < 0 THEN 0 WHEN day.days_left <= 7 THEN 7 WHEN day.days_left <= 30 THEN 30 ELSE 60 END AS stage
  FROM card_listings l
  CROSS JOIN LATERAL (SELECT l.expires_on - (${AT} AT TIME ZONE l.time_zone)::date AS days_left) day
  WHERE l.service_type = '' AND l.customer_type IN ('individual', 'business') AND l.vendor IN ('stripe', 'paypal', 'paytabs')
    AND l.expires_on BETWEEN date '2026-10-21' AND date '2027-01-21' AND day.days_left BETWEEN -30 AND CASE WHEN l.is_default THEN 60 ELSE 30 END`;
const KEY = `'reminder:' || d.payment_method_id || ':' || d.expires_on || ':' || d.stage`;
const BARE_INSERT = `
  INSERT INTO messages (id, customer_id, type, category, state, locale, to_email, to_name, variables, dedupe_key, subject_id, stage, local_day,
    not_before, next_attempt_at, created_at, state_changed_at)
  SELECT uuid_v7(${AT}), d.customer_id, CASE d.stage WHEN 0 THEN 'card_expired' ELSE 'card_expiry_' || d.stage END, 'reminder', 'queued',
    c.locale, coalesce(c.email, ''), c.name,
    jsonb_build_object('customer_name', c.name, 'brand', m.brand, 'last4', m.last4, 'exp_month', m.exp_month, 'exp_year', m.exp_year,
      'days_left', d.days_left, 'link', jsonb_build_object('id', m.id, 'expires_at', to_char(d.expires_on, 'YYYY-MM-DD"T00:00:00Z"'))),
    ${KEY}, d.payment_method_id, d.stage,
    -- Another day for each card, since this statement knows nothing of one reminder a day.
    date '2000-01-01' + (row_number() OVER ())::int, ${AT}, ${AT}, ${AT}, ${AT}
  FROM (${BARE_CARDS}) d JOIN customers c ON c.id = d.customer_id JOIN payment_methods m ON m.id = d.payment_method_id
  ORDER BY ${KEY}
  ON CONFLICT (dedupe_key) DO NOTHING`;
const BARE_ANTI_JOIN = `
  SELECT count(*) FROM (${BARE_CARDS}) d WHERE NOT EXISTS (SELECT FROM messages t WHERE t.dedupe_key = ${KEY})`;

export function run({ quick }) {
  const cards = quick ? 10_000 : 1_000_000;
  return withServer(async (server) => {
    const databaseUrl = await dataset(server, { name: `cards_${cards}`, statements: cardStatements(cards) });
    const app = await benchApp(databaseUrl, { now: NOW });
    const { ReminderSweep } = await product('src/modules/reminders/index');
    const sweep = app.get(ReminderSweep);
    try {
      return await onDatabase(asOwner(server, databaseUrl), (client) =>
        compare(client, sweep, quick ? 2 : 7, cards),
      );
    } finally {
      await app.close();
    }
  });
}

async function compare(client, sweep, rounds, cards) {
  const figures = { bare: [], antiJoin: [], sweep: [], idle: [] };
  let bareRows = 0;
  let result = null;
  for (let round = 1; round <= rounds; round += 1) {
    await empty(client);
    figures.bare.push(await seconds(async () => ({ rowCount: bareRows } = await client.query(BARE_INSERT))));
    await client.query('VACUUM ANALYZE messages');
    figures.antiJoin.push(await secondsWarm(() => client.query(BARE_ANTI_JOIN)));
    await empty(client);
    figures.sweep.push(
      await seconds(async () => (result = await sweep.run(new Date(NOW), { ignoreHours: true }))),
    );
    await client.query('VACUUM ANALYZE messages');
    figures.idle.push(await secondsWarm(() => sweep.run(new Date(NOW), { ignoreHours: true })));
    const last = Object.entries(figures).map(([name, values]) => `${name} ${values.at(-1).toFixed(3)} s`);
    say(`round ${round}: ${last.join(', ')}`);
  }
  await empty(client);
  return verdict(figures, { bareRows, ...result, cards });
}

async function empty(client) {
  await client.query('TRUNCATE messages');
  await client.query('CHECKPOINT');
}

async function seconds(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

/** The second of two, since the job runs every minute and finds its pages in memory. */
async function secondsWarm(work) {
  await work();
  return seconds(work);
}

function verdict(figures, { cards, bareRows, queued, skipped, deferred }) {
  say(
    `\n${cards.toLocaleString('en')} cards; the sweep queues ${queued}, skips ${skipped} and defers ${deferred}; the bare statement writes ${bareRows}`,
  );
  table(
    ['', 'median s', 'fastest s'],
    [
      ['bare INSERT … SELECT', figures.bare],
      ['sweep', figures.sweep],
      ['bare anti-join, nothing due', figures.antiJoin],
      ['sweep, nothing due', figures.idle],
    ].map(([name, values]) => [name, median(values), Math.min(...values)]),
  );
  const ratioOf = (ours, bare) => median(ours.map((value, index) => value / bare[index]));
  // A row of the one is as good as a row of the other, and the bare statement writes some more.
  const perRow = bareRows / (queued + skipped);
  const limits = new Limits();
  limits.atMost('sweep to bare insert, a row', ratioOf(figures.sweep, figures.bare) * perRow, 2);
  limits.atMost('sweep to bare anti-join, nothing due', ratioOf(figures.idle, figures.antiJoin), 3);
  return limits.verdict();
}
