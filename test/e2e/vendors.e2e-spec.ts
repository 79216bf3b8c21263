import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TEST_CARDS } from '../../src/sandbox/paytabs/cards.js';
import { accessibilityViolations } from '../support/accessibility.js';
import { AddMethodStory, type Choice } from '../support/add-method-story.js';
import { Api } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { enterContext, launchBrowser, leaveContext } from '../support/browser.js';
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
  app.paypal.webhooks.faults.clear();
  const { complaints = [], hosts = new Set<string>() } = story?.window ?? {};
  await story?.window.close();
  story = undefined;
  // A page that breaks its own policy, throws or talks to anybody else fails whatever else it shows.
  expect(complaints).toEqual([]);
  const known = [app.url, app.stripe.url, app.paypal.url, app.paytabs.url];
  expect([...hosts].filter((host) => !known.includes(host))).toEqual([]);
});

/** The form open at one way to pay. */
async function open(
  choice: Choice,
  options: Parameters<typeof AddMethodStory.begin>[1] = {},
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

  it('speaks the language of whoever fills it in, not that of the customer’s mails', async () => {
    const here = await open('paytabs:card', { locale: 'en', customerLocale: 'ar' });
    expect(await here.vendor.locator('html').getAttribute('lang')).toBe('en');
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

describe('a card in PayPal’s fields', () => {
  it.each(BOTH)('is saved and stands in the table (%s)', async (locale) => {
    const here = await open('paypal:card', { locale });
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await here.typeCard('4111111111111111');
    await here.form.locator('#nickname').fill('Travel');
    await here.submit();
    expect(await (await here.row('1111')).innerText()).toContain('Travel');
    expect(await here.onFile()).toMatchObject([
      {
        vendor: 'paypal',
        payment_type: 'card',
        brand: 'visa',
        last4: '1111',
        exp_month: 12,
        exp_year: 2034,
        name: 'LAYLA HASSAN',
        nickname: 'Travel',
        is_default: true,
      },
    ]);
  });

  it('fits a phone', async () => {
    const here = await open('paypal:card', { locale: 'ar', width: 390 });
    await expectNoSideways(here);
    expect(await accessibilityViolations(here.page)).toEqual([]);
  });

  it('is declined, and another one is taken', async () => {
    const here = await open('paypal:card');
    await here.typeCard('4000000000000002');
    await here.submit();
    await here.form.getByText('The bank declined this card', { exact: true }).waitFor();
    await here.accepts();
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await here.typeCard('378282246310005');
    await here.submit();
    await here.row('0005');
    expect(await here.onFile()).toMatchObject([{ brand: 'amex', last4: '0005' }]);
  });

  it('is checked field by field before anything is sent', async () => {
    const here = await open('paypal:card');
    await here.submit();
    for (const words of ['Enter the card number.', 'Enter the expiry date.', 'Enter the security code.'])
      await here.form.getByText(words).waitFor();
    await here.form.getByText('Enter the name as it is printed on the card.').waitFor();
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await (await here.field('number')).locator('#number').fill('4111 1111 1111 1112');
    await here.form.getByText('The card number is not right.').waitFor();
    await (await here.field('number')).locator('#number').fill('4111 1111 1111 1111');
    await here.form
      .getByText('The card number is not right.')
      .waitFor({ state: 'detached' })
      .catch(() => null);
    expect(await here.onFile()).toEqual([]);
  });

  it('never passes through our pages or to our server', async () => {
    const here = await open('paypal:card');
    const toOurs: string[] = [];
    here.page.on('request', (request) => {
      if (request.url().startsWith(app.url)) toOurs.push(request.postData() ?? '');
    });
    await here.typeCard('5555555555554444');
    await here.submit();
    await here.row('4444');
    expect(toOurs.join().replace(/\s/g, '')).not.toContain('555555555555');
  });

  it('says what to try when PayPal’s script is blocked, and loads it when tried again', async () => {
    const here = await open('paytabs:card');
    await here.page.route('**/sdk/js?*', (route) => route.abort('blockedbyclient'));
    await here.form.locator('[data-choice="paypal:card"]').click();
    await here.state('load_failed');
    await here.form.getByText('Turn off ad or script blockers for this page.').waitFor();
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await here.page.unroute('**/sdk/js?*');
    await here.form.getByRole('button', { name: 'Try again' }).click();
    await here.state('ready');
  });
});

/** Presses PayPal's button and answers the window that it opens. */
async function pressPayPal(here: AddMethodStory): Promise<Page> {
  const opening = here.page.waitForEvent('popup');
  await here.vendor.locator('button').click();
  const opened = await opening;
  await opened.locator('button[value=approve]').waitFor();
  return opened;
}

describe('a PayPal account', () => {
  it.each(BOTH)('is agreed to in PayPal’s window and shows its masked address (%s)', async (locale) => {
    const here = await open('paypal:paypal', { locale });
    expect(await accessibilityViolations(here.page)).toEqual([]);
    const opened = await pressPayPal(here);
    expect(await opened.locator('html').getAttribute('lang')).toBe(locale);
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await opened.locator('button[value=approve]').click();
    const row = await here.row('@example.com');
    expect(await row.innerText()).not.toContain('nora.haddad');
    expect(await accessibilityViolations(here.page)).toEqual([]);
    const [method] = await here.onFile();
    expect(method).toMatchObject({
      vendor: 'paypal',
      payment_type: 'paypal',
      brand: null,
      last4: null,
      exp_month: null,
      is_default: true,
    });
    expect(method?.['account_email_masked']).toMatch(/^n[^@a-z]+@example\.com$/);
  });

  it('never stands among the expiring cards', async () => {
    const here = await open('paypal:paypal');
    await (await pressPayPal(here)).locator('button[value=approve]').click();
    await here.row('@example.com');
    await here.window.goto('/admin/resources/expiring-cards?range=all');
    const rows = here.page.locator('.oc-expiring tbody tr');
    await rows.or(here.page.locator('.oc-empty')).first().waitFor();
    expect(await rows.filter({ hasText: here.name }).count()).toBe(0);
  });

  it('is refused in PayPal’s window, and the form is as good as before', async () => {
    const here = await open('paypal:paypal');
    await (await pressPayPal(here)).locator('button[value=cancel]').click();
    await here.form.getByText('PayPal’s window was closed').waitFor();
    await here.state('ready');
    expect(await accessibilityViolations(here.page)).toEqual([]);
    await (await pressPayPal(here)).locator('button[value=approve]').click();
    await here.row('@example.com');
  });

  it('is not lost when its window dies after the customer agreed', async () => {
    const here = await open('paypal:paypal');
    const opened = await pressPayPal(here);
    await opened.locator('button[value=stay]').click();
    await opened
      .getByText(/done|close/i)
      .first()
      .waitFor();
    await opened.close();
    await here.row('@example.com');
  });

  it('is found within a minute when all of the browser died and no event came', async () => {
    app.paypal.webhooks.misbehave({ kind: 'webhook_drop', times: 0 });
    const here = await open('paypal:paypal');
    const opened = await pressPayPal(here);
    await here.page.close();
    await opened.locator('button[value=stay]').click();
    await opened.locator('button').first().waitFor({ state: 'detached' });
    expect(await here.onFile()).toEqual([]);
    await passes('PT1M');
    expect(await here.onFile()).toMatchObject([
      { vendor: 'paypal', payment_type: 'paypal', is_default: true },
    ]);
  });

  it('waits for a card number to leave the nickname', async () => {
    const here = await open('paypal:paypal');
    await here.form.locator('#nickname').fill('4111 1111 1111 1111');
    await here.vendor.locator('button').click();
    await here.form.locator('#nickname:focus').waitFor();
    expect(here.window.context.pages()).toHaveLength(1);
  });
});

async function expectNoSideways({ page }: AddMethodStory): Promise<void> {
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBe(0);
}

describe('a shop’s order', () => {
  it.each([
    ['paytabs', 'pay'],
    ['paypal', 'approve'],
  ])('is paid on %s’s page in Arabic, and the browser is back in the shop', async (vendor, button) => {
    const { id } = await api.customer({ locale: 'ar', currency: 'GBP' });
    const answer = await app.call('POST', '/v1/checkouts', {
      body: {
        vendor,
        order_ref: `W-1001-${vendor}`,
        money: { amount: 1250, currency: 'GBP' },
        customer_id: id,
        return_url: `${app.url}/health/live?basket=7`,
      },
      headers: { 'idempotency-key': `W-1001-${vendor}` },
    });
    const page = await enterContext(browser, { locale: 'ar', width: 390, height: 800 });
    try {
      await page.goto(answer.body.redirect_url as string);
      expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
      expect(await page.locator('body').innerText()).toContain('12.50 GBP');
      await page.locator(`button[value=${button}]`).click();
      await page.waitForURL(/\/health\/live\?basket=7&checkout_id=/);
      expect(new URL(page.url()).searchParams.get('state')).toBe('succeeded');
    } finally {
      await leaveContext(page.context());
    }
    expect(await api.get(`/v1/checkouts/${answer.body.id as string}`)).toMatchObject({
      state: 'succeeded',
      customer_id: id,
    });
  });
});
