import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { deliver, Letterbox, type Letter } from '../support/letterbox.js';
import { STAGED_VENDORS, vendorStage } from '../support/vendor-stage.js';

// PayTabs is given the address with each call.
const SECRETS = { stripe: 'whsec_test_app_secret', paypal: 'WH-TEST-APP' };

describe('what vendors tell of charges', () => {
  let app: TestApp;
  let box: Letterbox;

  beforeAll(async () => {
    box = await Letterbox.open();
    app = await startTestApp({ env: { HTTP__PUBLIC_URL: box.url } });
    for (const [vendor, secret] of Object.entries(SECRETS))
      vendorStage(app, vendor).standIn.webhooks.configure({ url: box.addressFor(vendor), secret });
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await box[Symbol.asyncDispose]();
  });

  async function letters(vendor: string): Promise<Letter[]> {
    await vendorStage(app, vendor).standIn.webhooks.settled();
    return box.take();
  }

  /** Delivers them in this order and applies each before the next one. */
  async function tell(vendor: string, some: readonly Letter[]): Promise<void> {
    for (const letter of some) {
      expect((await deliver(app, letter)).status).toBe(200);
      await app.app.get(JobRunner).runNow(`webhook-inbox-${vendor}`);
    }
    expect(
      await app.db.query(`SELECT type, last_error FROM webhook_inbox WHERE state IN ('pending', 'parked')`),
    ).toEqual([]);
  }

  describe.each(STAGED_VENDORS)('at %s', (vendor) => {
    let stage: ChargeStage;

    beforeAll(() => {
      stage = new ChargeStage(app, vendor);
    });

    it('brings the outcome of a call whose answer was lost, once, however often and late it comes', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      await letters(vendor);
      stage.strikeCharge('error_500_after');
      const { body } = await stage.pay(invoice.id);
      expect(body.state).toBe('unknown');
      const told = await letters(vendor);
      await tell(vendor, [...told, ...told.toReversed()]);
      expect(await stage.payment(body.id)).toMatchObject({
        state: 'succeeded',
        attempts: [{ attempt_no: 1 }],
      });
      expect(await stage.eventsOf(body.id)).toEqual(['payment.succeeded']);
      await stage.reconcile();
      expect(stage.takenFor(body.id)).toBe(1);
    });

    it('may come before the answer of our own call, and changes nothing twice', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      await letters(vendor);
      vendorStage(app, vendor).standIn.faults.add({ kind: 'webhook_before_answer' });
      const paying = stage.pay(invoice.id);
      while (box.letters.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await tell(vendor, box.take());
      const { status, body } = await paying;
      expect([status, body.state]).toEqual([200, 'succeeded']);
      await tell(vendor, await letters(vendor));
      expect(await stage.eventsOf(body.id)).toEqual(['payment.succeeded']);
      expect(await stage.eventsOf(invoice.id)).toEqual(['invoice.issued', 'invoice.paid']);
    });

    it('never undoes a success: news of an earlier refusal changes nothing', async () => {
      const { id } = await stage.customer();
      const invoice = await stage.invoice(id);
      await letters(vendor);
      stage.refuse({ stripe: 'do_not_honor', paypal: '5100', paytabs: '300' }[vendor] ?? '');
      const { body } = await stage.pay(invoice.id);
      expect(body.state).toBe('declined');
      const refused = await letters(vendor);
      expect((await stage.retry(body.id)).status).toBe(200);
      const taken = await letters(vendor);
      await tell(vendor, [...taken, ...refused, ...taken]);
      expect(await stage.payment(body.id)).toMatchObject({
        state: 'succeeded',
        attempts: [{ state: 'declined' }, { state: 'succeeded' }],
      });
      expect(await stage.eventsOf(body.id)).toEqual(['payment.failed', 'payment.succeeded']);
    });

    it('brings a refund whose answer was lost', async () => {
      const { id } = await stage.customer();
      const { body } = await stage.pay((await stage.invoice(id)).id);
      await letters(vendor);
      stage.strikeRefund('error_500_after');
      expect((await stage.refund(body.id, 500)).body.state).toBe('pending');
      await tell(vendor, await letters(vendor));
      expect(await stage.payment(body.id)).toMatchObject({
        state: 'partially_refunded',
        refunds: [{ state: 'succeeded', source: 'ours' }],
      });
    });
  });

  describe('at stripe', () => {
    it('brings a refund made in the vendor’s own pages, and disputes', async () => {
      const stage = new ChargeStage(app);
      const id = await stage.cards.customer();
      await stage.cards.add(id, { vendor: 'stripe', vendor_payment_method_id: 'pm_card_createDispute' });
      await letters('stripe');
      const { body } = await stage.pay((await stage.invoice(id)).id);
      expect(body.state).toBe('succeeded');
      await tell('stripe', await letters('stripe'));
      expect(await stage.payment(body.id)).toMatchObject({ state: 'succeeded', disputed: 'open' });
      expect(await stage.eventsOf(body.id)).toEqual(['payment.succeeded', 'payment.disputed']);

      const other = await stage.customer();
      const paid = await stage.pay((await stage.invoice(other.id)).id);
      await letters('stripe');
      const answer = await fetch(`${app.stripe.url}/v1/refunds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
        body: new URLSearchParams({ payment_intent: paid.body.attempts[0].vendor_charge_id, amount: '200' }),
      });
      expect(answer.status).toBe(200);
      const told = await letters('stripe');
      await tell('stripe', [...told, ...told]);
      expect(await stage.payment(paid.body.id)).toMatchObject({
        state: 'partially_refunded',
        refunded: { amount: 200 },
        refunds: [{ source: 'vendor', money: { amount: 200 } }],
      });
    });

    it('sends the browser of a customer who confirmed to a page that knows of it', async () => {
      const stage = new ChargeStage(app);
      const id = await stage.cards.customer();
      await stage.cards.add(id, {
        vendor: 'stripe',
        vendor_payment_method_id: 'pm_card_authenticationRequired',
      });
      const { body } = await stage.pay((await stage.invoice(id)).id);
      expect(body.state).toBe('requires_action');
      app.stripe.control.authenticate(body.attempts[1].vendor_charge_id, 'approve');
      const page = await app.call('GET', `/returns/stripe/${body.id as string}`, { key: null });
      expect([page.status, page.text]).toEqual([
        200,
        expect.stringContaining('Your payment has been received'),
      ]);
      expect((await stage.payment(body.id)).state).toBe('succeeded');
      const stranger = await app.call('GET', `/returns/paypal/${body.id as string}`, { key: null });
      expect(stranger.status).toBe(404);
    });
  });
});
