import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { VendorUnderTest } from './gateway-contract.js';
import { has, refusal, type Stage, UNKNOWN_ID } from './stage.js';

/** Charges and refunds where nothing breaks. */
export function describeCharging(vendor: VendorUnderTest, stage: Stage): void {
  describe('charging', () => {
    it('succeeds with the amount captured', async () => {
      const input = await stage.readyCharge();
      const outcome = await stage.paid(input);
      expect(outcome).toMatchObject({ amount: input.amount, refunded: { amount: 0, currency: 'GBP' } });
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(1);
      expect(await stage.lookUp(input)).toEqual(outcome);
      expect(await stage.lookUp(input, outcome.vendorChargeId)).toEqual(outcome);
    });

    it('once per attempt, however often it is asked for', async () => {
      const input = await stage.readyCharge();
      const outcome = await stage.paid(input);
      const [first, second] = await Promise.all([stage.gateway.charge(input), stage.gateway.charge(input)]);
      for (const again of [first, second]) {
        // Without idempotency keys a vendor may only say that there is one already.
        if (vendor.capabilities.idempotencyKeys) expect(['succeeded', 'unknown']).toContain(again.status);
        if (again.status === 'succeeded') expect(again).toEqual(outcome);
      }
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it('keeps attempts apart', async () => {
      const input = await stage.readyCharge();
      await stage.paid(input);
      expect(await stage.lookUp({ ...input, attemptNo: 2 })).toEqual({ status: 'not_found' });
      expect(await stage.lookUp({ ...input, paymentId: uuidv7() })).toEqual({ status: 'not_found' });
      expect(await stage.lookUp(input, UNKNOWN_ID)).toEqual({ status: 'not_found' });
    });

    it.each(vendor.declineCodes)('is declined as data: %s is %s', async (code, bucket) => {
      const input = await stage.readyCharge();
      stage.vendor.refuseNextCharge(code);
      const outcome = await stage.gateway.charge(input);
      expect(outcome).toMatchObject({ status: 'declined', decline: { bucket, code } });
      // What the vendor keeps no record of cannot be found again.
      const isKept = outcome.status === 'declined' && outcome.vendorChargeId !== null;
      expect(await stage.lookUp(input)).toMatchObject(
        isKept ? { status: 'declined', decline: { bucket, code } } : { status: 'not_found' },
      );
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(0);
    });

    if (vendor.cards.includes('wants_customer')) {
      it('tells when the bank wants the customer', async () => {
        const customer = await stage.newCustomer();
        const method = await stage.save(customer, 'wants_customer');
        expect(await stage.gateway.charge(stage.chargeOf(customer, method))).toMatchObject({
          status: 'declined',
          decline: { bucket: 'authentication', hint: 'confirm_with_bank', retryable: false },
        });
        const present = { offSession: false, returnUrl: 'https://crm.example/returns' };
        expect(await stage.gateway.charge(stage.chargeOf(customer, method, present))).toMatchObject({
          status: 'requires_action',
          nextAction: { type: 'redirect', url: expect.stringContaining('http') },
        });
      });
    }

    it('takes back what waits for the customer, once and for all, where the vendor can', async () => {
      const cancel = stage.gateway.cancelCharge?.bind(stage.gateway);
      expect(cancel !== undefined).toBe(has(vendor, 'charges_are_taken_back'));
      if (!cancel) return;
      const customer = await stage.newCustomer();
      const method = await stage.save(customer, 'wants_customer');
      const present = { offSession: false, returnUrl: 'https://crm.example/returns' };
      const input = stage.chargeOf(customer, method, present);
      const { vendorChargeId } = await stage.gateway.charge(input);
      const { paymentId, attemptNo } = input;
      const query = { vendorChargeId, paymentId, attemptNo, vendorCustomerId: customer.vendorCustomerId };
      for (let times = 0; times < 2; times += 1)
        expect(await cancel(query)).toMatchObject({ status: 'declined', decline: { bucket: 'canceled' } });
      expect(await stage.vendor.chargesOf(paymentId)).toBe(0);
      const paid = await stage.readyCharge();
      const outcome = await stage.paid(paid);
      expect(await cancel({ ...query, ...paid, vendorChargeId: outcome.vendorChargeId })).toEqual(outcome);
    });

    it('refuses what the vendor can never take, before anything is charged', async () => {
      const input = { ...(await stage.readyCharge()), amount: vendor.impossible };
      await refusal(stage.gateway.charge(input)).toMatchObject({ code: 'vendor_refused', kind: 'invalid' });
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(0);
    });

    if (has(vendor, 'methods_name_customer')) {
      it("never charges another customer's method", async () => {
        const method = await stage.save(await stage.newCustomer(), 'good');
        const input = stage.chargeOf(await stage.newCustomer(), method);
        await refusal(stage.gateway.charge(input)).toMatchObject({ code: 'vendor_refused' });
        expect(await stage.vendor.chargesOf(input.paymentId)).toBe(0);
      });
    }
  });

  describe('refunding', () => {
    it('gives back a part and the rest, and nothing beyond', async () => {
      const input = await stage.readyCharge();
      const { vendorChargeId } = await stage.paid(input);
      const refund = (amount: number) => stage.gateway.refund(stage.refundOf(vendorChargeId, amount));
      const part = stage.refundOf(vendorChargeId, 250);
      const first = await stage.gateway.refund(part);
      expect(first).toMatchObject({ status: 'succeeded', amount: { amount: 250, currency: 'GBP' } });
      if (vendor.capabilities.idempotencyKeys) expect(await stage.gateway.refund(part)).toEqual(first);
      expect(await stage.lookUp(input)).toMatchObject({ refunded: { amount: 250, currency: 'GBP' } });
      expect(await refund(1001)).toMatchObject({ status: 'failed' });
      expect(await refund(1000)).toMatchObject({ status: 'succeeded' });
      expect(await refund(1)).toMatchObject({ status: 'failed' });
    });

    it('is found by our id and by the vendor’s, and only when it was made', async () => {
      const { vendorChargeId } = await stage.paid(await stage.readyCharge());
      const refund = stage.refundOf(vendorChargeId, 250);
      const { refundId } = refund;
      const query = { refundId, vendorChargeId, vendorRefundId: null };
      expect(await stage.gateway.lookUpRefund(query)).toEqual({ status: 'not_found' });
      const made = await stage.gateway.refund(refund);
      if (made.status !== 'succeeded') throw new Error(`The refund is ${made.status}.`);
      expect(await stage.gateway.lookUpRefund(query)).toEqual(made);
      const { vendorRefundId } = made;
      expect(await stage.gateway.lookUpRefund({ ...query, vendorRefundId })).toEqual(made);
      expect(await stage.gateway.lookUpRefund({ ...query, refundId: uuidv7() })).toEqual({
        status: 'not_found',
      });
    });

    if (vendor.cards.includes('refund_pending')) {
      it('stays pending where the bank takes its time', async () => {
        const { vendorChargeId } = await stage.paid(await stage.readyCharge('refund_pending'));
        expect(await stage.gateway.refund(stage.refundOf(vendorChargeId, 1250))).toMatchObject({
          status: 'pending',
        });
      });
    }
  });
}
