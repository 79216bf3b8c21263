import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cliActor } from '../../src/common/http/principal.js';
import { VendorImport, type VendorImportResult } from '../../src/modules/payment-methods/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { handoverRow, importRows } from '../support/handover.js';

type Options = Parameters<VendorImport['run']>[1];

const FILLED_BY_TESTS = ['customers', 'events', 'messages', 'vendor_imports', 'vendor_detachments'];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  app.stripe.reset();
  await app.db.query(`TRUNCATE ${FILLED_BY_TESTS.join(', ')} CASCADE`);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

async function run(
  more: Partial<Options> = {},
  at: TestApp = app,
): Promise<VendorImportResult & { refusals: string[] }> {
  const refusals: string[] = [];
  const result = await at.app.get(VendorImport).run('stripe', {
    actor: cliActor,
    dryRun: false,
    restart: false,
    externalIdKey: 'external_id',
    onRefused: (id, reason) => refusals.push(`${id}: ${reason}`),
    onProgress: () => undefined,
    ...more,
  });
  return { ...result, refusals };
}

interface Card {
  id: string;
  customer: string;
  default?: boolean;
  exp_year?: number;
  exp_month?: number;
  fingerprint?: string;
  last4?: string;
}

function seed(
  customers: { id: string; metadata?: Record<string, string>; [more: string]: unknown }[],
  cards: Card[],
) {
  app.stripe.control.seed(
    customers.map((customer) => ({
      name: `Name of ${customer.id}`,
      email: `${customer.id}@example.com`,
      ...customer,
    })),
    cards.map((card) => ({ exp_month: 12, exp_year: 2035, ...card })),
  );
}

/** Customers with two cards each, or fewer, the oldest their default. */
function seedMany(count: number, cards = 2): void {
  const ids = Array.from({ length: count }, (_, index) => `cus_${String(index).padStart(4, '0')}`);
  seed(
    ids.map((id) => ({ id, metadata: { external_id: `E-${id}` } })),
    ids.flatMap((id) =>
      [
        { id: `pm_${id}_a`, customer: id, default: true },
        { id: `pm_${id}_b`, customer: id },
      ].slice(0, cards),
    ),
  );
}

async function everything() {
  const of = (table: string) => app.db.query(`SELECT * FROM ${table} ORDER BY 1, 2`);
  return Promise.all(
    [
      'customers',
      'payment_methods',
      'vendor_customers',
      'card_listings',
      'vendor_detachments',
      'messages',
      'events',
    ].map(of),
  );
}

const counted = async (table: string): Promise<number> =>
  (await app.db.query(`SELECT count(*)::int AS n FROM ${table}`))[0].n;

describe('taking over a Stripe account', () => {
  it('brings customers, cards and defaults, and writes to nobody', async () => {
    seedMany(3);
    const result = await run();
    expect(result).toMatchObject({ customers: 3, created: 3, refused: 0, resumed: false });
    expect(result.methods).toMatchObject({ added: 6, duplicate: 0 });
    const rows = await app.db.query(
      `SELECT c.external_id, c.name, c.email, m.vendor_payment_method_id, m.is_default, m.source, m.vendor_customer_id,
         m.fingerprint IS NOT NULL AS told, m.verified_at IS NOT NULL AS verified, v.vendor_customer_id AS joined
       FROM payment_methods m JOIN customers c ON c.id = m.customer_id JOIN vendor_customers v ON v.customer_id = c.id
       WHERE c.external_id = 'E-cus_0001' ORDER BY m.vendor_payment_method_id`,
    );
    const both = {
      external_id: 'E-cus_0001',
      name: 'Name of cus_0001',
      email: 'cus_0001@example.com',
      source: 'import',
      vendor_customer_id: 'cus_0001',
      joined: 'cus_0001',
      told: true,
      verified: true,
    };
    expect(rows).toEqual([
      { ...both, vendor_payment_method_id: 'pm_cus_0001_a', is_default: true },
      { ...both, vendor_payment_method_id: 'pm_cus_0001_b', is_default: false },
    ]);
    expect(await counted('messages')).toBe(0);
    expect(await counted('card_listings')).toBe(6);
    expect(await counted('vendor_detachments')).toBe(0);
    expect(await counted('vendor_customers WHERE default_mirror_due_at IS NOT NULL')).toBe(0);
  });

  it('only reads at Stripe', async () => {
    seedMany(2);
    await run();
    const methods = new Set(app.stripe.state.requests().map(({ method }) => method));
    expect(methods).toEqual(new Set(['GET']));
  });

  it('changes nothing when it is run again', async () => {
    seedMany(30);
    await run();
    const before = await everything();
    const again = await run();
    expect(again).toMatchObject({ customers: 30, created: 0, linked: 0, resumed: false });
    expect(again.methods).toMatchObject({ added: 0, updated: 0, unchanged: 60 });
    expect(await everything()).toEqual(before);
  });

  it('goes on behind the last whole page when it was stopped, and ends with the same rows', async () => {
    seedMany(120, 1);
    // Pages begin with the newest customer; the second one holds this one.
    app.stripe.faults.add({
      kind: 'error_500_before',
      method: 'GET',
      path: '/v1/customers/cus_0010/payment_methods',
      times: 0,
    });
    const stopped = run({
      onWait: () => {
        throw new Error('killed');
      },
    });
    await expect(stopped).rejects.toThrow('killed');
    const half = await counted('customers');
    expect(half).toBe(100);
    app.stripe.faults.clear();
    const asked = app.stripe.state.requests().length;
    const result = await run();
    expect(result).toMatchObject({ customers: 120, created: 120, resumed: true });
    expect(result.methods).toMatchObject({ added: 120 });
    const lists = app.stripe.state
      .requests()
      .slice(asked)
      .filter(({ path }) => path.endsWith('/payment_methods'));
    expect(lists).toHaveLength(20);
    expect(await counted('payment_methods WHERE is_default')).toBe(120);
    expect((await run()).methods).toMatchObject({ added: 0, unchanged: 120 });
  });

  it.each([
    ['between making a customer and joining it', 'vendor_customers'],
    ['between two methods of one customer', 'payment_methods'],
  ])('makes nobody twice when it dies %s', async (_, table) => {
    seed(
      [{ id: 'cus_1' }],
      [
        { id: 'pm_1', customer: 'cus_1' },
        { id: 'pm_2', customer: 'cus_1' },
      ],
    );
    const limit = table === 'payment_methods' ? 1 : 0;
    // No constraint trigger of ours: the test's own way to end a run in the middle.
    await app.db.query(
      `ALTER TABLE ${table} ADD CONSTRAINT stop CHECK (${limit === 0 ? 'false' : "vendor_payment_method_id = 'pm_2'"})`,
    );
    await expect(run()).rejects.toThrow('stop');
    expect(await counted(table)).toBe(limit);
    await app.db.query(`ALTER TABLE ${table} DROP CONSTRAINT stop`);
    await run();
    expect(await counted('customers')).toBe(1);
    expect(await counted('payment_methods')).toBe(2);
  });

  it('begins anew when the place where it stopped is gone', async () => {
    seedMany(110, 0);
    app.stripe.faults.add({
      kind: 'error_500_before',
      path: '/v1/customers/cus_0005/payment_methods',
      times: 0,
    });
    const stopped = run({
      onWait: () => {
        throw new Error('killed');
      },
    });
    await expect(stopped).rejects.toThrow('killed');
    app.stripe.faults.clear();
    const [{ cursor }] = await app.db.query('SELECT cursor FROM vendor_imports');
    await fetch(`${app.stripe.url}/v1/customers/${String(cursor)}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer sk_test_app' },
    });
    const result = await run();
    expect(result).toMatchObject({ customers: 109, resumed: false });
    expect(await counted('customers')).toBe(110);
  });

  it('says what it would do, and does none of it', async () => {
    seedMany(4);
    const before = await everything();
    const looked = await run({ dryRun: true });
    expect(looked).toMatchObject({ customers: 4, created: 4 });
    expect(looked.methods).toMatchObject({ added: 8 });
    expect(await everything()).toEqual(before);
    expect(await counted('vendor_imports')).toBe(0);
    expect(await run()).toEqual({ ...looked, refusals: [] });
  });

  it('joins customers by our id, by the external id and by a token on file, in this order', async () => {
    const { body: mine } = await app.call('POST', '/v1/customers', {
      body: { type: 'individual', name: 'Mine' },
    });
    await importRows(app, [
      handoverRow({ customer_external_id: 'C-ext', vendor_payment_method_id: 'pm_other' }),
      handoverRow({ customer_external_id: 'C-tok', vendor_payment_method_id: 'pm_tok', exp_year: '2031' }),
    ]);
    seed(
      [
        { id: 'cus_mine', metadata: { omnicrm_customer_id: mine.id, external_id: 'C-ext' } },
        { id: 'cus_ext', metadata: { external_id: 'C-ext' } },
        { id: 'cus_tok' },
      ],
      [
        { id: 'pm_mine', customer: 'cus_mine' },
        { id: 'pm_ext', customer: 'cus_ext' },
        { id: 'pm_tok', customer: 'cus_tok' },
      ],
    );
    const result = await run();
    expect(result).toMatchObject({ created: 0, linked: 3, refused: 0 });
    expect(result.methods).toMatchObject({ added: 2, updated: 1 });
    const owners = await app.db.query(
      `SELECT v.vendor_customer_id AS cus, coalesce(c.external_id, c.name) AS owner
       FROM vendor_customers v JOIN customers c ON c.id = v.customer_id ORDER BY 1`,
    );
    expect(owners).toEqual([
      { cus: 'cus_ext', owner: 'C-ext' },
      { cus: 'cus_mine', owner: 'Mine' },
      { cus: 'cus_tok', owner: 'C-tok' },
    ]);
    const [tok] = await app.db.query(
      "SELECT exp_year, vendor_customer_id, verified_at IS NOT NULL AS verified FROM payment_methods WHERE vendor_payment_method_id = 'pm_tok'",
    );
    expect(tok).toEqual({ exp_year: 2035, vendor_customer_id: 'cus_tok', verified: true });
  });

  it('never joins two people because they share an address', async () => {
    await app.call('POST', '/v1/customers', {
      body: { type: 'individual', name: 'Somebody', email: 'shared@example.com' },
    });
    seed([{ id: 'cus_1', email: 'shared@example.com' }], [{ id: 'pm_1', customer: 'cus_1' }]);
    expect(await run()).toMatchObject({ created: 1, linked: 0 });
    expect(await counted('customers')).toBe(2);
  });

  it('keeps our default, and takes over Stripe’s only where we have none', async () => {
    await importRows(app, [
      handoverRow({ customer_external_id: 'C-1', vendor_payment_method_id: 'pm_ours', is_default: 'true' }),
    ]);
    seed(
      [{ id: 'cus_1', metadata: { external_id: 'C-1' } }],
      [
        { id: 'pm_ours', customer: 'cus_1' },
        { id: 'pm_theirs', customer: 'cus_1', default: true },
      ],
    );
    await run();
    const defaults = await app.db.query(
      'SELECT vendor_payment_method_id AS id FROM payment_methods WHERE is_default',
    );
    expect(defaults).toEqual([{ id: 'pm_ours' }]);
  });

  it('prefers a usable card to a default that has expired, and tells nobody of old news', async () => {
    seed(
      [{ id: 'cus_1' }],
      [
        { id: 'pm_old', customer: 'cus_1', default: true, exp_year: 2020 },
        { id: 'pm_new', customer: 'cus_1' },
      ],
    );
    await run();
    const rows = await app.db.query(
      'SELECT vendor_payment_method_id AS id, is_default, expired_event_at IS NOT NULL AS heard FROM payment_methods ORDER BY 1',
    );
    expect(rows).toEqual([
      { id: 'pm_new', is_default: true, heard: false },
      { id: 'pm_old', is_default: false, heard: true },
    ]);
  });

  it('puts a card that Stripe keeps twice on file once, and detaches nothing', async () => {
    seed(
      [{ id: 'cus_1' }],
      [
        { id: 'pm_1', customer: 'cus_1', fingerprint: 'same' },
        { id: 'pm_2', customer: 'cus_1', fingerprint: 'same', default: true },
      ],
    );
    const { methods } = await run();
    expect(methods).toMatchObject({ added: 1, duplicate: 1 });
    expect(await app.db.query('SELECT vendor_payment_method_id AS id FROM payment_methods')).toEqual([
      { id: 'pm_2' },
    ]);
    expect(await counted('vendor_detachments')).toBe(0);
    expect(app.stripe.state.paymentMethods('cus_1')).toHaveLength(2);
  });

  it('does not bring back a card that was removed here', async () => {
    seedMany(1);
    await run();
    await app.db.query(
      "UPDATE payment_methods SET status = 'removed', removed_at = now() WHERE vendor_payment_method_id = 'pm_cus_0000_b'",
    );
    const { methods } = await run();
    expect(methods).toMatchObject({ added: 0, unchanged: 1, left_out: 1 });
  });

  it('refuses what it cannot take by name and reason, and takes the rest', async () => {
    await importRows(app, [
      handoverRow({ customer_external_id: 'C-other', vendor_payment_method_id: 'pm_taken' }),
    ]);
    seed(
      [
        { id: 'cus_1', metadata: { external_id: 'C-1' } },
        { id: 'cus_2', metadata: { external_id: 'C-1' } },
        { id: 'cus_3', name: '4242 4242 4242 4242' },
        { id: 'cus_4', metadata: { external_id: 'C-4' } },
        { id: 'cus_5' },
      ],
      [
        { id: 'pm_4', customer: 'cus_4' },
        { id: 'pm_5', customer: 'cus_5' },
      ],
    );
    await run();
    seed([], [{ id: 'pm_taken', customer: 'cus_4' }]);
    const result = await run();
    expect(result.refusals.sort()).toEqual([
      expect.stringMatching(/^cus_1: is a second one for our customer C-1 /),
      'cus_3: name holds a card number',
      'cus_4: pm_taken is on file for another customer',
    ]);
    expect(result).toMatchObject({ refused: 3 });
    expect(result.methods).toMatchObject({ unchanged: 2 });
    expect(app.log.lines.join('')).not.toContain('4242 4242');
  });

  it('waits as long as Stripe asks', async () => {
    seedMany(2);
    app.stripe.faults.add({ kind: 'rate_limit', method: 'GET', times: 6, retryAfterSeconds: 0 });
    expect(await run()).toMatchObject({ customers: 2, refused: 0 });
  });

  it('gives two runs at once the same rows, and tells one of them that it was overtaken', async () => {
    seedMany(104, 1);
    const ends = await Promise.allSettled([run(), run()]);
    const overtaken = ends.filter((end) => end.status === 'rejected').map((end) => end.reason.code);
    expect(overtaken.every((code) => code === 'import_overtaken')).toBe(true);
    expect(overtaken.length).toBeLessThan(2);
    await run({ restart: true });
    expect(await counted('customers')).toBe(104);
    expect(await counted('payment_methods')).toBe(104);
    expect(await counted('vendor_detachments')).toBe(0);
  });

  it('says of a vendor that lists no customers what to do instead', async () => {
    const options = { actor: cliActor, dryRun: false, restart: false, externalIdKey: 'external_id' };
    const silent = { onRefused: () => undefined, onProgress: () => undefined };
    const none = app.app.get(VendorImport).run('paytabs', { ...options, ...silent });
    await expect(none).rejects.toMatchObject({
      code: expect.stringMatching(/^vendor_(lists_no_customers|not_configured)$/),
    });
  });
});
