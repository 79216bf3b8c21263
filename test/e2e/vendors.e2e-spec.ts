import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TEST_CARDS } from '../../src/sandbox/paytabs/cards.js';
import { accessibilityViolations } from '../support/accessibility.js';
import { AddMethodStory, type Choice } from '../support/add-method-story.js';
import { Api } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { addStaff } from '../support/panel-story.js';

const BOTH = ['en', 'ar'] as const;

let app: TestApp;
let api: Api;
let browser: Browser;
let staff: string;
let story: AddMethodStory | undefined;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp({ jobs: true }), launchBrowser()]);
  api = new Api(app);
  staff = await addStaff(app, 'admin');
}, 90_000);

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

afterEach(async () => {
  app.paytabs.webhooks.faults.clear();
  const { complaints = [], hosts = new Set<string>() } = story?.window ?? {};
  await story?.window.close();
  story = undefined;
  // A page that breaks its own policy, throws or talks to anybody else fails whatever else it shows.
  expect(complaints).toEqual([]);
  const known = [app.url, app.stripe.url, app.paytabs.url];
  expect([...hosts].filter((host) => !known.includes(host))).toEqual([]);
});

/** The form open at one way to pay. */
async function open(
  choice: Choice,
  options: { readonly locale?: 'ar' | 'en'; readonly width?: number } = {},
): Promise<AddMethodStory> {
  story = await AddMethodStory.begin({ app, api, browser, staff }, options);
  await story.choose(choice);
  return story;
}

/** PayTabs' page, wherever it is shown. */
function pageOf(place: Page | AddMethodStory['vendor']) {
  return {
    type: (name: string) =>
      place
        .locator('input[name=number]')
        .fill(TEST_CARDS.find((card) => card.name === name)?.number ?? 'unknown'),
    press: (action: 'pay' | 'cancel' | 'stay') => place.locator(`button[value=${action}]`).click(),
  };
}

async function passes(span: string): Promise<void> {
  await api.post('/v1/sandbox/clock', { advance: span });
}

describe('a card on PayTabs’ page', () => {
  it.each(BOTH)('is typed in the form, saved and stands in the table (%s)', async (locale) => {
    const here = await open('paytabs:card', { locale });
    expect(await here.vendor.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await here.form.locator('#nickname').fill('Family');
    await pageOf(here.vendor).press('pay');
    expect(await (await here.row('1111')).innerText()).toContain('Family');
    expect(await here.onFile()).toMatchObject([
      { vendor: 'paytabs', brand: 'visa', last4: '1111', nickname: 'Family', is_default: true },
    ]);
  });

  it('fits a phone', async () => {
    const here = await open('paytabs:card', { locale: 'ar', width: 390 });
    await expectNoSideways(here);
    await pageOf(here.vendor).press('pay');
    await here.row('1111');
  });

  it('is declined, and another one is taken on a new page', async () => {
    const here = await open('paytabs:card');
    const page = pageOf(here.vendor);
    await page.type('declined_316');
    await page.press('pay');
    await here.form.getByText('The bank declined this card for lack of funds').waitFor();
    await here.state('ready');
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await page.type('mastercard');
    await page.press('pay');
    await here.row('0114');
    expect(await here.onFile()).toMatchObject([{ brand: 'mastercard', last4: '0114' }]);
  });

  it('is told no more of a card that is reported than of any other', async () => {
    const here = await open('paytabs:card');
    const page = pageOf(here.vendor);
    await page.type('declined_501');
    await page.press('pay');
    await here.form.getByText('The bank declined this card', { exact: true }).waitFor();
  });

  it('is left by its own button without a trace', async () => {
    const here = await open('paytabs:card');
    await pageOf(here.vendor).press('cancel');
    await here.form.getByText('You stopped before the card was saved').waitFor();
    await here.state('ready');
    expect(await here.onFile()).toEqual([]);
  });

  it('may stand in a tab of its own, after which the form goes on by itself', async () => {
    const here = await open('paytabs:card');
    const opening = here.page.waitForEvent('popup');
    await here.form.getByRole('button', { name: 'Open it in a new tab' }).click();
    const tab = await opening;
    await here.form.getByText('The card page is open in another tab.').waitFor();
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await here.form.locator('#nickname').fill('Other tab');
    await pageOf(tab).press('pay');
    expect(await (await here.row('1111')).innerText()).toContain('Other tab');
  });

  it('is found by the callback when the way back was lost', async () => {
    const here = await open('paytabs:card');
    await pageOf(here.vendor).press('stay');
    await here.row('1111');
  });

  it('is found within a minute when the tab died and the callback never came', async () => {
    app.paytabs.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    const here = await open('paytabs:card');
    await pageOf(here.vendor).press('stay');
    await here.vendor.getByText('Done. You may close this tab.').waitFor();
    await here.page.close();
    expect(await here.onFile()).toEqual([]);
    await passes('PT1M');
    expect(await here.onFile()).toMatchObject([{ vendor: 'paytabs', last4: '1111', is_default: true }]);
  });
});

async function expectNoSideways({ page }: AddMethodStory): Promise<void> {
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBe(0);
}
