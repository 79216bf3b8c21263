import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { accessibilityViolations } from '../support/accessibility.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import type { CardStage } from '../support/card-stage.js';
import { DunningStage } from '../support/dunning-stage.js';
import { HOST_KEY, type PortalStage } from '../support/portal-stage.js';
import { nameIn, PortalWindow } from '../support/portal-window.js';
import { PrepaidStage } from '../support/prepaid-stage.js';

const GOOD = '4242424242424242';
const NO_FUNDS = '4000000000009995';

let app: TestApp;
let portal: PortalStage;
let cards: CardStage;
let browser: Browser;
let window: PortalWindow;
let page: Page;

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startTestApp({ env: { SELF_CARE__HOST_TOKEN_KEY: HOST_KEY } }),
    launchBrowser(),
  ]);
  window = await PortalWindow.open(app, browser);
  ({ page, portal, cards } = window);
}, 60_000);

afterAll(async () => {
  await window[Symbol.asyncDispose]();
  await browser.close();
  await app[Symbol.asyncDispose]();
});

afterEach(async () => {
  await window.forget();
  // A page that breaks its own policy or throws fails whatever else it shows.
  expect(window.takeComplaints()).toEqual([]);
});

describe.each(['en', 'ar'] as const)('what a customer does first of all (%s)', (locale) => {
  it('comes by the link of a mail, adds a card, makes it the default and deletes the old one', async () => {
    const { id, email } = await window.newCustomer(locale);
    await cards.addToken(id, { last4: '1881' });
    await window.openLink(id);
    const { words } = window;
    await window.button(words.start).click();
    await window.form.locator('#make-default').uncheck();
    await window.addCard(GOOD);
    await window.formIs('done');
    expect((await portal.newestMail(email)).text).toMatch(
      { en: /Visa card ending in 4242 has been added to your account/, ar: /تمت إضافة.*4242.*إلى حسابك/ }[
        locale
      ],
    );
    await page.getByRole('link', { name: words.toMethods }).click();
    await window.choose('4242', words.methods.makeDefault);
    await window.row('4242').getByText(words.methods.isDefault, { exact: true }).waitFor();
    const old = (await cards.list(id)).find((method) => !method.is_default)?.last4 ?? '';
    await window.choose(old, words.methods.remove);
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(old).first().waitFor();
    await dialog.getByRole('button', { name: words.methods.remove }).click();
    // A link from a mail is no proof enough for that: a code is, and then it goes on by itself.
    await page.getByText('p•••@example.com').waitFor();
    await window.isAccessible('code');
    const { code } = await portal.newestMail(email);
    await page.getByLabel(words.signIn.code).fill(code);
    await window.button(words.check.confirm).click();
    await window.row(old).waitFor({ state: 'detached' });
    await dialog.waitFor({ state: 'detached' });
    expect((await cards.list(id)).map(({ last4 }) => last4)).toEqual(['4242']);
    expect((await portal.newestMail(email)).text).toContain(old);
  }, 60_000);

  it('has an expired default and a suspended service: a new card pays at once and brings it back on screen', async () => {
    const dunning = new DunningStage(app);
    const today = { en: '2027-02-01', ar: '2027-03-01' }[locale];
    const customer = nameIn(locale);
    const story = await dunning.failedRenewal({ decline: 'expired_card', today, customer });
    for (const day of [5, 9]) await dunning.onDay(story, day);
    window.language = locale;
    const { words } = window;
    await window.signIn(story.customer);
    await page.getByText(words.banners.suspended('Mobile M').title).waitFor();
    await page.getByRole('link', { name: words.banners.addCard }).first().click();
    await window.addCard(NO_FUNDS);
    await window.formIs('declined');
    await window.typeCard(GOOD);
    await window.submit();
    await window.formIs('done');
    await page.getByText(words.news.working).waitFor();
    await dunning.run();
    await page.getByText(words.news.restored.title).first().waitFor();
    await window.isAccessible('restored');
    expect((await dunning.serviceOf(story)).state).toBe('active');
  }, 60_000);
});

describe('what a customer does', () => {
  it('signs up: the host CRM sends him on, he adds a method, the plan begins and is charged before his eyes', async () => {
    const stage = new DunningStage(app);
    const { id, email } = await window.newCustomer('ar', { external_id: 'CRM-7', time_zone: 'UTC' });
    const { body } = await app.call('POST', `/v1/customers/${id}/subscriptions`, {
      body: {
        service_type: 'fibre',
        name: 'Fibre 500',
        billing_mode: 'postpaid',
        price: { amount: 4_500, currency: 'GBP' },
        requires_payment_method: true,
        next_invoice_on: app.clock.now().toISOString().slice(0, 10),
      },
    });
    await window.go(`/h/${portal.hostToken({ sub: 'CRM-7' })}`);
    const { words } = window;
    await window.heading(words.signUp.title).waitFor();
    await page.getByText('Fibre 500').waitFor();
    await window.formIs('ready');
    await window.isAccessible('sign-up');
    // The token is used up and gone from the address: what is loaded again needs no other.
    expect(page.url()).toBe(`${app.url}/care`);
    await page.reload();
    await window.addCard(GOOD);
    await window.formIs('done');
    await page.getByText(words.news.activated.title).first().waitFor();
    await window.isAccessible('plan active');
    const events = await app.db.query('SELECT type FROM events WHERE subject_id = $1 ORDER BY id', [body.id]);
    expect(events.map(({ type }: { type: string }) => type)).toContain('subscription.activated');
    await stage.run();
    await window.button(words.toAccount).click();
    await page.getByText(words.overview.states.active, { exact: true }).waitFor();
    const { data } = (await app.call('GET', `/v1/payments?customer_id=${id}`)).body;
    expect(data).toMatchObject([{ state: 'succeeded', money: { amount: 4_500 } }]);
    expect((await portal.newestMail(email)).text).toContain('45');
  }, 60_000);

  it('pays an invoice with a method of choice, after a decline', async () => {
    const dunning = new DunningStage(app);
    const { customer } = await dunning.failedRenewal({ today: '2027-04-01' });
    await cards.addToken(customer);
    await window.signIn(customer, '/invoices');
    await window.button(/^Pay now: invoice/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Pay £12/ }).click();
    await dialog.getByText('The payment was declined').waitFor();
    await dialog.getByRole('radio').last().press('ArrowUp');
    await dialog.getByRole('radio', { checked: true }).press('ArrowDown');
    await dialog.getByRole('button', { name: /^Pay £12/ }).click();
    await dialog.getByText('Paid, thank you').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('cell', { name: 'Paid' }).first().waitFor();
    await page.getByRole('link', { name: 'Receipts' }).click();
    const receipts = page.getByRole('link', { name: /^Show the receipt for £12/ });
    await receipts.waitFor();
    expect(await receipts.count()).toBe(1);
    const opening = page.waitForEvent('popup');
    await receipts.click();
    const receipt = await opening;
    await receipt.getByRole('heading', { name: 'Receipt' }).waitFor();
    expect(await receipt.locator('main').innerText()).toMatch(/Invoice INV-\d+[^]*•••• 4242[^]*£12\.00/);
    expect(await accessibilityViolations(receipt)).toEqual([]);
    await receipt.close();
  }, 60_000);

  it('tops up with a method of choice, and has the balance recharged by itself from then on', async () => {
    const prepaid = new PrepaidStage(app);
    const service = await prepaid.service({}, nameIn('en'));
    const other = (await cards.addToken(service.customer, { exp_year: 2036 }, { nickname: 'Groceries' }))
      .body;
    await window.signIn(service.customer, '/balance');
    await page.getByLabel('Amount in GBP').fill('abc');
    await window.button('Top up').click();
    await page.getByText('Enter an amount in GBP, such as 10.').waitFor();
    await page.getByLabel('Amount in GBP').fill('20');
    await page.locator('.option', { hasText: 'Groceries' }).click();
    await window.button('Top up £20.00').click();
    await page.getByText('Your balance has been topped up').waitFor();
    await window.isAccessible('topped up');
    await page.getByText('Recharge automatically').click();
    await page.getByLabel(/^When the balance falls below/).fill('5');
    await page.getByLabel(/^Top up by/).fill('15');
    await page.getByLabel(/^At most a day/).fill('30');
    await page.getByLabel('Charged to').selectOption({ label: 'Visa card ending in 4242' });
    await window.button('Save').click();
    await page.locator('.notice', { hasText: 'Automatic recharge has been saved.' }).waitFor();
    await window.isAccessible('recharge saved');
    // Nothing is pressed: what is used up comes back, and the open page shows it.
    await prepaid.use(service, 1_700);
    await prepaid.run('auto-recharge');
    await page.locator('.plan-price', { hasText: '£18.00' }).waitFor();
    const paid = await app.db.query(
      `SELECT a.payment_method_id AS id, p.amount FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
        WHERE p.customer_id = $1 ORDER BY p.id`,
      [service.customer],
    );
    expect(paid).toEqual([
      { id: other.id, amount: 2_000 },
      { id: expect.any(String), amount: 1_500 },
    ]);
    expect(await cards.defaultOf(service.customer)).toBe(service.method);
    await page.reload();
    expect(await page.getByLabel(/^Top up by/).inputValue()).toBe('15');
  }, 60_000);

  it('manages methods with a keyboard alone, and sees one that came from elsewhere', async () => {
    const { id } = await window.newCustomer();
    await cards.addToken(id);
    const { keyboard } = page;
    await window.signIn(id, '/payment-methods');
    await page.getByRole('table').waitFor();
    const before = await cards.addToken(id, { exp_year: 2037 });
    // Nothing is pressed: the open table takes it up by itself and says so.
    await page.getByText('12/2037').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: 'has been added to your account' })
      .waitFor({ state: 'attached' });
    const menu = window.row('12/2037').getByRole('button');
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
    await window.row('12/2037').getByText('Default').waitFor();
    expect(await cards.defaultOf(id)).toBe(before.body.id);
  }, 60_000);

  it('orders backups with consent, and takes that back, with a keyboard alone', async () => {
    const { id } = await window.newCustomer('ar');
    const made: string[] = [];
    for (const exp_year of [2031, 2032, 2033])
      made.push((await cards.addToken(id, { exp_year }, { nickname: String(exp_year) })).body.id as string);
    const [, second, third] = made;
    const words = window.words.backups;
    await window.signIn(id, '/payment-methods');
    const { keyboard } = page;
    const consent = page.getByRole('switch', { name: words.consent });
    await consent.press('Space');
    await page.locator('.order li').nth(1).waitFor();
    await window.isAccessible('backups');
    // From the switch: the first one's "up" can do nothing, so its "down" is next.
    await consent.focus();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await window.button(words.save).press('Enter');
    await window.button(words.save).waitFor({ state: 'detached' });
    const orderOf = async (): Promise<unknown> =>
      (await portal.get('payment-methods', await portal.signedIn(id))).backup;
    expect(await orderOf()).toEqual({ payment_method_ids: [second, third], consent: true });
    await consent.press('Space');
    await window.button(words.save).press('Enter');
    await window.button(words.save).waitFor({ state: 'detached' });
    expect(await orderOf()).toEqual({ payment_method_ids: [], consent: false });
  }, 60_000);

  it('may delete the last method only after saying so twice', async () => {
    const { id } = await window.newCustomer();
    await cards.addToken(id);
    await window.signIn(id, '/payment-methods');
    await window.choose('••••', 'Delete');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('This is your last payment method').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    expect(await cards.list(id)).toHaveLength(1);
    await dialog.getByText('I understand, delete my last method').click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No payment method yet').waitFor();
    expect(await cards.list(id)).toEqual([]);
  }, 60_000);

  it('follows an address to add a method, signs in by e-mail on the way, and may load it again', async () => {
    const { email } = await window.newCustomer();
    await window.go('/payment-methods/new');
    await page.getByLabel('E-mail address').fill(email);
    await window.button('Send me a code').click();
    await window.heading('Check your e-mail').waitFor();
    await window.isAccessible('code by mail');
    const { code, token } = await portal.newestMail(email);
    await page.getByLabel('Code with six digits').fill(code);
    await window.button('Sign in').click();
    await window.formIs('ready');
    await page.reload();
    await window.formIs('ready');
    expect(page.url()).toBe(`${app.url}/care/payment-methods/new`);
    // The link of that mail went with the code.
    await window.go(`/s/${token}`);
    await window.button('Sign in').click();
    await window.heading('This link was used already').waitFor();
    await page.getByLabel('E-mail address').waitFor();
  }, 60_000);

  it('has a new link sent for one that has expired', async () => {
    const { id, email } = await window.newCustomer('ar');
    await window.speak('ar');
    const token = await portal.linkFor(id, 'add_payment_method');
    await app.db.query(
      `UPDATE access_links SET expires_at = $2::timestamptz - interval '1 hour', created_at = $2::timestamptz - interval '40 days'
        WHERE customer_id = $1`,
      [id, app.clock.now()],
    );
    const { words } = window;
    await window.go(`/l/${token}`);
    await window.heading(words.expiredLink.title).waitFor();
    await window.isAccessible('expired link');
    await window.button(words.expiredLink.action ?? '').click();
    await window.heading(words.newLinkSent.title).waitFor();
    const { text } = await portal.newestMail(email);
    await window.go(`/l/${/\/care\/l\/(\S+)/.exec(text)?.[1] ?? ''}`);
    await window.button(words.start).waitFor();
  }, 60_000);

  it('sets language, reminders and automatic payment, and signs out in every browser at once', async () => {
    const { id } = await window.newCustomer();
    await using elsewhere = await PortalWindow.open(app, browser);
    await elsewhere.signIn(id);
    await elsewhere.heading('Hello Sara Ali').waitFor();
    await window.signIn(id, '/settings');
    await page.getByText('Remind me before a card expires').click();
    await page.getByText('Pay my invoices automatically').click();
    await page.getByText('العربية').last().click();
    await window.heading('الإعدادات').waitFor();
    expect((await app.call('GET', `/v1/customers/${id}`)).body).toMatchObject({
      locale: 'ar',
      auto_pay: false,
      reminders_opt_out: true,
    });
    // This device alone goes back to English: mails stay Arabic.
    await window.button('English').click();
    await window.heading('Settings').waitFor();
    await window.button('Sign out everywhere').click();
    await page.getByRole('alertdialog').waitFor();
    await window.isAccessible('sign out everywhere');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await window.heading('You are signed out.').waitFor();
    // Nobody touches the other browser: it notices by itself.
    await elsewhere.page.getByText(elsewhere.words.signIn.over).waitFor();
    await page.goto(`${app.url}/care/payment-methods`);
    await page.getByLabel('E-mail address').waitFor();
  }, 60_000);

  it('is told what helps when a vendor’s script is blocked, and takes the PayPal wallet instead', async () => {
    const { id } = await window.newCustomer('ar');
    const { words } = window;
    await page.route('**/v3/stripe.js', (route) => route.abort('blockedbyclient'));
    await window.signIn(id, '/payment-methods/new');
    await window.formIs('load_failed');
    await window.isAccessible('script blocked');
    await window.chooseWay('paypal:paypal');
    const opening = page.waitForEvent('popup');
    await window.form.locator('iframe').contentFrame().locator('button').click();
    await (await opening).locator('button[value=approve]').click();
    await window.formIs('done');
    await window.isAccessible('wallet added');
    await page.locator('.done-extra').getByRole('link', { name: words.toMethods }).click();
    await window.row('PayPal').locator('.is-default').waitFor();
    await page.unroute('**/v3/stripe.js');
    await page.getByRole('link', { name: words.methods.add }).click();
    await window.formIs('ready');
  }, 60_000);

  it('leaves PayTabs’ page half-way: nothing is on file; what is finished there later appears by itself', async () => {
    const { id } = await window.newCustomer();
    await window.signIn(id, '/payment-methods/new');
    await window.chooseWay('paytabs:card');
    const hosted =
      page
        .frames()
        .find((frame) => frame.url().startsWith(app.paytabs.url))
        ?.url() ?? '';
    await page.getByRole('link', { name: 'Back to payment methods' }).click();
    await page.getByText('No payment method yet').waitFor();
    expect(await cards.list(id)).toEqual([]);
    const later = await page.context().newPage();
    await later.goto(hosted);
    await later.locator('button[value=pay]').click();
    await later.waitForURL(`${app.url}/returns/**`);
    await app.app.get(JobRunner).runUntilIdle(['setup-reconciliation-paytabs']);
    await window.row('1111').waitFor();
    await later.close();
  }, 60_000);

  it('sees what is wrong when the network or the server fails, and goes on once it is back', async () => {
    const { id } = await window.newCustomer();
    await cards.addToken(id);
    const slow = /care\/api\/overview/;
    let answer = (): void => undefined;
    const isAnswered = new Promise<void>((done) => {
      answer = done;
    });
    await page.route(slow, async (route) => {
      await isAnswered;
      await route.continue();
    });
    await window.signIn(id, '/payment-methods');
    await page.getByText('Opening your account…').waitFor({ state: 'attached' });
    answer();
    await page.getByRole('table').waitFor();
    await page.unroute(slow);
    // Also what the browser has kept from another page would come.
    const parts = '**/assets/portal/care/**';
    await page.route(parts, (route) => route.abort('internetdisconnected'));
    await page.context().setOffline(true);
    await page.getByText(/^You are offline/).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await window.heading('No connection').waitFor();
    await window.isAccessible('offline');
    await page.unroute(parts);
    await page.context().setOffline(false);
    await window.heading('Settings').waitFor();
    window.takeComplaints();
    const failing = /care\/api\/(invoices|overview)/;
    await page.route(failing, (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('link', { name: 'Invoices' }).click();
    await page.getByText('Something went wrong on our side, and nothing was changed').waitFor();
    await page.getByText(/^We cannot be reached right now/).waitFor();
    await window.isAccessible('server fails');
    await page.unroute(failing);
    await page.getByText('No invoices yet').waitFor();
    await page.getByText(/^We cannot be reached right now/).waitFor({ state: 'detached' });
  }, 60_000);
});

const PAGES = [
  '',
  '/payment-methods',
  '/payment-methods/new',
  '/invoices',
  '/invoices?receipts',
  '/balance',
  '/settings',
];

describe.each(['en', 'ar'] as const)(
  'every page and dialog is accessible, and fits a phone (%s)',
  (locale) => {
    it('signed out', async () => {
      await window.speak(locale);
      await page.reload();
      await page.locator('h1').waitFor();
      await window.isAccessible('sign-in');
    });

    it('signed in', async () => {
      const prepaid = new PrepaidStage(app);
      const service = await prepaid.service({}, nameIn(locale));
      await prepaid.topUp(service, 4_000);
      await prepaid.invoice(service.customer, 1_500, { due_on: '2026-01-01' });
      await cards.addToken(service.customer, { exp_year: 2038 });
      window.language = locale;
      await window.signIn(service.customer, PAGES[0]);
      for (const path of PAGES) {
        if (path !== '') await window.go(path);
        await page.locator('main h1').waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'hidden' });
        if (path.endsWith('new')) await window.formIs('ready');
        expect(await page.evaluate('document.documentElement.dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
        await window.isAccessible(path);
      }
      const { methods, invoices } = window.words;
      await window.go('/payment-methods');
      for (const item of [methods.remove, methods.rename]) {
        await page.locator('.cell-actions button').first().click();
        await window.isAccessible('menu');
        await page.getByRole('menuitem', { name: item }).click();
        await page.locator('.dialog').waitFor();
        await window.isAccessible(item);
        await page.keyboard.press('Escape');
        await page.locator('.dialog').waitFor({ state: 'detached' });
      }
      await window.go('/invoices');
      await window
        .button(new RegExp(`^${invoices.pay}:`))
        .first()
        .click();
      await page.locator('.dialog .option').first().waitFor();
      await window.isAccessible('pay');
    }, 90_000);
  },
);
