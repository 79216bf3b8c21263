import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvoiceView } from '../../src/modules/billing/index.js';
import { Api, problem, refusedFields } from '../support/api.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';

const LINE = { description: 'Mobile M', money: { amount: 1200, currency: 'GBP' } };

describe('invoices', () => {
  let app: TestApp;
  let api: Api;

  beforeAll(async () => {
    app = await startTestApp();
    api = new Api(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const customer = async (more: object = {}): Promise<string> =>
    (await api.customer({ currency: 'GBP', time_zone: 'Asia/Tokyo', ...more })).id;

  const issue = (
    customerId: string,
    more: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    app.call('POST', '/v1/invoices', { body: { customer_id: customerId, lines: [LINE], ...more }, headers });

  const holdsOf = (customerId: string): Promise<unknown[]> =>
    app.db.query('SELECT kind, reference, label FROM customer_holds WHERE customer_id = $1', [customerId]);

  const eventsOf = async (id: string): Promise<string[]> => {
    const rows: { type: string }[] = await app.db.query(
      'SELECT type FROM events WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    return rows.map(({ type }) => type);
  };

  it('are issued with their lines, due in the customer’s own day, and owed until paid', async () => {
    const id = await customer();
    await app.setTime(new Date('2031-03-31T16:00:00Z'));
    const { status, body } = await issue(id, {
      period: { from: '2031-04-01', to: '2031-04-30' },
      lines: [{ ...LINE, tax_rate: '20', tax_amount: { amount: 200, currency: 'GBP' } }, LINE],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      customer_id: id,
      number: expect.stringMatching(/^INV-\d{6}$/),
      state: 'open',
      total: { amount: 2400, currency: 'GBP' },
      tax: { amount: 200, currency: 'GBP' },
      due_on: '2031-04-01',
      period: { from: '2031-04-01', to: '2031-04-30' },
      lines: [{ tax_rate: '20', quantity: 1 }, { tax_rate: '0' }],
    });
    expect(await holdsOf(id)).toEqual([{ kind: 'balance_due', reference: body.id, label: body.number }]);
    expect(await eventsOf(body.id)).toEqual(['invoice.issued']);
    expect(await api.get(`/v1/invoices/${body.id as string}`)).toEqual(body);
  });

  it('bear numbers without a gap and without a repeat, also when fifty are issued at once and some fail', async () => {
    const customers = await Promise.all(Array.from({ length: 10 }, () => customer()));
    const [{ last_number: before }] = await app.db.query('SELECT last_number FROM invoice_counter');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        issue(customers[index % 10] ?? '', index % 5 === 0 ? { subscription_id: customers[0] } : {}),
      ),
    );
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.number as string);
    expect(made.length).toBe(40);
    const numbers = made.map((number) => Number(number.slice(4))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => Number(before) + 1 + index));
  });

  it('are issued once for one key, whoever repeats it', async () => {
    const id = await customer();
    const headers = { 'idempotency-key': 'once' };
    const first = await issue(id, {}, headers);
    const again = await issue(id, {}, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await issue(id, { due_on: '2031-01-01' }, headers);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('of nothing are paid at once', async () => {
    const id = await customer();
    const { body } = await issue(id, { lines: [{ ...LINE, money: { amount: 0, currency: 'GBP' } }] });
    expect(body).toMatchObject({ state: 'paid', paid_by_payment_id: null });
    expect(await eventsOf(body.id)).toEqual(['invoice.issued', 'invoice.paid']);
    expect(await holdsOf(id)).toEqual([]);
  });

  it('are taken back with their number, once, and owed no more', async () => {
    const id = await customer();
    const { body } = await issue(id);
    const voided = await api.post<InvoiceView>(`/v1/invoices/${body.id as string}/void`);
    expect(voided).toMatchObject({ state: 'void', number: body.number });
    expect(await holdsOf(id)).toEqual([]);
    expect(await api.post(`/v1/invoices/${body.id as string}/void`)).toEqual(voided);
    const free = await issue(id, { lines: [{ ...LINE, money: { amount: 0, currency: 'GBP' } }] });
    const refused = await app.call('POST', `/v1/invoices/${free.body.id as string}/void`);
    expect([refused.status, problem(refused)['reason']]).toEqual([409, 'invoice_state']);
  });

  it('are pages to print, in the customer’s language unless asked for in another', async () => {
    const id = await customer({ name: 'نورة', locale: 'ar' });
    const path = `/v1/invoices/${(await issue(id)).body.id as string}/document`;
    const page = await app.call('GET', path);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<html lang="ar" dir="rtl">');
    expect(page.text).toContain('نورة');
    const nonce = /<style nonce="([^"]+)">/.exec(page.text)?.[1] ?? '';
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect((await app.call('GET', `${path}?locale=en`)).text).toContain('<html lang="en" dir="ltr">');
    expect((await app.call('GET', `${path}?locale=fr`)).status).toBe(422);
    expect((await app.call('GET', path, { key: null })).status).toBe(401);
    expect((await app.call('GET', `/v1/invoices/${id}/document`)).status).toBe(404);
  });

  it('fix the customer’s currency', async () => {
    const id = await customer();
    await issue(id);
    const refused = await app.call('PATCH', `/v1/customers/${id}`, { body: { currency: 'USD' } });
    expect([refused.status, problem(refused)['reason']]).toEqual([409, 'currency_invoiced']);
    expect((await app.call('PATCH', `/v1/customers/${id}`, { body: { name: 'Nora' } })).status).toBe(200);
  });

  it.each([
    ['another currency', { lines: [{ ...LINE, money: { amount: 1, currency: 'USD' } }] }, 'lines.0.money'],
    [
      'more tax than price',
      { lines: [{ ...LINE, tax_amount: { amount: 1201, currency: 'GBP' } }] },
      'lines.0.tax_amount',
    ],
    [
      'a period that ends before it begins',
      { period: { from: '2031-02-02', to: '2031-02-01' } },
      'period.to',
    ],
    ['a customer that is not there', { customer_id: crypto.randomUUID() }, 'customer_id'],
    ['no lines', { lines: [] }, 'lines'],
    ['a due day before all calendars', { due_on: '0000-01-01' }, 'due_on'],
    [
      'a part of a penny',
      { lines: [{ ...LINE, money: { amount: 1.5, currency: 'GBP' } }] },
      'lines.0.money.amount',
    ],
  ])('are not issued with %s', async (_, wrong, path) => {
    const answer = await issue(await customer(), wrong);
    expect([answer.status, refusedFields(answer)]).toEqual([422, [path]]);
  });

  it('are listed newest first, page by page, by customer and state', async () => {
    const id = await customer();
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await issue(id)).body.id as string);
    await api.post(`/v1/invoices/${made[2] ?? ''}/void`);
    const pages = await api.pages<InvoiceView>(`/v1/invoices?customer_id=${id}&limit=2`);
    expect(pages.flat().map((one) => one.id)).toEqual(made.toReversed());
    const [open] = await api.pages<InvoiceView>(`/v1/invoices?customer_id=${id}&state=open`);
    expect(open?.length).toBe(4);
  });
});
