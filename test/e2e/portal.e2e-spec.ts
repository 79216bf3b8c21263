import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { textsFor } from '../../portal/care/texts.js';
import type { TestApp } from '../support/app.js';
import type { CardStage } from '../support/card-stage.js';
import type { PortalStage } from '../support/portal-stage.js';
import { openPortal, type PortalWindow } from '../support/portal-window.js';
import { PrepaidStage } from '../support/prepaid-stage.js';

const NAMES = { en: 'English', ar: 'العربية' } as const;

let window: PortalWindow;
let app: TestApp;
let page: Page;
let portal: PortalStage;
let cards: CardStage;

openPortal((opened) => {
  window = opened;
  ({ app, page, portal, cards } = opened);
});

describe.each(['en', 'ar'] as const)('how a customer gets in and keeps things in order (%s)', (locale) => {
  beforeEach(() => {
    window.language = locale;
  });

  it('comes by the address of an older invoice and finds it behind the newer ones', async () => {
    const { id } = await window.newCustomer();
    const rows: { id: string; number: number }[] = await app.db.query(
      `INSERT INTO invoices (id, number, customer_id, currency, total_amount, tax_amount, due_on, state, issued_at, created_at, updated_at)
       SELECT uuid_v7(now() - n * interval '1 day'), (SELECT coalesce(max(number), 0) FROM invoices) + 100000 + n, $1, 'GBP', 100, 0,
         current_date, 'open', now(), now(), now()
       FROM generate_series(1, 60) n RETURNING id, number`,
      [id],
    );
    const oldest = rows.at(-1);
    await window.signIn(id, `/invoices/${oldest?.id ?? ''}`);
    const named = page.locator('tr[aria-current]');
    await named.waitFor();
    expect(await named.textContent()).toContain(String(oldest?.number));
  });

  it('follows an address to add a method, signs in by e-mail on the way, and may load it again', async () => {
    const { email } = await window.newCustomer();
    const { signIn } = window.words;
    await window.goUnknown('/payment-methods/new');
    await window.button(signIn.send).click();
    await page.getByText(signIn.emailWrong).waitFor();
    await window.isAccessible('sign-in');
    await page.getByLabel(signIn.email).fill(email);
    await window.button(signIn.send).click();
    await window.heading(signIn.codeTitle).waitFor();
    await page.reload();
    await window.heading(signIn.codeTitle).waitFor();
    const { code, token } = await portal.newestMail(email);
    await page.getByLabel(signIn.code).fill(code.slice(1));
    await window.button(signIn.signIn).click();
    await page.getByText(signIn.codeIncomplete).waitFor();
    await window.isAccessible('code by mail');
    await page.getByLabel(signIn.code).fill(code);
    await window.button(signIn.signIn).click();
    await window.formIs('ready');
    await page.reload();
    await window.formIs('ready');
    expect(page.url()).toBe(`${app.url}/care/payment-methods/new`);
    // The link of that mail went with the code.
    await window.go(`/s/${token}`);
    await window.button(signIn.signIn).waitFor();
    await window.isAccessible('sign-in by link');
    await window.button(signIn.signIn).click();
    await window.heading(signIn.used.title).waitFor();
    await page.getByLabel(signIn.email).waitFor();
    // Its page knows where it led, and so does the link of the next mail, in whatever browser it is opened.
    await page.getByLabel(signIn.email).fill(email);
    await window.button(signIn.send).click();
    await window.heading(signIn.codeTitle).waitFor();
    await using other = await window.elsewhere();
    await other.goUnknown(`/s/${(await portal.newestMail(email)).token}`);
    await other.button(signIn.signIn).click();
    await other.formIs('ready');
    expect(other.page.url()).toBe(`${app.url}/care/payment-methods/new`);
  }, 60_000);

  it('has a new link sent for one that has expired, and confirms who he is where a link is not enough', async () => {
    const { id, email } = await window.newCustomer();
    const token = await portal.linkFor(id, 'add_payment_method');
    await app.db.query(
      `UPDATE access_links SET expires_at = $2::timestamptz - interval '1 hour', created_at = $2::timestamptz - interval '40 days'
        WHERE customer_id = $1`,
      [id, app.clock.now()],
    );
    const { words } = window;
    await window.goUnknown(`/l/${token}`);
    await window.heading(words.expiredLink.title).waitFor();
    await window.isAccessible('expired link');
    await window.button(words.expiredLink.action ?? '').click();
    await window.heading(words.newLinkSent.title).waitFor();
    await window.isAccessible('new link sent');
    const { text } = await portal.newestMail(email);
    await window.go(`/l/${/\/care\/l\/(\S+)/.exec(text)?.[1] ?? ''}`);
    await window.button(words.start).waitFor();
    await window.go('/invoices?receipts');
    await page.getByText(words.check.gate).waitFor();
    await window.isAccessible('confirmation wanted');
    await window.button(words.check.gateAction).click();
    await page.getByText('p•••@example.com').waitFor();
    await page.getByLabel(words.signIn.code).fill((await portal.newestMail(email)).code);
    await window.button(words.check.confirm).click();
    await page.getByText(words.receipts.empty).waitFor();
    await window.go(`/l/${token.slice(0, 20)}`);
    await window.heading(words.invalidLink.title).waitFor();
  }, 60_000);

  it('signs in, adds a card, names it and deletes the old one with a keyboard alone, and sees what came from elsewhere', async () => {
    const { id, email } = await window.newCustomer();
    const old = (await cards.addToken(id, { exp_year: 2036 })).body;
    const { words } = window;
    const { keyboard } = page;
    await window.goUnknown('/payment-methods');
    await window.tabTo(page.getByLabel(words.signIn.email));
    await keyboard.type(email);
    await keyboard.press('Enter');
    await window.heading(words.signIn.codeTitle).waitFor();
    await window.tabTo(page.getByLabel(words.signIn.code));
    await keyboard.type((await portal.newestMail(email)).code);
    await keyboard.press('Enter');
    await page.getByRole('table').waitFor();
    await window.enterOn(page.getByRole('link', { name: words.methods.add }));
    await window.formIs('ready');
    const vendor = window.form.locator('iframe').first().contentFrame();
    await window.tabTo(vendor.locator('#number'));
    await keyboard.type('4242424242424242');
    await window.tabTo(vendor.locator('#expiry'));
    await keyboard.type('1239');
    await window.tabTo(vendor.locator('#cvc'));
    await keyboard.type('123');
    await window.tabTo(window.form.locator('#name'));
    await keyboard.type('SARA ALI');
    await window.tabTo(window.form.locator('#country'));
    await keyboard.press('ArrowDown');
    await window.enterOn(window.form.locator('button[type=submit]'));
    await window.formIs('done');
    await window.enterOn(page.locator('.done-extra').getByRole('link', { name: words.toMethods }));
    await window.row('12/2039').waitFor();
    // Nothing is pressed: the open table takes up what came from elsewhere by itself and says so.
    await cards.addToken(id, { exp_year: 2037 });
    await window.row('12/2037').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: words.methods.added(words.nameOf(await newest(id))) })
      .waitFor({ state: 'attached' });
    const menu = window.row('12/2037').getByRole('button');
    await window.enterOn(menu);
    await page.getByRole('menuitem', { name: words.methods.makeDefault }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.methods.nickname).waitFor();
    await keyboard.type('Company card');
    await keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Company card' }).waitFor();
    await menu.and(page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await window.row('Company card').locator('.is-default').waitFor();
    await window.enterOn(window.row('12/2036').getByRole('button'));
    await page.getByRole('menuitem', { name: words.methods.remove }).waitFor();
    await keyboard.press('End');
    await keyboard.press('Enter');
    const question = page.getByRole('alertdialog');
    await window.enterOn(question.getByRole('button', { name: words.methods.remove }));
    await window.row('12/2036').waitFor({ state: 'detached' });
    const left = await cards.list(id);
    expect(left).toHaveLength(2);
    expect(left.map((method) => method.id)).not.toContain(old.id);
  }, 60_000);

  it('orders backups with consent, and takes that back, with a keyboard alone', async () => {
    const { id } = await window.newCustomer();
    const made: string[] = [];
    for (const exp_year of [2031, 2032, 2033])
      made.push((await cards.addToken(id, { exp_year }, { nickname: String(exp_year) })).body.id as string);
    const [, second, third] = made;
    const words = window.words.backups;
    await window.signIn(id, '/payment-methods');
    const { keyboard } = page;
    const consent = page.getByRole('switch', { name: words.consent });
    await window.tabTo(consent);
    await keyboard.press('Space');
    await page.locator('.order li').nth(1).waitFor();
    await window.isAccessible('backups');
    // From the switch: the first one's "up" can do nothing, so its "down" is next.
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await window.enterOn(window.button(words.save));
    await window.button(words.save).waitFor({ state: 'detached' });
    const orderOf = async (): Promise<unknown> =>
      (await portal.get('payment-methods', await portal.signedIn(id))).backup;
    expect(await orderOf()).toEqual({ payment_method_ids: [second, third], consent: true });
    await consent.press('Space');
    await window.enterOn(window.button(words.save));
    await window.button(words.save).waitFor({ state: 'detached' });
    expect(await orderOf()).toEqual({ payment_method_ids: [], consent: false });
  }, 60_000);

  it('may delete the last method only after saying so twice, and finds every page in order without anything on it', async () => {
    const { id } = await window.newCustomer();
    await cards.addToken(id);
    const { methods } = window.words;
    await window.signIn(id, '/payment-methods');
    await window.choose('••••', methods.remove);
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(methods.lastWarning).waitFor();
    await dialog.getByRole('button', { name: methods.remove }).click();
    await window.isAccessible('last method');
    expect(await cards.list(id)).toHaveLength(1);
    await dialog.getByText(methods.confirmLast).click();
    await dialog.getByRole('button', { name: methods.remove }).click();
    await page.getByText(methods.empty).waitFor();
    expect(await cards.list(id)).toEqual([]);
    await seePages('', '/invoices', '/invoices?receipts', '/balance');
  }, 60_000);

  it('sets language, reminders and automatic payment, and signs out in every browser at once', async () => {
    const { id } = await window.newCustomer();
    await using elsewhere = await window.elsewhere();
    const other = locale === 'en' ? 'ar' : 'en';
    const [mine, others] = [textsFor(locale), textsFor(other)];
    await elsewhere.signIn(id);
    await elsewhere.heading(mine.hello(window.customer.name)).waitFor();
    await window.signIn(id, '/settings');
    await page.getByText(mine.settings.reminders).click();
    await page.getByText(mine.settings.autoPay).click();
    await page.locator('.option', { hasText: NAMES[other] }).click();
    await window.heading(others.settings.title).waitFor();
    expect((await app.call('GET', `/v1/customers/${id}`)).body).toMatchObject({
      locale: other,
      auto_pay: false,
      reminders_opt_out: true,
    });
    // This device alone goes back: mails stay in the other language.
    await window.button(NAMES[locale]).click();
    await window.heading(mine.settings.title).waitFor();
    await window.button(mine.settings.everywhere).click();
    await page.getByRole('alertdialog').waitFor();
    await window.isAccessible('sign out everywhere');
    await page.getByRole('alertdialog').getByRole('button', { name: mine.settings.everywhere }).click();
    await window.heading(mine.signIn.signedOut).waitFor();
    await window.isAccessible('signed out');
    // Nobody touches the other browser: it notices by itself, in the language that it has come to know.
    await elsewhere.page
      .getByText(mine.signIn.over)
      .or(elsewhere.page.getByText(others.signIn.over))
      .waitFor();
    await page.goto(`${app.url}/care/payment-methods`);
    await page.getByLabel(mine.signIn.email).waitFor();
  }, 60_000);

  it('sees what is wrong when the network or the server fails, and goes on once it is back', async () => {
    const { id } = await window.newCustomer();
    await cards.addToken(id);
    const { words } = window;
    const overview = /care\/api\/overview/;
    let answer = (): void => undefined;
    const isAnswered = new Promise<void>((done) => {
      answer = done;
    });
    await window.goUnknown('/sign-in');
    await page.route(overview, async (route) => {
      await isAnswered;
      await route.fulfill({ status: 500, body: '{}' });
    });
    await window.signIn(id, '/payment-methods');
    await page.getByText(words.loading).waitFor({ state: 'attached' });
    answer();
    await window.heading(words.serverError.title).waitFor();
    await window.isAccessible('not opened');
    await page.unroute(overview);
    await window.button(words.serverError.action ?? '').click();
    await page.getByRole('table').waitFor();
    // Also what the browser has kept from another page would come.
    const parts = '**/assets/portal/care/**';
    await page.route(parts, (route) => route.abort('internetdisconnected'));
    await page.context().setOffline(true);
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await page.getByText(words.offline).waitFor();
    await page.getByRole('link', { name: words.nav.settings }).click();
    await window.heading(words.network.title).waitFor();
    await window.isAccessible('offline');
    await page.unroute(parts);
    await page.context().setOffline(false);
    await window.heading(words.settings.title).waitFor();
    window.takeComplaints();
    const failing = /care\/api\/(invoices|overview)/;
    await page.route(failing, (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('link', { name: words.nav.invoices }).click();
    await page.getByText(words.refusals.server_error).waitFor();
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await page.getByText(words.unreachable).waitFor();
    await window.isAccessible('server fails');
    await page.unroute(failing);
    await page.getByText(words.invoices.empty).waitFor();
    await page.getByText(words.unreachable).waitFor({ state: 'detached' });
  }, 60_000);

  it('finds every page and dialog accessible and fit for a phone', async () => {
    const prepaid = new PrepaidStage(app);
    const service = await prepaid.service({}, window.customer);
    await prepaid.topUp(service, 4_000);
    const { id } = await prepaid.invoice(service.customer, 1_500, { due_on: '2026-01-01' });
    await cards.addToken(service.customer, { exp_year: 2038 });
    await window.signIn(service.customer);
    await page.locator('main h1').waitFor();
    await seePages('', '/payment-methods/new', '/invoices', '/invoices?receipts', '/balance', '/settings');
    await seePages('/payment-methods');
    const { methods, invoices } = window.words;
    for (const item of [methods.remove, methods.rename]) {
      await page.locator('.cell-actions button').first().click();
      if (item === methods.remove) await window.isAccessible('menu');
      await page.getByRole('menuitem', { name: item }).click();
      await page.locator('.dialog').waitFor();
      await window.isAccessible(item);
      await page.keyboard.press('Escape');
      await page.locator('.dialog').waitFor({ state: 'detached' });
    }
    await window.turnTo('/invoices');
    await window
      .button(new RegExp(`^${invoices.pay}:`))
      .first()
      .click();
    await page.locator('.dialog .option').first().waitFor();
    await window.isAccessible('pay');
    await window.go(`/invoices/${id}/document`);
    await window.isAccessible('invoice');
  }, 90_000);
});

async function seePages(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await window.turnTo(path);
    if (path.endsWith('new')) await window.formIs('ready');
    await window.isAccessible(path);
  }
}

/** The method that was added last. */
async function newest(customer: string): Promise<any> {
  return (await cards.list(customer)).toSorted((one, other) => (one.id < other.id ? -1 : 1)).at(-1);
}
