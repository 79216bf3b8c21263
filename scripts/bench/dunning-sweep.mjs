/**
 * The real pass of dunning over a million customers of whom ten thousand have an open case: with nothing due, with a thousand and with all of
 * them due, each of which enters a stage and warns its customer by mail. Against it stand bare INSERT … SELECTs in one transaction that write
 * the very rows that the pass wrote, and the same a case at a time: each decision is taken under its customer's lock, in a transaction of its
 * own, so that the second is the limit.
 */
import { caseStatements, due, NOW } from './lib/cases.mjs';
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { benchApp, product } from './lib/product.mjs';

// What a pass writes, with the column that tells whose the row is: the case or the customer.
const WRITTEN = {
  dunning_effects: 'case_id',
  dunning_timeline: 'case_id',
  events: 'customer_id',
  access_links: 'customer_id',
  messages: 'customer_id',
};
const LANES = 4;

export function run({ quick }) {
  const customers = quick ? 20_000 : 1_000_000;
  const cases = quick ? 400 : 10_000;
  return withServer(async (server) => {
    const databaseUrl = await dataset(server, {
      name: `cases_${customers}`,
      statements: caseStatements(customers, cases),
    });
    const app = await benchApp(databaseUrl, { now: NOW });
    const { DunningSweep } = await product('src/modules/dunning/index');
    const sweep = app.get(DunningSweep);
    const pass = () => sweep.run(new Date(NOW), new globalThis.AbortController().signal);
    try {
      return await onDatabase(asOwner(server, databaseUrl), (client) =>
        compare(
          { client, pass, url: asOwner(server, databaseUrl) },
          { customers, cases, rounds: quick ? 2 : 3 },
        ),
      );
    } finally {
      await app.close();
    }
  });
}

async function compare({ client, pass, url }, { customers, cases, rounds }) {
  const figures = { bare: [], one: [], few: [], all: [], after: [], idle: [] };
  const few = cases / 10;
  for (let round = 1; round <= rounds; round += 1) {
    await reset(client, few);
    figures.few.push(await seconds(pass));
    await reset(client, cases);
    let done = 0;
    figures.all.push(await seconds(async () => (done = await pass())));
    if (done !== cases) throw new Error(`${cases} cases are due, and something was done about ${done}.`);
    figures.after.push(await seconds(pass));
    figures.idle.push(await seconds(pass));
    if (round === 1) await keep(client);
    await reset(client, cases);
    figures.bare.push(await seconds(() => bare(client)));
    await reset(client, cases);
    figures.one.push(await seconds(() => oneByOne(client, url)));
    const last = Object.entries(figures).map(([name, values]) => `${name} ${values.at(-1).toFixed(3)} s`);
    say(`round ${round}: ${last.join(', ')}`);
  }
  await drop(client);
  await reset(client, 0);
  return verdict(figures, { customers, cases, few });
}

async function reset(client, count) {
  for (const statement of due(count)) await client.query(statement);
}

/** The rows that the pass wrote, for the bare statements to write again. */
async function keep(client) {
  await drop(client);
  for (const [name, owner] of Object.entries(WRITTEN)) {
    const own = name === 'dunning_effects' ? `WHERE key <> '1:mail'` : '';
    await client.query(`CREATE TABLE written_${name} AS SELECT * FROM ${name} ${own}`);
    await client.query(`CREATE INDEX ON written_${name} (${owner})`);
  }
  await client.query('VACUUM ANALYZE');
}

async function drop(client) {
  for (const name of Object.keys(WRITTEN)) await client.query(`DROP TABLE IF EXISTS written_${name}`);
}

async function bare(client) {
  await client.query('BEGIN');
  for (const name of Object.keys(WRITTEN))
    await client.query(`INSERT INTO ${name} SELECT * FROM written_${name}`);
  await client.query(
    `UPDATE dunning_cases SET stage = 'warning', next_due_at = next_due_at + interval '1 day', evaluated_at = $1 WHERE next_due_at <= $1`,
    [NOW],
  );
  await client.query('COMMIT');
}

/** The same rows, each case in a transaction under its customer's lock, as many at once as the pass has. */
async function oneByOne(client, url) {
  const { rows } = await client.query('SELECT id, customer_id FROM dunning_cases WHERE next_due_at <= $1', [
    NOW,
  ]);
  const work = () =>
    onDatabase(url, async (lane) => {
      for (let next = rows.pop(); next; next = rows.pop()) await writeOne(lane, next);
    });
  await Promise.all(Array.from({ length: LANES }, work));
}

async function writeOne(client, { id, customer_id: customer }) {
  await client.query('BEGIN');
  await client.query('SELECT id FROM customers WHERE id = $1 FOR NO KEY UPDATE', [customer]);
  await client.query('SELECT id FROM dunning_cases WHERE id = $1 FOR NO KEY UPDATE', [id]);
  for (const [name, owner] of Object.entries(WRITTEN))
    await client.query(`INSERT INTO ${name} SELECT * FROM written_${name} WHERE ${owner} = $1`, [
      owner === 'case_id' ? id : customer,
    ]);
  await client.query(
    `UPDATE dunning_cases SET stage = 'warning', next_due_at = next_due_at + interval '1 day', evaluated_at = $2 WHERE id = $1`,
    [id, NOW],
  );
  await client.query('COMMIT');
}

async function seconds(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

function verdict({ bare: bareTimes, one, few: fewTimes, all, after, idle }, { customers, cases, few }) {
  const [many, some, number] = [cases, few, customers].map((count) => count.toLocaleString('en'));
  say(`\n${number} customers, ${many} open cases; the warning of each is due`);
  table(
    ['', 'median s', 'fastest s', 'ms a case'],
    [
      ['bare INSERT … SELECTs, one transaction', bareTimes, cases],
      ['bare, a transaction a case', one, cases],
      [`pass, ${some} due`, fewTimes, few],
      [`pass, ${many} due`, all, cases],
      ['pass, nothing due, right after', after, 0],
      ['pass, nothing due', idle, 0],
    ].map(([name, values, count]) => [
      name,
      median(values),
      Math.min(...values),
      count === 0 ? '' : (median(values) / count) * 1_000,
    ]),
  );
  const limits = new Limits();
  limits.atMost('pass to bare SQL, a transaction a case', median(all) / median(one), 3);
  limits.atMost('seconds with nothing due', median(idle), 0.3);
  limits.atMost('ten times as many due, time a case', median(all) / cases / (median(fewTimes) / few), 1.5);
  say(`to one transaction for all, which takes no decision: ${(median(all) / median(bareTimes)).toFixed(1)}`);
  return limits.verdict();
}
