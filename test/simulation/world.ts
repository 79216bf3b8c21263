import { Sql } from '../../src/common/database/sql.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CheckoutStage, SHOP } from '../support/checkout-stage.js';
import { ChargeStage } from '../support/charge-stage.js';
import { Letterbox, deliver, type Letter } from '../support/letterbox.js';
import { Plug } from '../support/plug.js';
import { STAGED_VENDORS, vendorStage } from '../support/vendor-stage.js';

// PayTabs is given the address with each call.
const SECRETS = { stripe: 'whsec_test_app_secret', paypal: 'WH-TEST-APP' };

const MINUTE_MS = 60_000;

/** Jobs that move money, or learn of it; those that mail or remind have no part in this. */
const MONEY =
  /^(charge-|checkout-rec|collection|dunning|renewals|prepaid|auto-recharge|top-up|webhook-inbox-(stripe|paypal|paytabs))/;

// What is not of any customer.
const KEPT = [
  'migration_lock',
  'schema_migrations',
  'staff',
  'api_keys',
  'jobs',
  'sandbox_clock',
  'dunning_policies',
  'dunning_watch',
  'invoice_counter',
];

/**
 * Two instances of the app on one database and the vendors' stand-ins, whose events come when the simulation says. All lines of the second
 * instance can be cut after so many messages, as if it had been killed there.
 */
export class World implements AsyncDisposable {
  private readonly letters: Letter[] = [];
  private now = new Date();

  private constructor(
    readonly a: TestApp,
    readonly b: TestApp,
    private readonly plug: Plug,
    private readonly box: Letterbox,
    private readonly key: string,
  ) {}

  static async open(): Promise<World> {
    const box = await Letterbox.open();
    const env = { HTTP__PUBLIC_URL: box.url, SELF_CARE__ALLOWED_ORIGINS: JSON.stringify([SHOP]) };
    const a = await startTestApp({ env });
    listenTo(a, box);
    const plug = new Plug();
    const b = await startTestApp({
      beside: a,
      env: {
        ...env,
        DATABASE_URL: await plug.lineTo(a.config.database.url ?? ''),
        DATABASE__POOL: '4',
        VENDORS__STRIPE__API_BASE: await plug.lineTo(a.stripe.url),
        VENDORS__PAYPAL__API_BASE: await plug.lineTo(a.paypal.url),
        VENDORS__PAYTABS__API_BASE: await plug.lineTo(a.paytabs.url),
      },
    });
    return new World(a, b, plug, box, await a.apiKey('admin'));
  }

  /** Forgets every customer, here and at the vendors, so that others may live in the same world, to whom only Stripe tells anything by itself. */
  async renew(): Promise<void> {
    const { db, app } = this.a;
    const vendors = STAGED_VENDORS.map((vendor) => vendorStage(this.a, vendor).standIn);
    for (const standIn of vendors) await standIn.webhooks.settled();
    for (const standIn of vendors) standIn.reset();
    listenTo(this.a, this.box, ['stripe']);
    this.box.take();
    this.letters.splice(0);
    const tables = await app.get(Sql).rows<{ name: string }>(OWN_TABLES, [KEPT]);
    await db.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
    await db.query(`UPDATE dunning_watch SET looked_until = '-infinity'`);
    await db.query('UPDATE invoice_counter SET last_number = 0');
  }

  /** The rows of a statement that is asked so often that its plan is worth keeping. */
  async rows<Row extends object>(
    name: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.a.app.get(Sql).rows<Row>({ name, text }, values);
  }

  get time(): Date {
    return this.now;
  }

  stage(vendor: string): ChargeStage {
    return new ChargeStage(this.a, vendor);
  }

  shop(vendor: string): CheckoutStage {
    return new CheckoutStage(this.a, vendor);
  }

  call(on: 'a' | 'b', method: string, path: string, body?: object, key?: string): Promise<Answer> {
    const headers = key === undefined ? {} : { headers: { 'idempotency-key': key } };
    return this[on].call(method, path, { ...(body ? { body } : {}), ...headers, key: this.key });
  }

  /** Does it at the second instance, which is killed after so many messages; says whether it was. What the caller sees is lost then. */
  async killedAfter(messages: number, work: () => Promise<unknown>): Promise<boolean> {
    this.plug.arm(messages);
    await Promise.resolve(work()).catch(() => undefined);
    const wasKilled = this.plug.isCut;
    await this.plug.mend();
    if (wasKilled) await this.letLeasesRunOut();
    return wasKilled;
  }

  /** What real time does to whoever held something when he was killed. */
  private async letLeasesRunOut(): Promise<void> {
    for (const table of ['payment_attempts', 'refunds', 'jobs'])
      await this.a.db.query(`UPDATE ${table} SET lease_until = NULL WHERE lease_until IS NOT NULL`);
    await this.a.db.query('UPDATE dunning_charges SET lease_until = now()');
    await this.a.db.query(
      `UPDATE idempotency_keys SET lease_until = now() - interval '1 second' WHERE state = 'running'`,
    );
    await this.a.db.query(
      `UPDATE webhook_inbox SET lease_until = NULL WHERE lease_until IS NOT NULL AND state = 'pending'`,
    );
  }

  /** Puts business time there, without running anything. */
  async setTime(at: Date): Promise<void> {
    this.now = at;
    await this.a.setTime(at);
    this.b.clock.follow(this.a.clock.offset);
  }

  /** Lets business time pass, and as much real time for the vendors without idempotency keys. */
  async pass(minutes: number): Promise<void> {
    await this.setTime(new Date(this.now.getTime() + minutes * MINUTE_MS));
    for (const table of ['payment_attempts', 'refunds'])
      await this.a.db.query(
        `UPDATE ${table} SET denied_since = denied_since - make_interval(mins => $1) WHERE denied_since IS NOT NULL`,
        [minutes],
      );
  }

  /** Gathers what the vendors have told so far. */
  async waitingLetters(): Promise<Letter[]> {
    for (const vendor of STAGED_VENDORS) await vendorStage(this.a, vendor).standIn.webhooks.settled();
    this.letters.push(...this.box.take());
    return this.letters.splice(0);
  }

  keepLetters(some: readonly Letter[]): void {
    this.letters.push(...some);
  }

  async deliver(on: 'a' | 'b', letter: Letter): Promise<void> {
    await deliver(this[on], letter);
  }

  moneyJobs(): string[] {
    return this.a.app
      .get(JobRunner)
      .names()
      .filter((name) => MONEY.test(name));
  }

  async runJob(on: 'a' | 'b', name: string): Promise<number> {
    return this[on].app.get(JobRunner).runNow(name, this.now);
  }

  /** From here on nothing goes wrong any more; events that were not delivered are lost. */
  async endFaults(): Promise<void> {
    for (const vendor of STAGED_VENDORS) vendorStage(this.a, vendor).standIn.faults.clear();
    await this.letLeasesRunOut();
    await this.waitingLetters();
  }

  /** Lets everything come to its end: no more faults, days of asking. */
  async settle(): Promise<void> {
    const jobs = this.moneyJobs();
    await this.endFaults();
    for (const minutes of [1, 2, 11, 11, 60, 60, 120, 1500, 60, 11]) {
      await this.pass(minutes);
      for (const job of jobs) await this.runJob('a', job);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.plug.mend();
    await this.b[Symbol.asyncDispose]();
    await this.plug[Symbol.asyncDispose]();
    await this.a[Symbol.asyncDispose]();
    await this.box[Symbol.asyncDispose]();
  }
}

const OWN_TABLES = {
  name: 'simulation-tables',
  text: `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1::text[]) ORDER BY 1`,
};

function listenTo(
  app: TestApp,
  box: Letterbox,
  vendors: readonly (keyof typeof SECRETS)[] = ['stripe', 'paypal'],
): void {
  for (const vendor of vendors)
    vendorStage(app, vendor).standIn.webhooks.configure({
      url: box.addressFor(vendor),
      secret: SECRETS[vendor],
    });
}
