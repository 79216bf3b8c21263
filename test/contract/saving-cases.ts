import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { VendorUnderTest } from './gateway-contract.js';
import { has, refusal, type Stage, UNKNOWN_ID } from './stage.js';

// Made in 2024, as its first digits say.
const LONG_AGO = '018d0000-0000-7000-8000-000000000000';

/** Setups from the form to the method, and vendor customers. */
export function describeSaving(vendor: VendorUnderTest, stage: Stage): void {
  const { capabilities } = vendor;

  describe('saving', () => {
    it('reads brand, last four, expiry and funding from the vendor', async () => {
      const customer = await stage.newCustomer();
      const method = await stage.save(customer, 'good');
      expect(method).toMatchObject({ paymentType: 'card', ...vendor.goodCard });
      expect(method.expYear).toBeGreaterThan(2000);
      expect(await stage.gateway.readMethod(method)).toEqual(method);
      if (!capabilities.customers) expect(method.vendorCustomerId).toBeNull();
      else expect(await stage.gateway.listMethods(method.vendorCustomerId ?? '')).toEqual([method]);
      if (customer.vendorCustomerId !== null) {
        expect(method.vendorCustomerId).toBe(customer.vendorCustomerId);
      }
    });

    it('is pending until the customer is done, and gives a replay the same form', async () => {
      const customer = await stage.newCustomer();
      const setup = await stage.beginSetup(customer);
      expect(await stage.gateway.readSetup(setup.ref)).toEqual({ status: 'pending' });
      if (capabilities.idempotencyKeys) {
        const { vendorSetupId, client } = setup;
        expect(await setup.again()).toMatchObject({ vendorSetupId, client });
      }
      const replayed = await stage.gateway.clientForSetup(setup.ref);
      if (has(vendor, 'pages_open_anew')) expect(Object.keys(replayed)).toEqual(Object.keys(setup.client));
      else expect(replayed).toEqual(setup.client);
      expect(setup.expiresAt.getTime()).toBeGreaterThan(Date.now());
    });

    it('gives the same method however often it is asked for', async () => {
      const customer = await stage.newCustomer();
      const setup = await stage.beginSetup(customer);
      await stage.vendor.finishSetup(setup.vendorSetupId, 'good');
      const method = await stage.saved(setup.ref);
      expect(await stage.saved(setup.ref)).toEqual(method);
    });

    if (has(vendor, 'setups_survive_declines')) {
      it('lets the customer try again after a decline, and never names fraud to him', async () => {
        const setup = await stage.beginSetup(await stage.newCustomer());
        await stage.vendor.refuseSetup?.(setup.vendorSetupId, 'fraud');
        expect(await stage.gateway.readSetup(setup.ref)).toMatchObject({
          status: 'failed',
          final: false,
          decline: { bucket: 'fraud', hint: 'contact_bank', retryable: false },
        });
        await stage.vendor.finishSetup(setup.vendorSetupId, 'good');
        expect(await stage.gateway.readSetup(setup.ref)).toMatchObject({ status: 'completed' });
      });
    }

    if (capabilities.duplicateBy === 'fingerprint') {
      it('knows one card again, whoever holds it, and tells it from another', async () => {
        const customer = await stage.newCustomer();
        const first = await stage.save(customer, 'good');
        const second = await stage.save(customer, 'same');
        const other = await stage.save(customer, 'other');
        expect(second.vendorPaymentMethodId).not.toBe(first.vendorPaymentMethodId);
        expect(second.fingerprint).toBe(first.fingerprint);
        expect(other.fingerprint).not.toBe(first.fingerprint);
      });
    } else {
      it('claims no fingerprint where the vendor gives none', async () => {
        const customer = await stage.newCustomer();
        expect(await stage.save(customer, 'good')).toMatchObject({ fingerprint: null });
      });
    }

    if (has(vendor, 'setups_expire')) {
      it('ends expired when the vendor has closed the setup', async () => {
        const setup = await stage.beginSetup(await stage.newCustomer());
        await stage.vendor.expireSetup?.(setup.vendorSetupId);
        expect(await stage.gateway.readSetup(setup.ref)).toEqual({ status: 'expired' });
        await refusal(stage.gateway.clientForSetup(setup.ref)).toMatchObject({ code: 'vendor_setup_gone' });
      });
    }

    it('ends expired when the vendor never had it', async () => {
      const { ref } = await stage.beginSetup(await stage.newCustomer());
      const unknown = { ...ref, setupId: uuidv7(), vendorSetupId: UNKNOWN_ID };
      const old = { ...unknown, setupId: LONG_AGO };
      if (!has(vendor, 'setups_hide')) {
        expect(await stage.gateway.readSetup(unknown)).toEqual({ status: 'expired' });
      }
      expect(await stage.gateway.readSetup(old)).toEqual({ status: 'expired' });
    });

    if (has(vendor, 'setups_name_customer')) {
      it('refuses a setup of another customer, however its id came to us', async () => {
        const setup = await stage.beginSetup(await stage.newCustomer());
        const { customerId, vendorCustomerId } = await stage.newCustomer();
        const ref = { ...setup.ref, customerId, vendorCustomerId };
        await refusal(stage.gateway.readSetup(ref)).toMatchObject({ code: 'vendor_token_foreign' });
      });
    }
  });

  if (has(vendor, 'customers_are_made')) describeCustomers(vendor, stage);
  if (capabilities.paymentTypes.includes('paypal')) describeAccounts(stage);
}

function describeCustomers(vendor: VendorUnderTest, stage: Stage): void {
  describe('vendor customers', () => {
    it('are one per key, and a new one when that was deleted', async () => {
      const { gateway } = stage;
      const customer = await stage.newCustomer();
      const again = () =>
        gateway.ensureCustomer({ ...customer, idempotencyKey: `customer-${customer.customerId}` });
      expect(await again()).toEqual({ vendorCustomerId: customer.vendorCustomerId });
      await stage.vendor.deleteCustomer?.(customer.vendorCustomerId ?? '');
      await refusal(stage.beginSetup(customer)).toMatchObject({ code: 'vendor_customer_gone' });
      const { vendorCustomerId } = await again();
      expect(vendorCustomerId).not.toBe(customer.vendorCustomerId);
      expect(await again()).toEqual({ vendorCustomerId });
      await expect(stage.beginSetup({ ...customer, vendorCustomerId })).resolves.toBeDefined();
    });

    if (vendor.faultyCalls.includes('customer')) {
      it('are one although the answer was lost', async () => {
        stage.vendor.fail('customer', 'lost_after');
        const customerId = uuidv7();
        const input = { customerId, name: 'N', email: null, idempotencyKey: `customer-${customerId}` };
        await refusal(stage.gateway.ensureCustomer(input)).toMatchObject({ code: 'vendor_unavailable' });
        const { vendorCustomerId } = await stage.gateway.ensureCustomer(input);
        expect(await stage.gateway.ensureCustomer(input)).toEqual({ vendorCustomerId });
      });
    }
  });
}

function describeAccounts(stage: Stage): void {
  describe('PayPal accounts', () => {
    it('show a masked address and neither card nor expiry', async () => {
      const customer = await stage.newCustomer();
      const method = await stage.saveAccount(customer, 'payer');
      expect(method).toMatchObject({
        paymentType: 'paypal',
        brand: null,
        last4: null,
        expMonth: null,
        expYear: null,
        name: null,
        accountEmailMasked: expect.stringMatching(/^.\*\*\*@/),
        walletPayerId: expect.any(String),
      });
      expect(await stage.gateway.readMethod(method)).toEqual(method);
    });

    it('of one payer are known again, and told from those of another', async () => {
      const customer = await stage.newCustomer();
      const first = await stage.saveAccount(customer, 'payer');
      const second = await stage.saveAccount(await stage.newCustomer(), 'payer');
      const other = await stage.saveAccount(customer, 'other_payer');
      expect(second.walletPayerId).toBe(first.walletPayerId);
      expect(other.walletPayerId).not.toBe(first.walletPayerId);
    });

    it('are sent to the approval page, and are pending until then', async () => {
      const setup = await stage.beginSetup(await stage.newCustomer(), 'paypal');
      expect(setup.client.redirectUrl).toMatch(/^https?:\/\//);
      expect(await stage.gateway.readSetup(setup.ref)).toEqual({ status: 'pending' });
    });

    it('are charged, refunded and removed like cards', async () => {
      const customer = await stage.newCustomer();
      const method = await stage.saveAccount(customer, 'payer');
      const input = stage.chargeOf(customer, method);
      const { vendorChargeId } = await stage.paid(input);
      expect(await stage.gateway.refund(stage.refundOf(vendorChargeId, 1250))).toMatchObject({
        status: 'succeeded',
      });
      await stage.gateway.detach(method);
      expect(await stage.gateway.charge(stage.chargeOf(customer, method))).toMatchObject({
        status: 'declined',
        decline: { bucket: 'card_data' },
      });
    });
  });
}
