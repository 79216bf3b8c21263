import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { Answer, TestApp } from './app.js';
import { ChargeStage } from './charge-stage.js';

/** One entry of a ledger, as the API shows it. */
export interface Entry {
  readonly kind: string;
  readonly reference: string;
  readonly money: { readonly amount: number };
  readonly balance_after: { readonly amount: number };
  readonly period: { readonly from: string; readonly to: string } | null;
}

export interface Service {
  readonly customer: string;
  readonly method: string;
  readonly id: string;
}

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

/** What customers and staff do with prepaid services. */
export class PrepaidStage extends ChargeStage {
  private used = 0;

  /** A customer with one good card and a prepaid service that costs 25.00 a month; not billed unless told. */
  async service(more: object = {}, customer: object = {}): Promise<Service> {
    const id = await this.cards.customer(customer as Record<string, unknown>);
    const { body } = await this.cards.addToken(id);
    return this.serviceOf(id, body.id as string, more);
  }

  async serviceOf(customer: string, method: string, more: object = {}): Promise<Service> {
    const { status, body, text } = await this.app.call('POST', `/v1/customers/${customer}/subscriptions`, {
      body: { service_type: 'mobile', name: 'Prepaid M', billing_mode: 'prepaid', price: gbp(2500), ...more },
    });
    if (status !== 201) throw new Error(`The service was not made: ${text}`);
    return { customer, method, id: body.id as string };
  }

  topUp({ customer, id }: Service, amount: number, more: object = {}, key?: string): Promise<Answer> {
    const body = { purpose: 'top_up', subscription_id: id, money: gbp(amount), ...more };
    return this.post(`/v1/customers/${customer}/payments`, body, key);
  }

  use({ id }: Service, amount: number, reference?: string, on: TestApp = this.app): Promise<Answer> {
    this.used += 1;
    const body = { money: gbp(amount), reference: reference ?? `use-${String(this.used)}` };
    return on.call('POST', `/v1/subscriptions/${id}/usage`, { body });
  }

  recharge(
    { id }: Service,
    threshold: number,
    amount: number,
    cap: number,
    more: object = {},
  ): Promise<Answer> {
    const wish = { threshold: gbp(threshold), amount: gbp(amount), daily_cap: gbp(cap) };
    return this.app.call('PUT', `/v1/subscriptions/${id}/auto-recharge`, {
      body: { enabled: true, ...wish, ...more },
    });
  }

  async balance({ id }: Service): Promise<number> {
    return (await this.app.call('GET', `/v1/subscriptions/${id}/balance`)).body.balance.amount as number;
  }

  /** Oldest first. */
  async ledger({ id }: Service): Promise<Entry[]> {
    const { body } = await this.app.call('GET', `/v1/subscriptions/${id}/ledger?limit=200`);
    return (body.data as Entry[]).toReversed();
  }

  async movements(service: Service): Promise<[string, number][]> {
    return (await this.ledger(service)).map(({ kind, money }) => [kind, money.amount]);
  }

  async now({ id }: Service): Promise<any> {
    return (await this.app.call('GET', `/v1/subscriptions/${id}`)).body;
  }

  /** Its state, with the reasons for which it stands still. */
  async standing(service: Service): Promise<string> {
    const { state, suspensions } = await this.now(service);
    return [state, ...(suspensions as { reason: string }[]).map(({ reason }) => reason)].join(' ');
  }

  /** Runs a job until it finds nothing more. */
  run(name: string, on: TestApp = this.app): Promise<number> {
    return on.app.get(JobRunner).runUntilIdle([name]);
  }

  /** Payments of the service, with what was taken for each at the vendor. */
  async topUps({ id }: Service): Promise<{ id: string; state: string; amount: number; taken: number }[]> {
    const rows: { id: string; state: string; amount: number }[] = await this.app.db.query(
      "SELECT id, state, amount FROM payments WHERE subscription_id = $1 AND purpose = 'top_up' ORDER BY id",
      [id],
    );
    return rows.map((row) => ({ ...row, taken: this.takenFor(row.id) }));
  }

  /** Moves the test clock, doing everything that is due on the way. */
  async advance(span: string): Promise<void> {
    let { body } = await this.app.call('POST', '/v1/sandbox/clock', { body: { advance: span } });
    while (!body.ready) ({ body } = await this.app.call('GET', '/v1/sandbox/clock'));
  }
}
