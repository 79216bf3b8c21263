import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';
import { deliver, Letterbox, type Letter } from '../support/letterbox.js';
import { beginForm, STAGED_VENDORS, vendorStage, type OpenForm } from '../support/vendor-stage.js';

const SEED = 20_261_121;

/** What may happen at a vendor to a card after the customer saved it in the form. */
type Fate = 'saved' | 'refused' | 'renewed' | 'renewed twice' | 'detached' | 'customer deleted' | 'revoked';

const FATES: Readonly<Record<string, readonly Fate[]>> = {
  stripe: ['saved', 'refused', 'renewed', 'renewed twice', 'detached', 'customer deleted'],
  paypal: ['saved', 'refused', 'revoked'],
  paytabs: ['saved', 'refused'],
};

describe('events in any order', () => {
  let app: TestApp;
  let stage: CardStage;
  let box: Letterbox;

  beforeAll(async () => {
    box = await Letterbox.open();
    app = await startTestApp({ env: { HTTP__PUBLIC_URL: box.url } });
    app.stripe.webhooks.configure({ url: box.addressFor('stripe'), secret: 'whsec_test_app_secret' });
    app.paypal.webhooks.configure({ url: box.addressFor('paypal') });
    stage = new CardStage(app);
  });

  afterEach(() => {
    app.stripe.faults.clear();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await box[Symbol.asyncDispose]();
  });

  const apply = async (vendor: string): Promise<void> => {
    while ((await app.app.get(JobRunner).runNow(`webhook-inbox-${vendor}`)) > 0);
  };
  const reconcile = (vendor: string): Promise<number> =>
    app.app
      .get(JobRunner)
      .runNow(`setup-reconciliation-${vendor}`, new Date(app.clock.now().getTime() + 60_000));

  async function lettersOf(vendor: string): Promise<Letter[]> {
    await vendorStage(app, vendor).standIn.webhooks.settled();
    return box.take();
  }

  /** Lets it all happen at the vendor, with nobody telling us yet. */
  async function happen(vendor: string, fate: Fate): Promise<{ form: OpenForm; letters: Letter[] }> {
    const form = await beginForm(app, vendor, await stage.customer());
    const here = vendorStage(app, vendor);
    await (fate === 'refused' ? here.refuse(form) : here.finish(form));
    // PayPal keeps nothing until it is asked for it.
    if (fate === 'revoked') await stage.complete(form.id);
    const [token = ''] = here.kept(form);
    const { control } = app.stripe;
    const after: Readonly<Partial<Record<Fate, () => unknown>>> = {
      renewed: () => control.renewCard(token, { exp_month: 3, exp_year: 2036, last4: '1111' }),
      'renewed twice': () => {
        control.renewCard(token, { exp_year: 2036 });
        control.renewCard(token, { exp_year: 2037, last4: '2222' });
      },
      detached: () => {
        control.renewCard(token, { exp_year: 2036 });
        control.detach(token);
      },
      revoked: () => app.paypal.control.revoke(token),
      'customer deleted': () =>
        fetch(`${app.stripe.url}/v1/customers/${stage.atVendor(form.customer)?.id ?? ''}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
        }),
    };
    await after[fate]?.();
    return { form, letters: await lettersOf(vendor) };
  }

  /** Everything of ours that must not depend on the order. */
  async function rowsOf({ customer, id }: OpenForm): Promise<unknown> {
    const methods = await app.db.query(
      `SELECT id = $2 AS by_setup, status, brand, last4, exp_month, exp_year, is_default, source FROM payment_methods
       WHERE customer_id = $1 AND status <> 'removed'`,
      [customer, id],
    );
    const listed = await app.db.query(
      'SELECT expires_on, is_default FROM card_listings WHERE customer_id = $1',
      [customer],
    );
    const added = await app.db.query(
      `SELECT count(*)::int AS count FROM events WHERE customer_id = $1 AND type = 'payment_method.added'`,
      [customer],
    );
    return { methods, listed, addedAtMostOnce: (added[0].count as number) <= 1 };
  }

  const truth = async (form: OpenForm): Promise<void> => {
    const waiting = await app.db.query(`SELECT 1 FROM webhook_inbox WHERE state IN ('pending', 'parked')`);
    expect(waiting).toEqual([]);
    const closed = await app.db.query('SELECT 1 FROM card_listings WHERE customer_id = $1', [form.customer]);
    const live = await stage.list(form.customer);
    expect(closed).toHaveLength(live.length);
  };

  describe.each(STAGED_VENDORS)('of %s', (vendor) => {
    const fates = FATES[vendor] ?? [];
    const expected = new Map<Fate, unknown>();

    it.each(fates)('%s: told as it happened, our rows are as the vendor’s', async (fate) => {
      const { form, letters } = await happen(vendor, fate);
      for (const letter of letters) {
        expect((await deliver(app, letter)).status).toBe(200);
        await apply(vendor);
      }
      await reconcile(vendor);
      await truth(form);
      const kept = vendorStage(app, vendor).kept(form);
      expect(await stage.list(form.customer)).toHaveLength(kept.length);
      expected.set(fate, await rowsOf(form));
    });

    it('three times each, shuffled, one of them missing: the same rows', async () => {
      const program = fc.record({
        fate: fc.constantFrom(...fates),
        missing: fc.nat(20),
        keys: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        pauses: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        reconciledAt: fc.nat(30),
      });
      await fc.assert(
        fc.asyncProperty(program, async ({ fate, missing, keys, pauses, reconciledAt }) => {
          const { form, letters } = await happen(vendor, fate);
          const left = letters.filter(
            (_, index) => letters.length === 1 || index !== missing % letters.length,
          );
          const told = missing % 7 === 6 ? [] : left;
          const shuffled = [...told, ...told, ...told]
            .map((letter, index) => ({ letter, key: keys[index] ?? index }))
            .sort((a, b) => a.key - b.key);
          for (const [index, { letter }] of shuffled.entries()) {
            if (index === reconciledAt) await reconcile(vendor);
            expect((await deliver(app, letter)).status).toBe(200);
            if (pauses[index]) await apply(vendor);
          }
          await apply(vendor);
          await reconcile(vendor);
          await truth(form);
          expect(await rowsOf(form)).toEqual(expected.get(fate));
        }),
        { numRuns: vendor === 'stripe' ? 30 : 10, seed: SEED },
      );
    }, 120_000);
  });

  it('all orders of four, five times each: one change each', async () => {
    const wanted = [
      'payment_method.attached',
      'setup_intent.succeeded',
      'payment_method.automatically_updated',
      'payment_method.detached',
    ];
    for (const order of permutations([0, 1, 2, 3])) {
      const { form, letters } = await happen('stripe', 'detached');
      const four = wanted.map((type) => letters.find((letter) => letter.type === type));
      for (const index of order) {
        const letter = four[index];
        if (!letter) throw new Error(`The stand-in did not tell of ${wanted[index] ?? ''}.`);
        const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(app, letter)));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
        await apply('stripe');
      }
      expect([order, await stage.list(form.customer)]).toEqual([order, []]);
      const applied = await app.db.query(
        `SELECT 1 FROM events WHERE customer_id = $1 GROUP BY type, subject_id HAVING count(*) > 1`,
        [form.customer],
      );
      expect(applied).toEqual([]);
    }
  }, 60_000);

  it('as they happen, between what happens next: never behind the vendor for good', async () => {
    const step = fc.constantFrom('renew', 'tell', 'tell last', 'apply', 'tell twice');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const form = await beginForm(app, 'stripe', await stage.customer());
        await vendorStage(app, 'stripe').finish(form);
        const [token = ''] = vendorStage(app, 'stripe').kept(form);
        const held = await lettersOf('stripe');
        let year = 2_035;
        const post = async (letter: Letter | undefined): Promise<void> => {
          if (letter) expect((await deliver(app, letter)).status).toBe(200);
        };
        for (const what of steps) {
          if (what === 'renew') {
            year += 1;
            app.stripe.control.renewCard(token, { exp_year: year });
            held.push(...(await lettersOf('stripe')));
          } else if (what === 'apply') await apply('stripe');
          else if (what === 'tell last') await post(held.pop());
          else {
            const letter = held.shift();
            await post(letter);
            if (what === 'tell twice') await post(letter);
          }
        }
        for (const letter of held) await post(letter);
        await apply('stripe');
        const { body } = await app.call('GET', `/v1/payment-methods/${form.id}`);
        const wire = app.stripe.state.paymentMethods(stage.atVendor(form.customer)?.id ?? '')[0];
        expect(body).toMatchObject({ status: 'active', exp_year: wire?.card.exp_year });
      }),
      { numRuns: 15, seed: SEED },
    );
  }, 60_000);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
