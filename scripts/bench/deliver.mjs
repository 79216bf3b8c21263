/**
 * Mails a second through the real sender and node-mailjet to a stand-in of 50 ms in a process of its own, against what concurrency and
 * latency allow; then the memory of this process with a thousand and with a hundred thousand mails queued.
 */
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { freePort, startServer } from './lib/processes.mjs';
import { benchApp, product } from './lib/product.mjs';

const LATENCY_MS = 50;
const A_CALL = 50;
const NOW = '2026-11-21T12:00:00.000Z';
const ROUNDS = 3;

export function run({ quick }) {
  return withServer(async (server) => {
    const databaseUrl = await dataset(server, { name: 'deliver', statements: [] });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const mailjet = await startServer('scripts/bench/processes/mailjet.mjs', {
      env: { PORT: String(port), LATENCY_MS: String(LATENCY_MS) },
      readyUrl: `${url}/mailbox/count`,
    });
    const app = await benchApp(databaseUrl, { now: NOW, env: { MAILJET__API_BASE: url } });
    const { DeliveryService } = await product('src/modules/notifications/index');
    const delivery = app.get(DeliveryService);
    try {
      return await onDatabase(asOwner(server, databaseUrl), (client) => measure(client, delivery, quick));
    } finally {
      await app.close();
      await mailjet.stop();
    }
  });
}

async function measure(client, delivery, quick) {
  await sendAll(client, delivery, { mails: 500, concurrency: 4 });
  const limits = new Limits();
  const rows = [];
  for (const concurrency of [1, 4, 16]) {
    const ideal = (concurrency * A_CALL * 1_000) / LATENCY_MS;
    const speeds = [];
    for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1)
      speeds.push(
        await sendAll(client, delivery, { mails: Math.min(ideal * (quick ? 1 : 3), 40_000), concurrency }),
      );
    const ratio = median(speeds.map((speed) => speed.wall / ideal));
    const cpu = median(speeds.map((speed) => speed.cpuShare));
    rows.push([concurrency, ideal, median(speeds.map((speed) => speed.wall)), ratio, cpu]);
    // One process has one processor: where that is used up, more calls at once bring nothing.
    if (cpu < 0.9) limits.atLeast(`mails a second at ${concurrency} calls, to the ideal`, ratio, 0.8);
  }
  table(['calls at once', 'ideal a second', 'sent a second', 'ratio', 'CPU share'], rows);
  const few = await heapAt(client, delivery, 1_000);
  const many = await heapAt(client, delivery, quick ? 5_000 : 100_000);
  say(
    `heap in use at most: ${few.toFixed(0)} MB with 1 thousand queued, ${many.toFixed(0)} MB with 100 thousand`,
  );
  limits.atMost('heap with 100 thousand queued, to 1 thousand', many / few, 1.5);
  return limits.verdict();
}

async function sendAll(client, delivery, { mails, concurrency }) {
  await queue(client, mails);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const { sent } = await delivery.deliverUntilIdle({ concurrency });
  const seconds = (performance.now() - startedAt) / 1_000;
  if (sent !== mails) throw new Error(`${sent} of ${mails} mails were sent.`);
  const { user, system } = process.cpuUsage(before);
  return { wall: mails / seconds, cpuShare: (user + system) / 1e6 / seconds };
}

async function heapAt(client, delivery, mails) {
  await queue(client, mails);
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed)), 20);
  await delivery.deliverUntilIdle({ concurrency: 16 });
  clearInterval(timer);
  return most / 1e6;
}

async function queue(client, mails) {
  await client.query('TRUNCATE messages');
  await client.query(
    `INSERT INTO messages (id, type, category, state, locale, to_email, to_name, variables, dedupe_key, not_before, next_attempt_at,
       created_at, state_changed_at)
     SELECT uuid_v7(timestamptz '${NOW}'), 'card_expiry_30', 'reminder', 'queued', 'en', 'customer' || n || '@example.com', 'Customer ' || n,
       jsonb_build_object('customer_name', 'Customer ' || n, 'brand', 'visa', 'last4', '4242', 'exp_month', 12, 'exp_year', 2026,
         'days_left', 30, 'link', jsonb_build_object('id', gen_random_uuid(), 'expires_at', '2027-01-07T00:00:00Z')),
       'bench:' || n, timestamptz '${NOW}' - interval '1 minute', timestamptz '2000-01-01', timestamptz '${NOW}', timestamptz '${NOW}'
     FROM generate_series(1, $1::int) n`,
    [mails],
  );
  await client.query('ANALYZE messages');
}
