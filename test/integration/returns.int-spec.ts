import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '../../src/common/http/metrics.service.js';
import { signedFields } from '../../src/sandbox/paytabs/signature.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { rowCounts } from '../support/api-routes.js';
import { CardStage } from '../support/card-stage.js';
import { beginForm, STAGED_VENDORS, vendorStage, type OpenForm } from '../support/vendor-stage.js';

const SHOP = 'https://shop.example';

describe('browsers that come back from a vendor', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp({ env: { SELF_CARE__ALLOWED_ORIGINS: JSON.stringify([SHOP]) } });
    stage = new CardStage(app);
  });

  afterEach(() => {
    app.stripe.faults.clear();
    app.paytabs.faults.clear();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const open = async (vendor: string, more: object = {}): Promise<OpenForm> => {
    vendorStage(app, vendor).standIn.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    return beginForm(app, vendor, await stage.customer(), { ...more });
  };
  const comeBack = (vendor: string, form: OpenForm, language = 'en'): Promise<Answer> =>
    app.call('GET', `/returns/${vendor}/${form.id}`, { key: null, headers: { 'accept-language': language } });
  const post = (form: OpenForm, fields: Record<string, string>): Promise<Answer> =>
    app.call('POST', `/returns/paytabs/${form.id}`, {
      key: null,
      raw: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const status = (answer: Answer): string | undefined => /data-status="(\w+)"/.exec(answer.text)?.[1];
  const signed = (form: OpenForm, change: Record<string, string> = {}): Record<string, string> =>
    signedFields(
      {
        acquirerMessage: '',
        acquirerRRN: '4242424242424242',
        cartId: `setup-${form.id}`,
        customerEmail: 'nora+card@example.com',
        respCode: 'G12345',
        respMessage: 'مقبول * ~ ok',
        respStatus: 'A',
        token: '',
        tranRef: 'TST2632500000001',
        ...change,
      },
      app.config.vendors.paytabs.serverKey ?? '',
    );

  it.each(STAGED_VENDORS)(
    '%s: find their method on file, since the vendor is asked at once',
    async (vendor) => {
      const form = await open(vendor);
      await vendorStage(app, vendor).finish(form);
      const answer = await comeBack(vendor, form);
      expect([answer.status, status(answer)]).toEqual([200, 'completed']);
      expect(await stage.list(form.customer)).toMatchObject([{ id: form.id }]);
    },
  );

  it.each(STAGED_VENDORS)('%s: are told when it is not finished, and may finish it after', async (vendor) => {
    const form = await open(vendor);
    expect(status(await comeBack(vendor, form))).toBe('pending');
    await vendorStage(app, vendor).finish(form);
    expect(status(await comeBack(vendor, form))).toBe('completed');
  });

  it('get a page in their language whose policy lets nothing in but our own files', async () => {
    const form = await open('stripe', { return_url: `${SHOP}/account?tab=cards` });
    const page = await comeBack('stripe', form, 'ar-EG,en;q=0.5');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<html lang="ar" dir="rtl"');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`frame-ancestors 'self' ${new URL(app.url).origin} ${SHOP}`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-frame-options')).toBeNull();
    expect(page.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.text).toContain(`data-origins="${new URL(app.url).origin} ${SHOP}"`);
    expect(page.text).toContain(
      `href="${SHOP}/account?tab=cards&amp;setup_id=${form.id}&amp;status=pending"`,
    );
    for (const asset of ['/assets/portal/return.js', '/assets/portal/return.css']) {
      expect(page.text).toContain(asset);
      expect((await app.call('GET', asset, { key: null })).status).toBe(200);
    }
  });

  describe('with a form that PayTabs signed', () => {
    it('start a question, whatever the form says', async () => {
      const form = await open('paytabs');
      expect(status(await post(form, signed(form)))).toBe('pending');
      await vendorStage(app, 'paytabs').finish(form);
      expect(status(await post(form, signed(form, { respStatus: 'D' })))).toBe('completed');
    });

    it('that somebody forged start none, and still get their page', async () => {
      const form = await open('paytabs');
      await vendorStage(app, 'paytabs').finish(form);
      const asked = app.paytabs.requests().length;
      const before = await rowCounts(app);
      const forged = { ...signed(form), respStatus: 'A', tranRef: 'TST0000000000000' };
      const page = await post(form, forged);
      expect([page.status, status(page)]).toEqual([200, 'pending']);
      expect(app.paytabs.requests()).toHaveLength(asked);
      expect(await rowCounts(app)).toEqual(before);
      expect(await app.app.get(Metrics).registry.metrics()).toContain(
        'returns_refused_total{vendor="paytabs"} 1',
      );
      const twice = await app.call('POST', `/returns/paytabs/${form.id}`, {
        key: null,
        raw: `${new URLSearchParams(signed(form)).toString()}&respStatus=A`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(status(twice)).toBe('pending');
    });

    it('leave no trace of what the form held', async () => {
      const form = await open('paytabs');
      await post(form, signed(form));
      expect(app.log.lines.join('\n')).not.toMatch(/nora\+card|nora%2Bcard|4242424242424242/);
    });
  });

  it('get their page while the vendor is away, and are not kept waiting', async () => {
    const form = await open('stripe');
    await vendorStage(app, 'stripe').finish(form);
    app.stripe.faults.add({ kind: 'error_500_before', times: 0 });
    const answer = await comeBack('stripe', form);
    expect([answer.status, status(answer)]).toEqual([200, 'pending']);
    app.stripe.faults.clear();
    app.stripe.faults.add({ kind: 'slow_body', durationMs: 10_000 });
    const before = Date.now();
    expect(status(await comeBack('stripe', form))).toBe('pending');
    expect(Date.now() - before).toBeLessThan(9_900);
  }, 40_000);

  it('ask once however often the page is reloaded at the same time', async () => {
    const form = await open('stripe');
    const asked = app.stripe.requests().length;
    app.stripe.faults.add({ kind: 'slow_body', durationMs: 400 });
    await Promise.all(Array.from({ length: 10 }, () => comeBack('stripe', form)));
    expect(app.stripe.requests().length - asked).toBe(1);
  });

  it('learn nothing of setups that are not there or not of that vendor', async () => {
    const form = await open('stripe');
    const paths = [
      `/returns/paytabs/${form.id}`,
      `/returns/stripe/${crypto.randomUUID()}`,
      '/returns/stripe/x',
      `/returns/acme/${form.id}`,
    ];
    for (const method of ['GET', 'POST'])
      for (const path of paths) {
        const page = await app.call(method, path, { key: null, headers: { 'accept-language': 'ar' } });
        expect([path, page.status]).toEqual([path, 404]);
        expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
        expect(page.text).toContain('<html lang="ar" dir="rtl">');
        expect(page.text).toContain('لم يعد ما يشير إليه موجودًا');
        expect(page.text).not.toContain(form.id);
      }
    const english = await app.call('GET', `/returns/paytabs/${form.id}`, { key: null });
    expect(english.text).toContain('no longer there');
  });
});
