/**
 * Whole charges a second (intent, call, outcome, invoice) by the job that collects due invoices, through the Stripe SDK to a stand-in of 20 ms
 * in a process of its own, with 10, 50 and 100 calls in flight. They are held against what concurrency and latency allow, and against the end
 * of the processor where that comes first: what the bare SDK alone does in the same round, with the same calls and no database.
 */
import Stripe from 'stripe';
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { freePort, startServer } from './lib/processes.mjs';
import { benchApp, product } from './lib/product.mjs';

const LATENCY_MS = 20;
const CUSTOMERS = 7_500;
const LIMITS = new Map([
  [50, 0.75],
  [100, 0.5],
]);
const IN_FLIGHT = [10, 50, 100];
const SECONDS = 3;
const NOW = '2026-11-21T12:00:00.000Z';
const KEY = 'sk_test_bench';

export function run({ quick }) {
  return withServer(async (server) => {
    const databaseUrl = await dataset(server, { name: 'charges', statements: [] });
    const port = await freePort();
    const stripe = await startServer('scripts/bench/processes/stripe.mjs', {
      env: { PORT: String(port), LATENCY_MS: String(LATENCY_MS) },
      readyUrl: `http://127.0.0.1:${port}/`,
    });
    const workers = [];
    try {
      const sdk = new Stripe(KEY, { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
      const cards = await makeCards(sdk);
      for (const inFlight of IN_FLIGHT) workers.push(await startWorker(databaseUrl, port, inFlight));
      return await onDatabase(asOwner(server, databaseUrl), async (client) => {
        await makeCustomers(client, cards);
        return measure({ client, sdk, cards, workers, quick });
      });
    } finally {
      for (const { stop } of workers) await stop();
      await stripe.stop();
    }
  });
}

async function startWorker(databaseUrl, port, inFlight) {
  const app = await benchApp(databaseUrl, {
    now: NOW,
    env: {
      VENDORS__STRIPE__SECRET_KEY: KEY,
      VENDORS__STRIPE__PUBLISHABLE_KEY: 'pk_test_bench',
      VENDORS__STRIPE__API_BASE: `http://127.0.0.1:${port}`,
      VENDORS__STRIPE__CONCURRENCY: String(inFlight),
    },
  });
  const { Collection } = await product('src/modules/billing/collection.service');
  return { inFlight, collection: app.get(Collection), stop: () => app.close() };
}

/** Customers at the vendor, each with a good card. */
async function makeCards(sdk) {
  const cards = [];
  await atOnce(50, CUSTOMERS, async (index) => {
    const customer = await sdk.customers.create({ name: `Customer ${index}` });
    const { id } = await sdk.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    cards.push({ customer: customer.id, method: id });
  });
  return cards;
}

/** The same with us. */
async function makeCustomers(client, cards) {
  await client.query('TRUNCATE customers CASCADE');
  await client.query(
    `INSERT INTO customers (id, external_id, type, name, email, locale, time_zone, currency, search_name, created_at, updated_at)
     SELECT uuid_v7(timestamptz '${NOW}'), 'crm-' || n, 'individual', 'Customer ' || n, 'customer' || n || '@example.com', 'en',
       'Europe/London', 'GBP', 'customer ' || n, timestamptz '${NOW}', timestamptz '${NOW}'
     FROM generate_series(1, $1::int) n`,
    [cards.length],
  );
  await client.query(
    `INSERT INTO payment_methods (id, customer_id, vendor, vendor_account, vendor_payment_method_id, vendor_customer_id, payment_type,
       brand, last4, exp_month, exp_year, expires_on, funding, is_default, status, source, verified_at, created_at, updated_at)
     SELECT uuid_v7(timestamptz '${NOW}'), c.id, 'stripe', 'acct_bench', card.method, card.customer, 'card', 'visa', '4242', 12, 2035,
       '2035-12-31', 'credit', true, 'active', 'setup', timestamptz '${NOW}', timestamptz '${NOW}', timestamptz '${NOW}'
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS card (customer, method, n)
     JOIN customers c ON c.external_id = 'crm-' || card.n`,
    [cards.map(({ customer }) => customer), cards.map(({ method }) => method)],
  );
}

async function measure({ client, sdk, cards, workers, quick }) {
  const found = workers.map(({ inFlight }) => ({
    inFlight,
    ideal: (inFlight * 1_000) / LATENCY_MS,
    bare: [],
    whole: [],
    ratios: [],
    processor: [],
  }));
  for (const worker of workers) await collect(client, worker, 300);
  for (let round = 1; round <= (quick ? 1 : 5); round += 1) {
    for (const [index, worker] of workers.entries()) {
      const each = found[index];
      const charges = Math.min(each.ideal, 2_500) * (quick ? 1 : SECONDS);
      const bare = await bareCalls(sdk, cards, { inFlight: each.inFlight, charges });
      const whole = await collect(client, worker, charges);
      each.bare.push(bare.speed);
      each.whole.push(whole.speed);
      each.ratios.push(whole.speed / Math.min(each.ideal, bare.speed));
      each.processor.push([bare.processor, whole.processor]);
    }
    say(
      `round ${round}: ${found.map(({ inFlight, bare, whole }) => `${inFlight} in flight ${whole.at(-1).toFixed(0)} (bare ${bare.at(-1).toFixed(0)})`).join(', ')} a second`,
    );
  }
  say();
  table(
    [
      'in flight',
      'ideal a second',
      'bare SDK',
      'charges a second',
      'to the ideal',
      'to the smaller',
      'µs a call',
      'µs a charge',
    ],
    found.map(({ inFlight, ideal, bare, whole, ratios, processor }) => [
      inFlight,
      ideal,
      Math.round(median(bare)),
      Math.round(median(whole)),
      (median(whole) / ideal).toFixed(2),
      median(ratios).toFixed(2),
      Math.round(median(processor.map(([call]) => call))),
      Math.round(median(processor.map(([, charge]) => charge))),
    ]),
  );
  const limits = new Limits();
  for (const { inFlight, ratios } of [...found].reverse())
    if (LIMITS.has(inFlight))
      limits.atLeast(
        `charges a second with ${inFlight} in flight, to the ideal or the end of the processor`,
        median(ratios),
        LIMITS.get(inFlight),
      );
  return limits.verdict();
}

/** Whole charges a second. */
async function collect(client, { collection }, charges) {
  await owe(client, charges);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  let done = 0;
  while (done < charges) {
    const count = await collection.collectDue(new Date(NOW), { aborted: false });
    if (count === 0) break;
    done += count;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const processor = spent(cpu, charges);
  const { rows } = await client.query(`SELECT count(*)::int AS paid FROM invoices WHERE state = 'paid'`);
  if (rows[0].paid !== charges) throw new Error(`${rows[0].paid} of ${charges} invoices were paid.`);
  return { speed: charges / seconds, processor };
}

async function owe(client, invoices) {
  await client.query(
    'TRUNCATE invoices, invoice_lines, payments, payment_attempts, events, audit_entries, customer_holds CASCADE',
  );
  await client.query(
    `WITH made AS (
       INSERT INTO invoices (id, number, customer_id, currency, total_amount, tax_amount, due_on, state, collect_at, issued_at, created_at,
         updated_at)
       SELECT uuid_v7(timestamptz '${NOW}'), n, c.id, 'GBP', 1200, 200, '2026-11-21', 'open', timestamptz '${NOW}', timestamptz '${NOW}',
         timestamptz '${NOW}', timestamptz '${NOW}'
       FROM generate_series(1, $1::int) n
       JOIN customers c ON c.external_id = 'crm-' || 1 + n % ${CUSTOMERS}
       RETURNING id, customer_id, number),
     line AS (
       INSERT INTO invoice_lines (invoice_id, position, description, quantity, amount, tax_rate, tax_amount)
       SELECT id, 1, 'Mobile M', 1, 1200, '20', 200 FROM made)
     INSERT INTO customer_holds (id, customer_id, kind, reference, label, created_at)
     SELECT uuid_v7(timestamptz '${NOW}'), customer_id, 'balance_due', id, 'INV-' || number, timestamptz '${NOW}' FROM made`,
    [invoices],
  );
  await client.query('VACUUM ANALYZE');
}

/** The same calls by the SDK alone, a second. */
async function bareCalls(sdk, cards, { inFlight, charges }) {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await atOnce(inFlight, charges, (index) => {
    const { customer, method } = cards[index % cards.length];
    return sdk.paymentIntents.create(
      {
        amount: 1_200,
        currency: 'gbp',
        customer,
        payment_method: method,
        allowed_payment_method_types: ['card'],
        confirm: true,
        off_session: true,
        description: `Invoice INV-${index}`,
        metadata: {
          omnicrm_payment_id: String(index),
          omnicrm_attempt_no: '1',
          omnicrm_customer_id: customer,
        },
        payment_method_options: { card: { stored_credential_usage: 'recurring' } },
        expand: ['latest_charge'],
      },
      { idempotencyKey: `bare-${startedAt}-${index}` },
    );
  });
  return { speed: (charges * 1_000) / (performance.now() - startedAt), processor: spent(cpu, charges) };
}

/** Microseconds of this process for one of them. */
function spent(since, times) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / times;
}

async function atOnce(inFlight, times, work) {
  let next = 0;
  const worker = async () => {
    while (next < times) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}
