import { describe, expect, it } from '@jest/globals';
import type { VendorUnderTest } from './gateway-contract.js';
import { has, refusal, type Stage } from './stage.js';

const INVALID = { code: 'webhook_signature_invalid', kind: 'bad_request' };

/** Webhooks and callbacks: what they name, and that nobody else can send them. */
export function describeEvents(vendor: VendorUnderTest, stage: Stage): void {
  describe('events', () => {
    it('name charges and refunds of ours', async () => {
      const input = await stage.readyCharge();
      const { vendorChargeId } = await stage.paid(input);
      const refund = stage.refundOf(vendorChargeId, 1250);
      expect(await stage.gateway.refund(refund)).toMatchObject({ status: 'succeeded' });
      const { refundId } = refund;
      expect(await stage.changes()).toEqual(
        expect.arrayContaining([
          { kind: 'charge_changed', vendorChargeId, paymentId: input.paymentId },
          expect.objectContaining({ kind: 'refund_changed', vendorChargeId, refundId }),
        ]),
      );
    });

    if (has(vendor, 'events_name_setups')) {
      it('name setups of ours', async () => {
        const { ref, vendorSetupId } = await stage.beginSetup(await stage.newCustomer());
        await stage.vendor.finishSetup(vendorSetupId, 'good');
        await stage.saved(ref);
        expect(await stage.changes()).toContainEqual({
          kind: 'setup_changed',
          vendorSetupId,
          setupId: ref.setupId,
        });
      });
    }

    if (has(vendor, 'events_name_methods')) {
      it('name methods saved and removed', async () => {
        const method = await stage.save(await stage.newCustomer(), 'good');
        await stage.gateway.detach(method);
        const { vendorPaymentMethodId, vendorCustomerId } = method;
        expect(await stage.changes()).toEqual(
          expect.arrayContaining([
            { kind: 'method_changed', vendorPaymentMethodId, vendorCustomerId },
            { kind: 'method_detached', vendorPaymentMethodId, vendorCustomerId },
          ]),
        );
      });
    }

    if (has(vendor, 'customers_are_made')) {
      it('name customers that are gone', async () => {
        const { vendorCustomerId } = await stage.newCustomer();
        await stage.vendor.deleteCustomer?.(vendorCustomerId ?? '');
        expect(await stage.changes()).toContainEqual({ kind: 'customer_gone', vendorCustomerId });
      });
    }

    it('are one and the same however often they come', async () => {
      await stage.paid(await stage.readyCharge());
      const received = await stage.vendor.events();
      expect(received.length).toBeGreaterThan(0);
      for (const { raw, headers } of received) {
        const read = () => stage.gateway.verifyWebhook(raw, headers);
        const [first, ...others] = await Promise.all([read(), read(), read(), read(), read()]);
        others.forEach((other) => {
          expect(other).toEqual(first);
        });
      }
    });

    it('each bear an id of their own', async () => {
      const { vendorChargeId } = await stage.paid(await stage.readyCharge());
      await stage.gateway.refund(stage.refundOf(vendorChargeId, 250));
      const ids = (await stage.events()).map(({ vendorEventId }) => vendorEventId);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('are refused when forged: another secret, a changed byte, no signature', async () => {
      await stage.paid(await stage.readyCharge());
      const [received] = await stage.vendor.events();
      if (!received) throw new Error('No event came.');
      const { raw, headers } = received;
      const { gateway } = stage;
      await refusal(stage.vendor.otherSecret.verifyWebhook(raw, headers)).toMatchObject(INVALID);
      for (const at of [0, Math.floor(raw.length / 2), raw.length - 1]) {
        const changed = Buffer.from(raw);
        changed[at] = (changed[at] ?? 0) ^ 1;
        await refusal(gateway.verifyWebhook(changed, headers)).toMatchObject(INVALID);
      }
      await refusal(gateway.verifyWebhook(raw, {})).toMatchObject(INVALID);
      await refusal(gateway.verifyWebhook(Buffer.alloc(0), headers)).toMatchObject(INVALID);
    });

    it.each(['stale', 'wrong_signature', 'changed_byte'] as const)(
      'are refused when they are %s',
      async (fault) => {
        const input = await stage.readyCharge();
        const before = (await stage.vendor.events()).length;
        stage.vendor.spoilEvent(fault);
        await stage.paid(input);
        const spoilt = (await stage.vendor.events())[before];
        if (!spoilt) throw new Error('No event came.');
        await refusal(stage.gateway.verifyWebhook(spoilt.raw, spoilt.headers)).toMatchObject(INVALID);
      },
    );

    it.each([200, 1_000_000])('of an unknown type and %s bytes are taken and left alone', async (bytes) => {
      if (!stage.vendor.sendUnknownEvent) return;
      stage.vendor.sendUnknownEvent(bytes);
      expect(await stage.changes()).toEqual([{ kind: 'ignored', reason: 'not_ours' }]);
    });
  });
}
