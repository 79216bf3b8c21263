import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeliveryService } from '../../src/modules/notifications/index.js';
import { ReminderSweep } from '../../src/modules/reminders/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { handoverRow, importRows } from '../support/handover.js';

interface Opened {
  readonly status: number;
  readonly body: any;
  readonly cookie: string;
}

describe('the page behind a link from a mail', () => {
  let app: TestApp;
  let customerId: string;

  beforeAll(async () => {
    app = await startTestApp();
    await importRows(app, [
      handoverRow({
        customer_external_id: 'CARE',
        customer_name: 'سارة المصري',
        locale: 'ar',
        email: 'sara@example.com',
        exp_year: '2026',
        exp_month: '12',
        vendor_payment_method_id: 'pm_care',
      }),
    ]);
    customerId = (await app.call('GET', '/v1/customers?external_id=CARE')).body.data[0].id;
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  async function open(token: string, headers: Record<string, string> = {}): Promise<Opened> {
    const answer = await app.call('POST', '/care/api/session', { key: null, body: { token }, headers });
    return {
      status: answer.status,
      body: answer.body,
      cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
    };
  }

  async function newLink(): Promise<string> {
    const made = await app.call('POST', `/v1/customers/${customerId}/secure-links`, {
      body: { purpose: 'add_payment_method', send: false },
    });
    return tokenOf(made.body.url);
  }

  function tokenOf(url: string): string {
    return url.split('/care/l/')[1] ?? '';
  }

  async function reminderToken(): Promise<string> {
    await app.app.get(ReminderSweep).run(new Date('2026-12-10T12:00:00Z'), { ignoreHours: true });
    await app.setTime(new Date('2026-12-10T12:00:00Z'));
    await app.app.get(DeliveryService).deliverUntilIdle({});
    const [mail] = app.mailjet.mailbox.messages('sara@example.com');
    return tokenOf(/href="([^"]*\/care\/l\/[^"]*)"/.exec(mail?.html ?? '')?.[1] ?? '');
  }

  it('shows the shell alone, in the language asked for, and keeps the link as good as it was', async () => {
    const token = await newLink();
    const page = await app.call('GET', `/care/l/${token}`, {
      key: null,
      headers: { 'accept-language': 'ar' },
    });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<html lang="ar" dir="rtl">');
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=/);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const [{ count }] = await app.db.query('SELECT count(*)::int AS count FROM payment_method_setups');
    expect(count).toBe(0);
    expect((await open(token)).status).toBe(200);
    expect(app.log.lines.join('')).not.toContain(token);
  });

  it("leads from a reminder's mail to the card that it is about", async () => {
    const { status, body } = await open(await reminderToken());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      locale: 'ar',
      customer: { name: 'سارة المصري' },
      about: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2026, expired: false, days_left: 21 },
      vendors: expect.arrayContaining([{ vendor: 'stripe', payment_types: ['card'] }]),
      offer_default: true,
      default_ticked: true,
    });
  });

  it('begins a setup for the customer of the link, and for nobody else', async () => {
    const { cookie } = await open(await newLink());
    const setup = await app.call('POST', '/care/api/setups', {
      key: null,
      body: { vendor: 'stripe', payment_type: 'card' },
      headers: { cookie },
    });
    expect(setup.status).toBe(201);
    expect(setup.body.client).toMatchObject({ token: expect.any(String), client_secret: expect.any(String) });
    const [row] = await app.db.query('SELECT customer_id FROM payment_method_setups WHERE id = $1', [
      setup.body.id,
    ]);
    expect(row.customer_id).toBe(customerId);
    expect(app.log.lines.join('')).not.toContain(setup.body.client.client_secret);
  });

  it.each([
    ['no cookie', {}],
    ['a cookie of ours that was changed', { cookie: 'omnicrm_care=k1.eyJsaW5rIjoiMSJ9.AAAA' }],
  ])('refuses a setup with %s', async (_, headers) => {
    const setup = await app.call('POST', '/care/api/setups', {
      key: null,
      body: { vendor: 'stripe' },
      headers,
    });
    expect(setup.status).toBe(401);
    expect(setup.body.code).toBe('session_over');
  });

  it('refuses what another site sends', async () => {
    expect(await open(await newLink(), { origin: 'https://elsewhere.example' })).toMatchObject({
      status: 403,
      body: { code: 'foreign_origin' },
    });
  });

  it('refuses a changed token', async () => {
    const token = await newLink();
    expect(await open(`${token.slice(0, -2)}AA`)).toMatchObject({
      status: 404,
      body: { code: 'link_invalid' },
    });
  });

  it('offers a new link for an expired one, to the same address, once in ten minutes, and tells nobody whether it exists', async () => {
    const token = await newLink();
    await app.db.query(
      "UPDATE access_links SET expires_at = $1::timestamptz - interval '1 hour', created_at = $1::timestamptz - interval '40 days'",
      [app.clock.now()],
    );
    expect(await open(token)).toMatchObject({ status: 404, body: { code: 'link_expired' } });
    const asked = [];
    for (const given of [token, token, 'nonsense'])
      asked.push(await app.call('POST', '/care/api/new-link', { key: null, body: { token: given } }));
    expect(asked.map(({ status, text }) => [status, text])).toEqual(Array(3).fill([202, '{}']));
    const sent = await app.db.query("SELECT to_email FROM messages WHERE type = 'secure_link'");
    expect(sent).toEqual([{ to_email: 'sara@example.com' }]);
  });

  it('ends with the card that it is about', async () => {
    const token = await reminderToken();
    const { cookie } = await open(token);
    const [{ id }] = await app.db.query(
      "SELECT id FROM payment_methods WHERE vendor_payment_method_id = 'pm_care'",
    );
    const removed = await app.call('DELETE', `/v1/payment-methods/${id}?confirm_last=true&force=true`);
    expect([202, 204]).toContain(removed.status);
    expect(await open(token)).toMatchObject({ status: 404, body: { code: 'link_revoked' } });
    const setup = await app.call('POST', '/care/api/setups', {
      key: null,
      body: { vendor: 'stripe' },
      headers: { cookie },
    });
    expect(setup.status).toBe(401);
  });
});
