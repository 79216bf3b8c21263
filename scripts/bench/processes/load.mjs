/** Loads one server for some seconds and prints what it saw; run by `runScript`. */
import autocannon from 'autocannon';
import { API_KEY, customerId } from '../lib/cards.mjs';
import { scriptInput } from '../lib/processes.mjs';

const PATHS_A_CONNECTION = 400;

const { url, connections, seconds, customers } = await scriptInput();
const headers = { authorization: `Bearer ${API_KEY}` };

function requests() {
  return Array.from({ length: PATHS_A_CONNECTION }, () => {
    const id = customerId(1 + Math.floor(Math.random() * customers));
    return { method: 'GET', path: `/v1/customers/${id}/payment-methods`, headers };
  });
}

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  setupClient: (client) => client.setRequests(requests()),
});
const { latency, errors, timeouts, non2xx } = result;
process.stdout.write(
  JSON.stringify({
    count: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50: latency.p50,
    p99: latency.p99,
    failed: errors + timeouts + non2xx,
  }),
);
