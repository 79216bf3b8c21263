import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.js';
import { enterContext, launchBrowser, leaveContext } from '../support/browser.js';
import { CareStage } from '../support/care-stage.js';

const GOOD = '4242424242424242';
const NEEDS_BANK = '4000002500003155';

let browser: Browser;
let stage: CareStage;
let page: Page;
let complaints: string[];
let toOurs: string[];
let hosts: Set<string>;

beforeAll(async () => {
  [browser, stage] = await Promise.all([launchBrowser(), CareStage.open()]);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await stage.close();
});

async function newPage(options: { width?: number; locale?: string } = {}): Promise<Page> {
  const { width = 390, locale = 'en' } = options;
  const opened = await enterContext(browser, { locale, width, height: 844 });
  opened.setDefaultTimeout(10_000);
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => {
    const expected = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  opened.on('request', (request) => {
    const { origin } = new URL(request.url());
    hosts.add(origin);
    if (origin === stage.origin) toOurs.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  return opened;
}

beforeEach(async () => {
  stage.reset();
  complaints = [];
  toOurs = [];
  hosts = new Set();
  page = await newPage();
});

afterEach(async () => {
  await leaveContext(page.context());
  // A page that breaks its own policy, throws, or lets a card number near our server fails whatever else it shows.
  expect(complaints).toEqual([]);
  expect(toOurs.join('\n').replace(/\s/g, '')).not.toMatch(/4242424242424242|4000002500003155|40000000000/);
  for (const host of hosts)
    expect([stage.origin, stage.vendorOrigin, stage.settings.allowedOrigin]).toContain(host);
});

const form = (): Locator => page.locator('omnicrm-payment-form');
const submit = (): Locator => form().locator('button[type=submit]');
const inState = async (state: string): Promise<void> =>
  form()
    .and(page.locator(`[state=${state}]`))
    .waitFor();

async function openForm(): Promise<Frame> {
  await page.goto(`${stage.origin}/care/l/token-of-the-mail`);
  await page.locator('.panel .button').click();
  await inState('ready');
  return vendorFrame('card');
}

async function vendorFrame(view: string): Promise<Frame> {
  for (;;) {
    const found = page.frames().find((one) => one.url().includes(`view=${view}`));
    if (found) return found;
    await page.waitForTimeout(20);
  }
}

async function typeCard(card: Frame, number: string): Promise<void> {
  await card.locator('#number').fill(number);
  await card.locator('#expiry').fill('1234');
  await card.locator('#cvc').fill('123');
}

async function fillOurs(): Promise<void> {
  await form().locator('#name').fill('SARA ALI');
  await form().locator('#country').selectOption('EG');
}

async function expectAccessible(): Promise<void> {
  expect(await accessibilityViolations(page)).toEqual([]);
}

async function expectNoSideways(): Promise<void> {
  expect(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  ).toBe(0);
}

describe('the page behind a mail’s link', () => {
  it('adds a card and says so', async () => {
    await page.goto(`${stage.origin}/care/l/token-of-the-mail`);
    await page.getByRole('heading', { name: 'Your card has expired' }).waitFor();
    expect(await page.getByRole('img').getAttribute('aria-label')).toBe(
      'Visa card ending in 1881, valid through 10/2026, Expired',
    );
    await expectAccessible();
    const card = await openForm();
    await expectAccessible();
    await typeCard(card, GOOD);
    await fillOurs();
    await form().locator('#nickname').fill('Company card');
    await submit().click();
    await inState('done');
    await page.getByText('Your Visa card ending in 4242 has been added to your account').waitFor();
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.textContent')).toBe(
      'Card added',
    );
    await expectAccessible();
    expect(stage.completed).toHaveLength(1);
    expect(stage.completed[0]).toMatchObject({
      authorization: `Bearer token-${stage.completed[0]?.setupId ?? ''}`,
      body: { nickname: 'Company card', make_default: true },
    });
  });

  it('begins nothing until the customer asks for it', async () => {
    await page.goto(`${stage.origin}/care/l/token-of-the-mail`);
    await page.locator('.panel .button').waitFor();
    expect(stage.setupsBegun).toBe(0);
    expect([...hosts]).toEqual([stage.origin]);
  });

  it('leaves the default alone when the customer unticks it', async () => {
    const card = await openForm();
    await typeCard(card, GOOD);
    await fillOurs();
    await form().locator('#make-default').uncheck();
    await submit().click();
    await inState('done');
    expect(stage.completed[0]?.body).toEqual({});
  });

  it('offers a new link for an expired one without saying whose it was', async () => {
    stage.settings.linkProblem = { status: 409, code: 'link_expired' };
    await page.goto(`${stage.origin}/care/l/an-old-token`);
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Send me a new link' }).click();
    await page.getByText(/^If the address is still the one we know/).waitFor();
    expect(stage.newLinkRequests).toEqual(['{"token":"an-old-token"}']);
    await expectAccessible();
  });

  it.each([
    [404, 'not_found', 'This link is not complete'],
    [409, 'link_revoked', 'This link is no longer needed'],
    [429, 'rate_limited', 'Too many tries in a short time'],
    [500, 'internal_error', 'Something went wrong on our side'],
  ])('explains an answer of %i %s', async (status, code, heading) => {
    stage.settings.linkProblem = { status, code };
    await page.goto(`${stage.origin}/care/l/token`);
    await page.getByRole('heading', { name: heading }).waitFor();
    await expectAccessible();
    if (status < 500) return;
    await page.getByText('req-42').waitFor();
    stage.settings.linkProblem = null;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Your card has expired' }).waitFor();
  });

  it('changes the language at any time and keeps what was typed', async () => {
    const card = await openForm();
    await typeCard(card, GOOD);
    await fillOurs();
    await page.getByRole('button', { name: 'العربية' }).click();
    await form().getByText('الاسم على البطاقة').waitFor();
    await card.getByText('رقم البطاقة').waitFor();
    expect(await card.locator('#number').inputValue()).toBe('4242 4242 4242 4242');
    expect(await form().locator('#name').inputValue()).toBe('SARA ALI');
    expect(await form().locator('#country').inputValue()).toBe('EG');
    await submit().click();
    await inState('done');
  });
});

describe('the payment form', () => {
  it('explains a decline and takes another card', async () => {
    const card = await openForm();
    await typeCard(card, '4000000000009995');
    await fillOurs();
    await submit().click();
    await inState('declined');
    await form().getByText('The bank declined this card for lack of funds').waitFor();
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.getAttribute("part")')).toBe(
      'notice',
    );
    await expectAccessible();
    await typeCard(card, GOOD);
    await submit().click();
    await inState('done');
    expect(stage.setupsBegun).toBe(1);
  });

  it('tells the holder of a reported card no more than any other', async () => {
    const card = await openForm();
    await typeCard(card, '4000000000009987');
    await fillOurs();
    await submit().click();
    await inState('declined');
    const reported = await form().locator('[part=notice]').innerText();
    await typeCard(card, '4000000000000002');
    const refused = page.waitForResponse((response) => response.url().endsWith('/confirm'));
    await submit().click();
    await refused;
    await inState('declined');
    expect(await form().locator('[part=notice]').innerText()).toBe(reported);
  });

  it('lets the bank confirm the card', async () => {
    const card = await openForm();
    await typeCard(card, NEEDS_BANK);
    await fillOurs();
    await submit().click();
    const bank = await vendorFrame('challenge');
    await bank.getByRole('button', { name: 'Approve' }).waitFor();
    await expectAccessible();
    await bank.getByRole('button', { name: 'Approve' }).click();
    await inState('done');
    await page.getByText('Your Visa card ending in 3155 has been added to your account').waitFor();
  });

  it('takes a refusal of the bank for a decline that can be mended', async () => {
    const card = await openForm();
    await typeCard(card, NEEDS_BANK);
    await fillOurs();
    await submit().click();
    await (await vendorFrame('challenge')).getByRole('button', { name: 'Refuse' }).click();
    await inState('declined');
    await form().getByText('The bank could not confirm that it is you').waitFor();
    await typeCard(card, GOOD);
    await submit().click();
    await inState('done');
  });

  it('says what to try when the vendor’s script is blocked, and loads it when tried again', async () => {
    await page.route('**/v3/stripe.js', (route) => route.abort('blockedbyclient'));
    await page.goto(`${stage.origin}/care/l/token`);
    await page.locator('.panel .button').click();
    await inState('load_failed');
    await form().getByText('Turn off ad or script blockers for this page.').waitFor();
    await expectAccessible();
    await page.unroute('**/v3/stripe.js');
    await form().getByRole('button', { name: 'Try again' }).click();
    await inState('ready');
  });

  it('says so when the vendor refuses the key', async () => {
    stage.settings.publishableKey = 'pk_test_of_somebody_else';
    await page.goto(`${stage.origin}/care/l/token`);
    await page.locator('.panel .button').click();
    await inState('load_failed');
    await form().getByText('The payment provider refused to open the card form').waitFor();
  });

  it('shows everything that is wrong at once and points at the first of it', async () => {
    const card = await openForm();
    await submit().click();
    await card.getByText('The card number is incomplete.').waitFor();
    await form().getByText('Enter the name as it is printed on the card.').waitFor();
    await form().getByText('Choose the country of the card’s billing address.').waitFor();
    expect(await card.evaluate('document.activeElement.id')).toBe('number');
    await expectAccessible();
    expect(stage.confirmations).toBe(0);
    await card.locator('#number').fill('4242 4242 4242 4241');
    await card.getByText('The card number is not valid.').waitFor();
    await card.locator('#number').fill(GOOD);
    expect(await card.locator('#number').getAttribute('aria-invalid')).toBe('false');
  });

  it.each([
    ['name', 'This looks like a card number. Enter the name that is printed on the card.'],
    ['nickname', 'This looks like a card number. Please choose another nickname.'],
  ])('refuses a card number in the %s before it leaves the browser', async (field, words) => {
    const card = await openForm();
    await typeCard(card, GOOD);
    await fillOurs();
    await form().locator(`#${field}`).fill('4000 0566-5566 5556');
    await form().getByText(words).waitFor();
    await submit().click();
    await form().locator(`#${field}:focus`).waitFor();
    expect(stage.completed).toEqual([]);
  });

  it('asks again when the answer to the completion was lost, and saves the card once', async () => {
    stage.settings.completeProblems = [{ status: 503, code: 'vendor_unavailable' }];
    const card = await openForm();
    await typeCard(card, GOOD);
    await fillOurs();
    await submit().click();
    await inState('done');
    expect(stage.completed).toHaveLength(2);
    expect(stage.confirmations).toBe(1);
  });

  it('keeps a saved card through an outage and completes it when the customer tries again', async () => {
    stage.settings.completeProblems = Array.from({ length: 3 }, () => ({
      status: 503,
      code: 'vendor_unavailable',
    }));
    const card = await openForm();
    await typeCard(card, GOOD);
    await fillOurs();
    await submit().click();
    await inState('failed');
    await form().getByText('The payment provider does not answer').waitFor();
    await expectAccessible();
    await submit().click();
    await inState('done');
    expect(stage.confirmations).toBe(1);
  });

  it('opens a fresh form when completing was declined', async () => {
    stage.settings.completeProblems = [{ status: 402, code: 'card_declined', bucket: 'funds' }];
    const card = await openForm();
    await typeCard(card, GOOD);
    await fillOurs();
    await submit().click();
    await form().getByText('The bank declined this card for lack of funds').waitFor();
    await inState('ready');
    expect(stage.setupsBegun).toBe(2);
    await typeCard(await vendorFrame('card'), GOOD);
    await submit().click();
    await inState('done');
  });

  it('works with a keyboard alone', async () => {
    await page.goto(`${stage.origin}/care/l/token`);
    await page.getByRole('heading', { name: 'Your card has expired' }).waitFor();
    const { keyboard } = page;
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await inState('ready');
    await keyboard.press('Tab');
    await keyboard.type(GOOD);
    await keyboard.press('Tab');
    await keyboard.type('1234');
    await keyboard.press('Tab');
    await keyboard.type('123');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.type('SARA ALI');
    await keyboard.press('Tab');
    await keyboard.type('Egypt');
    await keyboard.press('Tab');
    await keyboard.type('Keys');
    await keyboard.press('Tab');
    await keyboard.press('Space');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await inState('done');
    expect(stage.completed[0]?.body).toEqual({ nickname: 'Keys' });
  });

  it('goes back without a trace when cancelled', async () => {
    await openForm();
    await form().getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'Your card has expired' }).waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
  });

  it.each([390, 1280])('reads from right to left in Arabic at %i pixels', async (width) => {
    await leaveContext(page.context());
    page = await newPage({ width, locale: 'ar' });
    stage.settings.link = {
      ...stage.settings.link,
      locale: 'ar',
      customer: { ...(stage.settings.link['customer'] as object), name: 'سارة' },
    };
    await page.goto(`${stage.origin}/care/l/token`);
    await page.getByRole('heading', { name: 'انتهت صلاحية بطاقتك' }).waitFor();
    expect(await page.evaluate('document.documentElement.dir')).toBe('rtl');
    await expectNoSideways();
    const card = await openForm();
    await expectNoSideways();
    expect(await card.evaluate('document.documentElement.dir')).toBe('rtl');
    // Digits of a card run from left to right in every language.
    expect(await card.evaluate("getComputedStyle(document.getElementById('number')).direction")).toBe('ltr');
    await expectAccessible();
    await typeCard(card, '٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢');
    await fillOurs();
    await submit().click();
    await inState('done');
    const words = await form().locator('[part=done]').innerText();
    expect(words.replace(/[\u2066-\u2069]/g, '')).toContain('أُضيفت بطاقة Visa التي تنتهي بـ 4242 إلى حسابك');
    await expectAccessible();
    await expectNoSideways();
  });
});

/** A shop's page on an origin of its own, with the snippet of portal/README.md and the policy given there. */
async function openShop(): Promise<{ origin: string; close: () => Promise<unknown> }> {
  const files: Readonly<Record<string, () => Promise<[string, string]>>> = {
    '/': () =>
      Promise.resolve([
        'text/html',
        `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>
         <script defer src="${stage.origin}/embed/payment-form.js"></script>
         <omnicrm-payment-form id="form" offer-default></omnicrm-payment-form>
         <script src="/shop.js"></script></html>`,
      ]),
    '/shop.js': () =>
      Promise.resolve([
        'text/javascript',
        `const form = document.getElementById('form');
         form.vendors = [{ vendor: 'stripe', payment_types: ['card'] }];
         form.beginSetup = async () => (await fetch('/my/setups', { method: 'POST' })).json();
         form.addEventListener('omnicrm:added', ({ detail }) => { document.title = 'Added ' + detail.method.last4; });`,
      ]),
    '/my/setups': async () => ['application/json', JSON.stringify(await stage.newSetup())],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    void file().then(([type, body]) => {
      const policy = `default-src 'none'; script-src 'self' ${stage.origin} ${stage.vendorOrigin};
        connect-src 'self' ${stage.origin}; frame-src ${stage.vendorOrigin}`.replace(/\s+/g, ' ');
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return { origin, close: () => new Promise((done) => server.close(done)) };
}

describe('the form in another page', () => {
  it('adds a card from an allowed origin, also when it was set up before its script had run', async () => {
    const shop = await openShop();
    stage.settings.allowedOrigin = shop.origin;
    await page.goto(shop.origin);
    await inState('ready');
    await typeCard(await vendorFrame('card'), GOOD);
    await fillOurs();
    await submit().click();
    await inState('done');
    expect(await page.title()).toBe('Added 4242');
    expect(stage.completed[0]?.authorization).toMatch(/^Bearer token-/);
    await leaveContext(page.context());
    await shop.close();
  });

  it('says that the connection failed when its origin is not allowed', async () => {
    const shop = await openShop();
    hosts.add(shop.origin);
    await page.goto(shop.origin);
    await inState('ready');
    await typeCard(await vendorFrame('card'), GOOD);
    await fillOurs();
    await submit().click();
    await inState('failed');
    await form().getByText('The connection was lost').waitFor();
    expect(stage.completed).toEqual([]);
    await leaveContext(page.context());
    await shop.close();
    stage.settings.allowedOrigin = shop.origin;
    complaints = complaints.filter((text) => !text.includes('blocked by CORS policy'));
  });
});
