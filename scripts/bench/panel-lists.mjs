/**
 * Every list of the panel at a million customers, signed in as an admin, over HTTP: each filter that has a choice of values, each value, and
 * what pages ask for besides, the first page and the tenth; and the tiles of the home page. One request at a time, so that the time is the server's.
 */
import { customerId } from './lib/cards.mjs';
import { dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, percentile, say, table } from './lib/figures.mjs';
import { panelStatements } from './lib/panel.mjs';
import { freePort, startApp } from './lib/processes.mjs';
import { benchEnvironment, product } from './lib/product.mjs';

const LONGEST_MS = 100;
// Of a password's hash, of which nothing is measured here.
const LEAST_COST = 14;
const DEEP = 10;
const STAFF = { id: '019fffff-0000-7000-8000-000000000001', email: 'bench@example.com' };

export async function run({ quick }) {
  const customers = quick ? 4_000 : 1_000_000;
  const repeats = quick ? 2 : 5;
  const lists = await withServer(async (server) => {
    const statements = panelStatements(customers);
    const databaseUrl = await dataset(server, { name: `panel_${customers}`, statements });
    const password = await staffOf(databaseUrl);
    return overHttp(databaseUrl, password, repeats);
  });
  say();
  table(
    ['list', 'pages asked for', 'p50 ms', 'p99 ms', 'slowest ms', 'slowest with'],
    lists.map(({ id, asked }) => {
      const all = asked.map(({ ms }) => ms);
      const slowest = asked.reduce((one, other) => (other.ms > one.ms ? other : one));
      return [id, asked.length, median(all), percentile(all, 0.99), slowest.ms, slowest.words];
    }),
  );
  const limits = new Limits();
  const slowest = Math.max(...lists.flatMap(({ asked }) => asked.map(({ ms }) => ms)));
  limits.atMost(
    `slowest page of any list at ${customers.toLocaleString('en')} customers, to 100 ms`,
    slowest / LONGEST_MS,
    1,
  );
  return limits.verdict();
}

async function staffOf(databaseUrl) {
  const { hashPassword } = await product('src/common/security/passwords');
  const password = 'a password for benchmarks alone';
  const hash = await hashPassword(password, LEAST_COST);
  await onDatabase(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO staff (id, email, name, role, password_hash, created_at) VALUES ($1, $2, 'Bench', 'admin', $3, now())
       ON CONFLICT (email) DO UPDATE SET password_hash = $3`,
      [STAFF.id, STAFF.email, hash],
    );
  });
  return password;
}

async function overHttp(databaseUrl, password, repeats) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = benchEnvironment(databaseUrl, { HTTP__PORT: String(port), HTTP__PUBLIC_URL: url });
  const app = await startApp(env, url);
  try {
    const panel = await signIn(url, password);
    const lists = [];
    for (const list of await listsOf(panel)) lists.push(await measure(panel, list, repeats));
    return lists;
  } finally {
    await app.stop();
  }
}

/** A function that asks the panel as its own pages do, and answers with the milliseconds that it took. */
async function signIn(url, password) {
  const signedIn = await fetch(`${url}/admin/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: url,
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams({ email: STAFF.email, password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((value) => value.split(';')[0])
    .join('; ');
  if (signedIn.status !== 303) throw new Error(`Signing in answered ${signedIn.status}.`);
  return async (path) => {
    const startedAt = performance.now();
    const response = await fetch(`${url}/admin${path}`, {
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    const text = await response.text();
    const ms = performance.now() - startedAt;
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return { ms, text };
  };
}

/** The lists that the panel's own page knows, with the filters they offer. */
async function listsOf(panel) {
  const { text } = await panel('/');
  const [, literal] = /Object\.assign\(window, (.*)\);<\/script>/.exec(text);
  const { REDUX_STATE: state } = JSON.parse(literal);
  return state.resources.flatMap(({ id, resourceActions }) => {
    const list = resourceActions.find(({ name }) => name === 'list');
    return list ? [{ id, filters: list.custom?.view?.filters ?? [] }] : [];
  });
}

// What the pages ask for by other means than the filters that a list tells.
const MORE = {
  customers: [{ q: 'cust' }],
  'dunning-cases': ['any', 'open', 'paused', 'recovered', 'closed'].map((state) => ({ state })),
  'call-tasks': ['today', 'overdue', 'done'].map((due) => ({ due })),
  'payment-failures': [
    { bucket: 'funds' },
    { vendor: 'paypal' },
    { brand: 'visa' },
    { stage: 'grace' },
    { expired: 'true' },
    { currency: 'SAR', bucket: 'fraud' },
  ],
  messages: [{ address: 'customer2000@example.com' }, { type: 'receipt', state: 'read' }],
  suppressions: [{ address: 'customer' }],
  audit: [{ actor: 'Bench' }, { entity: 'payment' }],
  'webhook-deliveries': [{ event_type: 'payment.succeeded' }],
};

function wishes(id, filters) {
  const one = filters.flatMap(({ key, kind, values }) => {
    if (kind === 'customer') return [{ [key]: customerId(2_000) }];
    return (values ?? []).map((value) => ({ [key]: value }));
  });
  return [{}, ...one, ...(MORE[id] ?? [])];
}

async function measure(panel, { id, filters }, repeats) {
  const asked = [];
  for (const filter of wishes(id, filters)) {
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      let cursor = null;
      for (let page = 1; page <= DEEP; page += 1) {
        const query = new URLSearchParams({ ...filter, ...(cursor === null ? {} : { cursor }) });
        const { ms, text } = await panel(`/api/resources/${id}/actions/list?${query}`);
        // The first round warms up; of the pages between only the way is needed.
        if (repeat > 0 && (page === 1 || page === DEEP))
          asked.push({ ms, words: `${new URLSearchParams(filter)} page ${page}` });
        cursor = JSON.parse(text).next_cursor;
        if (cursor === null) break;
      }
    }
  }
  return { id, asked };
}
