import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { CheckoutView } from '../../src/modules/billing/index.js';
import type { Answer, TestApp } from './app.js';

/** A shop that is allowed to have its customers back. */
export const SHOP = 'https://shop.example';

type Fields = Readonly<Record<string, string>>;

/** One vendor's page: what is typed there, and what the vendor has really taken for a checkout of ours. */
interface PageOf {
  /** Pays, and closes the tab before the browser is sent back. */
  readonly stays: Fields;
  /** Pays, and goes back. */
  readonly goesBack: Fields;
  /** Null where a refused card leaves the page open for another. */
  readonly isRefused: Fields | null;
  /** The call whose answer tells what was taken. */
  readonly tells: { readonly method: string; readonly path: string };
  taken(app: TestApp, checkout: string): number;
}

const CARD = { expiry: '12/38', cvv: '123' };

const PAGES: Readonly<Record<string, PageOf>> = {
  stripe: {
    stays: { action: 'stay', card: 'visa' },
    goesBack: { action: 'pay', card: 'visa' },
    isRefused: null,
    tells: { method: 'GET', path: '/v1/checkout/sessions/:id' },
    taken: ({ stripe }, checkout) =>
      stripe.state
        .paymentIntents()
        .filter(
          ({ metadata, status }) => metadata['omnicrm_checkout_id'] === checkout && status === 'succeeded',
        ).length,
  },
  paypal: {
    stays: { action: 'stay', payer: 'payer' },
    goesBack: { action: 'approve', payer: 'payer' },
    isRefused: { action: 'stay', payer: 'refused' },
    tells: { method: 'POST', path: '/v2/checkout/orders/:id/capture' },
    taken: ({ paypal }, checkout) =>
      [...paypal.store.captures.all()].filter(
        ({ custom_id, status }) => custom_id?.includes(checkout) && status !== 'DECLINED',
      ).length,
  },
  paytabs: {
    stays: { action: 'stay', number: '4111 1111 1111 1111', ...CARD },
    goesBack: { action: 'pay', number: '4111 1111 1111 1111', ...CARD },
    isRefused: { action: 'stay', number: '4000000000003006', ...CARD },
    tells: { method: 'POST', path: '/payment/query' },
    taken: ({ paytabs }, checkout) =>
      paytabs.state.paid().filter(({ cart }) => cart.startsWith(`checkout-${checkout}`)).length,
  },
};

let made = 0;

/** What shops, customers on vendors' pages and jobs do in the tests of checkouts, the same for every vendor. */
export class CheckoutStage {
  readonly page: PageOf;

  constructor(
    readonly app: TestApp,
    readonly vendor: string,
  ) {
    const page = PAGES[vendor];
    if (!page) throw new Error(`No page for ${vendor}.`);
    this.page = page;
  }

  /** With an Idempotency-Key of its own unless told. */
  post(body: object, name?: string, on: TestApp = this.app, key?: string): Promise<Answer> {
    made += 1;
    return on.call('POST', '/v1/checkouts', {
      ...(key === undefined ? {} : { key }),
      body: { vendor: this.vendor, return_url: `${SHOP}/thanks?basket=7`, ...body },
      headers: { 'idempotency-key': name ?? `checkout-${String(made)}` },
    });
  }

  /** For an order of its own unless told. */
  async open(body: object = {}): Promise<CheckoutView> {
    made += 1;
    const order = { order_ref: `order-${String(made)}`, money: { amount: 1200, currency: 'GBP' } };
    const answer = await this.post('invoice_id' in body ? body : { ...order, ...body });
    if (answer.status !== 201) throw new Error(`The checkout was not opened: ${answer.text}`);
    return answer.body as CheckoutView;
  }

  async now(id: string): Promise<CheckoutView> {
    return (await this.app.call('GET', `/v1/checkouts/${id}`)).body as CheckoutView;
  }

  /** Fills in the vendor's page; what it answers. */
  async fill({ redirect_url: url }: CheckoutView, fields: Fields): Promise<Response> {
    return fetch(url ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  }

  /** The customer pays, and the browser dies. */
  async pays(checkout: CheckoutView): Promise<void> {
    await this.fill(checkout, this.page.stays);
  }

  /** The browser goes where the vendor's page sends it, with what that page gave it. */
  async comeBack(id: string, page?: Response, on: TestApp = this.app): Promise<Response> {
    const at = `${on.url}/returns/${this.vendor}/${id}`;
    const html = (await page?.text()) ?? '';
    const inputs = [...html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    if (inputs.length === 0) return fetch(at, { redirect: 'manual' });
    const fields = Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, value]));
    return this.postBack(id, fields);
  }

  async postBack(id: string, fields: Fields): Promise<Response> {
    const at = `${this.app.url}/returns/${this.vendor}/${id}`;
    return fetch(at, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  }

  /** As if so many seconds had passed and nobody had told anything. */
  reconcile(seconds = 59, on: TestApp = this.app): Promise<number> {
    const later = new Date(this.app.clock.now().getTime() + seconds * 1_000);
    return on.app.get(JobRunner).runNow(`checkout-reconciliation-${this.vendor}`, later);
  }

  /** What the vendor has really taken. */
  taken(id: string): number {
    return this.page.taken(this.app, id);
  }

  /** The vendor tells of another amount than it has taken. */
  lies(): void {
    const standIn = { stripe: this.app.stripe, paypal: this.app.paypal, paytabs: this.app.paytabs };
    const { faults } = standIn[this.vendor as keyof typeof standIn];
    faults.add({ kind: 'wrong_amount', ...this.page.tells });
  }

  async eventsOf(id: string): Promise<string[]> {
    const rows: { type: string }[] = await this.app.db.query(
      'SELECT type FROM events WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    return rows.map(({ type }) => type);
  }
}
