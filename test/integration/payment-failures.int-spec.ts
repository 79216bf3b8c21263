import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';

const REPORT = '/v1/reports/payment-failures';

interface Figures {
  readonly failed_attempts: number;
  readonly payments: number;
  readonly money: { readonly amount: number; readonly currency: string };
  readonly expired_cards: Figures;
  readonly recovered: { readonly payments: number; readonly share: number };
}

describe('the report of failed payments', () => {
  let app: TestApp;
  let stage: ChargeStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new ChargeStage(app);
    await failures();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  /** Two payments in pounds that failed for want of funds, one of them twice and then paid; one on an expired card; one in dinars. */
  async function failures(): Promise<void> {
    const other = await stage.cards.customer();
    const now = app.clock.now();
    await stage.cards.addToken(other, { exp_month: now.getUTCMonth() + 1, exp_year: now.getUTCFullYear() });
    await app.setTime(new Date(now.getTime() + 40 * 86_400_000));

    const { id } = await stage.customer();
    for (const amount of [1_000, 2_500]) {
      stage.refuse('insufficient_funds');
      expect((await stage.pay((await stage.invoice(id, amount)).id)).status).toBe(402);
    }
    const [twice] = await payments('declined', 2_500);
    stage.refuse('insufficient_funds');
    expect((await stage.retry(twice ?? '')).status).toBe(402);
    expect((await stage.retry(twice ?? '')).status).toBe(200);

    stage.refuse('expired_card');
    expect((await stage.pay((await stage.invoice(other, 700)).id)).status).toBe(402);

    const kuwait = await stage.cards.customer({ currency: 'KWD', time_zone: 'Asia/Kuwait' });
    await stage.cards.addToken(kuwait, { brand: 'mastercard' });
    stage.refuse('lost_card');
    const dinars = { lines: [{ description: 'Mobile M', money: { amount: 12_500, currency: 'KWD' } }] };
    expect((await stage.pay((await stage.invoice(kuwait, 0, dinars)).id)).status).toBe(402);
  }

  async function payments(state: string, amount: number): Promise<string[]> {
    const rows: { id: string }[] = await app.db.query(
      'SELECT id FROM payments WHERE state = $1 AND amount = $2',
      [state, amount],
    );
    return rows.map(({ id }) => id);
  }

  async function report(
    query = '',
  ): Promise<{ currency: string; total: Figures; groups: ({ key: string } & Figures)[] }[]> {
    const { status, body, text } = await app.call('GET', `${REPORT}?${query}`);
    if (status !== 200) throw new Error(text);
    return body.data;
  }

  it('counts a payment once and each failed attempt, per currency and never over currencies', async () => {
    const [pounds, dinars, ...others] = await report();
    expect(others).toEqual([]);
    expect(pounds).toMatchObject({
      currency: 'GBP',
      total: {
        failed_attempts: 4,
        payments: 3,
        money: { amount: 4_200, currency: 'GBP' },
        expired_cards: { failed_attempts: 1, payments: 1, money: { amount: 700 } },
        recovered: { payments: 1, money: { amount: 2_500 }, share: 0.5952 },
      },
      groups: [
        {
          key: 'funds',
          failed_attempts: 3,
          payments: 2,
          money: { amount: 3_500 },
          recovered: { payments: 1 },
        },
        { key: 'card_data', failed_attempts: 1, payments: 1, expired_cards: { payments: 1 } },
      ],
    });
    expect(dinars).toMatchObject({ currency: 'KWD', total: { money: { amount: 12_500, currency: 'KWD' } } });
  });

  it.each([
    ['vendor', ['stripe']],
    ['brand', ['visa']],
    ['stage', ['none']],
  ])('is told by %s', async (group, keys) => {
    const [pounds] = await report(`group_by=${group}`);
    expect(pounds?.groups.map(({ key }) => key)).toEqual(keys);
    expect(pounds?.groups[0]).toMatchObject({ failed_attempts: 4, payments: 3 });
  });

  it('is told by day, in the business’s calendar, and by month where it is long', async () => {
    const today = app.clock.now().toISOString().slice(0, 10);
    const [pounds] = await report('group_by=period');
    expect(pounds?.groups.map(({ key }) => key)).toEqual([today]);
    const [year] = await report(
      `group_by=period&from=${String(Number(today.slice(0, 4)) - 1)}${today.slice(4)}&to=${today}`,
    );
    expect(year?.groups.map(({ key }) => key)).toEqual([today.slice(0, 7)]);
  });

  it('keeps to its period', async () => {
    expect(await report('from=2020-01-01&to=2020-12-31')).toEqual([]);
    for (const query of [
      'from=2020-01-01&to=2021-01-02',
      'from=2020-02-01&to=2020-01-01',
      'to=yesterday',
      'from=0001-01-01',
      'to=9999-12-31',
      'to=0001-01-01T00:00:00Z',
      'group_by=colour',
    ])
      expect([query, (await app.call('GET', `${REPORT}?${query}`)).status]).toEqual([query, 422]);
  });

  it('says that money came back also when another payment settled the invoice', async () => {
    const { id } = await stage.customer();
    const invoice = await stage.invoice(id, 9_900);
    stage.refuse('insufficient_funds');
    expect((await stage.pay(invoice.id)).status).toBe(402);
    const before = (await report())[0]?.total.recovered.payments;
    expect((await stage.pay(invoice.id)).status).toBe(200);
    expect((await report())[0]?.total.recovered.payments).toBe((before ?? 0) + 1);
  });

  it('is a file for spreadsheets in the reader’s language, in major units', async () => {
    const file = await app.call('GET', `${REPORT}?format=csv&group_by=bucket`, {
      headers: { 'accept-language': 'ar' },
    });
    expect(file.headers.get('content-disposition')).toContain('payment-failures-by-bucket.csv');
    const lines = file.bytes.toString('utf8').split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFالعملة,سبب الرفض,/);
    expect(lines).toContain('KWD,fraud,1,1,12.500,0,0,0.000,0,0.000,0.0');
    expect((await app.call('GET', `${REPORT}?format=csv&to=nonsense`)).status).toBe(422);
  });

  it('is a range over the attempts that failed', async () => {
    const plan = await app.db.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      const rows: { 'QUERY PLAN': string }[] = await tx.query(
        `EXPLAIN SELECT decline_bucket, count(*) FROM payment_attempts
         WHERE decline_bucket IS NOT NULL AND settled_at >= now() - interval '30 days' AND settled_at < now() GROUP BY 1`,
      );
      return rows;
    });
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
      /Index Only Scan using payment_attempts_failed[^]*Index Cond: .*settled_at/,
    );
  });

  it('is for whoever may read payments', async () => {
    const key = await app.apiKey('viewer', ['customers:read']);
    expect((await app.call('GET', REPORT, { key })).status).toBe(403);
    expect((await app.call('GET', REPORT, { key: await app.apiKey('viewer') })).status).toBe(200);
  });
});
