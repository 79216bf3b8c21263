import { addDays, instantAt } from '../../src/common/calendar.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { Answer, TestApp } from './app.js';
import { ChargeStage } from './charge-stage.js';

const JOBS = ['renewals', 'collection', 'dunning', 'deliver-messages'];

/** A subscription whose renewal fails, and its customer. */
export interface FailedStory {
  readonly customer: string;
  readonly subscription: string;
  readonly zone: string;
  /** The day of the first failure. */
  readonly dayOne: string;
}

interface FailureWish {
  readonly zone?: string;
  readonly today?: string;
  /** What the bank says to charges of the card, in Stripe's own codes. */
  readonly decline?: string;
  readonly currency?: string;
  readonly customer?: Readonly<Record<string, unknown>>;
}

/** What happens to a customer whose renewal failed, in the tests of dunning. */
export class DunningStage {
  readonly charges: ChargeStage;

  constructor(readonly app: TestApp) {
    this.charges = new ChargeStage(app);
  }

  /** A subscription whose renewal fails today at nine in the morning of its customer. */
  async failedRenewal({
    zone = 'Europe/London',
    today = '2027-03-01',
    decline = 'insufficient_funds',
    currency = 'GBP',
    customer: change = {},
  }: FailureWish = {}): Promise<FailedStory> {
    await this.app.setTime(instantAt(today, 540, zone));
    const customer = await this.charges.cards.customer({ time_zone: zone, currency, ...change });
    await this.charges.addCard(customer);
    const { body } = await this.app.call('POST', `/v1/customers/${customer}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Mobile M',
        billing_mode: 'postpaid',
        price: { amount: 1200, currency },
        anchor_on: today,
        next_invoice_on: today,
        inventory: [{ kind: 'sim', serial: '8944110068256270054' }],
      },
    });
    this.answer(customer, { charge: decline });
    await this.run();
    return { customer, subscription: body.id as string, zone, dayOne: today };
  }

  /** What the bank says from now on to charges of the customer's first card. */
  answer(customer: string, behaviour: string | { charge?: string }): void {
    const methods = this.app.stripe.state.paymentMethods(this.charges.cards.atVendor(customer)?.id);
    this.app.stripe.control.changeBehaviour(methods[0]?.id ?? '', behaviour);
  }

  async run(): Promise<void> {
    await this.app.app.get(JobRunner).runUntilIdle(JOBS);
  }

  /** Puts the clock to a time of a day of the ladder, and lets the jobs run. */
  async onDay({ zone, dayOne }: FailedStory, day: number, minutes = 600): Promise<void> {
    await this.app.setTime(instantAt(addDays(dayOne, day - 1), minutes, zone));
    await this.run();
  }

  /** The same for every day from one to another. */
  async through(story: FailedStory, from: number, to: number): Promise<void> {
    for (let day = from; day <= to; day += 1) await this.onDay(story, day);
  }

  async caseOf({ customer }: FailedStory): Promise<any> {
    const { body } = await this.app.call('GET', `/v1/dunning-cases?customer_id=${customer}`);
    return (await this.app.call('GET', `/v1/dunning-cases/${String(body.data[0]?.id)}`)).body;
  }

  /** One of the case's own routes. */
  async post(story: FailedStory, wish: string, body: object = {}): Promise<Answer> {
    const { id } = await this.caseOf(story);
    return this.charges.post(`/v1/dunning-cases/${String(id)}/${wish}`, body);
  }

  async serviceOf({ subscription }: FailedStory): Promise<any> {
    return (await this.app.call('GET', `/v1/subscriptions/${subscription}`)).body;
  }

  /** The types of the customer's mails in their order, but for those about methods. */
  async mailsOf({ customer }: FailedStory): Promise<string[]> {
    const rows: { type: string }[] = await this.app.db.query(
      `SELECT type FROM messages WHERE customer_id = $1 AND type !~ '^(method|default)' ORDER BY created_at, id`,
      [customer],
    );
    return rows.map(({ type }) => type);
  }

  /** How the attempts of the case were begun and ended. */
  async triesOf(story: FailedStory): Promise<string[]> {
    const { attempts } = await this.caseOf(story);
    return (attempts as { cause: string; last4: string; state: string }[]).map(
      ({ cause, last4, state }) => `${cause} ${last4} ${state}`,
    );
  }
}
