import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { enterContext, launchBrowser, leaveContext } from '../support/browser.js';
import { CardStage } from '../support/card-stage.js';
import { portalScene, signUpScene } from '../support/portal-scene.js';
import { HOST_KEY, PortalStage } from '../support/portal-stage.js';
import { smallPicture } from '../support/small-picture.js';

declare global {
  /** Set by `npm run screenshots:portal`: where pictures go. */
  var portalPictures: string;
}

const SHOTS = [
  ['overview', ''],
  ['methods', '/payment-methods'],
  ['invoices', '/invoices'],
  ['balance', '/balance'],
  ['add', '/payment-methods/new'],
  ['receipts', '/invoices?receipts'],
  ['settings', '/settings'],
] as const;
const WORDS = { en: { menu: /^Actions for/, remove: 'Delete' }, ar: { menu: /^إجراءات/, remove: 'حذف' } };
const SIZES = [
  ['wide', 1280, 860],
  ['phone', 390, 844],
] as const;
// Enough to judge each page by: the others look the same in the other language and width.
const ONCE = { en: 'wide', ar: 'phone' } as const;
const SHOWN_ONCE = [
  'add',
  'balance',
  'delete',
  'receipt',
  'receipts',
  'settings',
  'sign-in',
  'sign-up',
  'trouble',
];

describe('pictures of the self-care pages', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [app, browser] = await Promise.all([
      startTestApp({ env: { SELF_CARE__HOST_TOKEN_KEY: HOST_KEY } }),
      launchBrowser(),
    ]);
    page = await enterContext(browser, { locale: 'en', width: 1280, height: 900 });
  }, 60_000);

  afterAll(async () => {
    await leaveContext(page.context());
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  const ready = async (): Promise<void> => {
    await page.locator('main h1').waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'hidden' });
  };

  const take = async (name: string, locale: 'ar' | 'en', reopen: () => Promise<void>): Promise<void> => {
    for (const [size, width, height] of SIZES) {
      if (size !== ONCE[locale] && SHOWN_ONCE.includes(name)) continue;
      await page.setViewportSize({ width, height });
      await reopen();
      // What stands at the foot of a phone's screen stands at the foot of the picture.
      const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
      await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), 1_300) });
      await page.evaluate('document.fonts.ready');
      await page.waitForTimeout(600);
      const picture = await smallPicture(page, await page.screenshot());
      await writeFile(`${globalThis.portalPictures}/${name}-${locale}-${size}.png`, picture);
    }
  };

  it.each(['en', 'ar'] as const)(
    'are taken (%s)',
    async (locale) => {
      const { id } = await portalScene(app, locale);
      await page.context().clearCookies();
      await page.goto(`${app.url}/care/sign-in`);
      await page.evaluate(`localStorage.setItem('omnicrm.locale', '${locale}')`);
      await take('sign-in', locale, async () => {
        await page.goto(`${app.url}/care/sign-in`);
        await ready();
      });
      const expiring = (await new CardStage(app).list(id)).find(({ last4 }) => last4 === '5454');
      const { status, body } = await app.call('POST', `/v1/customers/${id}/secure-links`, {
        body: { purpose: 'add_payment_method', send: false },
      });
      expect(status).toBe(201);
      await app.db.query('UPDATE access_links SET payment_method_id = $2 WHERE customer_id = $1', [
        id,
        expiring?.id,
      ]);
      await take('link', locale, async () => {
        await page.goto(body.url);
        await ready();
      });
      const [name = '', value = ''] = (await new PortalStage(app).signedIn(id)).split('=');
      await page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/care' }]);
      for (const [shot, path] of SHOTS)
        await take(shot, locale, async () => {
          await page.goto(`${app.url}/care${path}`);
          await ready();
          if (shot === 'add') await page.locator('omnicrm-payment-form[state=ready]').waitFor();
        });
      await take('delete', locale, async () => {
        const { menu, remove } = WORDS[locale];
        await page.goto(`${app.url}/care/payment-methods`);
        await page.getByRole('button', { name: menu }).last().click();
        await page.getByRole('menuitem', { name: remove }).click();
        await page.locator('.dialog').waitFor();
      });
      await take('receipt', locale, async () => {
        await page.goto(`${app.url}/care/invoices?receipts`);
        const link = page.locator('a[href*="/receipt?"]').first();
        await page.goto(`${app.url}${(await link.getAttribute('href')) ?? ''}`);
      });
      await take('trouble', locale, async () => {
        await page.unrouteAll();
        await page.goto(`${app.url}/care/payment-methods`);
        await page.locator('table').waitFor();
        await page.route('**/care/api/**', (route) => route.fulfill({ status: 500, body: '{}' }));
        await page.locator('a[href="/care/invoices"]').last().click();
        await page.locator('.offline').waitFor();
      });
      await page.unrouteAll();
      const newcomer = await signUpScene(app, locale);
      const portal = new PortalStage(app);
      await take('sign-up', locale, async () => {
        await page.goto(`${app.url}/care/h/${portal.hostToken({ sub: newcomer })}`);
        await page.locator('omnicrm-payment-form[state=ready]').waitFor();
      });
    },
    120_000,
  );
});
