import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';

describe('payment methods', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new CardStage(app);
  });

  afterEach(() => {
    app.stripe.faults.clear();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const run = (job: string): Promise<number> => app.app.get(JobRunner).runNow(job);
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body?.code];

  describe('adding', () => {
    it('takes a setup, the vendor’s form and a completion by the browser alone', async () => {
      const customer = await stage.customer();
      const setup = await stage.begin(customer);
      expect(outcome(await stage.complete(setup.id, {}, setup.token))).toEqual([409, 'setup_pending']);
      await stage.confirm(setup.vendorId);
      const done = await stage.complete(setup.id, { nickname: 'Home' }, setup.token);
      expect(done.status).toBe(200);
      expect(done.body).toMatchObject({
        id: setup.id,
        brand: 'visa',
        last4: '4242',
        nickname: 'Home',
        is_default: true,
      });
      const read = await app.call('GET', `/v1/payment-method-setups/${setup.id}`, { key: setup.token });
      expect(read.body).toMatchObject({ status: 'completed', payment_method: { id: setup.id } });
      expect((await stage.complete(setup.id, {}, setup.token)).body).toEqual(done.body);
      expect(await stage.list(customer)).toHaveLength(1);
    });

    it('says why a form’s card was declined, and takes the next one in the same form', async () => {
      const setup = await stage.begin(await stage.customer());
      await stage.confirm(setup.vendorId, 'pm_card_visa_chargeDeclinedInsufficientFunds');
      const declined = await stage.complete(setup.id);
      expect(outcome(declined)).toEqual([402, 'card_declined']);
      expect(declined.body).toMatchObject({ bucket: 'funds', hint: expect.any(String) });
      await stage.confirm(setup.vendorId, 'pm_card_mastercard');
      expect((await stage.complete(setup.id)).body).toMatchObject({ brand: 'mastercard' });
    });

    it('takes a token, and reads what it is from the vendor', async () => {
      const customer = await stage.customer();
      const { status, body } = await stage.addToken(
        customer,
        { brand: 'amex', last4: '0005', exp_month: 3 },
        { nickname: 'Work' },
      );
      expect([status, body.brand, body.last4, body.exp_month, body.nickname]).toEqual([
        201,
        'amex',
        '0005',
        3,
        'Work',
      ]);
      const [row] = await app.db.query(
        'SELECT source, verified_at, fingerprint FROM payment_methods WHERE id = $1',
        [body.id],
      );
      expect(row).toMatchObject({
        source: 'token',
        verified_at: expect.any(Date),
        fingerprint: expect.any(String),
      });
    });

    it('gives back the card on file for a duplicate, and detaches the new token', async () => {
      const customer = await stage.customer();
      const first = await stage.addToken(customer, { fingerprint: 'same' });
      const second = await stage.addToken(customer, { fingerprint: 'same' });
      expect([second.status, second.body.id]).toEqual([200, first.body.id]);
      expect(stage.tokensAtVendor(customer)).toHaveLength(2);
      await run('vendor-detachments');
      expect(stage.tokensAtVendor(customer)).toEqual([first.body.vendor_payment_method_id]);
      const again = await stage.add(customer, {
        vendor: 'stripe',
        vendor_payment_method_id: first.body.vendor_payment_method_id,
      });
      expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    });

    it('takes new dates of the same card over in place, with the new token', async () => {
      const customer = await stage.customer();
      const old = await stage.addToken(
        customer,
        { fingerprint: 'renewed', exp_year: 2031 },
        { nickname: 'Mine' },
      );
      const fresh = await stage.addToken(customer, { fingerprint: 'renewed', exp_year: 2036 });
      expect([fresh.status, fresh.body.id]).toEqual([200, old.body.id]);
      expect(fresh.body).toMatchObject({ exp_year: 2036, nickname: 'Mine', is_default: true });
      expect(fresh.body.vendor_payment_method_id).not.toBe(old.body.vendor_payment_method_id);
      await run('vendor-detachments');
      expect(stage.tokensAtVendor(customer)).toEqual([fresh.body.vendor_payment_method_id]);
    });

    it.each([
      ['insufficient_funds', 'funds'],
      ['do_not_honor', 'issuer'],
      ['expired_card', 'card_data'],
      ['stolen_card', 'issuer'],
      ['lost_card', 'issuer'],
      ['fraudulent', 'issuer'],
    ])('tells a decline for %s as %s, with a hint', async (code, bucket) => {
      const customer = await stage.customer();
      const declined = await stage.addToken(customer, { behaviour: { save: code } });
      expect([...outcome(declined), declined.body.bucket]).toEqual([402, 'card_declined', bucket]);
      expect(declined.body.hint).toEqual(expect.any(String));
      expect(declined.text).not.toMatch(/fraud|stolen|lost/i);
      expect(await stage.list(customer)).toEqual([]);
    });

    it('refuses an unknown token, a foreign one, one used up, and one of another vendor', async () => {
      const customer = await stage.customer();
      const other = await stage.addToken(await stage.customer());
      const add = async (token: string, vendor = 'stripe'): Promise<[number, unknown]> =>
        outcome(await stage.add(customer, { vendor, vendor_payment_method_id: token }));
      expect(await add('pm_nobody')).toEqual([422, 'vendor_token_unknown']);
      expect(await add(other.body.vendor_payment_method_id as string)).toEqual([422, 'vendor_token_foreign']);
      const used = await stage.addToken(customer);
      await stage.remove(used.body.id as string, '?confirm_last=true');
      expect(await add(used.body.vendor_payment_method_id as string)).toEqual([422, 'vendor_token_used']);
      expect(await add('pm_card_visa', 'adyen')).toEqual([422, 'validation_failed']);
      expect(await add('pm_card_visa', 'paypal')).toEqual([422, 'vendor_token_unknown']);
      expect(await stage.list(customer)).toEqual([]);
    });

    it('says so when the vendor refuses our key', async () => {
      await using wrong = await startTestApp({
        beside: app,
        env: { VENDORS__STRIPE__SECRET_KEY: 'sk_test_wrong' },
      });
      const path = `/v1/customers/${await stage.customer()}/payment-methods`;
      const refused = await wrong.call('POST', path, {
        body: { vendor: 'stripe', vendor_payment_method_id: 'pm_card_visa' },
      });
      expect(outcome(refused)).toEqual([503, 'vendor_unavailable']);
      expect(refused.text).not.toContain('sk_test');
    });

    it('makes a customer anew that was deleted at the vendor', async () => {
      const customer = await stage.customer();
      await stage.begin(customer);
      const home = stage.atVendor(customer)?.id ?? '';
      await fetch(`${app.stripe.url}/v1/customers/${home}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
      });
      expect((await stage.addToken(customer)).status).toBe(201);
      expect(stage.atVendor(customer)?.id).not.toBe(home);
    });

    it.each([
      'timeout_after',
      'reset_before_body',
      'reset_after_body',
      'error_500_after',
      'html',
      'cut_json',
      'empty',
    ] as const)('ends with one method when the answer is lost after the card was saved: %s', async (kind) => {
      const customer = await stage.customer();
      await stage.begin(customer);
      app.stripe.faults.add({
        kind,
        method: 'POST',
        path: '/v1/payment_methods/:id/attach',
        durationMs: 200,
        times: 2,
      });
      const body = { vendor: 'stripe', vendor_payment_method_id: stage.token() };
      const headers = { 'idempotency-key': `lost-${kind}` };
      const path = `/v1/customers/${customer}/payment-methods`;
      const answers = [
        await app.call('POST', path, { body, headers }),
        await app.call('POST', path, { body, headers }),
      ];
      app.stripe.faults.clear();
      answers.push(await app.call('POST', path, { body, headers }));
      for (const { status } of answers) expect([201, 503]).toContain(status);
      expect(answers.at(-1)?.status).toBe(201);
      expect(await stage.list(customer)).toHaveLength(1);
      expect(stage.tokensAtVendor(customer)).toHaveLength(1);
    });

    it('finishes a setup whose browser never came back', async () => {
      const customer = await stage.customer();
      const setup = await stage.begin(customer);
      await stage.confirm(setup.vendorId);
      await app.app.get(JobRunner).runNow('setup-reconciliation-stripe', new Date(Date.now() + 60_000));
      expect(await stage.list(customer)).toEqual([
        expect.objectContaining({ id: setup.id, is_default: true }),
      ]);
      expect((await stage.complete(setup.id)).body.id).toBe(setup.id);
    });

    it('finishes a setup once, however many ask for it at once', async () => {
      const customer = await stage.customer();
      const setup = await stage.begin(customer);
      await stage.confirm(setup.vendorId);
      const answers = await Promise.all(Array.from({ length: 10 }, () => stage.complete(setup.id)));
      expect(new Set(answers.map(({ status, body }) => `${String(status)} ${body.id as string}`))).toEqual(
        new Set([`200 ${setup.id}`]),
      );
      expect(await stage.list(customer)).toHaveLength(1);
      expect(await app.db.query(`SELECT type FROM messages WHERE customer_id = $1`, [customer])).toHaveLength(
        1,
      );
    });
  });
});
