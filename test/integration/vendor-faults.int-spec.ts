import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { RequestFaultKind } from '../../src/sandbox/kit/index.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';
import { STAGED_VENDORS, vendorStage, type OpenForm, type VendorStage } from '../support/vendor-stage.js';

const FAULTS: readonly RequestFaultKind[] = [
  'timeout_before',
  'timeout_after',
  'error_500_before',
  'error_500_after',
  'reset_before',
  'reset_before_body',
  'reset_after_body',
  'slow_body',
  'rate_limit',
  'html',
  'cut_json',
  'empty',
];
// Often enough that no retry of a client's own hides it.
const TIMES = 8;
const UNFORESEEN = 500;

describe('whatever goes wrong at the vendor while a method is saved or removed', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new CardStage(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const run = (job: string, now?: Date): Promise<number> => app.app.get(JobRunner).runNow(job, now);

  describe.each(STAGED_VENDORS)('%s', (name) => {
    let vendor: VendorStage;

    beforeAll(() => {
      vendor = vendorStage(app, name);
    });

    afterEach(() => {
      vendor.standIn.faults.clear();
    });

    const strike = (kind: RequestFaultKind): void => {
      vendor.standIn.faults.add({ kind, times: TIMES, durationMs: 60, retryAfterSeconds: 0 });
    };
    const mend = async (): Promise<void> => {
      vendor.standIn.faults.clear();
      await run(`setup-reconciliation-${name}`, new Date(app.clock.now().getTime() + 120_000));
      await app.db.query(
        "UPDATE vendor_detachments SET lease_until = NULL, due_at = now() - interval '1 second'",
      );
      await run('vendor-detachments');
    };
    const expectForeseen = ({ status, text }: Answer): void => {
      if (status >= UNFORESEEN) expect([status, text]).toEqual([503, text]);
    };
    const standing = async (form: OpenForm): Promise<[onFile: number, kept: number]> => [
      (await stage.list(form.customer)).length,
      vendor.kept(form).length,
    ];

    it.each(FAULTS)(
      '%s: one method or none, as at the vendor',
      async (kind) => {
        const customer = await stage.customer();
        const ask = (): Promise<Answer> =>
          app.call('POST', `/v1/customers/${customer}/payment-method-setups`, {
            body: { vendor: name },
            headers: { 'idempotency-key': `fault-${customer}` },
          });
        strike(kind);
        expectForeseen(await ask());
        await mend();
        // A page whose answer was lost keeps its cart busy for two minutes at PayTabs.
        app.paytabs.control.set({ refusesDuplicates: false });
        let begun = await ask();
        // Stripe keeps a 500 under its key: the one after the next try takes another.
        if (kind === 'error_500_after' && begun.status === 503) begun = await ask();
        if (kind === 'error_500_after' && begun.status === 503) begun = await ask();
        expect([begun.status, begun.text]).toEqual([201, begun.text]);
        const form = {
          id: begun.body.id,
          customer,
          token: begun.body.client.token,
          client: begun.body.client,
        };

        await vendor.finish(form);
        strike(kind);
        expectForeseen(await stage.complete(form.id));
        await mend();
        expect(await standing(form)).toEqual([1, 1]);

        strike(kind);
        expectForeseen(await stage.remove(form.id, '?confirm_last=true'));
        await mend();
        expect(await standing(form)).toEqual([0, 0]);
        const { body } = await app.call('GET', `/v1/payment-methods/${form.id}`);
        expect(body.status).toBe('removed');
      },
      30_000,
    );
  });
});
