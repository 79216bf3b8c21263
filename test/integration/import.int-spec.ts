import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cliActor } from '../../src/common/http/principal.js';
import { readHandover } from '../../src/cli/handover-file.js';
import {
  HANDOVER_COLUMNS,
  HandoverImport,
  type ImportResult,
} from '../../src/modules/payment-methods/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

const GOOD: Readonly<Record<string, string>> = {
  customer_external_id: 'C-1',
  customer_type: 'individual',
  customer_name: 'سارة المصري',
  email: 'sara@example.com',
  locale: 'ar',
  time_zone: 'Asia/Riyadh',
  currency: 'SAR',
  service_type: 'mobile',
  service_name: 'Mobile M',
  billing_mode: 'postpaid',
  auto_renew: 'true',
  price_minor: '2500',
  vendor: 'stripe',
  vendor_payment_method_id: 'pm_1',
  payment_type: 'card',
  brand: 'visa',
  last4: '0579',
  exp_month: '11',
  exp_year: '2031',
  holder_name: 'سارة المصري',
  nickname: '',
  funding: 'credit',
  is_default: 'true',
  added_on: '2025-04-10',
};

type Change = Readonly<Record<string, string>>;

function file(...changes: readonly Change[]): string {
  const rows = changes.map((change) =>
    HANDOVER_COLUMNS.map((name) => quoted({ ...GOOD, ...change }[name] ?? '')).join(','),
  );
  return [HANDOVER_COLUMNS.join(','), ...rows].join('\n') + '\n';
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

describe('importing a hand-over file', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  async function run(
    text: string,
    update = false,
  ): Promise<ImportResult & { refusals: string[]; differing: string[] }> {
    const refusals: string[] = [];
    const differing: string[] = [];
    const result = await app.app.get(HandoverImport).run(readHandover(Readable.from([text])), {
      actor: cliActor,
      update,
      onRefused: (line, reason) => refusals.push(`line ${String(line)}: ${reason}`),
      onDiffers: (id, fields) => differing.push(`${id}: ${fields.join(', ')}`),
      onProgress: () => undefined,
    });
    return { ...result, refusals, differing };
  }

  it('puts customer, subscription and method on file, without asking the vendor about the method', async () => {
    const result = await run(file({}));
    expect(result).toMatchObject({ rows: 1, refused: 0, customers: 1, subscriptions: 1, methods: 1 });
    const [customer] = (await app.call('GET', '/v1/customers?external_id=C-1')).body.data;
    expect(customer).toMatchObject({ name: 'سارة المصري', locale: 'ar', currency: 'SAR' });
    const methods = (await app.call('GET', `/v1/customers/${customer.id}/payment-methods`)).body.data;
    expect(methods).toEqual([
      expect.objectContaining({ brand: 'visa', last4: '0579', is_default: true, expired: false }),
    ]);
    const [subscription] = (await app.call('GET', `/v1/customers/${customer.id}/subscriptions`)).body.data;
    expect(subscription).toMatchObject({ state: 'active', next_invoice_on: null, service_type: 'mobile' });
    const [{ source, verified_at }] = await app.db.query('SELECT source, verified_at FROM payment_methods');
    expect({ source, verified_at }).toEqual({ source: 'import', verified_at: null });
  });

  it('changes nothing when the same file comes again', async () => {
    const before = await app.db.query('SELECT * FROM payment_methods');
    expect(await run(file({}))).toMatchObject({
      customers: 0,
      subscriptions: 0,
      methods: 0,
      unchanged: 1,
      refused: 0,
    });
    expect(await app.db.query('SELECT * FROM payment_methods')).toEqual(before);
  });

  it.each<[string, Change, RegExp]>([
    ['a month that is none', { exp_month: '13' }, /exp_month/],
    ['a year of two digits', { exp_year: '26' }, /exp_year/],
    ['last4 of two digits', { last4: '12' }, /last4/],
    ['an address that is none', { email: 'not-an-address' }, /email/],
    ['an unknown vendor', { vendor: 'squareup' }, /vendor/],
    ['no token', { vendor_payment_method_id: '' }, /vendor_payment_method_id/],
    ['an unknown currency', { currency: 'POUNDS' }, /currency/],
    ['an unknown time zone', { time_zone: 'Mars/Olympus' }, /time_zone/],
    ['a wallet with a card number', { payment_type: 'paypal', vendor: 'paypal' }, /last4/],
  ])('refuses %s by line and column, and takes the rows around it', async (_, change, column) => {
    const id = `B-${Object.keys(change).join('-')}`;
    const result = await run(
      file(
        { customer_external_id: `${id}-1`, vendor_payment_method_id: `pm_${id.replace(/\W/g, '')}_1` },
        {
          customer_external_id: `${id}-2`,
          vendor_payment_method_id: `pm_${id.replace(/\W/g, '')}_2`,
          ...change,
        },
        { customer_external_id: `${id}-3`, vendor_payment_method_id: `pm_${id.replace(/\W/g, '')}_3` },
      ),
    );
    expect(result).toMatchObject({ refused: 1, methods: 2 });
    expect(result.refusals).toEqual([expect.stringMatching(/^line 3: /)]);
    expect(result.refusals[0]).toMatch(column);
  });

  it('refuses a card number and prints it nowhere', async () => {
    const result = await run(
      file({
        customer_external_id: 'P-1',
        vendor_payment_method_id: 'pm_p1',
        nickname: '4242 4242 4242 4242',
      }),
    );
    expect(result.refusals).toEqual(['line 2: nickname holds a card number']);
    expect(app.log.lines.join('')).not.toContain('4242 4242');
  });

  it('refuses the second of two rows with one token, and names the first', async () => {
    const twice = { customer_external_id: 'T-1', vendor_payment_method_id: 'pm_twice' };
    const result = await run(
      file(twice, { customer_external_id: 'T-2', vendor_payment_method_id: 'pm_else' }, twice),
    );
    expect(result.refusals).toEqual(['line 4: repeats line 2']);
  });

  it('counts physical lines, also behind a cell that spans two', async () => {
    const result = await run(
      file(
        { customer_external_id: 'L-1', vendor_payment_method_id: 'pm_l1', holder_name: 'Sara\nAl' },
        { customer_external_id: 'L-2', vendor_payment_method_id: 'pm_l2', exp_month: '0' },
      ),
    );
    expect(result.refusals.at(-1)).toMatch(/^line 4: exp_month/);
  });

  it('refuses a token that is on file for another customer', async () => {
    const result = await run(file({ customer_external_id: 'F-1' }));
    expect(result.refusals).toEqual(['line 2: vendor_payment_method_id is on file for another customer']);
  });

  it('reports facts that differ and takes them over only when told', async () => {
    const changed = file({ customer_name: 'سارة أحمد', email: 'new@example.com' });
    expect((await run(changed)).differing).toEqual(['C-1: customer_name, email']);
    expect((await app.call('GET', '/v1/customers?external_id=C-1')).body.data[0].email).toBe(
      'sara@example.com',
    );
    await run(changed, true);
    expect((await app.call('GET', '/v1/customers?external_id=C-1')).body.data[0].email).toBe(
      'new@example.com',
    );
    expect((await run(changed)).differing).toEqual([]);
  });

  it('never touches nickname or default of a method on file', async () => {
    const [method] = await app.db.query<{ id: string; customer_id: string }[]>(
      "SELECT id, customer_id FROM payment_methods WHERE vendor_payment_method_id = 'pm_1'",
    );
    await app.call('PATCH', `/v1/payment-methods/${method?.id ?? ''}`, { body: { nickname: 'Mine' } });
    await run(file({ nickname: 'Theirs' }, { vendor_payment_method_id: 'pm_1b', is_default: 'true' }), true);
    const methods = (await app.call('GET', `/v1/customers/${method?.customer_id ?? ''}/payment-methods`)).body
      .data;
    expect(methods.map((row: any) => [row.nickname, row.is_default])).toEqual([
      ['Mine', true],
      [null, false],
    ]);
  });

  it('gives two runs at once the same rows', async () => {
    const text = file(
      ...Array.from({ length: 40 }, (_, i) => ({
        customer_external_id: `R-${String(i)}`,
        vendor_payment_method_id: `pm_r${String(i)}`,
      })),
    );
    const [one, two] = await Promise.all([run(text), run(text)]);
    expect(one.methods + two.methods).toBe(40);
    const [{ count }] = await app.db.query(
      "SELECT count(*)::int AS count FROM payment_methods m JOIN customers c ON c.id = m.customer_id WHERE c.external_id LIKE 'R-%' AND m.is_default",
    );
    expect(count).toBe(40);
  });
});
