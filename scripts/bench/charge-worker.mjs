/**
 * Whole charges a second (intent, call, outcome, invoice) by the job that collects due invoices, through the Stripe SDK to a stand-in of 20 ms
 * in a process of its own, with 10, 50 and 100 calls in flight. They are held against what concurrency and latency allow, and where that
 * comes first against the end of the processor, which SDK, stand-in and PostgreSQL share: what the same calls with the least of statements
 * reach in the same round (lib/bare-charges.mjs). The bare SDK without a database is shown beside it.
 */
import Stripe from 'stripe';
import { bareCharges } from './lib/bare-charges.mjs';
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { freePort, startServer } from './lib/processes.mjs';
import { benchApp, product } from './lib/product.mjs';

const LATENCY_MS = 20;
const LIMITS = new Map([
  [50, 0.75],
  [100, 0.5],
]);
const IN_FLIGHT = [10, 50, 100];
// Long enough that the first claim and the last outcomes, when nothing else is under way, weigh next to nothing.
const SECONDS = 5;
const MOST_A_SECOND = 2_500;
// Nobody owes two invoices at once.
const CUSTOMERS = MOST_A_SECOND * SECONDS;
const ROUNDS = 5;
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
        return measure({ client, databaseUrl, sdk, cards, workers, quick });
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

async function measure({ client, databaseUrl, sdk, cards, workers, quick }) {
  const found = workers.map(({ inFlight }) => ({
    inFlight,
    ideal: (inFlight * 1_000) / LATENCY_MS,
    rounds: [],
  }));
  for (const worker of workers) await collect(client, worker, 300);
  for (let round = 1; round <= (quick ? 1 : ROUNDS); round += 1) {
    for (const [index, worker] of workers.entries()) {
      const { inFlight, ideal, rounds } = found[index];
      const charges = Math.min(ideal, MOST_A_SECOND) * (quick ? 1 : SECONDS);
      const calls = await bareCalls(sdk, cards, { inFlight, charges });
      const least = await leastCharges(client, databaseUrl, sdk, { inFlight, charges });
      const whole = await collect(client, worker, charges);
      rounds.push({ calls, least, whole, bound: Math.min(ideal, least.speed) });
    }
    say(
      `round ${round}: ${found.map(({ inFlight, rounds }) => `${inFlight} in flight ${Math.round(rounds.at(-1).whole.speed)} (least ${Math.round(rounds.at(-1).least.speed)}, SDK ${Math.round(rounds.at(-1).calls.speed)})`).join(', ')} a second`,
    );
  }
  say();
  const middle = (rounds, pick) => median(rounds.map(pick));
  table(
    [
      'in flight',
      'ideal a second',
      'bare SDK',
      'SDK and statements',
      'charges a second',
      'µs: SDK',
      'and statements',
      'charge',
    ],
    found.map(({ inFlight, ideal, rounds }) => [
      inFlight,
      ideal,
      ...[({ calls }) => calls, ({ least }) => least, ({ whole }) => whole].map((of) =>
        Math.round(middle(rounds, (round) => of(round).speed)),
      ),
      ...[({ calls }) => calls, ({ least }) => least, ({ whole }) => whole].map((of) =>
        Math.round(middle(rounds, (round) => of(round).processor)),
      ),
    ]),
  );
  say();
  table(
    ['in flight', 'to the ideal', 'to the SDK', 'to SDK and statements', 'limit'],
    found.map(({ inFlight, ideal, rounds }) => [
      inFlight,
      middle(rounds, ({ whole }) => whole.speed / ideal).toFixed(2),
      middle(rounds, ({ whole, calls }) => whole.speed / calls.speed).toFixed(2),
      middle(rounds, ({ whole, least }) => whole.speed / least.speed).toFixed(2),
      LIMITS.get(inFlight)?.toFixed(2) ?? '',
    ]),
  );
  const limits = new Limits();
  for (const { inFlight, rounds } of [...found].reverse())
    if (LIMITS.has(inFlight))
      limits.atLeast(
        `charges a second with ${inFlight} in flight, to the ideal or the end of the processor`,
        middle(rounds, ({ whole, bound }) => whole.speed / bound),
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
  await expectPaid(client, charges);
  return { speed: charges / seconds, processor };
}

async function expectPaid(client, charges) {
  const { rows } = await client.query(
    `SELECT count(*)::int AS paid FROM invoices WHERE state = 'paid' AND due_on = '2026-11-21'`,
  );
  if (rows[0].paid !== charges) throw new Error(`${rows[0].paid} of ${charges} invoices were paid.`);
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
  await remember(client);
  await client.query('VACUUM ANALYZE');
}

/** What every customer paid the month before: PostgreSQL plans for the tables of a business that runs, not for empty ones. */
async function remember(client) {
  const at = `timestamptz '${NOW}' - interval '31 days'`;
  const of = (what) => `md5('${what}-' || c.external_id)::uuid`;
  // Invoice, payment and attempt name each other.
  await client.query('SET session_replication_role = replica');
  await client.query(
    `INSERT INTO invoices (id, number, customer_id, currency, total_amount, tax_amount, due_on, state, paid_by_payment_id, paid_at, issued_at,
       created_at, updated_at)
     SELECT ${of('invoice')}, 1000000 + row_number() OVER (), c.id, 'GBP', 1200, 200, '2026-10-21', 'paid', ${of('payment')}, ${at}, ${at}, ${at}, ${at}
     FROM customers c`,
  );
  await client.query(
    `INSERT INTO payments (id, customer_id, invoice_id, purpose, amount, currency, state, captured_attempt_id, captured_amount, captured_currency,
       created_at, updated_at)
     SELECT ${of('payment')}, c.id, ${of('invoice')}, 'invoice', 1200, 'GBP', 'succeeded', ${of('attempt')}, 1200, 'GBP', ${at}, ${at}
     FROM customers c`,
  );
  await client.query(
    `INSERT INTO payment_attempts (id, payment_id, attempt_no, payment_method_id, vendor, vendor_account, vendor_payment_method_id, payment_type,
       brand, last4, exp_month, exp_year, method_expired, off_session, usage, idempotency_key, state, captured_amount, captured_currency,
       started_at, settled_at)
     SELECT ${of('attempt')}, ${of('payment')}, 1, m.id, m.vendor, m.vendor_account, m.vendor_payment_method_id, 'card', m.brand, m.last4,
       m.exp_month, m.exp_year, false, true, 'unscheduled', 'charge-' || c.external_id, 'succeeded', 1200, 'GBP', ${at}, ${at}
     FROM customers c JOIN payment_methods m ON m.customer_id = c.id`,
  );
  await client.query('SET session_replication_role = DEFAULT');
}

/** The same charges by the least of statements, a second. */
async function leastCharges(client, databaseUrl, sdk, { inFlight, charges }) {
  await owe(client, charges);
  const found = await bareCharges(databaseUrl, {
    now: NOW,
    inFlight,
    charges,
    call: async ({ payment_id: id, customer, method, key }) => {
      const intent = await createIntent(sdk, { id, customer, method, key });
      return { charge: intent.id, amount: intent.amount_received };
    },
  });
  await expectPaid(client, charges);
  return found;
}

/** The same calls by the SDK alone, a second. */
async function bareCalls(sdk, cards, { inFlight, charges }) {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await atOnce(inFlight, charges, (index) => {
    const { customer, method } = cards[index % cards.length];
    return createIntent(sdk, { id: String(index), customer, method, key: `bare-${startedAt}-${index}` });
  });
  return { speed: (charges * 1_000) / (performance.now() - startedAt), processor: spent(cpu, charges) };
}

/** The call of a charge, as ours makes it. */
function createIntent(sdk, { id, customer, method, key }) {
  return sdk.paymentIntents.create(
    {
      amount: 1_200,
      currency: 'gbp',
      customer,
      payment_method: method,
      allowed_payment_method_types: ['card'],
      confirm: true,
      off_session: true,
      description: `Invoice INV-${id}`,
      metadata: { omnicrm_payment_id: id, omnicrm_attempt_no: '1', omnicrm_customer_id: customer },
      payment_method_options: { card: { stored_credential_usage: 'unscheduled' } },
      expand: ['latest_charge'],
    },
    { idempotencyKey: key },
  );
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
