import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problem } from '../support/api.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { PrepaidStage } from '../support/prepaid-stage.js';
import { addStaff, PASSWORD } from '../support/panel-story.js';

const NOBODY = '0199a000-0002-7000-8000-000000000001';
const ROLES = ['admin', 'support', 'viewer'] as const;
type Role = (typeof ROLES)[number];

let app: TestApp;
let stage: PrepaidStage;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  app = await startTestApp();
  stage = new PrepaidStage(app);
  for (const role of ROLES) cookies.set(role, await signedIn(await addStaff(app, role)));
}, 90_000);

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

async function signedIn(email: string): Promise<string> {
  const answer = await fetch(`${app.url}/admin/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ email, password: PASSWORD }),
  });
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

async function panel(
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  role: Role = 'support',
): Promise<Answer> {
  return app.call(method, `/admin/api/resources/${path}`, {
    key: null,
    ...(body ? { body } : {}),
    headers: { cookie: cookies.get(role) ?? '', 'sec-fetch-site': 'same-origin' },
  });
}

let keys = 0;
const newKey = (): string => (keys += 1).toString(16).padStart(32, '0');

const pay = (invoice: string, more: object = {}, role?: Role): Promise<Answer> =>
  panel('POST', 'invoices/actions/pay', { key: newKey(), invoice_id: invoice, ...more }, role);

async function caller(): Promise<{ id: string; method: string }> {
  const customer = await stage.customer();
  await panel('POST', 'customers/actions/verify_identity', { customer_id: customer.id, method: 'call_back' });
  return customer;
}

describe('paying in the panel', () => {
  it('needs to know who is calling, checked by whoever charges', async () => {
    const { id } = await stage.customer();
    const invoice = await stage.invoice(id);
    const asked = await pay(invoice.id);
    expect([asked.status, asked.body.code]).toEqual([403, 'identity_check_required']);
    await panel(
      'POST',
      'customers/actions/verify_identity',
      { customer_id: id, method: 'document' },
      'admin',
    );
    expect((await pay(invoice.id)).status).toBe(403);
    expect((await pay(invoice.id, {}, 'admin')).body).toMatchObject({
      state: 'succeeded',
      invoice_number: invoice.number,
    });
    expect((await stage.invoiceNow(invoice.id)).state).toBe('paid');
  });

  it('charges once whatever is clicked, sent again or sent at once under one key', async () => {
    const { id } = await caller();
    const invoice = await stage.invoice(id);
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 6 }, () => pay(invoice.id, { key })));
    const paid = answers.filter(({ status }) => status === 200);
    expect(new Set(paid.map(({ body }) => body.id as string)).size).toBe(1);
    for (const other of answers.filter(({ status }) => status !== 200))
      expect([other.status, other.body.code]).toEqual([409, 'request_in_progress']);
    const again = await pay(invoice.id, { key });
    expect([again.status, again.body.id]).toEqual([200, paid[0]?.body.id]);
    expect(stage.takenFor(again.body.id as string)).toBe(1);
    const other = await pay((await stage.invoice(id)).id, { key });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('shows a decline in words for staff, and goes through with another method, audited under the clerk’s name', async () => {
    const { id } = await caller();
    const other = await stage.addCard(id);
    const invoice = await stage.invoice(id);
    stage.refuse('lost_card');
    const declined = await pay(invoice.id);
    expect([declined.status, declined.body]).toMatchObject([
      200,
      { state: 'declined', attempts: [{ decline: { bucket: 'fraud', hint: 'contact_bank' } }] },
    ]);
    const payment = declined.body.id as string;
    const wish = { key: newKey(), payment_id: payment, payment_method_id: other };
    const retried = await panel('POST', 'payments/actions/retry', wish);
    expect([retried.status, retried.body.state, retried.body.attempts.length]).toEqual([200, 'succeeded', 2]);
    expect((await panel('POST', 'payments/actions/retry', wish)).body.attempts.length).toBe(2);
    const { body: audit } = await app.call('GET', `/v1/audit?entity=payment:${payment}`);
    expect(
      audit.data.map(({ action, actor }: { action: string; actor: { name: string } }) => [
        action,
        actor.name,
      ]),
    ).toEqual([
      ['payment.retried', 'support person'],
      ['payment.requested', 'support person'],
    ]);
  });

  it('gives the page on which a customer confirms, as long as he has to', async () => {
    const id = await stage.cards.customer();
    await stage.cards.addToken(id, { behaviour: 'authenticationRequired' });
    await panel('POST', 'customers/actions/verify_identity', { customer_id: id, method: 'document' });
    const asked = await pay((await stage.invoice(id)).id);
    expect(asked.body).toMatchObject({ state: 'requires_action', next_action: { type: 'redirect' } });
    const later = await panel('GET', `payments/actions/next_action?id=${String(asked.body.id)}`);
    expect(later.body.next_action.url).toMatch(/^http/);
    const done = await pay((await stage.invoice((await caller()).id)).id);
    const none = await panel('GET', `payments/actions/next_action?id=${String(done.body.id)}`);
    expect([none.status, problem(none)['reason']]).toEqual([409, 'payment_state']);
  });
});

describe('giving back in the panel', () => {
  it('takes a part, then the rest, once for each key, and no more', async () => {
    const { id } = await caller();
    const { body: payment } = await pay((await stage.invoice(id, 1_200)).id);
    const refund = (more: object): Promise<Answer> =>
      panel('POST', 'payments/actions/refund', {
        key: newKey(),
        payment_id: payment.id,
        reason: 'late',
        ...more,
      });
    const part = { key: newKey(), money: { amount: 300, currency: 'GBP' } };
    for (let sent = 0; sent < 2; sent += 1)
      expect((await refund(part)).body).toMatchObject({ state: 'succeeded', money: { amount: 300 } });
    expect((await refund({ money: { amount: 901, currency: 'GBP' } })).status).toBe(409);
    expect((await refund({})).body.money.amount).toBe(900);
    const { body } = await panel('GET', `payments/actions/row?id=${String(payment.id)}`);
    expect(body.row).toMatchObject({ state: 'refunded', refunded: { amount: 1_200 }, refunds: [{}, {}] });
  });
});

describe('lists', () => {
  it('name the customer and the invoice, and keep to the filter', async () => {
    const { id } = await caller();
    const invoice = await stage.invoice(id);
    stage.refuse('insufficient_funds');
    await pay(invoice.id);
    const payments = await panel('GET', `payments/actions/list?customer_id=${id}&state=declined`);
    expect(payments.body.rows).toMatchObject([
      { invoice_number: invoice.number, customer_id: id, bucket: 'funds', method: { brand: 'visa' } },
    ]);
    expect(payments.body.rows[0].customer_name).toMatch(/^Customer/);
    const invoices = await panel('GET', `invoices/actions/list?customer_id=${id}&state=open`);
    expect(invoices.body.rows).toMatchObject([{ id: invoice.id, lines: [{ description: 'Mobile M' }] }]);
    expect((await panel('GET', 'payments/actions/list?state=lost')).status).toBe(422);
  });

  it('show the failures behind each figure of the report, page by page', async () => {
    const { id } = await caller();
    for (let sent = 0; sent < 2; sent += 1) {
      stage.refuse('do_not_honor');
      await pay((await stage.invoice(id)).id);
    }
    const report = await panel('GET', 'payment-failures/actions/report?group_by=bucket');
    const groups = report.body.data[0].groups as { key: string; failed_attempts: number }[];
    for (const { key, failed_attempts: count } of groups) {
      const { body } = await panel('GET', `payment-failures/actions/list?bucket=${key}&currency=GBP`);
      expect([key, body.rows.length]).toEqual([key, count]);
    }
    expect((await panel('GET', 'payment-failures/actions/list?brand=amex')).body.rows).toEqual([]);
  });

  it('leave the report as a file for spreadsheets', async () => {
    const csv = await app.call('GET', '/admin/export/payment-failures.csv?group_by=vendor', {
      key: null,
      headers: { cookie: cookies.get('viewer') ?? '' },
    });
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="payment-failures-by-vendor.csv"',
    );
    expect(csv.bytes.toString('utf8')).toMatch(/^\uFEFFCurrency,Vendor,/);
  });
});

describe('an invoice', () => {
  it('is a page to print for whoever may read invoices, and for nobody else', async () => {
    const { id } = await caller();
    const invoice = await stage.invoice(id);
    const page = (cookie: string): Promise<Answer> =>
      app.call('GET', `/admin/invoices/${invoice.id}/document`, { key: null, headers: { cookie } });
    const shown = await page(cookies.get('viewer') ?? '');
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(shown.text).toContain(invoice.number);
    expect((await page('')).text).not.toContain(invoice.number);
  });
});

describe('roles', () => {
  const MATRIX: readonly (readonly ['GET' | 'POST', string, object | undefined, string])[] = [
    ['GET', 'invoices/actions/list', undefined, 'admin support viewer'],
    ['GET', 'payments/actions/list', undefined, 'admin support viewer'],
    ['GET', 'payment-failures/actions/list', undefined, 'admin support viewer'],
    ['GET', 'payment-failures/actions/report', undefined, 'admin support viewer'],
    ['GET', `payments/actions/next_action?id=${NOBODY}`, undefined, 'admin support'],
    ['POST', 'invoices/actions/pay', { key: '0'.repeat(32), invoice_id: NOBODY }, 'admin support'],
    ['POST', 'invoices/actions/void', { id: NOBODY }, 'admin support'],
    ['POST', 'payments/actions/retry', { key: '0'.repeat(32), payment_id: NOBODY }, 'admin support'],
    [
      'POST',
      'payments/actions/refund',
      { key: '0'.repeat(32), payment_id: NOBODY, reason: 'late' },
      'admin support',
    ],
  ];

  it.each(MATRIX)('%s %s %j is for %s', async (method, path, body, allowed) => {
    for (const role of ROLES) {
      const { status } = await panel(method, path, body, role);
      expect([role, status === 403]).toEqual([role, !allowed.split(' ').includes(role)]);
    }
  });

  it('take an invoice back from the panel, and say who did', async () => {
    const { id } = await caller();
    const invoice = await stage.invoice(id);
    expect((await panel('POST', 'invoices/actions/void', { id: invoice.id })).status).toBe(200);
    expect((await stage.invoiceNow(invoice.id)).state).toBe('void');
  });
});

describe('a prepaid balance in the panel', () => {
  it('is topped up once a key by whoever knows who is calling, and recharges itself as told', async () => {
    const service = await stage.service();
    const wish = {
      key: newKey(),
      subscription_id: service.id,
      money: { amount: 4_000, currency: 'GBP' },
      payment_method_id: service.method,
    };
    const recharge = { subscription_id: service.id, enabled: false };
    for (const [action, body] of [
      ['top_up', wish],
      ['recharge', recharge],
    ] as const)
      expect((await panel('POST', `customers/actions/${action}`, body)).body.code).toBe(
        'identity_check_required',
      );
    await panel('POST', 'customers/actions/verify_identity', {
      customer_id: service.customer,
      method: 'document',
    });
    const [first, second] = [
      await panel('POST', 'customers/actions/top_up', wish),
      await panel('POST', 'customers/actions/top_up', wish),
    ];
    expect([first.body.state, second.body.id]).toEqual(['succeeded', first.body.id]);
    await stage.use(service, 350, 'a-call');
    const { body: ledger } = await panel(
      'GET',
      `customers/actions/ledger?subscription_id=${service.id}`,
      undefined,
      'viewer',
    );
    expect(ledger.rows.map(({ kind, balance_after: after }: any) => [kind, after.amount as number])).toEqual([
      ['usage', 3_650],
      ['top_up', 4_000],
    ]);
    expect((await panel('POST', 'customers/actions/recharge', recharge)).body.auto_recharge.enabled).toBe(
      false,
    );
  });
});

describe('mails in the panel', () => {
  const withAddress = async (email: string): Promise<string> => {
    const { id } = await stage.customer();
    await app.call('PATCH', `/v1/customers/${id}`, { body: { email } });
    return id;
  };
  const list = async (query: string): Promise<any[]> =>
    (await panel('GET', `messages/actions/list?${query}`, undefined, 'viewer')).body.rows as any[];

  it('are found by address and by day, and counted by day without counting on a request', async () => {
    const id = await withAddress('Counted@example.com');
    await stage.pay((await stage.invoice(id)).id);
    const mine = await list('address=counted%40EXAMPLE.com');
    expect(mine.length).toBeGreaterThan(0);
    expect(new Set(mine.map(({ customer_id: customer }) => customer as string))).toEqual(new Set([id]));
    const day = (at: Date): string => at.toISOString().slice(0, 10);
    const near = (days: number): string => day(new Date(app.clock.now().getTime() + days * 86_400_000));
    const of = `customer_id=${id}&state=on_the_way`;
    expect(await list(`${of}&from=${near(-1)}&to=${near(1)}`)).toHaveLength(mine.length);
    expect(await list(`${of}&to=${near(-2)}`)).toEqual([]);

    expect((await panel('GET', 'messages/actions/delivery')).body.counted_at).toBeNull();
    await app.app.get(JobRunner).runUntilIdle(['count-messages']);
    const { days } = (await panel('GET', 'messages/actions/delivery')).body;
    const [{ mails }] = await app.db.query('SELECT count(*)::int AS mails FROM messages');
    const sums = days.flatMap(({ outcomes }: any) => Object.values(outcomes as Record<string, number>));
    expect([days.length, sums.reduce((sum: number, one: number) => sum + one, 0)]).toEqual([30, mails]);
  });

  it('say why a customer gets no reminder, and let an address in again in the clerk’s name', async () => {
    const id = await withAddress('shut@example.com');
    await app.db.query(
      `INSERT INTO suppressions (email, reason, created_at) VALUES ('shut@example.com', 'complaint', now())`,
    );
    const outlook = async (): Promise<any> =>
      (await panel('GET', `messages/actions/outlook?customer_id=${id}`, undefined, 'viewer')).body;
    expect(await outlook()).toMatchObject({ hold: 'suppressed', suppression: { reason: 'complaint' } });
    const lift = { address: 'shut@example.com' };
    expect((await panel('POST', 'suppressions/actions/lift', lift)).status).toBe(200);
    expect((await panel('POST', 'suppressions/actions/lift', lift)).status).toBe(404);
    expect((await outlook()).hold).toBeNull();
    const trail = await app.db.query(
      `SELECT actor_name FROM audit_entries WHERE action = 'suppression.lifted'`,
    );
    expect(trail).toEqual([{ actor_name: 'support person' }]);
  });

  it('go as a test to whoever asks, marked as one, and no more than twenty within an hour', async () => {
    const wish = { key: newKey(), type: 'receipt', locale: 'ar' };
    const sent = await panel('POST', 'mail-templates/actions/test', wish);
    const again = await panel('POST', 'mail-templates/actions/test', wish);
    expect([sent.body.to_email, again.body.id]).toEqual(['support@example.com', sent.body.id]);
    await app.app.get(JobRunner).runUntilIdle(['deliver-messages']);
    const { row } = (await panel('GET', `messages/actions/row?id=${String(sent.body.id)}`)).body;
    expect([row.mark, row.state, row.subject.startsWith('[تجربة] ')]).toEqual(['test', 'sent', true]);
    for (let nth = 1; nth < 20; nth += 1)
      await panel('POST', 'mail-templates/actions/test', { ...wish, key: newKey() });
    const more = await panel('POST', 'mail-templates/actions/test', { ...wish, key: newKey() });
    expect([more.status, more.body.code]).toEqual([429, 'rate_limited']);
    const [{ tests }] = await app.db.query(
      `SELECT count(*)::int AS tests FROM audit_entries WHERE action = 'message.test_sent'`,
    );
    expect(tests).toBe(20);
  });
});
