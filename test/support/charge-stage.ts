import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { InvoiceView, PaymentView } from '../../src/modules/billing/index.js';
import type { StandIn } from '../../src/sandbox/kit/index.js';
import type { Answer, TestApp } from './app.js';
import { CardStage } from './card-stage.js';
import { beginForm, vendorStage } from './vendor-stage.js';

/** How a vendor's calls for charges and refunds are struck, and what it has really taken and given back. */
interface Till {
  readonly standIn: StandIn<any>;
  readonly charge: { readonly method: string; readonly path: string };
  readonly refund: { readonly method: string; readonly path: string };
  /** Captured charges of a payment of ours. */
  chargesOf(paymentId: string): number;
}

/** What goes wrong with one call; `after`: once the vendor has done it. */
export type CallFault =
  'error_500_before' | 'error_500_after' | 'wrong_amount' | 'wrong_currency' | 'reset_after_body';

const TILLS: Readonly<Record<string, (app: TestApp) => Till>> = {
  stripe: ({ stripe }) => ({
    standIn: stripe,
    charge: { method: 'POST', path: '/v1/payment_intents' },
    refund: { method: 'POST', path: '/v1/refunds' },
    chargesOf: (paymentId) =>
      stripe.state
        .paymentIntents()
        .filter(
          ({ metadata, status }) => metadata['omnicrm_payment_id'] === paymentId && status === 'succeeded',
        ).length,
  }),
  paypal: ({ paypal }) => ({
    standIn: paypal,
    charge: { method: 'POST', path: '/v2/checkout/orders' },
    refund: { method: 'POST', path: '/v2/payments/captures/:id/refund' },
    chargesOf: (paymentId) =>
      [...paypal.store.captures.all()].filter(
        ({ custom_id, status }) => custom_id?.includes(paymentId) && status !== 'DECLINED',
      ).length,
  }),
  paytabs: ({ paytabs }) => ({
    standIn: paytabs,
    charge: { method: 'POST', path: '/payment/request' },
    refund: { method: 'POST', path: '/payment/request' },
    chargesOf: (paymentId) =>
      paytabs.state.paid().filter(({ cart }) => cart.startsWith(`pay-${paymentId}-`)).length,
  }),
};

let keys = 0;

/** What customers, staff and a vendor do in the tests of charges, the same for every vendor. */
export class ChargeStage {
  readonly cards: CardStage;
  private readonly till: Till;

  constructor(
    readonly app: TestApp,
    readonly vendor = 'stripe',
  ) {
    this.cards = new CardStage(app);
    const till = TILLS[vendor]?.(app);
    if (!till) throw new Error(`No till for ${vendor}.`);
    this.till = till;
  }

  /** A new customer with one good card, which is the default. */
  async customer(): Promise<{ id: string; method: string }> {
    const id = await this.cards.customer();
    return { id, method: await this.addCard(id) };
  }

  /** A good card, saved through the vendor's own form. */
  async addCard(customer: string): Promise<string> {
    const stage = vendorStage(this.app, this.vendor);
    const form = await beginForm(this.app, this.vendor, customer);
    await stage.finish(form);
    const { status, body, text } = await this.cards.complete(form.id);
    if (status !== 200) throw new Error(`The card was not saved: ${text}`);
    return body.id as string;
  }

  async invoice(customer: string, amount = 1200, more: object = {}): Promise<InvoiceView> {
    const { status, body, text } = await this.app.call('POST', '/v1/invoices', {
      body: {
        customer_id: customer,
        lines: [{ description: 'Mobile M', money: { amount, currency: 'GBP' } }],
        ...more,
      },
    });
    if (status !== 201) throw new Error(`The invoice was not issued: ${text}`);
    return body as InvoiceView;
  }

  /** With a key of its own unless told. */
  post(path: string, body: object = {}, key?: string, on: TestApp = this.app): Promise<Answer> {
    keys += 1;
    const headers = { 'idempotency-key': key ?? `charge-${String(keys)}` };
    return on.call('POST', path, { body, headers });
  }

  pay(invoice: string, body: object = {}, key?: string): Promise<Answer> {
    return this.post(`/v1/invoices/${invoice}/pay`, body, key);
  }

  retry(payment: string, body: object = {}): Promise<Answer> {
    return this.post(`/v1/payments/${payment}/retry`, body);
  }

  refund(payment: string, amount?: number, key?: string): Promise<Answer> {
    const money = amount === undefined ? {} : { money: { amount, currency: 'GBP' } };
    return this.post(`/v1/payments/${payment}/refunds`, { reason: 'duplicate', ...money }, key);
  }

  async payment(id: string): Promise<PaymentView> {
    return (await this.app.call('GET', `/v1/payments/${id}`)).body as PaymentView;
  }

  async invoiceNow(id: string): Promise<InvoiceView> {
    return (await this.app.call('GET', `/v1/invoices/${id}`)).body as InvoiceView;
  }

  /** The vendor's next call for a charge goes wrong. */
  strikeCharge(kind: CallFault): void {
    this.till.standIn.faults.add({ ...this.till.charge, kind });
  }

  strikeRefund(kind: CallFault): void {
    this.till.standIn.faults.add({ ...this.till.refund, kind });
  }

  /** The bank refuses the next charge with the vendor's own code. */
  refuse(decline: string): void {
    this.till.standIn.faults.add({ ...this.till.charge, kind: 'decline', decline });
  }

  /** What the vendor has really taken for a payment of ours. */
  takenFor(payment: string): number {
    return this.till.chargesOf(payment);
  }

  /** Lets whatever a vendor was not heard of be asked for, as if so many minutes had passed and every caller had died. */
  async reconcile(minutes = 1, on: TestApp = this.app): Promise<number> {
    await this.app.db.query(
      `UPDATE payment_attempts SET lease_until = NULL, denied_since = denied_since - make_interval(mins => $1)
       WHERE next_check_at IS NOT NULL`,
      [minutes],
    );
    await this.app.db.query(
      `UPDATE refunds SET lease_until = NULL, denied_since = denied_since - make_interval(mins => $1)
       WHERE next_check_at IS NOT NULL`,
      [minutes],
    );
    const later = new Date(this.app.clock.now().getTime() + minutes * 60_000);
    return on.app.get(JobRunner).runNow(`charge-reconciliation-${this.vendor}`, later);
  }

  async eventsOf(id: string): Promise<string[]> {
    const rows: { type: string }[] = await this.app.db.query(
      'SELECT type FROM events WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    return rows.map(({ type }) => type);
  }
}
