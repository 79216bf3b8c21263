import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { BegunCheckout } from '../../src/modules/vendors/index.js';
import { type CheckoutHarness, describeCheckout, type PageAct } from './checkout-contract.js';
import { startStripe, type StripeHarness } from './stripe-harness.js';

const SESSIONS = '/v1/checkout/sessions';

type Act = (vendor: StripeHarness, begun: BegunCheckout) => Promise<void>;

const form = async (begun: BegunCheckout, fields: Record<string, string>): Promise<Response> =>
  fetch(begun.redirectUrl, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

const ACTS: Readonly<Record<PageAct, Act>> = {
  pays: async (_, begun) => {
    await form(begun, { action: 'stay', card: 'visa' });
  },
  is_declined: async (_, begun) => {
    await form(begun, { action: 'pay', card: 'chargeDeclined' });
  },
  cancels: async (_, begun) => {
    await form(begun, { action: 'back' });
  },
  lets_expire: async ({ standIn }, begun) => {
    standIn.control.expireCheckout(begun.vendorCheckoutId);
  },
  pays_pending: async ({ standIn }, begun) => {
    const [card] = standIn.control.seed([], [{ exp_month: 12, exp_year: 2_035, behaviour: 'processing' }]);
    standIn.control.payCheckout(begun.vendorCheckoutId, card?.id ?? '');
  },
};

async function startCheckouts(): Promise<CheckoutHarness> {
  const vendor = await startStripe();
  return {
    ...vendor,
    act: async (begun, act) => {
      await ACTS[act](vendor, begun);
      return true;
    },
    chargesOf: async (begun) => {
      const { payment_intent: intent } = vendor.standIn.control.checkoutSession(begun.vendorCheckoutId) ?? {};
      return vendor.standIn.state
        .charges()
        .filter((charge) => charge.payment_intent === intent && charge.status === 'succeeded').length;
    },
    loseAnswer: (call) => {
      const which =
        call === 'begin_checkout'
          ? { method: 'POST', path: SESSIONS }
          : { method: 'GET', path: `${SESSIONS}/:id` };
      vendor.standIn.faults.add({ kind: 'timeout_after', ...which });
    },
  };
}

describeCheckout('Stripe', startCheckouts);

describe("Stripe's page alone", () => {
  let vendor: StripeHarness;
  beforeAll(async () => {
    vendor = await startStripe();
  });
  afterAll(() => vendor.close());
  beforeEach(() => vendor.reset());

  const begin = async () => {
    const checkoutId = uuidv7();
    const begun = await vendor.gateway.beginCheckout({
      checkoutId,
      amount: { amount: 12_500, currency: 'KWD' },
      customer: null,
      paymentType: 'card',
      saveMethod: false,
      description: 'طلب ١٠٠١',
      locale: 'ar',
      returnUrl: 'https://crm.example/returns/stripe/1',
      callbackUrl: 'https://crm.example/webhooks/stripe',
      idempotencyKey: checkoutId,
    });
    return { begun, ref: { checkoutId, vendorCheckoutId: begun.vendorCheckoutId } };
  };

  it.each([
    ['ar', 'rtl', 'ادفع'],
    ['en-GB', 'ltr', 'Pay'],
  ])('speaks the language of a browser that asks for %s', async (asked, direction, word) => {
    const { begun } = await begin();
    const page = await fetch(begun.redirectUrl, { headers: { 'accept-language': asked } });
    const html = await page.text();
    expect(html).toContain(`dir="${direction}"`);
    expect(html).toContain(word);
    expect(html).toContain('12.500 KWD');
  });

  it('takes another card after a declined one, on the same page and in the same payment', async () => {
    const { begun, ref } = await begin();
    const refused = await form(begun, { action: 'pay', card: 'chargeDeclinedInsufficientFunds' });
    expect(refused.status).toBe(200);
    expect(await refused.text()).toContain('role="alert"');
    const paid = await form(begun, { action: 'pay', card: 'mastercard' });
    expect(paid.headers.get('location')).toBe('https://crm.example/returns/stripe/1');
    expect(await vendor.gateway.readCheckout(ref)).toMatchObject({ outcome: { status: 'succeeded' } });
    expect(vendor.standIn.state.paymentIntents()).toHaveLength(1);
  });

  it('is paid once the bank has agreed, even if the browser never comes back to the page', async () => {
    const { begun, ref } = await begin();
    const asked = await form(begun, { action: 'pay', card: 'authenticationRequired' });
    const bank = asked.headers.get('location') ?? '';
    expect(await vendor.gateway.readCheckout(ref)).toEqual({ status: 'open' });
    const query = new URL(bank).searchParams;
    query.set('outcome', 'approve');
    const agreed = await fetch(bank, { method: 'POST', body: query, redirect: 'manual' });
    expect(agreed.status).toBe(303);
    expect(await vendor.gateway.readCheckout(ref)).toMatchObject({ outcome: { status: 'succeeded' } });
  });

  it('settles later what was pending, and tells of it', async () => {
    const { begun, ref } = await begin();
    await ACTS.pays_pending(vendor, begun);
    const [intent] = vendor.standIn.state.paymentIntents();
    vendor.standIn.control.settlePayment(intent?.id ?? '', 'insufficient_funds');
    expect(await vendor.gateway.readCheckout(ref)).toMatchObject({
      status: 'settled',
      outcome: { status: 'declined', decline: { bucket: 'funds' } },
    });
    const events = await vendor.events();
    const types = await Promise.all(
      events.map(async ({ raw, headers }) => (await vendor.gateway.verifyWebhook(raw, headers)).type),
    );
    expect(types.filter((type) => type.startsWith('checkout'))).toEqual([
      'checkout.session.completed',
      'checkout.session.async_payment_failed',
    ]);
  });

  it('says what was really captured when that is another amount', async () => {
    const { begun, ref } = await begin();
    await ACTS.pays(vendor, begun);
    vendor.standIn.faults.add({ kind: 'wrong_amount', path: `${SESSIONS}/:id`, amount: 990 });
    expect(await vendor.gateway.readCheckout(ref)).toMatchObject({
      outcome: { status: 'succeeded', amount: { amount: 990, currency: 'KWD' } },
    });
  });
});
