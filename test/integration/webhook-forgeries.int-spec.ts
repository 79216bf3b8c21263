import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';
import { beginForm, STAGED_VENDORS, vendorStage, type VendorStage } from '../support/vendor-stage.js';

const FORGERIES = ['webhook_wrong_signature', 'webhook_changed_byte', 'webhook_stale'] as const;

describe('events that a vendor did not sign, or not now', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new CardStage(app);
    app.stripe.webhooks.configure({ url: `${app.url}/webhooks/stripe` });
    app.paypal.webhooks.configure({ url: `${app.url}/webhooks/paypal` });
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  describe.each(STAGED_VENDORS)('of %s', (name) => {
    let vendor: VendorStage;

    beforeAll(() => {
      vendor = vendorStage(app, name);
    });

    afterEach(() => {
      vendor.standIn.webhooks.reset();
    });

    const kept = async (): Promise<number> => {
      const rows = await app.db.query('SELECT 1 FROM webhook_inbox');
      return (rows as unknown[]).length;
    };

    it.each(FORGERIES)('%s: refused, and no row is left', async (kind) => {
      const before = await kept();
      vendor.standIn.webhooks.misbehave({ kind, times: 0, ageSeconds: 6 * 86_400 });
      const form = await beginForm(app, name, await stage.customer());
      await vendor.finish(form);
      if (!vendor.tellsOfForms) await stage.complete(form.id);
      await vendor.standIn.webhooks.settled();
      const statuses = vendor.standIn.webhooks.deliveries.map(({ status }) => status);
      expect(statuses.length).toBeGreaterThan(0);
      expect(new Set(statuses)).toEqual(new Set([400]));
      expect(await kept()).toBe(before);
      expect(await stage.list(form.customer)).toHaveLength(vendor.tellsOfForms ? 0 : 1);
    });

    it('come right and five times each: kept once each, and one method', async () => {
      vendor.standIn.webhooks.misbehave({ kind: 'webhook_repeat', copies: 5, times: 0 });
      const before = await kept();
      const form = await beginForm(app, name, await stage.customer());
      await vendor.finish(form);
      if (!vendor.tellsOfForms) await stage.complete(form.id);
      await vendor.standIn.webhooks.settled();
      const { deliveries } = vendor.standIn.webhooks;
      expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await kept()).toBe(before + new Set(deliveries.map(({ eventId }) => eventId)).size);
      await app.app.get(JobRunner).runNow(`webhook-inbox-${name}`);
      await app.app
        .get(JobRunner)
        .runNow(`setup-reconciliation-${name}`, new Date(app.clock.now().getTime() + 60_000));
      expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
      expect(vendor.kept(form)).toHaveLength(1);
    });
  });
});
