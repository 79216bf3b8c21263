import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock/clock.js';
import { CONFIG } from '../../src/common/config/config.js';
import { ChargeCalls } from '../../src/modules/billing/charge-calls.service.js';
import { ChargeOutcomes } from '../../src/modules/billing/charge-outcomes.service.js';
import { CollectionClaims } from '../../src/modules/billing/collection-claims.service.js';
import { Collection, CollectionParts } from '../../src/modules/billing/collection.service.js';
import { CustomersService } from '../../src/modules/customers/index.js';
import { VendorGateways } from '../../src/modules/vendors/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ChargeStage } from '../support/charge-stage.js';
import { Plug } from '../support/plug.js';
import { startVictim } from '../support/victim.js';
import { STAGED_VENDORS } from '../support/vendor-stage.js';

// `npm run abuse -- kills 20` sets another number.
const SEEDS = (globalThis as { killSeeds?: number }).killSeeds ?? 1;
const BATCH = 3;
const DUE = { auto_collect: true };

type Method = (...args: readonly never[]) => Promise<unknown>;

/** What is done before and after one call of a method, by its place in the order of calls. */
interface Around {
  readonly before?: (nth: number) => unknown;
  readonly after?: (nth: number) => unknown;
}

/** Puts itself around a service's method until it is taken away. */
function around(service: object, name: string, { before, after }: Around): () => void {
  const inner = Reflect.get(service, name) as Method;
  let calls = 0;
  Reflect.set(service, name, async (...args: never[]) => {
    const nth = calls;
    calls += 1;
    await before?.(nth);
    const answer = await inner.apply(service, args);
    await after?.(nth);
    return answer;
  });
  return () => {
    Reflect.deleteProperty(service, name);
  };
}

describe('the job that charges due invoices', () => {
  let app: TestApp;
  let victim: TestApp;
  let plug: Plug;

  beforeAll(async () => {
    app = await startTestApp();
    plug = new Plug();
    victim = await startVictim(app, plug);
  }, 60_000);

  afterAll(async () => {
    await plug.mend();
    await victim[Symbol.asyncDispose]();
    await plug[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  /** A process that has just started knows of no outage. */
  const collect = (on: TestApp): Promise<unknown> =>
    new Collection(
      on.app.get(Clock),
      on.app.get(CustomersService),
      on.app.get(CollectionParts),
      on.app.get(VendorGateways),
      on.app.get(CONFIG),
    ).collectDue(app.clock.now(), new AbortController().signal);

  const owe = async (stage: ChargeStage, customer: string): Promise<string[]> => {
    const invoices: string[] = [];
    for (let index = 0; index < BATCH; index += 1)
      invoices.push((await stage.invoice(customer, 1000 + index, DUE)).id);
    return invoices;
  };

  const payments = async (invoice: string): Promise<{ id: string; state: string }[]> =>
    app.db.query('SELECT id, state FROM payments WHERE invoice_id = $1', [invoice]);

  const isPaidOnce = async (stage: ChargeStage, invoice: string): Promise<void> => {
    const [payment, ...others] = await payments(invoice);
    expect([payment?.state, others, stage.takenFor(payment?.id ?? '')]).toEqual(['succeeded', [], 1]);
    expect(await stage.invoiceNow(invoice)).toMatchObject({
      state: 'paid',
      paid_by_payment_id: payment?.id,
      collect_at: null,
    });
    expect(await stage.eventsOf(invoice)).toEqual(['invoice.issued', 'invoice.paid']);
    expect(await stage.eventsOf(payment?.id ?? '')).toEqual(['payment.succeeded']);
  };

  const nothingStuck = async (): Promise<void> => {
    expect(
      await app.db.query(
        'SELECT a.id FROM payment_attempts a WHERE a.next_check_at IS NOT NULL OR a.lease_id IS NOT NULL',
      ),
    ).toEqual([]);
  };

  type Kill = (of: { nth: number; seed: number }) => () => void;

  const kill = (): void => {
    plug.arm(0);
  };
  const when = (nth: number, deed: () => void) => (call: number) => {
    if (call === nth) deed();
  };
  const of = <T>(type: new (...args: never[]) => T): T & object => victim.app.get(type);

  const POINTS: readonly (readonly [string, Kill])[] = [
    [
      'while claiming',
      ({ seed }) =>
        around(of(CollectionClaims), 'claim', {
          before: () => {
            plug.arm(1 + (seed % 9));
          },
        }),
    ],
    ['after the claim', () => around(of(CollectionClaims), 'claim', { after: kill })],
    ['before a call is sent', ({ nth }) => around(of(ChargeCalls), 'charge', { before: when(nth, kill) })],
    [
      'after a call is sent',
      ({ nth }) =>
        around(of(ChargeCalls), 'charge', {
          before: when(nth, () => {
            plug.arm(1);
          }),
        }),
    ],
    ['after an answer', ({ nth }) => around(of(ChargeCalls), 'charge', { after: when(nth, kill) })],
    ['before outcomes are recorded', () => around(of(ChargeOutcomes), 'applyAll', { before: kill })],
    [
      'while outcomes are recorded',
      ({ seed }) =>
        around(of(ChargeOutcomes), 'applyAll', {
          before: () => {
            plug.arm(1 + (seed % 13));
          },
        }),
    ],
    ['after outcomes are recorded', () => around(of(ChargeOutcomes), 'applyAll', { after: kill })],
  ];

  describe.each(STAGED_VENDORS)('at %s', (vendor) => {
    it.each(POINTS)(
      'killed %s leaves nothing that another does not end with one charge each',
      async (_, at) => {
        const stage = new ChargeStage(app, vendor);
        const { id } = await stage.customer();
        for (let round = 0; round < SEEDS; round += 1) {
          const seed = round + STAGED_VENDORS.indexOf(vendor) * 5;
          const invoices = await owe(stage, id);
          const leave = at({ nth: seed % BATCH, seed });
          await collect(victim).catch(() => undefined);
          leave();
          await plug.mend();
          await collect(app);
          await stage.reconcile();
          await stage.reconcile(11);
          for (const invoice of invoices) await isPaidOnce(stage, invoice);
        }
        await nothingStuck();
      },
    );

    it('that sleeps beyond its lease before it records what it was told changes no row then', async () => {
      const stage = new ChargeStage(app, vendor);
      const { id } = await stage.customer();
      const rows = (): Promise<unknown> =>
        app.db.query(
          `SELECT i::text, p::text, a::text, (SELECT count(*) FROM events e WHERE e.customer_id = i.customer_id) AS events
           FROM invoices i JOIN payments p ON p.invoice_id = i.id JOIN payment_attempts a ON a.payment_id = p.id
           WHERE i.customer_id = $1 ORDER BY a.id`,
          [id],
        );
      for (let round = 0; round < SEEDS; round += 1) {
        const invoices = await owe(stage, id);
        let settled: unknown = null;
        const sleep = async (nth: number): Promise<void> => {
          if (nth > 0) return;
          await stage.reconcile();
          settled = await rows();
        };
        const leave = around(of(ChargeOutcomes), 'applyAll', { before: sleep });
        await collect(victim);
        leave();
        expect(settled).not.toBeNull();
        expect(await rows()).toEqual(settled);
        for (const invoice of invoices) await isPaidOnce(stage, invoice);
      }
    });
  });
});
