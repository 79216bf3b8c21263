import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, localDay } from '../../src/common/calendar.js';
import { BillingChanges } from '../../src/modules/billing/index.js';
import { problem } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Plug } from '../support/plug.js';
import { startVictim } from '../support/victim.js';
import { PrepaidStage, type Service } from '../support/prepaid-stage.js';

const DAY_MS = 86_400_000;
const STRIDE = 7;
const EXPIRE_DAYS = 5;

describe('prepaid balances', () => {
  let app: TestApp;
  let stage: PrepaidStage;

  beforeAll(async () => {
    app = await startTestApp({ env: { BILLING__PREPAID_EXPIRE_DAYS: String(EXPIRE_DAYS) } });
    stage = new PrepaidStage(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const filled = async (amount: number, more: object = {}): Promise<Service> => {
    const service = await stage.service(more);
    expect((await stage.topUp(service, amount)).status).toBe(200);
    return service;
  };

  const mailsOf = async ({ customer }: Service): Promise<string[]> => {
    const rows: { type: string }[] = await app.db.query(
      `SELECT type FROM messages WHERE customer_id = $1
         AND type IN ('recharge_failed', 'low_balance', 'service_suspended', 'service_restored') ORDER BY type`,
      [customer],
    );
    return rows.map(({ type }) => type);
  };

  const today = (): string => localDay(app.clock.now(), 'Europe/London');

  describe('are a ledger', () => {
    it('in which one reference is taken once, however many send it at once', async () => {
      const service = await filled(1000);
      const answers = await Promise.all(Array.from({ length: 20 }, () => stage.use(service, 300, 'call-1')));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array<number>(19).fill(200), 201]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await stage.movements(service)).toEqual([
        ['top_up', 1000],
        ['usage', -300],
      ]);
      const other = await stage.use(service, 301, 'call-1');
      expect([other.status, problem(other)['reason']]).toEqual([409, 'reference_reused']);
    });

    it('that never goes below nothing by use, and whose entries add up', async () => {
      const service = await filled(1000);
      const answers = await Promise.all(Array.from({ length: 30 }, () => stage.use(service, 70)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(14);
      expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
        new Set(['insufficient_balance']),
      );
      const ledger = await stage.ledger(service);
      let balance = 0;
      for (const { money, balance_after: after } of ledger) {
        balance += money.amount;
        expect(after.amount).toBe(balance);
      }
      expect([balance, await stage.balance(service)]).toEqual([20, 20]);
    });

    it('that the database holds together, whoever writes to it', async () => {
      const service = await filled(1000);
      const entry = (no: number, before: number, amount: number, kind = 'usage') =>
        app.db.query(
          `INSERT INTO ledger_entries (subscription_id, entry_no, kind, reference, currency, balance_before, amount, balance_after, created_at)
           VALUES ($1, $2, $3, 'forged', 'GBP', $4::bigint, $5::bigint, $4::bigint + $5::bigint, now())`,
          [service.id, no, kind, before, amount],
        );
      await expect(entry(2, 5000, -1)).rejects.toThrow('ledger_entries_follow');
      await expect(entry(3, 1000, -1)).rejects.toThrow('ledger_entries_follow');
      await expect(entry(2, 1000, -1001)).rejects.toThrow('never_overdrawn');
      await expect(entry(2, 1000, 1)).rejects.toThrow('check');
      await expect(
        app.db.query('UPDATE ledger_entries SET balance_after = 1 WHERE subscription_id = $1', [service.id]),
      ).rejects.toThrow('check');
    });

    it('only of prepaid services, in their currency, page by page', async () => {
      const service = await filled(500);
      await stage.use(service, 100);
      const path = `/v1/subscriptions/${service.id}/ledger?limit=1`;
      const { body } = await app.call('GET', path);
      const next = await app.call('GET', `${path}&cursor=${String(body.next_cursor)}`);
      expect([body.data[0].entry_no, next.body.data[0].entry_no, next.body.next_cursor]).toEqual([
        2,
        1,
        null,
      ]);
      const foreign = { money: { amount: 1, currency: 'USD' }, reference: 'x' };
      const wrong = await app.call('POST', `/v1/subscriptions/${service.id}/usage`, { body: foreign });
      expect([wrong.status, problem(wrong).errors?.[0]?.path]).toEqual([422, 'money.currency']);
      const postpaid = await stage.serviceOf(service.customer, service.method, { billing_mode: 'postpaid' });
      for (const answer of [
        await stage.use(postpaid, 1),
        await stage.topUp(postpaid, 100),
        await stage.recharge(postpaid, 1, 1, 1),
        await app.call('GET', `/v1/subscriptions/${postpaid.id}/balance`),
      ])
        expect([answer.status, problem(answer)['reason']]).toEqual([409, 'not_prepaid']);
    });
  });

  describe('that are used up', () => {
    it('suspend the service at once, and a top-up brings it back', async () => {
      const service = await filled(1000);
      await stage.use(service, 1000);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      expect((await stage.topUp(service, 100)).status).toBe(200);
      expect(await stage.standing(service)).toBe('active');
      expect(await stage.eventsOf(service.id)).toEqual([
        'subscription.created',
        'subscription.activated',
        'subscription.suspended',
        'subscription.restored',
      ]);
    });

    it('are told of before they are, once for a period', async () => {
      const service = await filled(5000, { next_invoice_on: addDays(today(), 10) });
      await stage.use(service, 2501);
      await stage.use(service, 1);
      await stage.topUp(service, 100);
      await stage.use(service, 100);
      expect(await mailsOf(service)).toEqual(['low_balance']);
    });

    it('stay suspended for whatever else a person suspended them', async () => {
      const service = await filled(1000);
      await app.call('POST', `/v1/subscriptions/${service.id}/suspend`, { body: { reason: 'fraud' } });
      await stage.use(service, 1000);
      expect(await stage.standing(service)).toBe('suspended fraud prepaid_empty');
      await stage.topUp(service, 500);
      expect(await stage.standing(service)).toBe('suspended fraud');
    });
  });

  describe('top-ups', () => {
    it('whose answer was lost are credited once, whoever brings the outcome', async () => {
      const service = await stage.service();
      stage.strikeCharge('error_500_after');
      const first = await stage.topUp(service, 700, {}, 'lost-top-up');
      expect([first.status, first.body.state]).toEqual([202, 'unknown']);
      expect(await stage.balance(service)).toBe(0);
      const changed = {
        kind: 'charge_changed',
        vendorChargeId: 'pi_unknown',
        paymentId: first.body.id,
      } as const;
      const charge = app.stripe.state
        .paymentIntents()
        .find(({ metadata }) => metadata['omnicrm_payment_id'] === first.body.id);
      const event = { ...changed, vendorChargeId: charge?.id ?? '' };
      await Promise.all([
        stage.reconcile(),
        ...Array.from({ length: 4 }, () => app.app.get(BillingChanges).chargeChanged('stripe', event)),
        stage.topUp(service, 700, {}, 'lost-top-up'),
      ]);
      await stage.reconcile();
      expect(await stage.movements(service)).toEqual([['top_up', 700]]);
      expect((await stage.topUp(service, 700, {}, 'lost-top-up')).body.state).toBe('succeeded');
      expect(await stage.topUps(service)).toMatchObject([{ state: 'succeeded', taken: 1 }]);
    });

    it('that are given back leave the balance; what was used is given back only by force', async () => {
      const service = await stage.service();
      const { body } = await stage.topUp(service, 1000);
      await stage.use(service, 600);
      expect((await stage.refund(body.id, 300)).status).toBe(201);
      const spent = await stage.refund(body.id);
      expect([spent.status, spent.body.code, problem(spent)['refundable']]).toEqual([
        409,
        'insufficient_balance',
        { amount: 100, currency: 'GBP' },
      ]);
      const path = `/v1/payments/${body.id as string}/refunds`;
      expect((await stage.post(path, { reason: 'goodwill', force: true })).status).toBe(201);
      expect(await stage.movements(service)).toEqual([
        ['top_up', 1000],
        ['usage', -600],
        ['refund', -300],
        ['refund', -700],
      ]);
      expect([await stage.balance(service), await stage.standing(service)]).toEqual([
        -600,
        'suspended prepaid_empty',
      ]);
      await stage.topUp(service, 600);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      await stage.topUp(service, 100);
      expect(await stage.standing(service)).toBe('active');
    });

    it('whose refund fails are back in the balance, and out of it again when it is made after all', async () => {
      const service = await stage.service();
      const { body } = await stage.topUp(service, 1000);
      await using unplugged = await startTestApp({
        beside: app,
        env: { VENDORS__STRIPE__API_BASE: 'http://127.0.0.1:9' },
      });
      const options = {
        body: { reason: 'duplicate', money: { amount: 400, currency: 'GBP' } },
        key: await app.apiKey('admin'),
        headers: { 'idempotency-key': 'top-up-refund' },
      };
      const path = `/v1/payments/${body.id as string}/refunds`;
      expect((await unplugged.call('POST', path, options)).status).toBe(503);
      expect(await stage.balance(service)).toBe(1000);
      expect((await app.call('POST', path, options)).body.state).toBe('succeeded');
      expect(await stage.movements(service)).toEqual([
        ['top_up', 1000],
        ['refund', -400],
        ['refund_reversed', 400],
        ['refund', -400],
      ]);
    });

    it('follow refunds made at the vendor, and disputes that are lost', async () => {
      const service = await stage.service();
      const { body } = await stage.topUp(service, 1000);
      const charge = body.attempts[0].vendor_charge_id as string;
      await fetch(`${app.stripe.url}/v1/refunds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
        body: new URLSearchParams({ payment_intent: charge, amount: '200' }),
      });
      const changes = app.app.get(BillingChanges);
      for (let told = 0; told < 2; told += 1)
        await changes.chargeChanged('stripe', {
          kind: 'charge_changed',
          vendorChargeId: charge,
          paymentId: body.id as string,
        });
      const intent = app.stripe.state.paymentIntents().find(({ id }) => id === charge);
      const { id: vendorDisputeId } = app.stripe.control.dispute(String(intent?.latest_charge));
      const told = { kind: 'dispute_changed', vendorDisputeId, vendorChargeId: charge } as const;
      await changes.disputeChanged('stripe', told);
      expect(await stage.balance(service)).toBe(800);
      app.stripe.control.closeDispute(vendorDisputeId, 'lost');
      await Promise.all([changes.disputeChanged('stripe', told), changes.disputeChanged('stripe', told)]);
      expect(await stage.movements(service)).toEqual([
        ['top_up', 1000],
        ['refund', -200],
        ['dispute', -800],
      ]);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
    });
  });

  describe('top-ups that can be credited nowhere', () => {
    const captured = async (): Promise<{ service: Service; payment: string }> => {
      const service = await stage.service();
      stage.strikeCharge('error_500_after');
      const payment = (await stage.topUp(service, 900)).body.id as string;
      await app.call('POST', `/v1/subscriptions/${service.id}/terminate`, { body: { reason: 'moved' } });
      await stage.reconcile();
      return { service, payment };
    };

    it('give themselves back once, and say so', async () => {
      await using twin = await startTestApp({ beside: app });
      const { service, payment } = await captured();
      expect(await stage.movements(service)).toEqual([]);
      await Promise.all([stage.run('top-up-returns'), stage.run('top-up-returns', twin)]);
      expect(await stage.payment(payment)).toMatchObject({
        state: 'refunded',
        refunds: [{ state: 'succeeded', source: 'ours', money: { amount: 900 } }],
      });
      const actions: { action: string }[] = await app.db.query(
        "SELECT action FROM audit_entries WHERE entity_id = $1 AND action LIKE 'top_up%'",
        [payment],
      );
      expect(actions).toEqual([{ action: 'top_up.not_credited' }]);
      expect((await stage.topUp(service, 100)).status).toBe(409);
    });

    it('and that a vendor will not take back are tried no more, and left to a person', async () => {
      const { payment } = await captured();
      const charge = app.stripe.state
        .paymentIntents()
        .find(({ metadata }) => metadata['omnicrm_payment_id'] === payment);
      await fetch(`${app.stripe.url}/v1/refunds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
        body: new URLSearchParams({ payment_intent: charge?.id ?? '' }),
      });
      await stage.run('top-up-returns');
      const rows: unknown[] = await app.db.query(
        'SELECT next_try_at FROM uncredited_top_ups WHERE payment_id = $1',
        [payment],
      );
      expect(rows).toEqual([{ next_try_at: null }]);
      expect(await stage.run('top-up-returns')).toBe(0);
    });

    it('wherever whoever gives them back is killed', async () => {
      await using plug = new Plug();
      await using victim = await startVictim(app, plug);
      for (let step = 1, isDone = false; !isDone; step += STRIDE) {
        const { payment } = await captured();
        plug.arm(step);
        await stage.run('top-up-returns', victim).catch(() => 0);
        isDone = !plug.isCut;
        await plug.mend();
        await app.db.query('UPDATE jobs SET lease_until = NULL');
        await app.db.query(
          "UPDATE uncredited_top_ups SET next_try_at = now() - interval '1 second' WHERE next_try_at IS NOT NULL",
        );
        await stage.run('top-up-returns');
        await stage.reconcile();
        expect({ step, ...(await stage.payment(payment)) }).toMatchObject({
          step,
          state: 'refunded',
          refunds: [{ state: 'succeeded' }],
        });
      }
    }, 60_000);
  });

  describe('that recharge themselves', () => {
    it('take what is needed by the method chosen for it, and nobody notices an empty balance', async () => {
      const service = await filled(1000);
      const second = (await stage.cards.addToken(service.customer)).body.id as string;
      expect((await stage.recharge(service, 500, 1000, 5000, { payment_method_id: second })).status).toBe(
        200,
      );
      await stage.use(service, 1000);
      expect(await stage.standing(service)).toBe('active');
      await stage.run('auto-recharge');
      expect(await stage.movements(service)).toEqual([
        ['top_up', 1000],
        ['usage', -1000],
        ['top_up', 1000],
      ]);
      const [, recharge] = await stage.topUps(service);
      const payment = await stage.payment(recharge?.id ?? '');
      expect(payment.attempts).toMatchObject([{ payment_method_id: second, state: 'succeeded' }]);
      expect(await stage.cards.defaultOf(service.customer)).toBe(service.method);
      const foreign = await stage.service();
      expect((await stage.recharge(service, 1, 1, 1, { payment_method_id: foreign.method })).status).toBe(
        422,
      );
      expect((await stage.recharge(service, 100, 200, 199)).status).toBe(422);
    });

    it('stay within the day’s cap, whoever races for it', async () => {
      await using twin = await startTestApp({ beside: app });
      const service = await filled(1000);
      await stage.recharge(service, 1000, 500, 1200);
      for (let round = 0; round < 6; round += 1) {
        await Promise.all([stage.use(service, 250), stage.use(service, 250, undefined, twin)]);
        await Promise.all([stage.run('auto-recharge'), stage.run('auto-recharge', twin)]);
      }
      const taken = (await stage.topUps(service)).slice(1);
      expect(taken.reduce((sum, { amount }) => sum + amount, 0)).toBe(1000);
      expect(taken.every(({ state, taken: charges }) => state === 'succeeded' && charges === 1)).toBe(true);
      while ((await stage.use(service, 100)).status === 201);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      const { body } = await app.call('GET', `/v1/subscriptions/${service.id}/balance`);
      const tomorrow = addDays(today(), 1);
      expect(localDay(new Date(body.auto_recharge.next_attempt_at), 'Europe/London')).toBe(tomorrow);
    });

    it('never take again what nobody knows the outcome of', async () => {
      const service = await filled(1000);
      await stage.recharge(service, 500, 1000, 9000);
      stage.strikeCharge('error_500_after');
      await stage.use(service, 900);
      await stage.run('auto-recharge');
      await stage.use(service, 100);
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toMatchObject([{}, { state: 'unknown', taken: 1 }]);
      expect(await stage.standing(service)).toBe('active');
      await stage.reconcile();
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toHaveLength(2);
      expect(await stage.balance(service)).toBe(1000);
    });

    it('stop at a refusal until tomorrow, a new method or the customer’s own top-up', async () => {
      const service = await filled(1000);
      await stage.recharge(service, 500, 1000, 9000);
      stage.refuse('insufficient_funds');
      await stage.use(service, 1000);
      await stage.run('auto-recharge');
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      expect(await stage.run('auto-recharge')).toBe(0);
      expect(await stage.topUps(service)).toHaveLength(2);
      expect(await mailsOf(service)).toEqual(['recharge_failed', 'service_suspended']);
      const { body } = await stage.cards.addToken(service.customer, {}, { make_default: true });
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toMatchObject([{}, { state: 'declined' }, { state: 'succeeded' }]);
      expect(await stage.standing(service)).toBe('active');
      expect(body.is_default).toBe(true);

      stage.refuse('insufficient_funds');
      await stage.use(service, 900);
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toHaveLength(4);
      await stage.topUp(service, 100);
      await stage.run('auto-recharge');
      expect(await stage.balance(service)).toBe(1200);
    });

    it('bring an empty service back when the money is there, not when they try for it', async () => {
      const service = await filled(1000);
      await stage.recharge(service, 500, 1000, 9000);
      stage.refuse('insufficient_funds');
      await stage.use(service, 1000);
      await stage.run('auto-recharge');
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      await stage.recharge(service, 500, 1000, 9000);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      stage.refuse('insufficient_funds');
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toHaveLength(3);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      expect(await stage.eventsOf(service.id)).not.toContain('subscription.restored');
      expect(await mailsOf(service)).toEqual(['recharge_failed', 'recharge_failed', 'service_suspended']);
    });

    it('wait for a customer whom the bank wants, suspended meanwhile, and take nothing else', async () => {
      const service = await filled(1000);
      const token = 'pm_card_authenticationRequired';
      const strict = (
        await stage.cards.add(service.customer, { vendor: 'stripe', vendor_payment_method_id: token })
      ).body.id as string;
      await stage.recharge(service, 500, 1000, 9000, { payment_method_id: strict });
      await stage.use(service, 1000);
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toMatchObject([{}, { state: 'requires_action', taken: 0 }]);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      expect(await mailsOf(service)).toEqual(['service_suspended']);
      expect(await stage.run('auto-recharge')).toBe(0);
      await stage.topUp(service, 100, { payment_method_id: service.method });
      await stage.run('auto-recharge');
      const [, waiting, ...others] = await stage.topUps(service);
      expect(others).toHaveLength(1);
      const { attempts } = await stage.payment(waiting?.id ?? '');
      app.stripe.control.authenticate(attempts.at(-1)?.vendor_charge_id ?? '', 'approve');
      await stage.reconcile();
      expect(await stage.balance(service)).toBe(1100);
    });

    it('do nothing while automatic payment is off', async () => {
      const service = await filled(1000);
      await stage.recharge(service, 500, 1000, 9000);
      await app.call('PATCH', `/v1/customers/${service.customer}`, { body: { auto_pay: false } });
      await stage.use(service, 1000);
      await stage.run('auto-recharge');
      expect([await stage.standing(service), (await stage.topUps(service)).length]).toEqual([
        'suspended prepaid_empty',
        1,
      ]);
    });

    it('are not taken over from whoever died once they were turned off', async () => {
      const service = await filled(1000);
      await stage.recharge(service, 500, 1000, 9000);
      const id = randomUUID();
      await app.db.query(
        `INSERT INTO recharges (payment_id, subscription_id, local_day, amount, state, lease_until, created_at)
         VALUES ($1, $2, current_date, 1000, 'open', now() - interval '1 second', now())`,
        [id, service.id],
      );
      await app.call('PATCH', `/v1/customers/${service.customer}`, { body: { auto_pay: false } });
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toHaveLength(1);
      const rows: unknown[] = await app.db.query(
        'SELECT state, failure FROM recharges WHERE payment_id = $1',
        [id],
      );
      expect(rows).toEqual([{ state: 'failed', failure: 'turned_off' }]);
      expect(await mailsOf(service)).toEqual([]);
    });

    it('that cannot be looked at hold no other up', async () => {
      const [broken, sound] = [await filled(1000), await filled(1000)];
      for (const service of [broken, sound]) {
        await stage.recharge(service, 500, 1000, 9000);
        await stage.use(service, 900);
      }
      await app.db.query("UPDATE customers SET time_zone = 'Nowhere/Land' WHERE id = $1", [broken.customer]);
      await stage.run('auto-recharge');
      expect(await stage.balance(sound)).toBe(1100);
      await app.db.query("UPDATE customers SET time_zone = 'Europe/London' WHERE id = $1", [broken.customer]);
    });

    it('stay within the cap of a day for a customer who moves to another zone', async () => {
      const service = await filled(1000);
      await stage.recharge(service, 500, 1000, 1500);
      await stage.use(service, 900);
      await stage.run('auto-recharge');
      const [zone] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].filter(
        (other) => localDay(app.clock.now(), other) !== today(),
      );
      await app.call('PATCH', `/v1/customers/${service.customer}`, { body: { time_zone: zone } });
      await stage.use(service, 1000);
      await stage.run('auto-recharge');
      expect(await stage.topUps(service)).toHaveLength(2);
    });

    it('are asked for by a usage that was refused', async () => {
      const service = await filled(600);
      await stage.recharge(service, 500, 1000, 9000);
      const refused = await stage.use(service, 1500, 'long-call');
      expect([refused.status, refused.body.code]).toEqual([409, 'insufficient_balance']);
      await stage.run('auto-recharge');
      expect((await stage.use(service, 1500, 'long-call')).status).toBe(201);
    });

    it('charge once, wherever whoever recharges is killed', async () => {
      await using plug = new Plug();
      await using victim = await startVictim(app, plug);
      for (let step = 1, isDone = false; !isDone; step += STRIDE) {
        const service = await filled(1000);
        await stage.recharge(service, 500, 1000, 9000);
        await stage.use(service, 1000);
        plug.arm(step);
        await stage.run('auto-recharge', victim).catch(() => 0);
        isDone = !plug.isCut;
        await plug.mend();
        await app.db.query(
          "UPDATE recharges SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL",
        );
        await stage.reconcile();
        await stage.run('auto-recharge');
        await stage.reconcile();
        expect({ step, topUps: await stage.topUps(service) }).toMatchObject({
          step,
          topUps: [{}, { state: 'succeeded', taken: 1 }],
        });
        expect([step, await stage.balance(service)]).toEqual([step, 1000]);
      }
    }, 60_000);
  });

  it('of a business with three cards are recharged by the second one, while the first stays the default', async () => {
    const customer = await stage.cards.customer({ type: 'business', name: 'Cairo Couriers' });
    const [fees, topUps, purchases] = [
      await stage.addCard(customer),
      (await stage.cards.addToken(customer, { brand: 'mastercard', last4: '4444' })).body.id as string,
      (await stage.cards.addToken(customer, { last4: '0077' })).body.id as string,
    ];
    const service = await stage.serviceOf(customer, topUps);
    expect((await stage.topUp(service, 2000, { payment_method_id: topUps })).status).toBe(200);
    await stage.recharge(service, 1000, 2000, 10_000, { payment_method_id: topUps });
    expect((await stage.use(service, 1500, 'parcels')).status).toBe(201);
    await stage.run('auto-recharge');

    const fee = await stage.pay((await stage.invoice(customer, 4900)).id);
    const money = { amount: 30_000, currency: 'GBP' };
    const van = await stage.post(`/v1/customers/${customer}/payments`, {
      purpose: 'one_off',
      money,
      payment_method_id: purchases,
    });
    const paidBy = (answer: { body: any }): unknown => answer.body.attempts[0].payment_method_id;
    expect([paidBy(fee), paidBy(van)]).toEqual([fees, purchases]);
    const recharge = await stage.payment((await stage.topUps(service))[1]?.id ?? '');
    expect(recharge).toMatchObject({
      purpose: 'top_up',
      state: 'succeeded',
      subscription_id: service.id,
      attempts: [{ payment_method_id: topUps, last4: '4444' }],
    });
    expect([await stage.balance(service), await stage.cards.defaultOf(customer)]).toEqual([2500, fees]);
  });

  // From here on the clock moves.
  describe('renew services', () => {
    const due = (more: object = {}): object => ({ anchor_on: today(), next_invoice_on: today(), ...more });

    it('on their day, each period once', async () => {
      const service = await stage.service(due({ period: 'P1W' }));
      await stage.topUp(service, 5000);
      await stage.run('prepaid-renewals');
      await stage.run('prepaid-renewals');
      const from = today();
      expect(await stage.movements(service)).toEqual([
        ['top_up', 5000],
        ['renewal', -2500],
      ]);
      await stage.advance('P8D');
      const periods = (await stage.ledger(service)).flatMap(({ period }) => period ?? []);
      expect(periods).toEqual([
        { from, to: addDays(from, 6) },
        { from: addDays(from, 7), to: addDays(from, 13) },
      ]);
      expect(await stage.standing(service)).toBe('active');
      expect((await stage.now(service)).next_invoice_on).toBe(addDays(from, 14));
      expect(await stage.eventsOf(service.id)).toContain('subscription.renewed');
    }, 60_000);

    it('by a recharge first, where that is allowed', async () => {
      const service = await stage.service(due());
      await stage.recharge(service, 1, 1000, 9000);
      await stage.run('auto-recharge');
      await stage.run('prepaid-renewals');
      expect(await stage.standing(service)).toBe('active');
      await stage.run('auto-recharge');
      expect(await stage.movements(service)).toEqual([
        ['top_up', 1000],
        ['top_up', 2000],
        ['renewal', -2500],
      ]);
      expect(await stage.standing(service)).toBe('active');
    }, 60_000);

    it('that nobody pays for stand still, begin again on the day they are paid, and expire in the end', async () => {
      const late = await stage.service(due());
      const never = await stage.service(due());
      await stage.run('prepaid-renewals');
      expect([await stage.standing(late), await stage.standing(never)]).toEqual([
        'suspended prepaid_empty',
        'suspended prepaid_empty',
      ]);
      await app.db.query(
        'UPDATE prepaid_accounts SET recharge_failed_at = now() WHERE subscription_id = $1',
        [never.id],
      );
      await stage.advance('P3D');
      await stage.topUp(late, 2400);
      expect(await stage.standing(late)).toBe('suspended prepaid_empty');
      await stage.topUp(late, 100);
      expect(await stage.standing(late)).toBe('active');
      const from = today();
      expect((await stage.ledger(late)).at(-1)).toMatchObject({ kind: 'renewal', period: { from } });
      expect((await stage.now(late)).anchor_on).toBe(from);
      await stage.advance('P1D');
      expect(await stage.standing(never)).toBe('suspended prepaid_empty');
      await stage.advance('P1D');
      expect(await stage.standing(never)).toBe('expired');
      expect(await stage.eventsOf(never.id)).toContain('subscription.expired');
      const failed: unknown[] = await app.db.query(
        'SELECT recharge_failed_at FROM prepaid_accounts WHERE subscription_id = $1',
        [never.id],
      );
      expect(failed).toEqual([{ recharge_failed_at: null }]);
      expect((await stage.topUp(never, 100)).status).toBe(409);
    }, 60_000);

    it('put off those whose days cannot be reckoned with, and book what is paid for them', async () => {
      const [broken, sound] = [await stage.service(due()), await stage.service(due())];
      await stage.topUp(sound, 2400);
      await stage.run('prepaid-renewals');
      await app.db.query(
        "UPDATE subscriptions SET anchor_on = '0026-11-01', next_invoice_on = '0026-12-01' WHERE id = $1",
        [broken.id],
      );
      expect((await stage.topUp(broken, 3000)).body.state).toBe('succeeded');
      await app.db.query(
        'UPDATE prepaid_accounts SET arrears_on = NULL, expire_at = NULL WHERE subscription_id = ANY ($1)',
        [[broken.id, sound.id]],
      );
      await app.db.query('UPDATE subscriptions SET price_amount = 2400 WHERE id = $1', [sound.id]);
      await stage.run('prepaid-renewals');
      expect(await stage.movements(broken)).toEqual([['top_up', 3000]]);
      expect((await stage.movements(sound)).at(-1)).toEqual(['renewal', -2400]);
    });

    it('that were paid for while staff held them as soon as nobody does, and never let them expire', async () => {
      const service = await stage.service(due());
      await stage.run('prepaid-renewals');
      await app.call('POST', `/v1/subscriptions/${service.id}/suspend`, { body: { reason: 'staff' } });
      await stage.topUp(service, 3000);
      expect(await stage.standing(service)).toBe('suspended staff');
      await app.call('POST', `/v1/subscriptions/${service.id}/restore`, { body: { reason: 'staff' } });
      await stage.run('prepaid-renewals');
      expect(await stage.standing(service)).toBe('active');
      expect(await stage.movements(service)).toEqual([
        ['top_up', 3000],
        ['renewal', -2500],
      ]);
    });

    it('once their price came down to what there is', async () => {
      const service = await stage.service(due());
      await stage.topUp(service, 1000);
      await stage.run('prepaid-renewals');
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      const body = { price: { amount: 900, currency: 'GBP' } };
      expect((await app.call('PATCH', `/v1/subscriptions/${service.id}`, { body })).status).toBe(200);
      await stage.run('prepaid-renewals');
      expect(await stage.standing(service)).toBe('active');
      expect(await stage.balance(service)).toBe(100);
    });

    it('that are not to be renewed pay for their first period and expire at its end', async () => {
      const service = await stage.service(due({ auto_renew: false, period: 'P2D' }));
      await stage.topUp(service, 9000);
      await stage.run('prepaid-renewals');
      expect(await stage.standing(service)).toBe('active');
      await stage.advance('P2D');
      expect(await stage.standing(service)).toBe('expired');
      expect(await stage.balance(service)).toBe(6500);
    }, 60_000);

    it('that went on while nobody looked pay for each period, counted from their own days', async () => {
      const service = await stage.service(due({ period: 'P1W' }));
      await stage.topUp(service, 6000);
      const from = today();
      await app.setTime(new Date(app.clock.now().getTime() + 16 * DAY_MS));
      await stage.run('prepaid-renewals');
      const periods = (await stage.ledger(service)).flatMap(({ period }) => period?.from ?? []);
      expect(periods).toEqual([from, addDays(from, 7)]);
      expect(await stage.standing(service)).toBe('suspended prepaid_empty');
      await stage.topUp(service, 2000);
      expect((await stage.ledger(service)).at(-1)).toMatchObject({ period: { from: today() } });
    }, 60_000);
  });
});
