import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { cliActor } from '../../src/common/http/principal.js';
import { MethodCheck } from '../../src/modules/payment-methods/method-check.service.js';
import { VendorChanges } from '../../src/modules/payment-methods/index.js';
import { VendorGateways, type MethodDetails } from '../../src/modules/vendors/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CardStage, type CardWish } from '../support/card-stage.js';
import { beginForm, vendorStage } from '../support/vendor-stage.js';

describe('a method that changes at its vendor', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new CardStage(app);
  });

  afterEach(() => {
    app.stripe.faults.clear();
    jest.restoreAllMocks();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const run = (job: string): Promise<number> => app.app.get(JobRunner).runNow(job);
  const card = async (customer: string, wish: CardWish = {}): Promise<{ id: string; token: string }> => {
    const { body } = await stage.addToken(customer, wish);
    return { id: body.id, token: body.vendor_payment_method_id };
  };
  const row = async (id: string): Promise<Record<string, unknown>> =>
    (await app.db.query('SELECT * FROM payment_methods WHERE id = $1', [id]))[0];
  const verify = (id: string): Promise<unknown> =>
    app.call('POST', `/v1/payment-methods/${id}/verify`).then(({ body }) => body);

  describe('added again', () => {
    it('when the old token is dead: the new one is kept, and the old method goes', async () => {
      const customer = await stage.customer();
      const old = await card(customer, { fingerprint: 'dead' });
      app.stripe.control.detach(old.token);
      const again = await stage.addToken(customer, { fingerprint: 'dead' });
      expect(again.status).toBe(201);
      expect(await row(old.id)).toMatchObject({ status: 'removed', is_default: false });
      await run('vendor-detachments');
      expect(await stage.list(customer)).toMatchObject([{ id: again.body.id, is_default: true }]);
      expect(stage.tokensAtVendor(customer)).toEqual([again.body.vendor_payment_method_id]);
    });

    it('by a payer who had revoked the old one, in a form: one method, and a live token', async () => {
      const customer = await stage.customer();
      const save = async (): Promise<string> => {
        const form = await beginForm(app, 'paypal', customer, { payment_type: 'paypal' });
        app.paypal.control.approveSetup(form.client['setup_token'] ?? '', 'payer');
        expect((await stage.complete(form.id)).status).toBe(200);
        return form.id;
      };
      const old = await save();
      app.paypal.control.revoke((await row(old))['vendor_payment_method_id'] as string);
      const fresh = await save();
      await run('vendor-detachments');
      expect(await stage.list(customer)).toMatchObject([{ id: fresh, is_default: true }]);
      const kept = vendorStage(app, 'paypal').kept({ id: fresh, customer, token: '', client: {} });
      expect(kept).toEqual([(await row(fresh))['vendor_payment_method_id']]);
    });

    it('while the vendor is away: nothing is thrown away unasked', async () => {
      const customer = await stage.customer();
      const old = await card(customer, { fingerprint: 'away' });
      app.stripe.faults.add({
        kind: 'error_500_before',
        method: 'GET',
        path: `/v1/payment_methods/${old.token}`,
        times: 0,
      });
      const again = await stage.addToken(customer, { fingerprint: 'away' });
      expect(again.status).toBe(503);
      await run('vendor-detachments');
      expect(stage.tokensAtVendor(customer)).toHaveLength(2);
    });

    it('mends one that is invalid, with the new token', async () => {
      const customer = await stage.customer();
      const old = await card(customer, { fingerprint: 'invalid' });
      await app.db.query(`UPDATE payment_methods SET status = 'invalid' WHERE id = $1`, [old.id]);
      const again = await stage.addToken(customer, { fingerprint: 'invalid' });
      expect([again.status, again.body.id, again.body.status]).toEqual([200, old.id, 'active']);
      await run('vendor-detachments');
      expect(stage.tokensAtVendor(customer)).toEqual([again.body.vendor_payment_method_id]);
      expect(again.body.vendor_payment_method_id).not.toBe(old.token);
    });

    it('with an older token of the same card: the newer one stays', async () => {
      const customer = await stage.customer();
      const old = await card(customer, { fingerprint: 'older', exp_year: 2031 });
      const newer = await card(customer, { fingerprint: 'older', exp_year: 2036 });
      expect(newer.id).toBe(old.id);
      const superseded = await stage.add(customer, {
        vendor: 'stripe',
        vendor_payment_method_id: old.token,
      });
      expect([superseded.status, superseded.body.exp_year]).toEqual([200, 2036]);
      await run('vendor-detachments');
      expect(stage.tokensAtVendor(customer)).toEqual([newer.token]);
      expect(await row(old.id)).toMatchObject({ vendor_payment_method_id: newer.token, exp_year: 2036 });
    });
  });

  describe('renewed', () => {
    it('is the default when none was usable', async () => {
      const customer = await stage.customer();
      const { id, token } = await card(customer, { exp_year: 2020 });
      expect(await stage.defaultOf(customer)).toBeUndefined();
      app.stripe.control.renewCard(token, { exp_year: 2036 });
      await verify(id);
      expect(await stage.defaultOf(customer)).toBe(id);
    });

    it('leaves a usable default alone', async () => {
      const customer = await stage.customer();
      const standing = await card(customer);
      const { id, token } = await card(customer, { exp_year: 2020 });
      app.stripe.control.renewCard(token, { exp_year: 2036 });
      await verify(id);
      expect(await stage.defaultOf(customer)).toBe(standing.id);
    });

    it('with a new token is the vendor’s default too', async () => {
      const customer = await stage.customer();
      await card(customer, { fingerprint: 'mirrored', exp_year: 2031 });
      await run('default-mirror');
      const fresh = await card(customer, { fingerprint: 'mirrored', exp_year: 2036 });
      await run('vendor-detachments');
      await run('default-mirror');
      expect(stage.atVendor(customer)?.invoice_settings.default_payment_method).toBe(fresh.token);
    });
  });

  it('goes with its customer there, though a call of ours found that one gone before the event told', async () => {
    const customer = await stage.customer();
    const cards = [await card(customer), await card(customer)];
    const home = stage.atVendor(customer)?.id ?? '';
    await fetch(`${app.stripe.url}/v1/customers/${home}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
    });
    const form = await beginForm(app, 'stripe', customer);
    await vendorStage(app, 'stripe').finish(form);
    expect((await stage.complete(form.id)).status).toBe(200);
    const change = { kind: 'customer_gone', vendorCustomerId: home } as const;
    expect(await app.app.get(VendorChanges).customerGone('stripe', change)).toBe('applied');
    for (const { id } of cards) expect(await row(id)).toMatchObject({ status: 'removed', is_default: false });
    expect(await stage.list(customer)).toMatchObject([{ id: form.id, is_default: true }]);
    expect(await app.app.get(VendorChanges).customerGone('stripe', change)).toBe('ignored');
  });

  describe('imported before its vendor had keys', () => {
    const forgetAccount = (id: string): Promise<unknown> =>
      app.db.query(`UPDATE payment_methods SET vendor_account = '' WHERE id = $1`, [id]);

    it.each(['paypal', 'paytabs'])(
      '%s: moves to the account with the first thing done there',
      async (vendor) => {
        const customer = await stage.customer();
        const form = await beginForm(app, vendor, customer);
        await vendorStage(app, vendor).finish(form);
        expect((await stage.complete(form.id)).status).toBe(200);
        const { vendor_account: account } = await row(form.id);
        await forgetAccount(form.id);
        await beginForm(app, vendor, customer);
        expect((await row(form.id))['vendor_account']).toBe(account);
      },
    );

    it('is the same method when its token is added, and nobody else’s', async () => {
      const customer = await stage.customer();
      const form = await beginForm(app, 'paytabs', customer);
      await vendorStage(app, 'paytabs').finish(form);
      expect((await stage.complete(form.id)).status).toBe(200);
      const { vendor_payment_method_id: token } = await row(form.id);
      const body = { vendor: 'paytabs', vendor_payment_method_id: token };
      await forgetAccount(form.id);
      const foreign = await stage.add(await stage.customer(), body);
      expect([foreign.status, foreign.body.code]).toEqual([422, 'vendor_token_foreign']);
      const own = await stage.add(customer, body);
      expect([own.status, own.body.id]).toEqual([200, form.id]);
      expect(
        await app.db.query('SELECT 1 FROM payment_methods WHERE vendor_payment_method_id = $1', [token]),
      ).toHaveLength(1);
    });

    it('stays where it is when it is on file under the account already', async () => {
      const customer = await stage.customer();
      const { id, token } = await card(customer);
      await app.db.query(
        `INSERT INTO payment_methods (id, customer_id, vendor, vendor_account, vendor_payment_method_id, payment_type,
           brand, last4, exp_month, exp_year, expires_on, status, source, created_at, updated_at)
         SELECT gen_random_uuid(), customer_id, vendor, '', $2, payment_type, brand, last4, exp_month, exp_year, expires_on,
           status, 'import', created_at, updated_at FROM payment_methods WHERE id = $1`,
        [id, token],
      );
      await beginForm(app, 'stripe', customer);
      expect((await stage.add(customer, { vendor: 'stripe', vendor_payment_method_id: token })).body.id).toBe(
        id,
      );
    });
  });

  describe('of which the vendor tells only a part', () => {
    const says = (vendor: 'stripe' | 'paypal', change: Partial<MethodDetails>): void => {
      const gateway = app.app.get(VendorGateways).get(vendor);
      const read = gateway.readMethod.bind(gateway);
      jest.spyOn(gateway, 'readMethod').mockImplementation(async (method) => {
        const details = await read(method);
        return details && { ...details, ...change };
      });
    };

    it('keeps what is known of it', async () => {
      const customer = await stage.customer();
      const { id } = await card(customer, {
        brand: 'mastercard',
        last4: '4444',
        exp_month: 3,
        exp_year: 2034,
      });
      const before = await row(id);
      says('stripe', {
        brand: null,
        last4: null,
        expMonth: null,
        expYear: 2036,
        fingerprint: null,
        funding: null,
      });
      expect(await verify(id)).toMatchObject({ verified: true });
      expect(await row(id)).toEqual({
        ...before,
        verified_at: expect.any(Date),
        updated_at: expect.any(Date),
      });
      expect(await stage.defaultOf(customer)).toBe(id);
    });

    it('is not gone for that its wallet names no customer, but gone with another one', async () => {
      const customer = await stage.customer();
      const form = await beginForm(app, 'paypal', customer, { payment_type: 'paypal' });
      app.paypal.control.approveSetup(form.client['setup_token'] ?? '', 'payer');
      expect((await stage.complete(form.id)).status).toBe(200);
      const home = (await row(form.id))['vendor_customer_id'];
      expect(home).toEqual(expect.any(String));
      const reread = (): Promise<unknown> => app.app.get(MethodCheck).reread(form.id, cliActor);
      says('paypal', { vendorCustomerId: null });
      expect(await reread()).not.toBeNull();
      expect(await row(form.id)).toMatchObject({ status: 'active', vendor_customer_id: home });
      jest.restoreAllMocks();
      says('paypal', { vendorCustomerId: 'somebody-else' });
      expect(await reread()).toBeNull();
      expect(await row(form.id)).toMatchObject({ status: 'removed' });
    });
  });

  it.each(['paypal', 'paytabs'])(
    'is not tested at %s without an amount, which says so before the vendor is asked',
    async (vendor) => {
      const form = await beginForm(app, vendor, await stage.customer());
      await vendorStage(app, vendor).finish(form);
      expect((await stage.complete(form.id)).status).toBe(200);
      const asked = vendorStage(app, vendor).standIn.requests().length;
      const path = `/v1/payment-methods/${form.id}/verify`;
      const refused = await app.call('POST', path);
      expect([refused.status, refused.body.code]).toEqual([409, 'verify_amount_not_set']);
      expect(refused.body.detail).toContain('payment_methods.verify_amount');
      expect(refused.body.hint).toContain('payment_methods.verify_amount');
      const arabic = await app.call('POST', path, { headers: { 'accept-language': 'ar' } });
      expect(arabic.body.detail).toMatch(/[ء-ي].*payment_methods\.verify_amount/);
      expect(arabic.body.hint).toMatch(/[ء-ي].*payment_methods\.verify_amount/);
      expect(vendorStage(app, vendor).standIn.requests()).toHaveLength(asked);
    },
  );
});
