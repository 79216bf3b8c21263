import type { BegunCheckout } from '../../src/modules/vendors/index.js';
import { type CheckoutHarness, describeCheckout, type PageAct } from './checkout-contract.js';
import { startPaytabs, type PaytabsHarness } from './paytabs-harness.js';

type Act = (vendor: PaytabsHarness, begun: BegunCheckout) => unknown;

const form = (begun: BegunCheckout, fields: Record<string, string>): Promise<Response> =>
  fetch(begun.redirectUrl, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

const ACTS: Readonly<Record<PageAct, Act>> = {
  pays: (_, begun) =>
    form(begun, { action: 'stay', number: '4111 1111 1111 1111', expiry: '12/38', cvv: '123' }),
  is_declined: ({ standIn }, begun) => standIn.control.payWith(begun.vendorCheckoutId, 'declined_300'),
  cancels: (_, begun) => form(begun, { action: 'cancel' }),
  lets_expire: ({ standIn }, begun) => standIn.control.expire(begun.vendorCheckoutId),
  pays_pending: ({ standIn }, begun) => standIn.control.payWith(begun.vendorCheckoutId, 'later_hold'),
};

async function startCheckouts(): Promise<CheckoutHarness> {
  const vendor = await startPaytabs();
  return {
    ...vendor,
    act: async (begun, act) => {
      await ACTS[act](vendor, begun);
      return true;
    },
    chargesOf: async (begun) =>
      vendor.standIn.state.paid().filter(({ ref }) => ref === begun.vendorCheckoutId).length,
    loseAnswer: (call) => {
      const path = call === 'begin_checkout' ? '/payment/request' : '/payment/query';
      vendor.strike({ kind: 'timeout_after', path });
    },
  };
}

describeCheckout('PayTabs', startCheckouts);
