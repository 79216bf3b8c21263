import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { ChargeInput, ChargeOutcome, RefundOutcome } from '../../src/modules/vendors/index.js';
import type { FaultKind, VendorUnderTest } from './gateway-contract.js';
import { refusal, type Stage } from './stage.js';

const LOST_AFTER = [
  'lost_after',
  'cut_after',
  'cut_body',
  'error_after',
  'html',
  'cut_json',
  'empty',
  'slow_body',
] as const satisfies readonly FaultKind[];
const LOST_BEFORE = ['lost_before', 'cut_before', 'error_before'] as const satisfies readonly FaultKind[];
const EVERY = [...LOST_AFTER, ...LOST_BEFORE, 'cut_once_after', 'busy'] as const;

/** What breaks between us and the vendor, and that it costs nobody twice. */
export function describeFaults(vendor: VendorUnderTest, stage: Stage): void {
  describe('a charge', () => {
    it.each(LOST_AFTER)('is unknown after %s, and found by asking', async (kind) => {
      const input = await stage.readyCharge();
      stage.vendor.fail('charge', kind);
      expect(await stage.gateway.charge(input)).toMatchObject({ status: 'unknown' });
      expect(await stage.lookUp(input)).toMatchObject({ status: 'succeeded', amount: input.amount });
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it.each(LOST_BEFORE)(
      'is unknown after %s, not found by asking, and made once by the next try',
      async (kind) => {
        const input = await stage.readyCharge();
        stage.vendor.fail('charge', kind);
        expect(await stage.gateway.charge(input)).toMatchObject({ status: 'unknown' });
        expect(await stage.lookUp(input)).toEqual({ status: 'not_found' });
        expect(await stage.gateway.charge(input)).toMatchObject({ status: 'succeeded' });
        expect(await stage.vendor.chargesOf(input.paymentId)).toBe(1);
      },
    );

    it.each(EVERY)('ends as one when whoever calls asks before every new try: %s', async (kind) => {
      const input = await stage.readyCharge();
      stage.vendor.fail('charge', kind);
      expect(await insist(stage, input)).toMatchObject({ status: 'succeeded', amount: input.amount });
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it.each(['other_amount', 'other_currency'] as const)(
      'shows %s than ours instead of ours',
      async (kind) => {
        const input = await stage.readyCharge();
        stage.vendor.fail('charge', kind);
        const outcome = await stage.gateway.charge(input);
        if (outcome.status === 'succeeded') expect(outcome.amount).not.toEqual(input.amount);
        else expect(outcome).toMatchObject({ status: 'unknown' });
        expect(await stage.vendor.chargesOf(input.paymentId)).toBe(1);
      },
    );

    it('is declined although HTTP says that all is well', async () => {
      const input = await stage.readyCharge();
      stage.vendor.fail('charge', 'decline_as_success');
      expect(await stage.gateway.charge(input)).toMatchObject({ status: 'declined' });
      expect(await stage.vendor.chargesOf(input.paymentId)).toBe(0);
    });
  });

  describe('a refund', () => {
    it.each(['lost_after', 'error_after', 'cut_json'] as const)(
      'is unknown after %s, and found by asking',
      async (kind) => {
        const { vendorChargeId } = await stage.paid(await stage.readyCharge());
        const refund = stage.refundOf(vendorChargeId, 250);
        stage.vendor.fail('refund', kind);
        expect(await stage.gateway.refund(refund)).toMatchObject({ status: 'unknown' });
        const { refundId, amount } = refund;
        const query = { refundId, vendorChargeId, vendorRefundId: null };
        expect(await stage.gateway.lookUpRefund(query)).toMatchObject({ status: 'succeeded', amount });
      },
    );

    it.each(EVERY)('ends as one when whoever calls asks before every new try: %s', async (kind) => {
      const input = await stage.readyCharge();
      const { vendorChargeId } = await stage.paid(input);
      stage.vendor.fail('refund', kind);
      expect(await insistOnRefund(stage, vendorChargeId)).toMatchObject({ status: 'succeeded' });
      expect(await stage.lookUp(input)).toMatchObject({ refunded: { amount: 250, currency: 'GBP' } });
    });

    it.each(['other_amount', 'other_currency'] as const)(
      'shows %s than ours instead of ours',
      async (kind) => {
        const { vendorChargeId } = await stage.paid(await stage.readyCharge());
        const refund = stage.refundOf(vendorChargeId, 250);
        stage.vendor.fail('refund', kind);
        const outcome = await stage.gateway.refund(refund);
        if (outcome.status === 'succeeded') expect(outcome.amount).not.toEqual(refund.amount);
        else expect(outcome).toMatchObject({ status: 'unknown' });
      },
    );
  });

  describe('a finished setup', () => {
    it.each(EVERY)('ends as one method, asked for until it answers: %s', async (kind) => {
      const setup = await stage.beginSetup(await stage.newCustomer());
      await stage.vendor.finishSetup(setup.vendorSetupId, 'good');
      stage.vendor.fail('save', kind);
      // A broken answer is no state: it must neither end the setup nor make a method of nothing.
      const first = await stage.gateway.readSetup(setup.ref).catch((error: unknown) => error);
      if (first instanceof Error) expect(first).toMatchObject({ code: 'vendor_unavailable' });
      else expect(first).toMatchObject({ status: expect.stringMatching(/^(completed|pending)$/) });
      const method = await stage.saved(setup.ref);
      expect(await stage.saved(setup.ref)).toEqual(method);
      if (!vendor.capabilities.customers) return;
      expect(await stage.gateway.listMethods(method.vendorCustomerId ?? '')).toHaveLength(1);
    });
  });

  describeOutages(stage);
}

function describeOutages(stage: Stage): void {
  describe('outages', () => {
    it('are exceptions that say when to come back', async () => {
      const { unplugged } = stage.vendor;
      const { customer, method } = await stage.readyCharge();
      const details = (await stage.gateway.readMethod(method)) ?? undefined;
      const down = { kind: 'unavailable', code: 'vendor_unavailable', retryAfterSeconds: expect.any(Number) };
      await refusal(unplugged.readMethod(method)).toMatchObject(down);
      await refusal(unplugged.detach(method)).toMatchObject(down);
      if (details) await refusal(unplugged.charge(stage.chargeOf(customer, details))).toMatchObject(down);
      await refusal(unplugged.check()).toMatchObject(down);
      expect(await stage.gateway.readMethod(method)).toEqual(details);
    });

    it('are bridged by a second try where nothing is changed', async () => {
      const method = await stage.save(await stage.newCustomer(), 'good');
      stage.vendor.fail('read_method', 'error_before');
      expect(await stage.gateway.readMethod(method)).toEqual(method);
      stage.vendor.fail('read_method', 'cut_before');
      expect(await stage.gateway.readMethod(method)).toEqual(method);
    });

    it('are told from a refused key, which an admin must mend', async () => {
      const { stranger } = stage.vendor;
      const customer = await stage.newCustomer();
      await refusal(stranger.check()).toMatchObject({
        code: 'vendor_unavailable',
        detail: expect.stringContaining('credentials'),
        hint: expect.any(String),
      });
      const setup = {
        setupId: uuidv7(),
        customer,
        paymentType: 'card' as const,
        locale: 'en',
        returnUrl: 'https://crm.example/returns',
        callbackUrl: 'https://crm.example/webhooks',
        idempotencyKey: uuidv7(),
      };
      await refusal(stranger.beginSetup(setup)).toMatchObject({ hint: expect.any(String) });
    });

    it('find nothing wrong when nothing is', async () => {
      await expect(stage.gateway.check()).resolves.toBeUndefined();
      expect(await stage.gateway.account()).toBe(await stage.gateway.account());
    });
  });
}

const TRIES = 4;

/** What the port asks of whoever charges: after an unknown outcome only a look-up may lead to another try. */
async function insist(stage: Stage, input: ChargeInput): Promise<ChargeOutcome> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = await stage.gateway.charge(input);
    if (outcome.status !== 'unknown') return outcome;
    const found = await stage.lookUp(input, outcome.vendorChargeId);
    if (found.status !== 'not_found' && found.status !== 'unknown') return found;
  }
  throw new Error('The charge stays unknown.');
}

async function insistOnRefund(stage: Stage, vendorChargeId: string): Promise<RefundOutcome> {
  const refund = stage.refundOf(vendorChargeId, 250);
  const query = { refundId: refund.refundId, vendorChargeId, vendorRefundId: null };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = await stage.gateway.refund(refund);
    if (outcome.status !== 'unknown') return outcome;
    const found = await stage.gateway.lookUpRefund(query);
    if (found.status !== 'not_found' && found.status !== 'unknown') return found;
  }
  throw new Error('The refund stays unknown.');
}
