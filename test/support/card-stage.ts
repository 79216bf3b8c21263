import type { Answer, TestApp } from './app.js';

/** A card as a test wants it; the vendor knows two of one fingerprint as the same. */
export interface CardWish {
  readonly exp_month?: number;
  readonly exp_year?: number;
  readonly fingerprint?: string;
  readonly brand?: string;
  readonly last4?: string;
  readonly behaviour?: string | { readonly save?: string; readonly charge?: string };
}

/** What customers, browsers and the vendor do in the tests of payment methods. */
export class CardStage {
  private made = 0;

  constructor(readonly app: TestApp) {}

  /** A new customer's id. */
  async customer(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
    this.made += 1;
    const name = `Customer ${String(this.made)}`;
    const email = `customer${String(this.made)}@example.com`;
    const body = {
      type: 'individual',
      name,
      email,
      locale: 'en',
      currency: 'GBP',
      time_zone: 'Europe/London',
      ...change,
    };
    return (await this.app.call('POST', '/v1/customers', { body })).body.id as string;
  }

  /** A token that the vendor made without us, attached to nobody. */
  token(card: CardWish = {}): string {
    const spec = { exp_month: 12, exp_year: 2035, ...card };
    return this.app.stripe.control.seed([], [spec])[0]?.id ?? '';
  }

  add(customer: string, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    return this.app.call('POST', `/v1/customers/${customer}/payment-methods`, { body });
  }

  addToken(
    customer: string,
    card: CardWish = {},
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    return this.add(customer, { vendor: 'stripe', vendor_payment_method_id: this.token(card), ...more });
  }

  /** A card on file that has run out since. */
  async expired(customer: string): Promise<string> {
    const { body } = await this.addToken(customer, { exp_year: 2034 });
    await this.expire(body.id as string);
    return body.id as string;
  }

  /** Lets a card run out. */
  async expire(method: string): Promise<void> {
    await this.app.db.query(
      `UPDATE payment_methods SET exp_year = 2020, exp_month = 12, expires_on = '2020-12-31' WHERE id = $1`,
      [method],
    );
  }

  async begin(customer: string): Promise<{ id: string; vendorId: string; token: string }> {
    const { body } = await this.app.call('POST', `/v1/customers/${customer}/payment-method-setups`, {
      body: { vendor: 'stripe' },
    });
    const secret = body.client.client_secret as string;
    return {
      id: body.id as string,
      vendorId: secret.split('_secret_')[0] ?? '',
      token: body.client.token as string,
    };
  }

  /** What the vendor's form does in the browser. */
  async confirm(vendorId: string, paymentMethod = 'pm_card_visa'): Promise<void> {
    await fetch(`${this.app.stripe.url}/v1/setup_intents/${vendorId}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.app.config.vendors.stripe.secretKey ?? ''}` },
      body: new URLSearchParams({ payment_method: paymentMethod }),
    });
  }

  complete(setup: string, body: object = {}, key?: string): Promise<Answer> {
    const path = `/v1/payment-method-setups/${setup}/complete`;
    return this.app.call('POST', path, { body, ...(key === undefined ? {} : { key }) });
  }

  async list(
    customer: string,
  ): Promise<{ id: string; is_default: boolean; status: string; last4: string }[]> {
    return (await this.app.call('GET', `/v1/customers/${customer}/payment-methods`)).body.data;
  }

  async defaultOf(customer: string): Promise<string | undefined> {
    return (await this.list(customer)).find((method) => method.is_default)?.id;
  }

  remove(method: string, query = ''): Promise<Answer> {
    return this.app.call('DELETE', `/v1/payment-methods/${method}${query}`);
  }

  makeDefault(method: string): Promise<Answer> {
    return this.app.call('POST', `/v1/payment-methods/${method}/default`);
  }

  /** The vendor's own customer of ours. */
  atVendor(
    customer: string,
  ): { id: string; invoice_settings: { default_payment_method: string | null } } | undefined {
    return this.app.stripe.state
      .customers()
      .find(({ metadata }) => Object.values(metadata).includes(customer));
  }

  /** The tokens that the vendor keeps for the customer. */
  tokensAtVendor(customer: string): string[] {
    const home = this.atVendor(customer);
    return home ? this.app.stripe.state.paymentMethods(home.id).map(({ id }) => id) : [];
  }
}
