import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { BillingChanges } from '../../src/modules/billing/billing-changes.service.js';
import { Api } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CheckoutStage, SHOP } from '../support/checkout-stage.js';
import { PrepaidStage } from '../support/prepaid-stage.js';

interface Mail {
  readonly type: string;
  readonly state: string;
  readonly variables: any;
}

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

describe('mails of billing', () => {
  let app: TestApp;
  let stage: PrepaidStage;
  let api: Api;

  beforeAll(async () => {
    app = await startTestApp({ env: { SELF_CARE__ALLOWED_ORIGINS: JSON.stringify([SHOP]) } });
    stage = new PrepaidStage(app);
    api = new Api(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const mailsOf = (customer: string): Promise<Mail[]> =>
    app.db.query(
      `SELECT type, state, variables FROM messages WHERE customer_id = $1 AND type IN ('receipt', 'invoice_issued', 'refunded')
       ORDER BY created_at, id`,
      [customer],
    );

  const typesOf = async (customer: string): Promise<string[]> =>
    (await mailsOf(customer)).map(({ type }) => type);

  const run = (job: string, on: TestApp = app): Promise<number> => on.app.get(JobRunner).runUntilIdle([job]);

  describe('of invoices', () => {
    it('tell what is to be paid, with a link that opens the page for it, and once', async () => {
      const { id } = await api.customer({
        currency: 'GBP',
        time_zone: 'Asia/Tokyo',
        email: 'pay@example.com',
      });
      const body = {
        customer_id: id,
        lines: [
          { description: 'Router', quantity: 2, money: gbp(2000), tax_rate: '20', tax_amount: gbp(333) },
          { description: 'Setup', money: gbp(500) },
        ],
        period: { from: '2031-04-01', to: '2031-04-30' },
        due_on: '2031-05-02',
      };
      const headers = { 'idempotency-key': 'mailed-once' };
      const { body: invoice } = await app.call('POST', '/v1/invoices', { body, headers });
      await app.call('POST', '/v1/invoices', { body, headers });
      const mails = await mailsOf(id);
      expect(mails).toMatchObject([
        {
          type: 'invoice_issued',
          variables: {
            invoice_number: invoice.number,
            amount: gbp(2500),
            tax: gbp(333),
            lines: [
              { description: '2 × Router', amount: gbp(2000) },
              { description: 'Setup', amount: gbp(500) },
            ],
            due_on: '2031-05-02',
            period_from: '2031-04-01',
            period_to: '2031-04-30',
            charge: null,
          },
        },
      ]);
      expect(
        await app.db.query('SELECT customer_id, purpose FROM access_links WHERE id = $1', [
          mails[0]?.variables.link.id,
        ]),
      ).toEqual([{ customer_id: id, purpose: 'pay' }]);
      await run('deliver-messages');
      const [sent] = app.mailjet.mailbox.messages('pay@example.com');
      const address = /https?:\S+\/l\/\S+/.exec(sent?.text ?? '')?.[0] ?? '';
      const { pathname } = new URL(address);
      expect((await fetch(`${app.url}${pathname}`)).status).toBe(200);
    });

    it('are not written of nothing, and not sent of what was taken back', async () => {
      const id = await stage.cards.customer();
      await stage.invoice(id, 0);
      expect(await mailsOf(id)).toEqual([]);
      const { id: invoice } = await stage.invoice(id);
      await app.call('POST', `/v1/invoices/${invoice}/void`);
      expect(await mailsOf(id)).toMatchObject([{ type: 'invoice_issued', state: 'skipped' }]);
    });

    it('are one mail where they are charged by themselves at once: the receipt', async () => {
      const paying = await stage.customer();
      await stage.invoice(paying.id, 1200, { auto_collect: true });
      await run('collection');
      expect(await typesOf(paying.id)).toEqual(['receipt']);
      const manual = await stage.customer();
      await app.call('PATCH', `/v1/customers/${manual.id}`, { body: { auto_pay: false } });
      await stage.invoice(manual.id, 1200, { auto_collect: true });
      const poor = await stage.cards.customer();
      await stage.invoice(poor, 1200, { auto_collect: true });
      expect([await typesOf(manual.id), await typesOf(poor)]).toEqual([
        ['invoice_issued'],
        ['invoice_issued'],
      ]);
    });

    it('of renewals are written with them, for those who pay themselves, or for all on wish', async () => {
      await using wordy = await startTestApp({ beside: app, env: { BILLING__INVOICE_MAILS: 'all' } });
      const renewed = async (on: TestApp, autoPay: boolean): Promise<Mail[]> => {
        const { id } = await stage.customer();
        await app.call('PATCH', `/v1/customers/${id}`, { body: { auto_pay: autoPay } });
        const today = app.clock.now().toISOString().slice(0, 10);
        await api.subscription(id, { price: gbp(900), anchor_on: today, next_invoice_on: today });
        await run('renewals', on);
        return mailsOf(id);
      };
      expect(await renewed(app, true)).toEqual([]);
      expect(await renewed(app, false)).toMatchObject([
        { type: 'invoice_issued', variables: { service_name: 'Mobile M', charge: null } },
      ]);
      expect(await renewed(wordy, true)).toMatchObject([
        { variables: { charge: { method: { payment_type: 'card' } }, link: { path: '/care' } } },
      ]);
    });
  });

  describe('of payments', () => {
    it('are receipts with what was bought, in the transaction that notes the payment', async () => {
      const { id } = await stage.customer();
      const { body: paid } = await stage.pay((await stage.invoice(id)).id);
      await stage.post(`/v1/customers/${id}/payments`, { purpose: 'one_off', money: gbp(700) });
      const receipts = (await mailsOf(id)).filter(({ type }) => type === 'receipt');
      expect(receipts).toMatchObject([
        {
          variables: {
            purpose: 'invoice',
            amount: gbp(1200),
            tax: gbp(0),
            lines: [{ description: 'Mobile M', amount: gbp(1200) }],
            method: { payment_type: 'card', last4: '4242' },
            balance: null,
          },
        },
        { variables: { purpose: 'one_off', amount: gbp(700), tax: null, lines: [], invoice_number: null } },
      ]);
      expect(receipts[0]?.variables.invoice_number).toMatch(/^INV-/);
      const changes = app.app.get(BillingChanges);
      const vendorChargeId = paid.attempts[0].vendor_charge_id as string;
      await changes.chargeChanged('stripe', { kind: 'charge_changed', vendorChargeId, paymentId: paid.id });
      expect((await mailsOf(id)).filter(({ type }) => type === 'receipt')).toHaveLength(2);
    });

    it('are not written of what was refused', async () => {
      const { id } = await stage.customer();
      stage.refuse('insufficient_funds');
      await stage.post(`/v1/customers/${id}/payments`, { purpose: 'one_off', money: gbp(700) });
      expect(await mailsOf(id)).toEqual([]);
    });

    it('tell the balance after a top-up, and of one that was credited nowhere only that it goes back', async () => {
      const service = await stage.service();
      await stage.topUp(service, 1000);
      await stage.topUp(service, 500);
      expect(await mailsOf(service.customer)).toMatchObject([
        { type: 'receipt', variables: { purpose: 'top_up', balance: gbp(1000) } },
        { type: 'receipt', variables: { purpose: 'top_up', balance: gbp(1500) } },
      ]);
      const ended = await stage.service();
      stage.strikeCharge('error_500_after');
      await stage.topUp(ended, 900);
      await app.call('POST', `/v1/subscriptions/${ended.id}/terminate`, { body: { reason: 'moved' } });
      await stage.reconcile();
      await run('top-up-returns');
      expect(await mailsOf(ended.customer)).toMatchObject([
        { type: 'refunded', variables: { reason: 'not_credited', amount: gbp(900), is_partial: false } },
      ]);
    });

    it('on a vendor’s page are receipts of the order; a guest has none', async () => {
      const shop = new CheckoutStage(app, 'stripe');
      const id = await stage.cards.customer();
      const before: unknown[] = await app.db.query("SELECT 1 FROM messages WHERE type = 'receipt'");
      for (const who of [{ customer_id: id }, {}]) {
        const checkout = await shop.open({ ...who, description: 'A blue phone' });
        await shop.pays(checkout);
        await shop.reconcile();
        expect((await shop.now(checkout.id)).state).toBe('succeeded');
      }
      expect(await mailsOf(id)).toMatchObject([
        {
          type: 'receipt',
          variables: { purpose: 'one_off', lines: [{ description: 'A blue phone', amount: gbp(1200) }] },
        },
      ]);
      const after: unknown[] = await app.db.query("SELECT 1 FROM messages WHERE type = 'receipt'");
      expect(after).toHaveLength(before.length + 1);
    });
  });

  describe('of refunds', () => {
    it('are written for each that succeeds, whoever made it, once', async () => {
      const { id } = await stage.customer();
      const { body } = await stage.pay((await stage.invoice(id)).id);
      await stage.refund(body.id as string, 300);
      const charge = body.attempts[0].vendor_charge_id as string;
      await fetch(`${app.stripe.url}/v1/refunds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
        body: new URLSearchParams({ payment_intent: charge, amount: '900' }),
      });
      const changes = app.app.get(BillingChanges);
      for (let told = 0; told < 2; told += 1)
        await changes.chargeChanged('stripe', {
          kind: 'charge_changed',
          vendorChargeId: charge,
          paymentId: body.id as string,
        });
      expect((await mailsOf(id)).filter(({ type }) => type === 'refunded')).toMatchObject([
        { variables: { reason: 'agreed', amount: gbp(300), is_partial: true, method: { last4: '4242' } } },
        { variables: { reason: 'agreed', amount: gbp(900), is_partial: true } },
      ]);
    });

    it('say when it had been paid already', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      stage.strikeCharge('error_500_after');
      const { body } = await stage.pay(invoice.id);
      expect(body.state).toBe('unknown');
      await app.db.query("UPDATE invoices SET state = 'paid', paid_at = now() WHERE id = $1", [invoice.id]);
      await stage.reconcile();
      expect((await stage.payment(body.id as string)).review_reason).toBe('invoice_settled');
      await stage.refund(body.id as string);
      expect(await mailsOf(id)).toMatchObject([
        { type: 'invoice_issued' },
        { type: 'refunded', variables: { reason: 'not_owed', amount: gbp(1200) } },
      ]);
    });
  });
});
