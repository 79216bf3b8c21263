import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { Money } from '../../src/common/money.js';
import type {
  BeginCheckoutInput,
  BegunCheckout,
  CheckoutRef,
  CheckoutState,
  VendorChange,
  VendorCustomerRef,
  VendorGateway,
} from '../../src/modules/vendors/index.js';
import type { ReceivedEvent } from './gateway-contract.js';

/** What a person does on the vendor's page; `pays_pending` is paid and not yet settled. */
export type PageAct = 'pays' | 'is_declined' | 'cancels' | 'lets_expire' | 'pays_pending';

/** A vendor's stand-in with the gateway that talks to it, and a person at the hosted page. */
export interface CheckoutHarness {
  readonly gateway: VendorGateway;
  /** With an address where nobody listens. */
  readonly unplugged: VendorGateway;
  /** Twelve and a half of a currency that the vendor takes; riyals unless told. */
  readonly amount?: Money;
  /** Where the vendor's server is to tell of a checkout, where it takes an address per request. */
  readonly callbackUrl?: string;
  reset(): Promise<void>;
  close(): Promise<void>;
  /** Acts on the page, and closes the tab before the browser is sent back; false where the vendor has no such act. */
  act(begun: BegunCheckout, act: PageAct): Promise<boolean>;
  /** How many charges the vendor has really made for this checkout. */
  chargesOf(begun: BegunCheckout): Promise<number>;
  /** The next call of this kind is done, and its answer is lost. */
  loseAnswer(call: 'begin_checkout' | 'read_checkout'): void;
  /** Everything sent to our webhook or callback since the last reset, oldest first. */
  events(): Promise<readonly ReceivedEvent[]>;
}

/** What every gateway's hosted checkout must do, whichever vendor is behind it. */
export function describeCheckout(name: string, start: () => Promise<CheckoutHarness>): void {
  describe(`${name}'s hosted checkout`, () => {
    let vendor: CheckoutHarness;
    let gateway: VendorGateway;
    let amount: Money;
    beforeAll(async () => {
      vendor = await start();
      gateway = vendor.gateway;
      amount = vendor.amount ?? { amount: 1250, currency: 'SAR' };
    });
    afterAll(() => vendor.close());
    beforeEach(() => vendor.reset());

    const newCustomer = async (): Promise<VendorCustomerRef> => {
      const customerId = uuidv7();
      const given = { customerId, name: 'نورة الحربي', email: 'noura@example.com' };
      const { vendorCustomerId } = await gateway.ensureCustomer({ ...given, idempotencyKey: customerId });
      return { ...given, vendorCustomerId };
    };
    const inputOf = (more: Partial<BeginCheckoutInput> = {}): BeginCheckoutInput => {
      const checkoutId = more.checkoutId ?? uuidv7();
      return {
        amount,
        customer: null,
        paymentType: gateway.capabilities.paymentTypes.includes('paypal') ? 'paypal' : 'card',
        saveMethod: false,
        description: 'Order 1001',
        locale: 'ar',
        returnUrl: 'https://crm.example/returns/vendor/1001',
        callbackUrl: vendor.callbackUrl ?? 'https://crm.example/webhooks/vendor',
        idempotencyKey: `checkout-${checkoutId}`,
        ...more,
        checkoutId,
      };
    };
    const begin = async (
      more: Partial<BeginCheckoutInput> = {},
    ): Promise<{ begun: BegunCheckout; ref: CheckoutRef; read: () => Promise<CheckoutState> }> => {
      const input = inputOf(more);
      const begun = await gateway.beginCheckout(input);
      const ref = { checkoutId: input.checkoutId, vendorCheckoutId: begun.vendorCheckoutId };
      return { begun, ref, read: () => gateway.readCheckout(ref) };
    };

    it('opens a page that lasts for a while, and takes nothing before somebody pays', async () => {
      const { begun, read } = await begin();
      expect(begun.redirectUrl).toMatch(/^https?:\/\//);
      expect(begun.expiresAt.getTime()).toBeGreaterThan(Date.now() + 10 * 60_000);
      expect(await read()).toEqual({ status: 'open' });
      expect(await vendor.chargesOf(begun)).toBe(0);
    });

    it('is paid although the tab was closed, as often as it is read, and once', async () => {
      const { begun, read } = await begin();
      await vendor.act(begun, 'pays');
      const state = await read();
      expect(state).toMatchObject({
        status: 'settled',
        outcome: { status: 'succeeded', amount, refunded: { amount: 0 } },
        method: null,
      });
      expect(await read()).toEqual(state);
      expect(await vendor.chargesOf(begun)).toBe(1);
    });

    it('is read once when two ask at the same moment', async () => {
      const { begun, read } = await begin();
      await vendor.act(begun, 'pays');
      const [one, other] = await Promise.all([read(), read()]);
      expect(one).toMatchObject({ status: 'settled', outcome: { status: 'succeeded' } });
      expect(other).toMatchObject({ status: 'settled', outcome: { status: 'succeeded' } });
      expect(await vendor.chargesOf(begun)).toBe(1);
    });

    it('leads to a charge that can be looked up and refunded', async () => {
      const { begun, read } = await begin();
      await vendor.act(begun, 'pays');
      const state = await read();
      if (state.status !== 'settled' || state.outcome.status !== 'succeeded')
        throw new Error(`It is ${state.status}.`);
      const { vendorChargeId } = state.outcome;
      const refundId = uuidv7();
      const refund = await gateway.refund({
        refundId,
        vendorChargeId,
        amount: { ...amount, amount: 250 },
        idempotencyKey: refundId,
      });
      expect(refund).toMatchObject({ status: 'succeeded', amount: { amount: 250 } });
      const query = { vendorChargeId, paymentId: uuidv7(), attemptNo: 1, vendorCustomerId: null };
      expect(await gateway.lookUpCharge(query)).toMatchObject({
        status: 'succeeded',
        refunded: { amount: 250 },
      });
    });

    it('keeps the method where that was asked for, and charges it later', async () => {
      const customer = await newCustomer();
      const { begun, read } = await begin({ customer, saveMethod: true });
      await vendor.act(begun, 'pays');
      const state = await read();
      if (state.status !== 'settled' || state.method === null) throw new Error(`It is ${state.status}.`);
      if (customer.vendorCustomerId !== null)
        expect(state.method.vendorCustomerId).toBe(customer.vendorCustomerId);
      expect(await gateway.readMethod(state.method)).toMatchObject({
        vendorPaymentMethodId: state.method.vendorPaymentMethodId,
      });
      const paymentId = uuidv7();
      const charge = await gateway.charge({
        paymentId,
        attemptNo: 1,
        amount,
        customer,
        method: state.method,
        offSession: true,
        usage: 'unscheduled',
        idempotencyKey: paymentId,
      });
      expect(charge).toMatchObject({ status: 'succeeded' });
    });

    it('keeps no method that nobody asked to keep', async () => {
      const customer = await newCustomer();
      const { begun, read } = await begin({ customer, saveMethod: false });
      await vendor.act(begun, 'pays');
      expect(await read()).toMatchObject({ status: 'settled', method: null });
      if (customer.vendorCustomerId !== null) {
        expect(await gateway.listMethods(customer.vendorCustomerId)).toEqual([]);
      }
    });

    it('takes no money by a refused card, and says so or waits for another one', async () => {
      const { begun, read } = await begin();
      await vendor.act(begun, 'is_declined');
      const state = await read();
      if (state.status === 'settled') expect(state.outcome).toMatchObject({ status: 'declined' });
      else expect(state).toEqual({ status: 'open' });
      expect(await vendor.chargesOf(begun)).toBe(0);
    });

    it('takes no money from somebody who cancels', async () => {
      const { begun, read } = await begin();
      if (!(await vendor.act(begun, 'cancels'))) return;
      const state = await read();
      expect(['open', 'canceled']).toContain(state.status);
      expect(await vendor.chargesOf(begun)).toBe(0);
    });

    it('ends when its time has passed', async () => {
      const { begun, read } = await begin();
      if (!(await vendor.act(begun, 'lets_expire'))) return;
      expect(await read()).toEqual({ status: 'expired' });
    });

    it('takes no money any more once it was closed', async () => {
      if (!gateway.closeCheckout) return;
      const { begun, ref, read } = await begin();
      await gateway.closeCheckout(ref);
      await vendor.act(begun, 'pays');
      await gateway.closeCheckout(ref);
      expect(await read()).toEqual({ status: 'expired' });
      expect(await vendor.chargesOf(begun)).toBe(0);
    });

    it('is pending until the vendor has the money', async () => {
      const { begun, read } = await begin();
      if (!(await vendor.act(begun, 'pays_pending'))) return;
      expect(await read()).toMatchObject({ status: 'settled', outcome: { status: 'pending' } });
    });

    it('is told of by an event that names our checkout', async () => {
      const { begun, ref } = await begin();
      await vendor.act(begun, 'pays');
      const events = await vendor.events();
      const changes: VendorChange[] = [];
      for (const { raw, headers } of events) changes.push((await gateway.verifyWebhook(raw, headers)).change);
      expect(changes).toContainEqual({ kind: 'checkout_changed', ...ref });
    });

    it('belongs to one checkout of ours: read for another one, it is refused', async () => {
      const { begun, ref } = await begin();
      await vendor.act(begun, 'pays');
      const foreign = { ...ref, checkoutId: uuidv7() };
      await expect(gateway.readCheckout(foreign)).rejects.toMatchObject({ code: 'vendor_token_foreign' });
    });

    it('opens one page however often it is begun with one key', async () => {
      if (!gateway.capabilities.idempotencyKeys) return;
      const input = inputOf();
      const first = await gateway.beginCheckout(input);
      const again = await gateway.beginCheckout(input);
      expect(again).toEqual(first);
    });

    it('opens one page although the first answer was lost', async () => {
      if (!gateway.capabilities.idempotencyKeys) return;
      const input = inputOf();
      vendor.loseAnswer('begin_checkout');
      await expect(gateway.beginCheckout(input)).rejects.toMatchObject({ kind: 'unavailable' });
      const begun = await gateway.beginCheckout(input);
      await vendor.act(begun, 'pays');
      const { vendorCheckoutId } = begun;
      expect(await gateway.readCheckout({ checkoutId: input.checkoutId, vendorCheckoutId })).toMatchObject({
        outcome: { status: 'succeeded' },
      });
      expect(await vendor.chargesOf(begun)).toBe(1);
    });

    it('is an exception where the vendor cannot be reached: nobody can have paid', async () => {
      await expect(vendor.unplugged.beginCheckout(inputOf())).rejects.toMatchObject({ kind: 'unavailable' });
    });

    it('refuses an amount that the vendor cannot take, before anybody sees a page', async () => {
      const input = inputOf({ amount: { ...amount, amount: 0 } });
      await expect(gateway.beginCheckout(input)).rejects.toMatchObject({ code: 'vendor_refused' });
    });
  });
}
