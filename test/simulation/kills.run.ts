import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { STAGED_VENDORS, vendorStage } from '../support/vendor-stage.js';
import { newPayer, type Payer } from './acts.js';
import { broken, differences, unfinished, vendorBooks } from './books.js';
import { ProductProcess } from './processes.js';
import { Random } from './random.js';
import { freePort } from '../support/free-port.js';

const KILLS = 10;
const CALLERS = 8;
const LEASE_AND_SWEEP_MS = 300_000;
const { firstSeed = 1 } = (globalThis as { simulation?: { firstSeed?: number } }).simulation ?? {};

let app: TestApp;
let key: string;
const products: ProductProcess[] = [];
const payers: Payer[] = [];
const random = new Random(firstSeed);

beforeAll(async () => {
  const ports = await Promise.all([freePort(), freePort()]);
  app = await startTestApp({ env: { HTTP__PUBLIC_URL: `http://127.0.0.1:${String(ports[0])}` } });
  key = await app.apiKey('admin');
  products.push(...ports.map((port) => new ProductProcess(app, port)));
  for (const [vendor, secret] of Object.entries({ stripe: 'whsec_test_app_secret', paypal: 'WH-TEST-APP' }))
    vendorStage(app, vendor).standIn.webhooks.configure({
      url: `${String(products[0]?.url)}/webhooks/${vendor}`,
      secret,
    });
  for (let count = 0; count < 5; count += 1) payers.push(await newPayer({ stage: stageOf }));
  await Promise.all(products.map((product) => product.start()));
}, 180_000);

afterAll(async () => {
  await Promise.all(products.map((product) => product.kill()));
  await app[Symbol.asyncDispose]();
}, 120_000);

it(`keeps its books through ${String(KILLS)} kills with -9 among charges and refunds at two processes`, async () => {
  let isOver = false;
  let answered = 0;
  const callers = Array.from({ length: CALLERS }, async (_, at) => {
    for (let count = 0; !isOver; count += 1) {
      const calls = await chargeOnce(`caller-${String(at)}-${String(count)}`);
      answered += calls;
    }
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(random.int(500, 3_000));
    const victim = random.pick(products);
    await victim.kill();
    await sleep(random.int(0, 500));
    await victim.start();
  }
  isOver = true;
  await Promise.all(callers);
  const deadline = Date.now() + LEASE_AND_SWEEP_MS;
  while ((await unfinished(app)).length > 0 && Date.now() < deadline) {
    await sleep(1_000);
    // What a vendor without keys says it never saw is believed after ten minutes; a minute of ours counts as those.
    await app.db.query(
      `UPDATE payment_attempts SET denied_since = denied_since - interval '10 seconds' WHERE denied_since IS NOT NULL`,
    );
    await app.db.query(
      `UPDATE refunds SET denied_since = denied_since - interval '10 seconds' WHERE denied_since IS NOT NULL`,
    );
  }
  process.stderr.write(
    `${String(answered)} calls answered, ${String(vendorBooks(app).size)} charges taken\n`,
  );
  expect([...(await unfinished(app)), ...(await broken(app)), ...(await differences(app))]).toEqual([]);
  expect(vendorBooks(app).size).toBeGreaterThan(KILLS);
}, 600_000);

/** An invoice, its payment with two repeats of the request, and perhaps a refund; a caller repeats what was not answered. */
async function chargeOnce(name: string): Promise<number> {
  const payer = random.pick(payers);
  const lines = [{ description: 'Fibre 100', money: { amount: random.int(100, 9_000), currency: 'GBP' } }];
  const invoice = await insist('/v1/invoices', { customer_id: payer.id, lines }, `${name}-invoice`);
  const body = { payment_method_id: payer.methods[random.pick(STAGED_VENDORS)] };
  const paid = await insist(`/v1/invoices/${String(invoice['id'])}/pay`, body, `${name}-pay`);
  if (paid['state'] !== 'succeeded' || !random.chance(0.4)) return 2;
  await insist(`/v1/payments/${String(paid['id'])}/refunds`, { reason: 'asked for' }, `${name}-refund`);
  return 3;
}

async function insist(path: string, body: object, name: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await fetch(`${random.pick(products).url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': name,
      },
      body: JSON.stringify(body),
    }).catch(() => null);
    const told = (await answer?.json().catch(() => null)) as Record<string, unknown> | null;
    const isStill = answer?.status === 409 && told?.['code'] === 'request_in_progress';
    if (answer && told && answer.status < 500 && !isStill) return told;
    await sleep(isStill ? 2_000 : 200);
  }
  throw new Error(`${path} was never answered.`);
}

function stageOf(vendor: string): ChargeStage {
  return new ChargeStage(app, vendor);
}
