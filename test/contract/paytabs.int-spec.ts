import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { Money } from '../../src/common/money.js';
import type {
  ChargeInput,
  MethodDetails,
  SetupRef,
  VendorCustomerRef,
} from '../../src/modules/vendors/index.js';
import { describeGateway } from './gateway-contract.js';
import { paytabs, startPaytabs, type PaytabsHarness } from './paytabs-harness.js';

describeGateway(paytabs);

describe('PayTabs alone', () => {
  let vendor: PaytabsHarness;
  beforeAll(async () => {
    vendor = await startPaytabs();
  });
  afterAll(() => vendor.close());
  beforeEach(() => vendor.reset());

  const customer = (): VendorCustomerRef => ({
    customerId: uuidv7(),
    vendorCustomerId: null,
    name: 'نورا حداد',
    email: 'nora@example.com',
  });
  const beginSetup = async (more: { locale?: string; setupId?: string } = {}) => {
    const setupId = more.setupId ?? uuidv7();
    const begun = await vendor.gateway.beginSetup({
      setupId,
      customer: customer(),
      paymentType: 'card',
      returnUrl: `http://127.0.0.1:1/returns/paytabs/${setupId}`,
      locale: more.locale ?? 'en',
      idempotencyKey: `setup-${setupId}`,
    });
    const ref: SetupRef = { setupId, vendorSetupId: begun.vendorSetupId, vendorCustomerId: null };
    return { ...begun, ref, page: begun.client.redirectUrl ?? '' };
  };
  const save = async (card = 'good'): Promise<MethodDetails> => {
    const { ref } = await beginSetup();
    vendor.standIn.control.payWith(ref.vendorSetupId, card);
    const state = await vendor.gateway.readSetup(ref);
    if (state.status !== 'completed') throw new Error(`The setup is ${state.status}.`);
    return state.method;
  };
  const chargeOf = (method: MethodDetails, more: Partial<ChargeInput> = {}): ChargeInput => {
    const paymentId = uuidv7();
    return {
      paymentId,
      attemptNo: 1,
      amount: { amount: 1250, currency: 'AED' },
      customer: customer(),
      method,
      offSession: true,
      usage: 'recurring',
      idempotencyKey: `charge-${paymentId}-1`,
      ...more,
    };
  };
  const lookUp = ({ paymentId, attemptNo }: ChargeInput, vendorChargeId: string | null = null) =>
    vendor.gateway.lookUpCharge({ vendorChargeId, paymentId, attemptNo, vendorCustomerId: null });
  const paid = async (input: ChargeInput) => {
    const outcome = await vendor.gateway.charge(input);
    if (outcome.status !== 'succeeded') throw new Error(`The charge is ${outcome.status}.`);
    return outcome;
  };
  const refundOf = (vendorChargeId: string, amount: Money) => {
    const refundId = uuidv7();
    return { refundId, vendorChargeId, amount, idempotencyKey: `refund-${refundId}` };
  };
  /** Posts the page's form as the browser would, and reads the form that brings the browser back. */
  const submit = async (page: string, fields: Record<string, string>) => {
    const response = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ number: '4111111111111111', expiry: '12/38', cvv: '123', ...fields }),
    });
    const html = await response.text();
    const inputs = [...html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    return { html, fields: Object.fromEntries(inputs.map(([, name, value]) => [name ?? '', value ?? ''])) };
  };

  describe('pages', () => {
    it('save a card under a token, with what may be known of it', async () => {
      const method = await save('debit');
      expect(method).toMatchObject({
        brand: 'visa',
        last4: '5556',
        funding: 'debit',
        expMonth: 12,
        expYear: 2038,
        name: 'نورا حداد',
        vendorCustomerId: null,
        fingerprint: null,
      });
      expect(method.vendorPaymentMethodId).toMatch(/^[0-9A-F]{32}$/);
      expect(await vendor.gateway.readMethod(method)).toEqual(method);
      expect(vendor.standIn.state.transactions()).toMatchObject([
        { type: 'Register', amount: 100, currency: 'AED' },
      ]);
    });

    it.each([
      ['declined_501', 'fraud'],
      ['declined_316', 'funds'],
    ])('take one try: after %s the setup is over', async (card, bucket) => {
      const { ref, page } = await beginSetup();
      vendor.standIn.control.payWith(ref.vendorSetupId, card);
      expect(await vendor.gateway.readSetup(ref)).toMatchObject({
        status: 'failed',
        final: true,
        decline: { bucket },
      });
      expect((await fetch(page)).status).toBe(410);
      await expect(vendor.gateway.clientForSetup(ref)).rejects.toMatchObject({ code: 'vendor_setup_gone' });
    });

    it('ask the token for what the transaction leaves out of a card', async () => {
      vendor.standIn.control.set({ hidesExpiry: 'in_transactions' });
      expect(await save('good')).toMatchObject({ last4: '1111', expMonth: 12, expYear: 2038 });
    });

    it('keep no token of a card that nothing is known of', async () => {
      vendor.standIn.control.set({ hidesExpiry: 'everywhere' });
      const { ref } = await beginSetup();
      vendor.standIn.control.payWith(ref.vendorSetupId, 'good');
      expect(await vendor.gateway.readSetup(ref)).toMatchObject({
        status: 'failed',
        final: true,
        decline: { code: 'card_untold', retryable: false },
      });
      expect(vendor.standIn.state.tokens()).toEqual([]);
      expect(await vendor.gateway.readSetup(ref)).toMatchObject({ status: 'failed' });
    });

    it('end canceled by the customer, and expired by their time', async () => {
      const canceled = await beginSetup();
      vendor.standIn.control.cancel(canceled.ref.vendorSetupId);
      expect(await vendor.gateway.readSetup(canceled.ref)).toMatchObject({
        status: 'failed',
        decline: { bucket: 'canceled', hint: 'canceled_by_you' },
      });
      const late = await beginSetup();
      vendor.standIn.control.expire(late.ref.vendorSetupId);
      expect(await vendor.gateway.readSetup(late.ref)).toEqual({ status: 'expired' });
    });

    it('stay open although PayTabs tells nothing of them yet, until they must have ended', async () => {
      vendor.standIn.control.set({ hidesOpenPages: true });
      const { ref } = await beginSetup();
      expect(await vendor.gateway.readSetup(ref)).toEqual({ status: 'pending' });
      vendor.standIn.control.payWith(ref.vendorSetupId, 'good');
      expect(await vendor.gateway.readSetup(ref)).toMatchObject({ status: 'completed' });
      const old = { ...ref, setupId: '01900000-0000-7000-8000-000000000000', vendorSetupId: 'TST0' };
      expect(await vendor.gateway.readSetup(old)).toEqual({ status: 'expired' });
    });

    it('are opened anew when asked for again, and a card saved on either is found', async () => {
      const { ref, page } = await beginSetup();
      const again = await vendor.gateway.clientForSetup(ref);
      expect(again.redirectUrl).not.toBe(page);
      await submit(again.redirectUrl ?? '', { action: 'pay' });
      expect(await vendor.gateway.readSetup(ref)).toMatchObject({ status: 'completed' });
    });

    it('are not mixed up: the setup of another id is never completed by this page', async () => {
      const { ref } = await beginSetup();
      vendor.standIn.control.payWith(ref.vendorSetupId, 'good');
      await expect(vendor.gateway.readSetup({ ...ref, setupId: uuidv7() })).rejects.toMatchObject({
        code: 'vendor_token_foreign',
      });
    });

    it('say what PayTabs never can do: another type, a card told by phone', async () => {
      const wish = { setupId: uuidv7(), customer: customer(), locale: 'en', idempotencyKey: 'k' };
      await expect(vendor.gateway.beginSetup({ ...wish, paymentType: 'paypal' })).rejects.toMatchObject({
        code: 'payment_type_not_supported',
      });
      await expect(
        vendor.gateway.beginSetup({ ...wish, paymentType: 'card', channel: 'phone' }),
      ).rejects.toMatchObject({ vendorCode: 'moto_not_enabled' });
    });

    it('speak Arabic from right to left, or English', async () => {
      const arabic = await (await fetch((await beginSetup({ locale: 'ar-SA' })).page)).text();
      expect(arabic).toContain('<html lang="ar" dir="rtl">');
      expect(arabic).toContain('احفظ البطاقة');
      const english = await fetch((await beginSetup({ locale: 'en' })).page);
      expect(await english.text()).toContain('Save card');
      expect(english.headers.get('content-security-policy')).toContain('frame-ancestors *');
    });

    it('take no wrong number, and keep none', async () => {
      const { page } = await beginSetup();
      expect((await submit(page, { action: 'pay', number: '4111111111111112' })).html).toContain(
        'role="alert"',
      );
      const { fields } = await submit(page, { action: 'pay', number: '4000 0000 0000 0002' });
      expect(fields['respStatus']).toBe('A');
      expect(JSON.stringify(vendor.standIn.state.transactions())).not.toMatch(/\d{12,}0002/);
    });
  });

  describe('the way back', () => {
    it('is signed by PayTabs, and by nobody else', async () => {
      const { page } = await beginSetup();
      const { fields } = await submit(page, { action: 'pay' });
      expect(vendor.gateway.checkReturn(fields)).toBe('signed');
      expect(vendor.otherSecret.checkReturn(fields)).toBe('forged');
      expect(vendor.gateway.checkReturn({ ...fields, respStatus: 'D' })).toBe('forged');
      const { signature, ...unsigned } = fields;
      expect(signature).toMatch(/^[0-9a-f]{64}$/);
      expect(vendor.gateway.checkReturn(unsigned)).toBe('unsigned');
      expect(vendor.gateway.checkReturn({})).toBe('unsigned');
    });

    it('brings nothing to plain http elsewhere, as at PayTabs', async () => {
      const setupId = uuidv7();
      const { client } = await vendor.gateway.beginSetup({
        setupId,
        customer: customer(),
        paymentType: 'card',
        returnUrl: 'http://shop.example/back',
        locale: 'en',
        idempotencyKey: setupId,
      });
      const response = await fetch(client.redirectUrl ?? '', {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ action: 'pay', number: '4111111111111111', expiry: '12/38', cvv: '123' }),
      });
      expect([response.status, response.headers.get('location')]).toEqual([303, 'http://shop.example/back']);
    });
  });

  describe('charges', () => {
    it.each([
      ['AED', 1250],
      ['KWD', 1251],
      ['JPY', 1250],
      ['USD', 1999],
      ['AED', 900719925474099],
    ])('go in major units and come back without a rounding: %s %i', async (currency, amount) => {
      const outcome = await paid(chargeOf(await save(), { amount: { amount, currency } }));
      expect(outcome).toMatchObject({ amount: { amount, currency }, refunded: { amount: 0, currency } });
      expect(vendor.standIn.state.paid()).toMatchObject([{ amount, currency }]);
    });

    it('refuse what no number can say exactly, and nothing, before asking', async () => {
      const method = await save();
      const asked = vendor.standIn.requests().length;
      for (const amount of [Number.MAX_SAFE_INTEGER, 0, -5]) {
        await expect(
          vendor.gateway.charge(chargeOf(method, { amount: { amount, currency: 'AED' } })),
        ).rejects.toMatchObject({ code: 'vendor_refused', vendorCode: 'amount' });
      }
      expect(vendor.standIn.requests()).toHaveLength(asked);
    });

    it('refuse a currency that the profile does not take, and charge nothing', async () => {
      const input = chargeOf(await save(), { amount: { amount: 100, currency: 'XPF' } });
      await expect(vendor.gateway.charge(input)).rejects.toMatchObject({ vendorCode: '206' });
      expect(await lookUp(input)).toEqual({ status: 'not_found' });
    });

    it.each([true, false])(
      'are made once for one key, whether or not PayTabs refuses a repeated cart (%s)',
      async (refusesDuplicates) => {
        vendor.standIn.control.set({ refusesDuplicates });
        const input = chargeOf(await save());
        const outcome = await paid(input);
        expect(await vendor.gateway.charge(input)).toEqual(outcome);
        expect(await lookUp(input, outcome.vendorChargeId)).toEqual(outcome);
        expect(await vendor.chargesOf(input.paymentId)).toBe(1);
      },
    );

    it('are unknown when PayTabs takes them for a duplicate that cannot be found', async () => {
      const input = chargeOf(await save());
      vendor.standIn.control.set({ hidesOpenPages: true });
      const present = { ...input, offSession: false, returnUrl: 'http://127.0.0.1:1/' };
      expect(await vendor.gateway.charge(present)).toMatchObject({ status: 'requires_action' });
      expect(await vendor.gateway.charge(present)).toMatchObject({
        status: 'unknown',
        reason: 'duplicate_request',
      });
    });

    it('ask the customer for the code on a page when he is there', async () => {
      const input = chargeOf(await save('later_310'), {
        offSession: false,
        returnUrl: 'http://127.0.0.1:1/',
      });
      const outcome = await vendor.gateway.charge(input);
      if (outcome.status !== 'requires_action' || outcome.nextAction.type !== 'redirect')
        throw new Error(`The charge is ${outcome.status}.`);
      expect(await lookUp(input)).toMatchObject({ status: 'pending' });
      await submit(outcome.nextAction.url, { action: 'pay' });
      expect(await lookUp(input)).toMatchObject({
        status: 'succeeded',
        vendorChargeId: outcome.vendorChargeId,
      });
    });

    it.each([
      ['later_hold', 'H'],
      ['later_pending', 'P'],
    ])('of %s stay pending until they are settled', async (card) => {
      const input = chargeOf(await save(card));
      const outcome = await vendor.gateway.charge(input);
      if (outcome.status !== 'pending') throw new Error(`The charge is ${outcome.status}.`);
      expect(await lookUp(input)).toEqual(outcome);
      vendor.standIn.control.settle(outcome.vendorChargeId, null);
      expect(await lookUp(input)).toMatchObject({ status: 'succeeded' });
    });

    it('tell what was really paid when the same cart was paid twice', async () => {
      vendor.standIn.control.set({ refusesDuplicates: false });
      const input = chargeOf(await save());
      await paid(input);
      const [charge] = vendor.standIn.state.paid();
      await fetch(`${vendor.standIn.url}/payment/request`, {
        method: 'POST',
        headers: { authorization: 'SKTEST-CONTRACT' },
        body: JSON.stringify({
          profile_id: 62_000,
          tran_type: 'sale',
          tran_class: 'recurring',
          token: input.method.vendorPaymentMethodId,
          cart_id: charge?.cart,
          cart_currency: 'AED',
          cart_amount: 12.5,
          cart_description: 'The same again',
        }),
      });
      expect(await lookUp(input)).toMatchObject({
        status: 'succeeded',
        amount: { amount: 2500, currency: 'AED' },
      });
    });

    it('say what was captured where that is not what we asked for', async () => {
      const method = await save();
      vendor.fail('charge', 'other_amount');
      expect(await vendor.gateway.charge(chargeOf(method))).toMatchObject({
        amount: { amount: 1350, currency: 'AED' },
      });
      vendor.strike({ kind: 'wrong_currency', path: '/payment/request' });
      expect(await vendor.gateway.charge(chargeOf(method))).toMatchObject({
        status: 'succeeded',
        amount: { amount: 1250, currency: 'EUR' },
      });
    });

    it('of a token that is gone are declined for good', async () => {
      const method = await save();
      vendor.standIn.control.deleteToken(method.vendorPaymentMethodId);
      expect(await vendor.gateway.readMethod(method)).toBeNull();
      expect(await vendor.gateway.charge(chargeOf(method))).toMatchObject({
        status: 'declined',
        decline: { bucket: 'card_data', retryable: false },
      });
      await vendor.gateway.detach(method);
    });

    it('show what the dashboard gave back of them', async () => {
      const input = chargeOf(await save());
      const { vendorChargeId } = await paid(input);
      vendor.standIn.control.refund(vendorChargeId, 250);
      expect(await lookUp(input)).toMatchObject({ refunded: { amount: 250, currency: 'AED' } });
    });
  });

  describe('refunds', () => {
    it('are made once for one id, in parts, and never beyond what was paid', async () => {
      const { vendorChargeId } = await paid(chargeOf(await save()));
      const part = refundOf(vendorChargeId, { amount: 250, currency: 'AED' });
      const outcome = await vendor.gateway.refund(part);
      expect(outcome).toMatchObject({ status: 'succeeded', amount: { amount: 250, currency: 'AED' } });
      expect(await vendor.gateway.refund(part)).toEqual(outcome);
      expect(await vendor.gateway.lookUpRefund({ ...part, vendorRefundId: null })).toEqual(outcome);
      const rest = (amount: number) =>
        vendor.gateway.refund(refundOf(vendorChargeId, { amount, currency: 'AED' }));
      expect(await rest(1001)).toMatchObject({ status: 'failed', code: '300' });
      expect(await rest(1000)).toMatchObject({ status: 'succeeded' });
      expect(await rest(1)).toMatchObject({ status: 'failed' });
    });

    it('of another currency fail, of an unknown charge fail, and of a slow bank stay pending', async () => {
      const { vendorChargeId } = await paid(chargeOf(await save('refund_pending')));
      const refund = (ref: string, currency: string) =>
        vendor.gateway.refund(refundOf(ref, { amount: 100, currency }));
      expect(await refund(vendorChargeId, 'USD')).toMatchObject({ status: 'failed', code: '206' });
      expect(await refund('TST1', 'AED')).toMatchObject({ status: 'failed' });
      const pending = await refund(vendorChargeId, 'AED');
      if (pending.status !== 'pending') throw new Error(`The refund is ${pending.status}.`);
      vendor.standIn.control.settle(pending.vendorRefundId, null);
      const query = { vendorRefundId: pending.vendorRefundId, refundId: uuidv7(), vendorChargeId };
      expect(await vendor.gateway.lookUpRefund(query)).toMatchObject({ status: 'succeeded' });
      expect(await vendor.gateway.lookUpRefund({ ...query, vendorChargeId: 'TST2' })).toEqual({
        status: 'not_found',
      });
    });
  });

  describe('checks of a card', () => {
    const verify = (method: MethodDetails, idempotencyKey = uuidv7()) =>
      vendor.gateway.verify({
        customer: customer(),
        method,
        amount: { amount: 100, currency: 'AED' },
        idempotencyKey,
      });
    const holds = () => vendor.standIn.state.transactions().filter(({ type }) => type === 'Auth');

    it('authorise the amount and give it free', async () => {
      expect(await verify(await save())).toEqual({ status: 'verified' });
      expect(holds()).toMatchObject([{ amount: 100, result: { status: 'V' } }]);
    });

    it('are declined as data', async () => {
      expect(await verify(await save('later_501'))).toMatchObject({
        status: 'declined',
        decline: { bucket: 'fraud' },
      });
    });

    it.each([1, 2])('leave no second hold when answer %i of theirs was lost', async (nth) => {
      const method = await save();
      const key = uuidv7();
      vendor.strike({ kind: 'reset_before_body', path: '/payment/request', nth });
      expect(await verify(method, key)).toMatchObject({ status: 'unknown' });
      expect(await verify(method, key)).toEqual({ status: 'verified' });
      expect(holds()).toMatchObject([{ result: { status: 'V' } }]);
    });

    it('release a hold that cannot be voided, and let one be that cannot be given free', async () => {
      const method = await save();
      vendor.strike({ kind: 'decline', path: '/payment/request', nth: 2 });
      expect(await verify(method)).toEqual({ status: 'verified' });
      expect(holds()).toMatchObject([{ result: { status: 'V' } }]);
      vendor.strike({ kind: 'decline', path: '/payment/request', nth: 2, times: 2 });
      const key = uuidv7();
      expect(await verify(method, key)).toEqual({ status: 'verified' });
      const asked = vendor.standIn.state.transactions().length;
      expect(await verify(method, key)).toEqual({ status: 'verified' });
      expect(vendor.standIn.state.transactions()).toHaveLength(asked);
    });

    it('need an amount', async () => {
      const wish = { customer: customer(), method: await save(), amount: null, idempotencyKey: 'k' };
      await expect(vendor.gateway.verify(wish)).rejects.toMatchObject({ vendorCode: 'amount' });
    });
  });

  describe('checkouts', () => {
    const begin = async (more: { saveMethod?: boolean; checkoutId?: string } = {}) => {
      const checkoutId = more.checkoutId ?? uuidv7();
      const begun = await vendor.gateway.beginCheckout({
        checkoutId,
        amount: { amount: 5000, currency: 'EGP' },
        customer: customer(),
        paymentType: 'card',
        saveMethod: more.saveMethod ?? false,
        description: 'طلب رقم ١',
        locale: 'ar',
        returnUrl: 'http://127.0.0.1:1/returns',
        callbackUrl: 'http://127.0.0.1:1/webhooks',
        idempotencyKey: checkoutId,
      });
      return { ...begun, ref: { checkoutId, vendorCheckoutId: begun.vendorCheckoutId } };
    };

    it('are paid on the page, keeping the card where that was asked for', async () => {
      const { ref, redirectUrl } = await begin({ saveMethod: true });
      expect(await vendor.gateway.readCheckout(ref)).toEqual({ status: 'open' });
      expect(await (await fetch(redirectUrl)).text()).toContain('50.00 EGP');
      await submit(redirectUrl, { action: 'pay' });
      expect(await vendor.gateway.readCheckout(ref)).toMatchObject({
        status: 'settled',
        outcome: { status: 'succeeded', amount: { amount: 5000, currency: 'EGP' } },
        method: { last4: '1111' },
      });
      await expect(begin(ref)).rejects.toMatchObject({ vendorCode: 'checkout_succeeded' });
      const guest = await begin();
      await submit(guest.redirectUrl, { action: 'pay' });
      expect(await vendor.gateway.readCheckout(guest.ref)).toMatchObject({ status: 'settled', method: null });
    });

    it('end declined, canceled or expired', async () => {
      const declined = await begin();
      vendor.standIn.control.payWith(declined.vendorCheckoutId, 'declined_316');
      expect(await vendor.gateway.readCheckout(declined.ref)).toMatchObject({
        status: 'settled',
        outcome: { status: 'declined', decline: { bucket: 'funds' } },
      });
      const canceled = await begin();
      vendor.standIn.control.cancel(canceled.vendorCheckoutId);
      expect(await vendor.gateway.readCheckout(canceled.ref)).toEqual({ status: 'canceled' });
      const expired = await begin();
      vendor.standIn.control.expire(expired.vendorCheckoutId);
      expect(await vendor.gateway.readCheckout(expired.ref)).toEqual({ status: 'expired' });
    });

    it('paid on two pages say so by the sum', async () => {
      const first = await begin();
      const second = await begin(first.ref);
      await submit(first.redirectUrl, { action: 'pay' });
      await submit(second.redirectUrl, { action: 'pay' });
      expect(await vendor.gateway.readCheckout(second.ref)).toMatchObject({
        outcome: { status: 'succeeded', amount: { amount: 10_000, currency: 'EGP' } },
      });
    });
  });

  describe('what goes wrong on the way (R5)', () => {
    const FAULTS = [
      { kind: 'timeout_after' },
      { kind: 'timeout_before' },
      { kind: 'error_500_after' },
      { kind: 'error_500_before' },
      { kind: 'reset_before' },
      { kind: 'reset_before_body' },
      { kind: 'reset_after_body' },
      { kind: 'slow_body', durationMs: 6_000 },
      { kind: 'rate_limit', retryAfterSeconds: 0 },
      { kind: 'html' },
      { kind: 'html', status: 200 },
      { kind: 'cut_json' },
      { kind: 'empty' },
      { kind: 'wrong_amount' },
      { kind: 'wrong_currency' },
      { kind: 'decline' },
    ] as const;

    // What times out or is cut is the contract's; here is what only PayTabs makes of it.
    const QUICK = FAULTS.filter(({ kind }) => !/^(timeout|slow)/.test(kind));

    it.each(QUICK)('a charge is made at most once after $kind', async (fault) => {
      const input = chargeOf(await save());
      vendor.strike({ ...fault, path: '/payment/request' });
      const first = await vendor.gateway.charge(input);
      const found = await lookUp(input);
      if (first.status === 'unknown') expect(['succeeded', 'not_found']).toContain(found.status);
      const second = await vendor.gateway.charge(input);
      if (found.status !== 'not_found') expect(second).toEqual(found);
      else expect(second.status).toBe('succeeded');
      expect(await vendor.chargesOf(input.paymentId)).toBe(first.status === 'declined' ? 0 : 1);
    });

    it.each(QUICK)('a refund is made at most once after $kind', async (fault) => {
      const { vendorChargeId } = await paid(chargeOf(await save()));
      const input = refundOf(vendorChargeId, { amount: 250, currency: 'AED' });
      vendor.strike({ ...fault, path: '/payment/request' });
      const first = await vendor.gateway.refund(input);
      const found = await vendor.gateway.lookUpRefund({ ...input, vendorRefundId: null });
      const second = await vendor.gateway.refund(input);
      if (found.status !== 'not_found') expect(second).toEqual(found);
      const refunds = vendor.standIn.state
        .transactions()
        .filter(({ type, result }) => type === 'Refund' && result?.status === 'A');
      expect(refunds).toHaveLength(first.status === 'failed' ? 0 : 1);
    });

    it.each(FAULTS)('a setup opens, or says that it cannot, after $kind', async (fault) => {
      const setupId = uuidv7();
      vendor.strike({ ...fault, path: '/payment/request' });
      const first = await beginSetup({ setupId }).catch((error: unknown) => error);
      if (first instanceof Error) expect(first).toMatchObject({ code: 'vendor_unavailable' });
      const { ref } = await beginSetup({ setupId });
      vendor.standIn.control.payWith(ref.vendorSetupId, 'good');
      expect(await vendor.gateway.readSetup(ref)).toMatchObject({ status: 'completed' });
      expect(vendor.standIn.state.tokens()).toHaveLength(1);
    });

    it.each([
      ['another cart', { cart_id: 'pay-other-1' }],
      ['another profile', { profileId: 1 }],
    ])('an answer about %s is not ours, whatever it says', async (_, more) => {
      const input = chargeOf(await save());
      const outcome = await vendor.answering(more, (gateway) => gateway.charge(input));
      expect(outcome).toMatchObject({ status: 'unknown', reason: 'other_cart' });
    });

    it('a read is repeated by itself', async () => {
      const method = await save();
      vendor.strike({ kind: 'reset_before', path: '/payment/token', times: 2 });
      expect(await vendor.gateway.readMethod(method)).toEqual(method);
    });

    it('too many calls for too long are an outage, with the time that PayTabs names, and nothing charged', async () => {
      const input = chargeOf(await save());
      vendor.strike({ kind: 'rate_limit', path: '/payment/request', times: 0, retryAfterSeconds: 2 });
      await expect(vendor.another({}).charge(input)).rejects.toMatchObject({ retryAfterSeconds: 2 });
      expect(await vendor.chargesOf(input.paymentId)).toBe(0);
    });
  });

  describe('notices', () => {
    const read = ({ raw, headers }: { raw: Buffer; headers: object }) =>
      vendor.gateway.verifyWebhook(raw, headers as Record<string, string>);
    const signed = (body: object | string) => {
      const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      return {
        raw,
        headers: { signature: createHmac('sha256', 'SKTEST-CONTRACT').update(raw).digest('hex') },
      };
    };
    const body = () => ({
      tran_ref: 'TST1',
      tran_type: 'Sale',
      cart_id: `pay-${uuidv7()}-1`,
      cart_currency: 'AED',
      cart_amount: '1.00',
      profile_id: 62_000,
      payment_result: {
        response_status: 'A',
        response_code: 'G1',
        transaction_time: new Date().toISOString(),
      },
      ipn_trace: 'IPNS1',
    });

    it('name setups, charges, refunds and checkouts of ours', async () => {
      const { ref } = await beginSetup();
      vendor.standIn.control.payWith(ref.vendorSetupId, 'good');
      const state = await vendor.gateway.readSetup(ref);
      if (state.status !== 'completed') throw new Error('Nothing was saved.');
      const input = chargeOf(state.method);
      const { vendorChargeId } = await paid(input);
      const refund = refundOf(vendorChargeId, input.amount);
      const made = await vendor.gateway.refund(refund);
      await vendor.standIn.webhooks.settled();
      const events = await Promise.all((await vendor.events()).map(read));
      expect(events.map(({ change }) => change)).toEqual([
        { kind: 'setup_changed', vendorSetupId: ref.vendorSetupId, setupId: ref.setupId },
        { kind: 'charge_changed', vendorChargeId, paymentId: input.paymentId },
        {
          kind: 'refund_changed',
          vendorRefundId: made.status === 'succeeded' ? made.vendorRefundId : '',
          vendorChargeId,
          refundId: refund.refundId,
        },
      ]);
      expect(events.map(({ type }) => type)).toEqual(['register.A', 'sale.A', 'refund.A']);
    });

    it('are one and the same however often they come', async () => {
      await paid(chargeOf(await save()));
      vendor.strike({ kind: 'webhook_repeat', event: 'refund.*', copies: 3 });
      const [charge] = vendor.standIn.state.paid();
      await vendor.gateway.refund(refundOf(charge?.ref ?? '', { amount: 1, currency: 'AED' }));
      const refunds = (await vendor.events()).slice(-3);
      const ids = await Promise.all(refunds.map(async (one) => (await read(one)).vendorEventId));
      expect(new Set(ids).size).toBe(1);
    });

    it.each(['webhook_wrong_signature', 'webhook_changed_byte'] as const)(
      'struck by %s are refused',
      async (kind) => {
        const method = await save();
        vendor.strike({ kind });
        await paid(chargeOf(method));
        const received = (await vendor.events()).at(-1);
        if (!received) throw new Error('No notice came.');
        await expect(read(received)).rejects.toMatchObject({ code: 'webhook_signature_invalid' });
      },
    );

    it('older than three days are refused, by real time', async () => {
      const method = await save();
      vendor.strike({ kind: 'webhook_stale', ageSeconds: 4 * 86_400 });
      await paid(chargeOf(method));
      const received = (await vendor.events()).at(-1);
      if (!received) throw new Error('No notice came.');
      await expect(read(received)).rejects.toMatchObject({ code: 'webhook_signature_invalid' });
    });

    it('of another profile, or of carts that are not ours, are left alone', async () => {
      expect((await read(signed({ ...body(), profile_id: 1 }))).change).toEqual({
        kind: 'ignored',
        reason: 'other_account',
      });
      expect((await read(signed({ ...body(), cart_id: 'order 12' }))).change).toEqual({
        kind: 'ignored',
        reason: 'not_ours',
      });
    });

    it('without a trace are told apart by their status and their whole text', async () => {
      const { ipn_trace, ...untraced } = body();
      expect(ipn_trace).toBe('IPNS1');
      const first = await read(signed(untraced));
      expect(await read(signed(untraced))).toEqual(first);
      const changed = { ...untraced, payment_result: { ...untraced.payment_result, response_status: 'V' } };
      expect((await read(signed(changed))).vendorEventId).not.toBe(first.vendorEventId);
    });

    it('of a refund made in the dashboard lead to its charge', async () => {
      const refund = { ...body(), tran_type: 'Refund', tran_ref: 'TST2', previous_tran_ref: 'TST1' };
      expect((await read(signed(refund))).change).toEqual({
        kind: 'refund_changed',
        vendorRefundId: 'TST2',
        vendorChargeId: 'TST1',
        refundId: null,
      });
    });

    it.each(['', 'null', '[]', '{"tran_ref":"TST1"}', '<html>'])(
      'that hold %p are no notices',
      async (text) => {
        await expect(read(signed(text))).rejects.toMatchObject({ code: 'webhook_unreadable' });
      },
    );
  });

  describe('its address and keys', () => {
    const callbackOf = async (apiBase: string, callbackUrl: string) => {
      const asked: { callback?: string; return?: string }[] = [];
      await vendor.recording(apiBase, asked, (gateway) =>
        gateway
          .beginSetup({
            setupId: uuidv7(),
            customer: customer(),
            paymentType: 'card',
            callbackUrl,
            locale: 'en',
            idempotencyKey: 'k',
          })
          .catch(() => null),
      );
      return asked[0]?.callback;
    };

    it('name a callback over https only, unless PayTabs is a stand-in on this machine', async () => {
      expect(await callbackOf('https://secure.paytabs.example', 'https://crm.example/w')).toBe(
        'https://crm.example/w',
      );
      expect(await callbackOf('https://secure.paytabs.example', 'http://crm.example/w')).toBeUndefined();
      expect(await callbackOf('http://127.0.0.1:9', 'http://127.0.0.1/w')).toBe('http://127.0.0.1/w');
    });

    it('are refused from the start where they cannot be right', () => {
      const hint = (text: string) => expect.objectContaining({ hint: expect.stringContaining(text) });
      expect(() => vendor.another({ mode: 'live' })).toThrow(hint('https'));
      expect(() => vendor.another({ apiBase: 'https://proxy.example/paytabs' })).toThrow(hint('api_base'));
      expect(() => vendor.another({ profileId: 'mine' })).toThrow(hint('profile_id'));
    });

    it('name the account, and are told from keys of another region', async () => {
      expect(await vendor.gateway.account()).toBe('ARE:62000');
      await expect(vendor.gateway.check()).resolves.toBeUndefined();
      await expect(vendor.stranger.check()).rejects.toMatchObject({
        code: 'vendor_unavailable',
        hint: expect.stringContaining('region'),
      });
    });
  });
});
