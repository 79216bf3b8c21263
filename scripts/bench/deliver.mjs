/**
 * Mails a second through the real sender and node-mailjet to a stand-in of 50 ms in a process of its own, against what concurrency and
 * latency allow, or against the end of the processor where that comes first: what the same code sends to a stand-in without latency in the
 * same round. Then the memory of this process with a thousand mails queued and with a hundred thousand.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { asOwner, dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { freePort, startServer } from './lib/processes.mjs';
import { benchApp, product } from './lib/product.mjs';

const LATENCY_MS = 50;
const A_CALL = 50;
const CALLS = [1, 4, 16];
const NOW = '2026-11-21T12:00:00.000Z';
const SAMPLES = 40;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

export function run({ quick }) {
  return withServer(async (server) => {
    const databaseUrl = await dataset(server, { name: 'deliver', statements: [] });
    const senders = [];
    try {
      senders.push(await startSender(databaseUrl, LATENCY_MS));
      senders.push(await startSender(databaseUrl, 0));
      return await onDatabase(asOwner(server, databaseUrl), (client) => measure(client, senders, quick));
    } finally {
      for (const { stop } of senders) await stop();
    }
  });
}

async function startSender(databaseUrl, latencyMs) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const mailjet = await startServer('scripts/bench/processes/mailjet.mjs', {
    env: { PORT: String(port), LATENCY_MS: String(latencyMs) },
    readyUrl: `${url}/mailbox/count`,
  });
  const app = await benchApp(databaseUrl, { now: NOW, env: { MAILJET__API_BASE: url } });
  const { DeliveryService } = await product('src/modules/notifications/index');
  const stop = async () => {
    await app.close();
    await mailjet.stop();
  };
  return { delivery: app.get(DeliveryService), stop };
}

async function measure(client, [slow, instant], quick) {
  for (const { delivery } of [slow, instant])
    await sendAll(client, delivery, { mails: 1_000, concurrency: 4 });
  const found = CALLS.map((concurrency) => ({
    concurrency,
    ideal: (concurrency * A_CALL * 1_000) / LATENCY_MS,
    speeds: [],
    ratios: [],
  }));
  const ends = [];
  for (let round = 1; round <= (quick ? 1 : 5); round += 1) {
    const end = await sendAll(client, instant.delivery, { mails: quick ? 1_000 : 8_000, concurrency: 16 });
    ends.push(end);
    for (const each of found) {
      const mails = quick ? 1_000 : Math.min(each.ideal * 3, 12_000);
      const speed = await sendAll(client, slow.delivery, { mails, concurrency: each.concurrency });
      each.speeds.push(speed);
      each.ratios.push(speed / Math.min(each.ideal, end));
    }
    say(
      `round ${round}: the processor's end ${end.toFixed(0)}, sent ${found.map(({ speeds }) => speeds.at(-1).toFixed(0)).join(', ')} a second`,
    );
  }
  say();
  table(
    ['calls at once', 'ideal a second', "processor's end", 'sent a second', 'ratio'],
    found.map(({ concurrency, ideal, speeds, ratios }) => [
      concurrency,
      ideal,
      Math.round(median(ends)),
      Math.round(median(speeds)),
      median(ratios),
    ]),
  );
  const limits = new Limits();
  const lowest = Math.min(...found.map(({ ratios }) => median(ratios)));
  limits.atLeast('mails a second, to the ideal or the end of the processor', lowest, 0.8);
  const few = await memoryAt(client, slow.delivery, 1_000);
  const many = await memoryAt(client, slow.delivery, quick ? 5_000 : 100_000);
  say(
    `\nheap at most ${few.heap.toFixed(0)} MB with a thousand mails queued, ${many.heap.toFixed(0)} MB with a hundred thousand (resident ${few.resident.toFixed(0)} and ${many.resident.toFixed(0)} MB)`,
  );
  limits.atMost('heap with a hundred thousand queued, to a thousand', many.heap / few.heap, 1.25);
  return limits.verdict();
}

/** Mails a second. */
async function sendAll(client, delivery, { mails, concurrency }) {
  await queue(client, mails);
  const startedAt = performance.now();
  const { sent } = await delivery.deliverUntilIdle({ concurrency });
  if (sent !== mails) throw new Error(`${sent} of ${mails} mails were sent.`);
  return (mails * 1_000) / (performance.now() - startedAt);
}

/** The most that is in use while so many are delivered, without what only waits to be collected. */
async function memoryAt(client, delivery, mails) {
  await queue(client, mails);
  const most = { heap: 0, resident: 0 };
  let next = 0;
  const sample = () => {
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    most.heap = Math.max(most.heap, heapUsed / 1e6);
    most.resident = Math.max(most.resident, rss / 1e6);
  };
  await delivery.deliverUntilIdle({
    concurrency: 16,
    onProgress: ({ sent }) => {
      if (sent < next) return;
      next = sent + mails / SAMPLES;
      sample();
    },
  });
  sample();
  return most;
}

async function queue(client, mails) {
  await client.query('TRUNCATE messages');
  await client.query(
    `INSERT INTO messages (id, type, category, state, locale, to_email, to_name, variables, dedupe_key, not_before, next_attempt_at,
       created_at, state_changed_at)
     SELECT uuid_v7(timestamptz '${NOW}'), 'card_expiry_30', 'reminder', 'queued', CASE WHEN n % 2 = 0 THEN 'en' ELSE 'ar' END,
       'customer' || n || '@example.com', 'Customer ' || n,
       jsonb_build_object('customer_name', 'Customer ' || n, 'brand', 'visa', 'last4', '4242', 'exp_month', 12, 'exp_year', 2026,
         'days_left', 30, 'link', jsonb_build_object('id', gen_random_uuid(), 'expires_at', '2027-01-07T00:00:00Z')),
       'bench:' || n, timestamptz '${NOW}' - interval '1 minute', timestamptz '2000-01-01', timestamptz '${NOW}', timestamptz '${NOW}'
     FROM generate_series(1, $1::int) n`,
    [mails],
  );
  await client.query('VACUUM ANALYZE messages');
}
