import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { BegunCheckout } from '../../src/modules/vendors/index.js';
import { type CheckoutHarness, describeCheckout, type PageAct } from './checkout-contract.js';
import { type PaypalHarness, startPaypal } from './paypal-harness.js';

const FORMS: Readonly<Partial<Record<PageAct, Record<string, string>>>> = {
  pays: { action: 'stay', payer: 'payer' },
  is_declined: { action: 'stay', payer: 'refused' },
  pays_pending: { action: 'stay', payer: 'reviewed' },
  cancels: { action: 'cancel' },
};

const ORDERS = '/v2/checkout/orders';

type PaypalCheckouts = CheckoutHarness & Pick<PaypalHarness, 'gateway' | 'standIn'>;

async function startCheckouts(): Promise<PaypalCheckouts> {
  const vendor = await startPaypal();
  return {
    ...vendor,
    amount: { amount: 1250, currency: 'GBP' },
    act: async (begun, act) => {
      const form = FORMS[act];
      if (form) await fetch(begun.redirectUrl, { method: 'POST', body: new URLSearchParams(form) });
      else vendor.standIn.control.expireOrder(begun.vendorCheckoutId);
      return true;
    },
    chargesOf: (begun) =>
      Promise.resolve(
        vendor.standIn.store.captures
          .by('order', begun.vendorCheckoutId)
          .filter(({ status }) => status !== 'DECLINED').length,
      ),
    loseAnswer: (call) => {
      const which =
        call === 'begin_checkout'
          ? { method: 'POST', path: ORDERS }
          : { method: 'GET', path: `${ORDERS}/:id` };
      vendor.standIn.faults.add({ kind: 'timeout_after', ...which });
    },
  };
}

describeCheckout('PayPal', startCheckouts);

describe("PayPal's page alone", () => {
  let vendor: PaypalCheckouts;
  beforeAll(async () => {
    vendor = await startCheckouts();
  });
  afterAll(() => vendor.close());
  beforeEach(() => vendor.reset());

  const begin = async (locale = 'en'): Promise<BegunCheckout & { checkoutId: string }> => {
    const checkoutId = uuidv7();
    const begun = await vendor.gateway.beginCheckout({
      checkoutId,
      amount: { amount: 1250, currency: 'GBP' },
      customer: null,
      paymentType: 'paypal',
      saveMethod: false,
      description: 'Order 1001',
      locale,
      returnUrl: 'https://crm.example/returns/paypal/1001',
      callbackUrl: 'https://crm.example/webhooks/paypal',
      idempotencyKey: checkoutId,
    });
    return { ...begun, checkoutId };
  };

  it('captures once although the answer to the capture was lost', async () => {
    const begun = await begin();
    await vendor.act(begun, 'pays');
    vendor.standIn.faults.add({ kind: 'timeout_after', method: 'POST', path: `${ORDERS}/:id/capture` });
    const { checkoutId, vendorCheckoutId } = begun;
    const ref = { checkoutId, vendorCheckoutId };
    expect(await vendor.gateway.readCheckout(ref)).toMatchObject({
      status: 'settled',
      outcome: { status: 'unknown', vendorChargeId: vendorCheckoutId },
    });
    expect(await vendor.gateway.readCheckout(ref)).toMatchObject({ outcome: { status: 'succeeded' } });
    expect(await vendor.chargesOf(begun)).toBe(1);
  });

  it('tells of an approval without taking anything, when it is asked so', async () => {
    const begun = await begin();
    await vendor.act(begun, 'pays');
    const { checkoutId, vendorCheckoutId } = begun;
    const ref = { checkoutId, vendorCheckoutId };
    expect(await vendor.gateway.readCheckout({ ...ref, capture: false })).toEqual({ status: 'approved' });
    expect(await vendor.chargesOf(begun)).toBe(0);
    const taken = await vendor.gateway.readCheckout(ref);
    expect(await vendor.gateway.readCheckout({ ...ref, capture: false })).toEqual(taken);
  });

  it.each([
    ['ar', 'rtl', 'أوافق وأتابع'],
    ['en', 'ltr', 'Agree and continue'],
  ])('speaks the language asked for: %s', async (locale, direction, text) => {
    const page = await (await fetch((await begin(locale)).redirectUrl)).text();
    expect(page).toContain(`dir="${direction}"`);
    expect(page).toContain(text);
    expect(page).toContain('12.50 GBP');
  });

  it('tells the window that opened it, and goes back otherwise', async () => {
    const begun = await begin();
    const form = new URLSearchParams({ action: 'approve', payer: 'payer' });
    const done = await (await fetch(begun.redirectUrl, { method: 'POST', body: form })).text();
    expect(done).toContain(`"token":"${begun.vendorCheckoutId}"`);
    expect(done).toContain('https://crm.example/returns/paypal/1001?token=');
    expect((await fetch(begun.redirectUrl)).status).toBe(410);
  });
});
