import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type {
  AttachOutcome,
  MethodDetails,
  VendorCustomerRef,
  VerifyOutcome,
} from '../../src/modules/vendors/index.js';
import type { VendorUnderTest } from './gateway-contract.js';
import { has, refusal, type Stage, UNKNOWN_ID } from './stage.js';

/** Tokens taken over, methods removed, defaults, verification. */
export function describeMethods(vendor: VendorUnderTest, stage: Stage): void {
  const { capabilities } = vendor;
  if (capabilities.attach) describeTokens(vendor, stage);

  describe('stored methods', () => {
    it('are detached for good, and a second time without complaint', async () => {
      const { gateway } = stage;
      const customer = await stage.newCustomer();
      const method = await stage.save(customer, 'good');
      await gateway.detach(method);
      await gateway.detach(method);
      await gateway.detach({ ...method, vendorPaymentMethodId: UNKNOWN_ID });
      expect(await gateway.readMethod(method)).toBeNull();
      if (capabilities.customers) {
        expect(await gateway.listMethods(method.vendorCustomerId ?? '')).toEqual([]);
      }
      expect(await gateway.charge(stage.chargeOf(customer, method))).toMatchObject({
        status: 'declined',
        decline: { bucket: 'card_data', retryable: false },
      });
    });

    if (capabilities.defaults) {
      it('have our default mirrored, changed and cleared', async () => {
        const customer = await stage.newCustomer();
        const vendorCustomerId = customer.vendorCustomerId ?? '';
        const method = await stage.save(customer, 'good');
        await stage.gateway.setDefault(vendorCustomerId, method.vendorPaymentMethodId);
        expect(await stage.vendor.defaultOf?.(vendorCustomerId)).toBe(method.vendorPaymentMethodId);
        await stage.gateway.setDefault(vendorCustomerId, null);
        expect(await stage.vendor.defaultOf?.(vendorCustomerId)).toBeNull();
        await refusal(stage.gateway.setDefault(UNKNOWN_ID, null)).toMatchObject({
          code: 'vendor_customer_gone',
        });
      });
    }

    describe('are verified without a charge', () => {
      const verify = (
        customer: VendorCustomerRef,
        method: MethodDetails,
        idempotencyKey = `verify-${uuidv7()}`,
      ): Promise<VerifyOutcome> =>
        stage.gateway.verify({
          customer,
          method,
          amount: capabilities.zeroAmountVerify ? null : { amount: 100, currency: 'GBP' },
          idempotencyKey,
        });

      it('when the bank would take one', async () => {
        const customer = await stage.newCustomer();
        expect(await verify(customer, await stage.save(customer, 'good'))).toEqual({ status: 'verified' });
      });

      if (vendor.faultyCalls.includes('verify')) {
        it('and nobody knows when the answer is lost, until it is asked again', async () => {
          const customer = await stage.newCustomer();
          const method = await stage.save(customer, 'good');
          const key = `verify-${uuidv7()}`;
          stage.vendor.fail('verify', 'lost_after');
          expect(await verify(customer, method, key)).toMatchObject({ status: 'unknown' });
          expect(await verify(customer, method, key)).toEqual({ status: 'verified' });
        });
      }

      if (vendor.cards.includes('wants_customer')) {
        it('and declined when the bank wants the customer', async () => {
          const customer = await stage.newCustomer();
          expect(await verify(customer, await stage.save(customer, 'wants_customer'))).toMatchObject({
            status: 'declined',
            decline: { bucket: 'authentication' },
          });
        });
      }
    });
  });
}

function describeTokens(vendor: VendorUnderTest, stage: Stage): void {
  const attach = (customer: VendorCustomerRef, vendorPaymentMethodId: string): Promise<AttachOutcome> =>
    stage.gateway.attachMethod({
      vendorPaymentMethodId,
      vendorCustomerId: customer.vendorCustomerId,
      customerId: customer.customerId,
      idempotencyKey: `attach-${uuidv7()}`,
    });
  const token = async (card: 'good' | 'debit'): Promise<string> => (await stage.vendor.token?.(card)) ?? '';
  const stored = async (outcome: AttachOutcome): Promise<readonly MethodDetails[]> => {
    if (outcome.status !== 'attached') throw new Error(`The method is ${outcome.status}.`);
    return stage.gateway.listMethods(outcome.method.vendorCustomerId ?? '');
  };

  describe('existing tokens', () => {
    it('are taken once, and repeated for the same customer without harm', async () => {
      const customer = await stage.newCustomer();
      const id = await token('debit');
      const first = await attach(customer, id);
      expect(first).toMatchObject({
        status: 'attached',
        method: { funding: 'debit', vendorPaymentMethodId: id },
      });
      expect(await attach(customer, id)).toEqual(first);
      if (vendor.capabilities.customers) expect(await stored(first)).toHaveLength(1);
    });

    it('are refused when foreign, unknown, nonsense or used up', async () => {
      const customer = await stage.newCustomer();
      if (has(vendor, 'methods_name_customer')) {
        const foreign = await stage.save(await stage.newCustomer(), 'good');
        await refusal(attach(customer, foreign.vendorPaymentMethodId)).toMatchObject({
          code: 'vendor_token_foreign',
        });
      }
      for (const id of [UNKNOWN_ID, '../customers', '.']) {
        await refusal(attach(customer, id)).toMatchObject({ code: 'vendor_token_unknown' });
      }
      const own = await stage.save(customer, 'good');
      await stage.gateway.detach(own);
      await refusal(attach(customer, own.vendorPaymentMethodId)).toMatchObject({
        code: expect.stringMatching(/^vendor_token_(used|unknown)$/),
      });
    });

    if (vendor.faultyCalls.includes('attach')) {
      it('are declined as data', async () => {
        const refused = (await stage.vendor.refusedToken?.()) ?? '';
        expect(await attach(await stage.newCustomer(), refused)).toMatchObject({
          status: 'declined',
          decline: { bucket: expect.any(String), hint: expect.any(String) },
        });
      });

      it('end as one stored method when the answer was lost after it was saved', async () => {
        const customer = await stage.newCustomer();
        const id = await token('good');
        stage.vendor.fail('attach', 'lost_after');
        expect(await attach(customer, id)).toMatchObject({ status: 'unknown' });
        const again = await attach(customer, id);
        expect(again).toMatchObject({ status: 'attached' });
        expect(await stored(again)).toHaveLength(1);
      });
    }
  });
}
