import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { translator, type TextKey } from '../../admin/locale/translate.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { panelScene, type PanelScene } from '../support/panel-scene.js';
import { PanelWindow } from '../support/panel-story.js';
import { smallPicture } from '../support/small-picture.js';

declare global {
  /** Set by `npm run screenshots:panel`: where pictures go, whether all widths of all pages, and of which pages alone. */
  var panelPictures: { readonly into: string; readonly every: boolean; readonly only: readonly string[] };
}

type Locale = 'ar' | 'en';

/** A picture's name, the page it is of, and what is pressed there first. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly presses?: readonly TextKey[];
}

const SIZES = [
  ['wide', 1280, 860],
  ['phone', 390, 844],
] as const;
const TALLEST = 1_500;
// Those that docs/panel.md shows are kept in both languages and widths; of the others one width for each language is enough to judge by.
const SHOWN = [
  'home',
  'expiring-cards',
  'customer-billing',
  'dunning-case',
  'phone-call',
  'payment-failures',
];
const ONCE = { en: 'wide', ar: 'phone' } as const;

let app: TestApp;
let browser: Browser;
let scene: PanelScene;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  scene = await panelScene(app);
}, 400_000);

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

async function firstOf(table: string, where = 'true'): Promise<string> {
  const [row]: { id: string }[] = await app.db.query(
    `SELECT id FROM ${table} WHERE ${where} ORDER BY id DESC LIMIT 1`,
  );
  return row?.id ?? '';
}

async function shots(): Promise<readonly Shot[]> {
  const page = (resource: string, id: string, action = 'show'): string =>
    `/admin/resources/${resource}/records/${id}/${action}`;
  const list = (resource: string): Shot => ({ name: resource, path: `/admin/resources/${resource}` });
  const { customer, suspended, paused } = scene;
  const caseOf = ({ customer: id }: { customer: string }): Promise<string> =>
    firstOf('dunning_cases', `customer_id = '${id}'`);
  return [
    { name: 'home', path: '/admin' },
    { name: 'expiring-cards', path: '/admin/resources/expiring-cards?range=30' },
    {
      name: 'expiring-cards-selected',
      path: '/admin/resources/expiring-cards?range=30',
      presses: ['expiring.selectPage', 'expiring.send'],
    },
    {
      name: 'expiring-cards-follow-up',
      path: '/admin/resources/expiring-cards?range=all&not_acted_since_days=7',
    },
    list('customers'),
    { name: 'customer', path: page('customers', customer) },
    { name: 'customer-billing', path: page('customers', customer, 'billing') },
    { name: 'customer-subscriptions', path: page('customers', customer, 'subscriptions') },
    { name: 'customer-dunning', path: page('customers', paused.customer, 'dunning') },
    { name: 'customer-messages', path: page('customers', suspended.customer, 'messages') },
    { name: 'customer-history', path: page('customers', customer, 'history') },
    list('dunning-cases'),
    { name: 'dunning-case', path: page('dunning-cases', await caseOf(suspended)) },
    { name: 'phone-call', path: page('dunning-cases', await caseOf(suspended)), presses: ['phone.start'] },
    list('call-tasks'),
    list('invoices'),
    {
      name: 'invoice',
      path: page('invoices', await firstOf('invoices', `customer_id = '${customer}' AND state = 'open'`)),
    },
    {
      name: 'invoice-pay',
      path: page('invoices', await firstOf('invoices', `customer_id = '${customer}' AND state = 'open'`)),
      presses: ['invoices.pay'],
    },
    list('payments'),
    {
      name: 'payment',
      path: page(
        'payments',
        await firstOf('payments', `customer_id = '${customer}' AND refunded_amount > 0`),
      ),
    },
    list('payment-failures'),
    list('recovery'),
    list('messages'),
    {
      name: 'message',
      path: page(
        'messages',
        await firstOf('messages', `customer_id = '${suspended.customer}' AND state = 'sent'`),
      ),
    },
    list('suppressions'),
    list('mail-templates'),
    { name: 'mail-template', path: '/admin/resources/mail-templates?type=payment_failed&locale=ar' },
    list('dunning-policies'),
    { name: 'dunning-policy', path: page('dunning-policies', 'default') },
    { name: 'dunning-policy-edit', path: page('dunning-policies', 'default', 'edit') },
    list('audit'),
    { name: 'audit-entry', path: page('audit', await firstOf('audit_entries')) },
    list('vendor-events'),
    list('webhook-endpoints'),
    list('webhook-deliveries'),
    list('staff'),
    { name: 'staff-add', path: '/admin/resources/staff', presses: ['staff.add'] },
    list('api-keys'),
    { name: 'api-keys-add', path: '/admin/resources/api-keys', presses: ['keys.add', 'keys.allScopes'] },
    list('system-check'),
  ];
}

async function press(page: Page, name: string): Promise<void> {
  const named = page.getByRole('button', { name }).or(page.getByRole('checkbox', { name }));
  await named.locator('visible=true').first().click();
}

// The panel scrolls within itself.
const WHOLE = `(() => {
  let beyond = 0;
  for (let part = document.querySelector('#content, main'); part; part = part.parentElement)
    beyond = Math.max(beyond, part.scrollHeight - part.clientHeight);
  return innerHeight + beyond;
})()`;

async function take(page: Page, name: string, locale: Locale, reopen: () => Promise<void>): Promise<void> {
  const { into, every } = globalThis.panelPictures;
  for (const [size, width, height] of SIZES) {
    if (!every && size !== ONCE[locale] && !SHOWN.includes(name)) continue;
    await page.setViewportSize({ width, height });
    await reopen();
    const whole = await page.evaluate<number>(WHOLE);
    await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), TALLEST) });
    await page.evaluate('document.fonts.ready');
    await page.waitForTimeout(400);
    // Nothing of a page may lie beside the screen.
    expect([name, locale, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
      name,
      locale,
      width,
    ]);
    await writeFile(
      `${into}/${name}-${locale}-${size}.png`,
      await smallPicture(page, await page.screenshot()),
    );
  }
}

describe('pictures of the panel', () => {
  it.each(['en', 'ar'] as const)(
    'are taken (%s)',
    async (locale) => {
      const { only } = globalThis.panelPictures;
      const window = await PanelWindow.open(browser, app.url, { locale, width: 1_280 });
      const { page } = window;
      // A machine that does other things besides shall not spoil them all.
      page.setDefaultTimeout(90_000);
      const wanted = (name: string): boolean => only.length === 0 || only.some((one) => name.startsWith(one));
      await page
        .context()
        .addCookies([{ name: 'omnicrm_locale', value: locale, domain: '127.0.0.1', path: '/' }]);
      if (wanted('sign-in'))
        await take(page, 'sign-in', locale, async () => {
          await window.goto('/admin/login');
          await page.locator('#email').waitFor();
        });
      await window.signIn(scene.email);
      for (const { name, path, presses = [] } of (await shots()).filter((shot) => wanted(shot.name)))
        await take(page, name, locale, async () => {
          await window.goto(path);
          await page.locator('main#content h1').first().waitFor();
          await page.waitForLoadState('networkidle');
          await page.locator('.oc-skeleton').first().waitFor({ state: 'hidden' });
          for (const key of presses) await press(page, translator(locale)(key));
        });
      expect(window.complaints).toEqual([]);
      await window.close();
    },
    1_200_000,
  );
});
