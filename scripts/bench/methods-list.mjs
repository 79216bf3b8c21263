/**
 * GET /v1/customers/{id}/payment-methods, with key check, view and logging, against the same query behind a bare node:http server.
 * Both run beside each other and are loaded in turn by a third process, so that what else the machine does meets both alike.
 */
import { isDeepStrictEqual } from 'node:util';
import { API_KEY, cardStatements, customerId } from './lib/cards.mjs';
import { dataset, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { cpuSeconds, freePort, runScript, startApp, startServer } from './lib/processes.mjs';
import { benchEnvironment, product } from './lib/product.mjs';

const CONNECTIONS = 50;
const LOAD = 'scripts/bench/processes/load.mjs';

export function run({ quick }) {
  const methods = quick ? 10_000 : 1_000_000;
  const plan = { customers: methods / 2, rounds: quick ? 2 : 7, seconds: quick ? 2 : 8 };
  return withServer(async (server) => {
    const databaseUrl = await dataset(server, {
      name: `cards_${methods}`,
      statements: cardStatements(methods),
    });
    const servers = [await startReference(databaseUrl), await startProduct(databaseUrl)];
    try {
      await compareAnswers(servers);
      return verdict(await measure(servers, plan), plan);
    } finally {
      for (const { stop } of servers) await stop();
    }
  });
}

async function startReference(databaseUrl) {
  const { LIST_METHODS } = await product('src/modules/payment-methods/method-queries');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { DATABASE_URL: databaseUrl, PORT: String(port), QUERY: JSON.stringify(LIST_METHODS) };
  const started = await startServer('scripts/bench/processes/reference.mjs', {
    env,
    nodeArgs: process.execArgv,
    readyUrl: url,
  });
  return { name: 'bare node:http + pg', url, ...started };
}

async function startProduct(databaseUrl) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = benchEnvironment(databaseUrl, { HTTP__PORT: String(port) });
  const started = await startApp(env, url, 'dist/src/main.js');
  return { name: 'the product', url, ...started };
}

async function compareAnswers(servers) {
  const ids = [1, 2, 3, 100, 4_999].map(customerId);
  for (const id of ids) {
    const answers = await Promise.all(servers.map(({ url }) => answerOf(url, id)));
    if (!isDeepStrictEqual(answers[0], answers[1]))
      throw new Error(`The two servers answer differently for ${id}.`);
  }
}

async function answerOf(url, id) {
  const response = await fetch(`${url}/v1/customers/${id}/payment-methods`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

async function measure(servers, { customers, rounds, seconds }) {
  const load = (server, length) =>
    runScript(LOAD, { url: server.url, connections: CONNECTIONS, seconds: length, customers });
  for (const server of servers) await load(server, Math.min(5, seconds));
  const figures = servers.map(({ name }) => ({ name, rounds: [] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, server] of servers.entries()) {
      const before = cpuSeconds(server.pid);
      const result = await load(server, seconds);
      const microseconds = ((cpuSeconds(server.pid) - before) * 1e6) / result.count;
      figures[index].rounds.push({ ...result, microseconds });
    }
    const [bare, ours] = figures.map((figure) => figure.rounds.at(-1).perSecond);
    say(
      `round ${round}: ${bare.toFixed(0)} and ${ours.toFixed(0)} a second, ratio ${(ours / bare).toFixed(3)}`,
    );
  }
  return figures;
}

function verdict(figures, { customers }) {
  const middle = ({ rounds }, key) => median(rounds.map((round) => round[key]));
  say(`\n${customers} customers with their methods, ${CONNECTIONS} connections, medians:`);
  table(
    ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request'],
    figures.map((figure) => [
      figure.name,
      Math.round(middle(figure, 'perSecond')),
      middle(figure, 'p50'),
      middle(figure, 'p99'),
      middle(figure, 'microseconds'),
    ]),
  );
  const [bare, ours] = figures;
  const ratios = ours.rounds.map((round, index) => round.perSecond / bare.rounds[index].perSecond);
  const limits = new Limits();
  limits.atLeast('requests a second, to the reference', median(ratios), 0.5);
  limits.atMost('p99, to the reference', middle(ours, 'p99') / middle(bare, 'p99'), 2);
  limits.atMost(
    'failed requests',
    ours.rounds.reduce((sum, { failed }) => sum + failed, 0),
    0,
  );
  return limits.verdict();
}
