import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { clickBesideFrames, enterContext, launchBrowser, leaveContext } from '../support/browser.js';
import { CardStage } from '../support/card-stage.js';
import { DunningStage } from '../support/dunning-stage.js';
import { HOST_KEY, PortalStage } from '../support/portal-stage.js';
import { PrepaidStage } from '../support/prepaid-stage.js';

const GOOD = '4242424242424242';
const NO_FUNDS = '4000000000009995';

let app: TestApp;
let portal: PortalStage;
let cards: CardStage;
let browser: Browser;
let page: Page;
let complaints: string[] = [];
let customers = 0;

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startTestApp({ env: { SELF_CARE__HOST_TOKEN_KEY: HOST_KEY } }),
    launchBrowser(),
  ]);
  portal = new PortalStage(app);
  cards = new CardStage(app);
  page = await enterContext(browser, { locale: 'en', width: 1280, height: 900 });
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
}, 60_000);

afterAll(async () => {
  await leaveContext(page.context());
  await browser.close();
  await app[Symbol.asyncDispose]();
});

afterEach(async () => {
  await page.context().clearCookies();
  // A page that breaks its own policy or throws fails whatever else it shows.
  const found = complaints;
  complaints = [];
  expect(found).toEqual([]);
});

const heading = (name: string | RegExp): Locator => page.getByRole('heading', { name });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const form = (): Locator => page.locator('omnicrm-payment-form');
const row = (digits: string): Locator => page.getByRole('row').filter({ hasText: digits });

async function newCustomer(change: object = {}): Promise<{ id: string; email: string }> {
  customers += 1;
  const email = `portal${String(customers)}@example.com`;
  return { id: await cards.customer({ name: 'Sara Ali', email, ...change }), email };
}

async function signIn(id: string, path = ''): Promise<void> {
  const [name = '', value = ''] = (await portal.signedIn(id)).split('=');
  await page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/care' }]);
  await page.goto(`${app.url}/care${path}`);
}

async function openLink(id: string): Promise<void> {
  await page.goto(`${app.url}/care/l/${await portal.linkFor(id, 'add_payment_method')}`);
}

async function typeCard(number: string): Promise<void> {
  await page.locator('omnicrm-payment-form[state=ready], omnicrm-payment-form[state=declined]').waitFor();
  const card = form().locator('iframe').first().contentFrame();
  await card.locator('#number').fill(number);
  await card.locator('#expiry').fill('1239');
  await card.locator('#cvc').fill('123');
}

const submit = (): Promise<void> => clickBesideFrames(form().locator('button[type=submit]'));

async function addCard(number = GOOD): Promise<void> {
  await typeCard(number);
  await form().locator('#name').fill('SARA ALI');
  await form().locator('#country').selectOption('EG');
  await submit();
}

async function choose(digits: string, action: string): Promise<void> {
  await row(digits).getByRole('button').click();
  await page.getByRole('menuitem', { name: action }).click();
}

const addedBy = async (): Promise<void> => {
  await page.locator('omnicrm-payment-form[state=done]').waitFor();
};

describe('what a customer does', () => {
  it('comes by the link of a mail, adds a card, makes it the default and deletes the old one', async () => {
    const { id, email } = await newCustomer();
    await cards.addToken(id, { last4: '1881' });
    await openLink(id);
    await button('Add a payment method').click();
    await form().locator('#make-default').uncheck();
    await addCard();
    await addedBy();
    await page.getByRole('link', { name: 'See all payment methods' }).click();
    await choose('4242', 'Set as default');
    await row('4242').getByText('Default').waitFor();
    const old = (await cards.list(id)).find((method) => !method.is_default);
    await choose(old?.last4 ?? '', 'Delete');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(`card ending in ${old?.last4 ?? ''}`).waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    // A link from a mail is no proof enough for that: a code is, and then it goes on by itself.
    await page.getByText(/we have sent a code with six digits to p•••@example.com/).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    const { code } = await portal.newestMail(email);
    await page.getByLabel('Code with six digits').fill(code);
    await button('Confirm').click();
    await row(old?.last4 ?? '').waitFor({ state: 'detached' });
    await dialog.waitFor({ state: 'detached' });
    expect((await cards.list(id)).map(({ last4 }) => last4)).toEqual(['4242']);
    const { text } = await portal.newestMail(email);
    expect(text).toContain(old?.last4);
  }, 60_000);

  it('has an expired default and a suspended service: a new card pays at once and brings it back on screen', async () => {
    const dunning = new DunningStage(app);
    const story = await dunning.failedRenewal({ decline: 'expired_card', today: '2027-03-01' });
    await dunning.through(story, 2, 9);
    await signIn(story.customer);
    await heading(/Hello/).waitFor();
    await page.getByText('Mobile M is suspended').waitFor();
    await page.getByRole('link', { name: 'Add a new card' }).first().click();
    await addCard(NO_FUNDS);
    await form().getByText('The bank declined this card for lack of funds').waitFor();
    await typeCard(GOOD);
    await submit();
    await addedBy();
    await page.getByText('We are paying your open amount with the new method…').waitFor();
    await dunning.run();
    await page.getByText('Service restored').first().waitFor();
  }, 60_000);

  it('pays an invoice with a method of choice, after a decline', async () => {
    const dunning = new DunningStage(app);
    const { customer } = await dunning.failedRenewal({ today: '2027-04-01' });
    await cards.addToken(customer);
    await signIn(customer, '/invoices');
    await button(/^Pay now: invoice/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Pay £12/ }).click();
    await dialog.getByText('The payment was declined').waitFor();
    await dialog.getByRole('radio').last().press('ArrowUp');
    await dialog.getByRole('radio', { checked: true }).press('ArrowDown');
    await dialog.getByRole('button', { name: /^Pay £12/ }).click();
    await dialog.getByText('Paid, thank you').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('cell', { name: 'Paid' }).first().waitFor();
  }, 60_000);

  it('manages methods with a keyboard alone, and sees one that came from elsewhere', async () => {
    const { id } = await newCustomer();
    await cards.addToken(id);
    const { keyboard } = page;
    await signIn(id, '/payment-methods');
    await page.getByRole('table').waitFor();
    const before = await cards.addToken(id, { exp_year: 2037 });
    // Nothing is pressed: the open table takes it up by itself and says so.
    await page.getByText('12/2037').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: 'has been added to your account' })
      .waitFor({ state: 'attached' });
    const menu = row('12/2037').getByRole('button');
    await menu.focus();
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Set as default' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Nickname').waitFor();
    await keyboard.type('Company card');
    await keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Company card' }).waitFor();
    await menu.and(page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await row('12/2037').getByText('Default').waitFor();
    expect(await cards.defaultOf(id)).toBe(before.body.id);
  }, 60_000);

  it('may delete the last method only after saying so twice', async () => {
    const { id } = await newCustomer();
    await cards.addToken(id);
    await signIn(id, '/payment-methods');
    await choose('••••', 'Delete');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('This is your last payment method').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    expect(await cards.list(id)).toHaveLength(1);
    await dialog.getByText('I understand, delete my last method').click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No payment method yet').waitFor();
    expect(await cards.list(id)).toEqual([]);
  }, 60_000);

  it('signs in by e-mail, and is helped when a sign-in link was used', async () => {
    const { email } = await newCustomer();
    await page.goto(`${app.url}/care`);
    await page.getByLabel('E-mail address').fill(email);
    await button('Send me a code').click();
    await heading('Check your e-mail').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    const { token } = await portal.newestMail(email);
    await page.goto(`${app.url}/care/s/${token}`);
    await button('Sign in').click();
    await heading('Hello Sara Ali').waitFor();
    await page.goto(`${app.url}/care/s/${token}`);
    await button('Sign in').click();
    await heading('This link was used already').waitFor();
    await page.getByLabel('E-mail address').waitFor();
  }, 60_000);
});

const WORDS = {
  en: { menu: /^Actions for/, remove: 'Delete', rename: 'Rename', pay: /^Pay now: invoice/ },
  ar: { menu: /^إجراءات/, remove: 'حذف', rename: 'تغيير الاسم', pay: /^ادفع الآن: الفاتورة/ },
};
const PAGES = [
  '',
  '/payment-methods',
  '/payment-methods?add',
  '/invoices',
  '/invoices?receipts',
  '/balance',
  '/settings',
];

async function inBothWidths(name: string): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect([name, width, await accessibilityViolations(page)]).toEqual([name, width, []]);
    const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect([name, width, await page.evaluate(sideways)]).toEqual([name, width, 0]);
  }
}

describe.each(['en', 'ar'] as const)(
  'every page and dialog is accessible, and fits a phone (%s)',
  (locale) => {
    it('signed out', async () => {
      await page.goto(`${app.url}/care/sign-in`);
      await page.evaluate(`localStorage.setItem('omnicrm.locale', '${locale}')`);
      await page.reload();
      await page.locator('h1').waitFor();
      await inBothWidths('sign-in');
    });

    it('signed in', async () => {
      const prepaid = new PrepaidStage(app);
      const service = await prepaid.service({}, { name: locale === 'ar' ? 'سارة علي' : 'Sara Ali', locale });
      await prepaid.topUp(service, 4_000);
      await prepaid.invoice(service.customer, 1_500, { due_on: '2026-01-01' });
      await cards.addToken(service.customer, { exp_year: 2038 });
      await signIn(service.customer, PAGES[0]);
      for (const path of PAGES) {
        if (path !== '') await page.goto(`${app.url}/care${path}`);
        await page.locator('main h1').waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'hidden' });
        if (path.endsWith('add')) await page.locator('omnicrm-payment-form[state=ready]').waitFor();
        expect(await page.evaluate('document.documentElement.dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
        await inBothWidths(path);
      }
      const words = WORDS[locale];
      await page.goto(`${app.url}/care/payment-methods`);
      for (const item of [words.remove, words.rename]) {
        await button(words.menu).first().click();
        await inBothWidths('menu');
        await page.getByRole('menuitem', { name: item }).click();
        await page.locator('.dialog').waitFor();
        await inBothWidths(item);
        await page.keyboard.press('Escape');
        await page.locator('.dialog').waitFor({ state: 'detached' });
      }
      await page.goto(`${app.url}/care/invoices`);
      await button(words.pay).first().click();
      await page.locator('.dialog .option').first().waitFor();
      await inBothWidths('pay');
    }, 90_000);
  },
);
