import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { portalScene, signUpScene } from '../support/portal-scene.js';
import { HOST_KEY } from '../support/portal-stage.js';
import { PortalWindow } from '../support/portal-window.js';
import { smallPicture } from '../support/small-picture.js';

declare global {
  /** Set by `npm run screenshots:portal`: where pictures go. */
  var portalPictures: string;
}

type Open = () => Promise<void>;

const PAGES = [
  ['overview', ''],
  ['methods', '/payment-methods'],
  ['invoices', '/invoices'],
  ['balance', '/balance'],
  ['add', '/payment-methods/new'],
  ['receipts', '/invoices?receipts'],
  ['settings', '/settings'],
] as const;
const SIZES = [
  ['wide', 1280, 860],
  ['phone', 390, 844],
] as const;
const TALLEST = 1_800;
// The others are shown once in each language, wide in English and on a phone in Arabic: they look the same the other way round.
const SHOWN_IN_ALL = ['link', 'overview', 'methods', 'invoices'];
const ONCE = { en: 'wide', ar: 'phone' } as const;
const DECLINED = '4000000000009995';
const NEEDS_BANK = '4000002500003155';

describe('pictures of the self-care pages', () => {
  let app: TestApp;
  let browser: Browser;
  let window: PortalWindow;
  let page: Page;

  beforeAll(async () => {
    [app, browser] = await Promise.all([
      startTestApp({ env: { SELF_CARE__HOST_TOKEN_KEY: HOST_KEY } }),
      launchBrowser(),
    ]);
    window = await PortalWindow.open(app, browser);
    page = window.page;
  }, 60_000);

  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  const ready = async (): Promise<void> => {
    await page.locator('main h1').waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'hidden' });
  };

  const take = async (name: string, open: Open): Promise<void> => {
    const { language } = window;
    for (const [size, width, height] of SIZES) {
      if (size !== ONCE[language] && !SHOWN_IN_ALL.includes(name)) continue;
      await page.setViewportSize({ width, height });
      await open();
      // What stands at the foot of a phone's screen stands at the foot of the picture.
      const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
      await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), TALLEST) });
      await page.evaluate('document.fonts.ready');
      await page.waitForTimeout(600);
      const picture = await smallPicture(page, await page.screenshot());
      await writeFile(`${globalThis.portalPictures}/${name}-${language}-${size}.png`, picture);
    }
  };

  const opened =
    (path: string): Open =>
    async () => {
      await window.go(path);
      await ready();
    };

  const linkFor = async (customer: string): Promise<string> => {
    const token = await window.portal.linkFor(customer, 'add_payment_method');
    const expiring = (await window.cards.list(customer)).find(({ last4 }) => last4 === '5454');
    await app.db.query('UPDATE access_links SET payment_method_id = $2 WHERE customer_id = $1', [
      customer,
      expiring?.id,
    ]);
    return token;
  };

  const outside = async (customer: string): Promise<void> => {
    await window.goUnknown('/sign-in');
    await take('sign-in', opened('/sign-in'));
    const token = await linkFor(customer);
    await take('link', opened(`/l/${token}`));
  };

  const expiredLink = async (customer: string): Promise<void> => {
    await page.context().clearCookies();
    const token = await linkFor(customer);
    await app.db.query(
      `UPDATE access_links SET expires_at = $2::timestamptz - interval '1 hour', created_at = $2::timestamptz - interval '40 days'
       WHERE customer_id = $1`,
      [customer, app.clock.now()],
    );
    await take('expired-link', opened(`/l/${token}`));
  };

  const adding = async (): Promise<void> => {
    const send = async (card: string): Promise<void> => {
      await window.go('/payment-methods/new');
      await window.addCard(card);
    };
    await take('declined', async () => {
      await send(DECLINED);
      await window.formIs('declined');
    });
    await take('authentication', async () => {
      await send(NEEDS_BANK);
      await page.locator('iframe[src*="view=challenge"]').waitFor();
    });
  };

  const managing = async (customer: string): Promise<void> => {
    const { methods, backups } = window.words;
    await take('delete', async () => {
      await window.go('/payment-methods');
      await window.choose('5454', methods.remove);
      await page.locator('.dialog').waitFor();
    });
    await window.cards.addToken(customer, { brand: 'mastercard', last4: '4444', exp_year: 2034 });
    await take('backups', async () => {
      await window.go('/payment-methods');
      await page.getByRole('switch', { name: backups.consent }).press('Space');
      await page.locator('.order').waitFor();
    });
  };

  const lastMethod = async (): Promise<void> => {
    const { id } = await window.newCustomer();
    await window.cards.addToken(id);
    await window.signIn(id);
    await take('last-method', async () => {
      await window.go('/payment-methods');
      await window.choose('••••', window.words.methods.remove);
      await page.locator('.dialog').waitFor();
    });
  };

  const failing = async (): Promise<void> => {
    await take('trouble', async () => {
      await page.unrouteAll();
      await window.go('/payment-methods');
      await page.locator('table').waitFor();
      await page.route('**/care/api/**', (route) => route.fulfill({ status: 500, body: '{}' }));
      await page.locator('a[href="/care/invoices"]').last().click();
      await page.locator('.offline').waitFor();
    });
    await page.unrouteAll();
  };

  it.each(['en', 'ar'] as const)(
    'are taken (%s)',
    async (locale) => {
      window.language = locale;
      await page.context().clearCookies();
      const { id } = await portalScene(app, locale);
      await outside(id);
      await window.signIn(id);
      for (const [name, path] of PAGES)
        await take(name, async () => {
          await opened(path)();
          if (name === 'add') await window.formIs('ready');
        });
      await managing(id);
      await take('receipt', async () => {
        await window.go('/invoices?receipts');
        const link = page.locator('a[href*="/receipt?"]').first();
        await page.goto(`${app.url}${(await link.getAttribute('href')) ?? ''}`);
      });
      await failing();
      await adding();
      await lastMethod();
      await expiredLink(id);
      const newcomer = await signUpScene(app, locale);
      await take('sign-up', async () => {
        await window.go(`/h/${window.portal.hostToken({ sub: newcomer })}`);
        await window.formIs('ready');
      });
      expect(window.takeComplaints()).toEqual([]);
    },
    240_000,
  );
});
