import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

const WITHOUT_PAYPAL = {
  VENDORS__PAYPAL__CLIENT_ID: '',
  VENDORS__PAYPAL__CLIENT_SECRET: '',
  VENDORS__PAYPAL__WEBHOOK_ID: '',
};

/** Pages on which the payment form stands, or may come to stand. */
const PAGES = ['/care/l/any-token', '/admin/login'];

function directive(policy: string | null, name: string): string[] {
  const found = policy?.split('; ').find((one) => one.startsWith(`${name} `));
  return found?.split(' ').slice(1) ?? [];
}

describe('pages with the payment form', () => {
  let all: TestApp;
  let without: TestApp;

  beforeAll(async () => {
    [all, without] = await Promise.all([startTestApp(), startTestApp({ env: WITHOUT_PAYPAL })]);
  });

  afterAll(async () => {
    await Promise.all([all[Symbol.asyncDispose](), without[Symbol.asyncDispose]()]);
  });

  const headersOf = async (app: TestApp, path: string): Promise<Headers> =>
    (await app.call('GET', path, { key: null })).headers;

  it.each(PAGES)('name the hosts of every configured vendor and of nobody else (%s)', async (path) => {
    const policy = (await headersOf(all, path)).get('content-security-policy');
    const scripts = directive(policy, 'script-src').filter((source) => source.startsWith('http'));
    expect(scripts.sort()).toEqual([all.stripe.url, all.paypal.url].sort());
    const frames = directive(policy, 'frame-src').filter((source) => source.startsWith('http'));
    expect(frames.sort()).toEqual([all.stripe.url, all.paypal.url, all.paytabs.url, all.url].sort());
    expect(directive(policy, 'frame-ancestors')).toEqual(["'none'"]);
    expect(policy).not.toContain('unsafe');
  });

  it.each(PAGES)('let a window answer them only where PayPal is configured (%s)', async (path) => {
    const opener = 'cross-origin-opener-policy';
    expect((await headersOf(all, path)).get(opener)).toBe('same-origin-allow-popups');
    const headers = await headersOf(without, path);
    expect(headers.get(opener)).toBe('same-origin');
    expect(headers.get('content-security-policy')).not.toContain(without.paypal.url);
  });

  it('give every answer a nonce of its own, which the form’s script passes on', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers, text } = await all.call('GET', '/care/l/any-token', { key: null });
        const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
        expect(text).toContain(`nonce="${nonce}"`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it('are not shown at an address of the portal that leads nowhere: browsers get a page, programs a problem', async () => {
    const at = (path: string, accept: string) =>
      all.call('GET', path, { key: null, headers: { accept, 'accept-language': 'ar' } });
    for (const path of ['/care/nosuch', '/care/receipts', '/care/l/a/b']) {
      const page = await at(path, 'text/html,*/*;q=0.8');
      expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
        404,
        'text/html; charset=utf-8',
        'no-store',
      ]);
      expect(page.text).toContain('<html lang="ar" dir="rtl">');
      expect(page.text).toContain(`href="${all.url}/care"`);
      expect((await at(path, 'application/json')).body).toMatchObject({ status: 404, code: 'not_found' });
    }
    const api = await at('/care/api/nosuch', 'text/html');
    expect([api.status, api.body.code, api.headers.get('cache-control')]).toEqual([
      404,
      'not_found',
      'no-store',
    ]);
  });

  it('are the only ones whose opener policy is loosened', async () => {
    expect((await headersOf(all, '/health/live')).get('cross-origin-opener-policy')).toBe('same-origin');
  });
});
