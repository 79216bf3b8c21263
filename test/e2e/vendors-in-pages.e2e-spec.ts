import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.js';
import { Api } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { clickBesideFrames, enterContext, launchBrowser, leaveContext } from '../support/browser.js';
import { ForeignPage } from '../support/foreign-page.js';

let app: TestApp;
let api: Api;
let browser: Browser;
let shop: Shop;
let foreign: ForeignPage;
let opened: Page | undefined;
let complaints: string[] = [];
let customers = 0;

beforeAll(async () => {
  shop = new Shop();
  await shop.open();
  foreign = await ForeignPage.fromDocs();
  [app, browser] = await Promise.all([
    startTestApp({
      jobs: true,
      env: { SELF_CARE__ALLOWED_ORIGINS: JSON.stringify([shop.origin, foreign.origin]) },
    }),
    launchBrowser(),
  ]);
  api = new Api(app);
  shop.app = app;
}, 90_000);

afterAll(async () => {
  await browser.close();
  await Promise.all([shop.close(), foreign[Symbol.asyncDispose](), app[Symbol.asyncDispose]()]);
});

afterEach(async () => {
  if (opened) await leaveContext(opened.context());
  opened = undefined;
  // A page that breaks its own policy or throws fails whatever else it shows.
  const found = complaints;
  complaints = [];
  expect(found).toEqual([]);
});

async function newPage(width: number, locale: string): Promise<Page> {
  const page = await enterContext(browser, { locale, width, height: 844 });
  opened = page;
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  return page;
}

async function newCustomer(locale: 'ar' | 'en'): Promise<string> {
  customers += 1;
  const name = locale === 'ar' ? 'سلمى' : 'Salma';
  const { id } = await api.customer({ name, email: `salma${String(customers)}@example.com`, locale });
  return id;
}

async function onFile(id: string): Promise<Record<string, unknown>[]> {
  const { data } = await api.get<{ data: Record<string, unknown>[] }>(`/v1/customers/${id}/payment-methods`);
  return data;
}

async function choose(page: Page, choice: string): Promise<void> {
  await page.locator(`[data-choice="${choice}"]`).click();
  await page.locator('omnicrm-payment-form[state=ready]').waitFor();
}

async function agreeAtPayPal(page: Page): Promise<void> {
  const opening = page.waitForEvent('popup');
  await page.locator('omnicrm-payment-form iframe').contentFrame().locator('button').click();
  await (await opening).locator('button[value=approve]').click();
  await page.locator('omnicrm-payment-form[state=done]').waitFor();
}

async function saveAtPayTabs(page: Page): Promise<void> {
  await page.locator('omnicrm-payment-form iframe').contentFrame().locator('button[value=pay]').click();
  await page.locator('omnicrm-payment-form[state=done]').waitFor();
}

async function typeAtPayPal(page: Page): Promise<void> {
  const fields = page.locator('omnicrm-payment-form iframe');
  await fields.nth(0).contentFrame().locator('#number').fill('4111111111111111');
  await fields.nth(1).contentFrame().locator('#expiry').fill('1234');
  await fields.nth(2).contentFrame().locator('#cvv').fill('123');
  await page.locator('omnicrm-payment-form #name').fill('SALMA');
  await page.locator('omnicrm-payment-form #country').selectOption('JO');
  await page.locator('omnicrm-payment-form button[type=submit]').click();
  await page.locator('omnicrm-payment-form[state=done]').waitFor();
}

const WAYS = [
  ['paypal:paypal', agreeAtPayPal, { vendor: 'paypal', payment_type: 'paypal' }],
  ['paypal:card', typeAtPayPal, { vendor: 'paypal', last4: '1111' }],
  ['paytabs:card', saveAtPayTabs, { vendor: 'paytabs', last4: '1111' }],
] as const;

describe.each([
  ['ar', 390],
  ['en', 1280],
] as const)('the page behind a mail’s link (%s, %i pixels)', (locale, width) => {
  it.each(WAYS)('saves at %s', async (choice, save, expected) => {
    const id = await newCustomer(locale);
    const { body } = await app.call('POST', `/v1/customers/${id}/secure-links`, {
      body: { purpose: 'add_payment_method', send: false },
    });
    const page = await newPage(width, locale);
    await page.goto(body.url);
    await page.locator('.panel .button').click();
    await choose(page, choice);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    await page.locator('omnicrm-payment-form #nickname').fill('Mine');
    await save(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await onFile(id)).toMatchObject([{ ...expected, nickname: 'Mine', is_default: true }]);
  });
});

async function openCare(page: Page, locale: 'ar' | 'en'): Promise<string> {
  const id = await newCustomer(locale);
  const { body } = await app.call('POST', `/v1/customers/${id}/secure-links`, {
    body: { purpose: 'add_payment_method', send: false },
  });
  await page.goto(body.url);
  await page.locator('.panel .button').click();
  await page.locator('omnicrm-payment-form[state=ready]').waitFor();
  return id;
}

describe('the form', () => {
  it.each([
    ['en', 'ArrowRight'],
    ['ar', 'ArrowLeft'],
  ] as const)('changes its tabs with the arrow keys, as the eye reads them (%s)', async (locale, onwards) => {
    const page = await newPage(800, locale);
    await openCare(page, locale);
    const chosen = () => page.locator('[role=tab][aria-selected=true]').getAttribute('data-choice');
    await page.locator('[role=tab][aria-selected=true]').focus();
    for (const expected of ['paypal:paypal', 'paypal:card', 'paytabs:card', 'stripe:card']) {
      await page.keyboard.press(onwards);
      await page.locator('omnicrm-payment-form[state=ready]').waitFor();
      expect(await chosen()).toBe(expected);
      expect(await page.locator('[role=tab]:focus').getAttribute('data-choice')).toBe(expected);
    }
  });

  it('begins nothing anew for a look at another tab and back', async () => {
    const page = await newPage(800, 'en');
    const id = await openCare(page, 'en');
    for (const choice of ['paypal:paypal', 'paytabs:card', 'paypal:paypal', 'stripe:card', 'paytabs:card'])
      await choose(page, choice);
    await saveAtPayTabs(page);
    const setups = await api.rows('SELECT vendor FROM payment_method_setups WHERE customer_id = $1', [id]);
    expect(setups).toHaveLength(3);
  });

  it('names who takes a card only in small, and PayPal’s account not at all', async () => {
    const page = await newPage(800, 'en');
    await openCare(page, 'en');
    expect(await page.locator('[role=tab]').allInnerTexts()).toEqual([
      'Card\nvia Stripe',
      'PayPal',
      'Card\nvia PayPal',
      'Card\nvia PayTabs',
    ]);
  });

  it('changes its language around what is typed in PayPal’s fields, and around PayPal’s button', async () => {
    const page = await newPage(800, 'en');
    await openCare(page, 'en');
    await choose(page, 'paypal:card');
    const number = page.locator('omnicrm-payment-form iframe').nth(0).contentFrame().locator('#number');
    await number.fill('4111111111111111');
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.locator('omnicrm-payment-form').getByText('رمز الأمان', { exact: true }).waitFor();
    expect(await number.inputValue()).toBe('4111 1111 1111 1111');
    await choose(page, 'paypal:paypal');
    await page.getByRole('button', { name: 'English' }).click();
    const button = page.locator('omnicrm-payment-form iframe').contentFrame().locator('button');
    await button
      .and(page.locator('omnicrm-payment-form iframe').contentFrame().getByLabel('Save with PayPal'))
      .waitFor();
    expect(await page.locator('omnicrm-payment-form iframe').count()).toBe(1);
    await agreeAtPayPal(page);
  });

  it('says so when the browser lets no window open', async () => {
    const page = await newPage(390, 'en');
    await page.addInitScript('window.open = () => null;');
    await openCare(page, 'en');
    await choose(page, 'paypal:paypal');
    await page.locator('omnicrm-payment-form iframe').contentFrame().locator('button').click();
    await page.getByText('Your browser blocked the window').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('opens PayTabs’ page in a tab where the browser keeps it out of a frame', async () => {
    const page = await newPage(390, 'en');
    await page.addInitScript(
      `document.addEventListener('DOMContentLoaded', () => {
        const policy = document.createElement('meta');
        policy.httpEquiv = 'Content-Security-Policy';
        policy.content = 'frame-src ${app.stripe.url}';
        document.head.append(policy);
      });`,
    );
    const id = await openCare(page, 'en');
    await page.locator('[data-choice="paytabs:card"]').click();
    await page.getByText('The card page cannot be shown here').waitFor();
    complaints = complaints.filter((text) => !text.includes('frame-src'));
    expect(await accessibilityViolations(page)).toEqual([]);
    const opening = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Open it in a new tab' }).click();
    await (await opening).locator('button[value=pay]').click();
    await page.locator('omnicrm-payment-form[state=done]').waitFor();
    expect(await onFile(id)).toMatchObject([{ vendor: 'paytabs' }]);
  });

  it('is finished by asking when the word of the return page is lost', async () => {
    const page = await newPage(390, 'en');
    await page.route('**/assets/portal/return.js', (route) => route.abort());
    const id = await openCare(page, 'en');
    await choose(page, 'paytabs:card');
    await saveAtPayTabs(page);
    expect(await onFile(id)).toMatchObject([{ vendor: 'paytabs' }]);
  });

  it('believes nobody but our own return page', async () => {
    const page = await newPage(390, 'en');
    const id = await openCare(page, 'en');
    await choose(page, 'paytabs:card');
    const vendor = page.frames().find((frame) => frame.url().startsWith(app.paytabs.url));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const setupId = /payment-method-setups\/([^/]+)/;
    await page.waitForRequest((request) => setupId.test(request.url()));
    const [, setup = ''] = setupId.exec(asked.find((url) => setupId.test(url)) ?? '') ?? [];
    await vendor?.evaluate(
      `parent.postMessage({ type: 'omnicrm:setup-return', setup_id: '${setup}', status: 'completed' }, '*')`,
    );
    await page.waitForTimeout(1_500);
    expect(await page.locator('omnicrm-payment-form').getAttribute('state')).toBe('ready');
    expect(asked.filter((url) => url.endsWith('/complete'))).toEqual([]);
    expect(await onFile(id)).toEqual([]);
  });
});

describe('a shop’s own page with the policy of portal/README.md', () => {
  it.each(WAYS)('saves at %s', async (choice, save, expected) => {
    shop.customerId = await newCustomer('en');
    const page = await newPage(800, 'en');
    await page.goto(shop.origin);
    await page.locator('omnicrm-payment-form[state=ready]').waitFor();
    await choose(page, choice);
    await save(page);
    expect(await page.title()).toBe('Added');
    expect(await onFile(shop.customerId)).toMatchObject([expected]);
  });
});

describe('the page and the server of docs/embed.md, as they stand there', () => {
  it('add a card', async () => {
    const customer = await newCustomer('en');
    await foreign.start(app, customer);
    const page = await newPage(800, 'en');
    await page.goto(foreign.origin);
    await page.locator('omnicrm-payment-form[state=ready]').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    const card = page.locator('omnicrm-payment-form iframe').first().contentFrame();
    await card.locator('#number').fill('4242424242424242');
    await card.locator('#expiry').fill('1239');
    await card.locator('#cvc').fill('123');
    await page.locator('omnicrm-payment-form #name').fill('SALMA');
    await page.locator('omnicrm-payment-form #country').selectOption('JO');
    await clickBesideFrames(page.locator('omnicrm-payment-form button[type=submit]'));
    await page.getByText('Saved: visa ending in 4242').waitFor();
    expect(await onFile(customer)).toMatchObject([{ vendor: 'stripe', last4: '4242', is_default: true }]);
  });
});

/** A shop on an origin of its own, whose server begins setups with its API key. */
class Shop {
  customerId = '';
  app: TestApp | null = null;
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request.url ?? '/').then(([type, body]) => {
      response
        .writeHead(200, {
          'content-type': `${type}; charset=utf-8`,
          'content-security-policy': this.policy(),
          'cross-origin-opener-policy': 'same-origin-allow-popups',
        })
        .end(body);
    });
  });

  get origin(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  open(): Promise<void> {
    return new Promise((done) => this.server.listen(0, '127.0.0.1', done));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => {
      this.server.close(() => {
        done();
      });
    });
  }

  private policy(): string {
    const { url = '', stripe, paypal, paytabs } = this.app ?? {};
    const [s, p, t] = [stripe, paypal, paytabs].map((vendor) => vendor?.url ?? '');
    return [
      "default-src 'none'",
      `script-src 'self' 'nonce-shop' ${url} ${s ?? ''} ${p ?? ''}`,
      "style-src 'nonce-shop'",
      `connect-src 'self' ${url} ${s ?? ''} ${p ?? ''}`,
      `frame-src ${s ?? ''} ${p ?? ''} ${t ?? ''} ${url}`,
    ].join('; ');
  }

  private async answer(path: string): Promise<[string, string]> {
    if (path === '/shop.js')
      return [
        'text/javascript',
        `const form = document.getElementById('form');
         form.vendors = [
           { vendor: 'stripe', payment_types: ['card'] },
           { vendor: 'paypal', payment_types: ['card', 'paypal'] },
           { vendor: 'paytabs', payment_types: ['card'] },
         ];
         form.beginSetup = async ({ vendor, payment_type }) => {
           const answer = await fetch('/setups/' + vendor + '/' + payment_type);
           const body = await answer.json();
           if (body.code) throw body;
           return body;
         };
         form.addEventListener('omnicrm:added', () => { document.title = 'Added'; });`,
      ];
    const [, setups, vendor, payment_type] = path.split('/');
    if (setups === 'setups') {
      const answer = await this.app?.call('POST', `/v1/customers/${this.customerId}/payment-method-setups`, {
        body: { vendor, payment_type },
      });
      return ['application/json', answer?.text ?? '{}'];
    }
    return [
      'text/html',
      `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>
       <script defer nonce="shop" src="${this.app?.url ?? ''}/embed/payment-form.js"></script>
       <omnicrm-payment-form id="form"></omnicrm-payment-form><script defer src="/shop.js"></script></html>`,
    ];
  }
}
