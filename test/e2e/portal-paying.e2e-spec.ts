import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { TestApp } from '../support/app.js';
import type { CardStage } from '../support/card-stage.js';
import { DunningStage } from '../support/dunning-stage.js';
import type { PortalStage } from '../support/portal-stage.js';
import { openPortal, type PortalWindow } from '../support/portal-window.js';
import { PrepaidStage } from '../support/prepaid-stage.js';

const GOOD = '4242424242424242';
const NO_FUNDS = '4000000000009995';

let window: PortalWindow;
let app: TestApp;
let page: Page;
let portal: PortalStage;
let cards: CardStage;

openPortal((opened) => {
  window = opened;
  ({ app, page, portal, cards } = opened);
});

/** The first of the month after the test clock's own: renewals fail on that day, and nobody waits for it. */
function nextFirst(): string {
  const now = app.clock.now();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
}

describe.each(['en', 'ar'] as const)('what a customer pays and adds to pay with (%s)', (locale) => {
  beforeEach(() => {
    window.language = locale;
  });

  it('comes by the link of a mail, adds a card, makes it the default and deletes the old one', async () => {
    const { id, email } = await window.newCustomer();
    await cards.addToken(id, { last4: '1881' });
    await window.openLink(id);
    const { words } = window;
    await window.button(words.start).waitFor();
    await window.isAccessible('link of a mail');
    await window.button(words.start).click();
    await window.form.locator('#make-default').uncheck();
    await window.addCard(GOOD);
    await window.formIs('done');
    await window.isAccessible('card added');
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
    await window.isAccessible('delete');
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

  it('has an expired default and a suspended service: after a decline a new card pays at once and brings it back on screen', async () => {
    const dunning = new DunningStage(app);
    const { customer } = window;
    const story = await dunning.failedRenewal({ decline: 'expired_card', today: nextFirst(), customer });
    for (const day of [5, 9]) await dunning.onDay(story, day);
    await cards.expire((await cards.defaultOf(story.customer)) ?? '');
    const { words } = window;
    await window.signIn(story.customer);
    await page.getByText(words.banners.suspended('Mobile M').title).waitFor();
    await page.getByText(words.banners.expired_default('').title).waitFor();
    await window.isAccessible('suspended');
    await page.getByRole('link', { name: words.banners.addCard }).first().click();
    await window.addCard(NO_FUNDS);
    await window.formIs('declined');
    await window.isAccessible('declined form');
    await window.typeCard(GOOD);
    await window.submit();
    await window.formIs('done');
    await page.getByText(words.news.working).waitFor();
    await dunning.run();
    await page.getByText(words.news.restored.title).first().waitFor();
    await window.isAccessible('restored');
    expect((await dunning.serviceOf(story)).state).toBe('active');
  }, 60_000);

  it('signs up: the host CRM sends him on, he adds a method, the plan begins and is charged before his eyes', async () => {
    const stage = new DunningStage(app);
    const external_id = `CRM-${locale}`;
    const { id, email } = await window.newCustomer({ external_id, time_zone: 'UTC' });
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
    await window.go(`/h/${portal.hostToken({ sub: external_id })}`);
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
    // What the plan needs cannot be deleted, and the page says why.
    await page.getByRole('link', { name: words.overview.manage }).click();
    await window.choose('4242', words.methods.remove);
    await page.getByRole('alertdialog').getByText(words.methods.held).waitFor();
    await window.isAccessible('held');
  }, 60_000);

  it('pays an invoice after a decline, with a method of choice that the bank wants confirmed', async () => {
    const dunning = new DunningStage(app);
    const { customer } = await dunning.failedRenewal({ today: nextFirst(), customer: window.customer });
    await cards.addToken(customer, { behaviour: 'authenticationRequired' });
    const { words } = window;
    await window.signIn(customer, '/invoices');
    await window.button(new RegExp(`^${words.invoices.pay}:`)).click();
    const dialog = page.getByRole('dialog');
    const pay = dialog.getByRole('button', { name: words.pay.confirm(window.money(1_200)) });
    await pay.click();
    await dialog.getByText(words.pay.declined).waitFor();
    await window.isAccessible('payment declined');
    await dialog.getByRole('radio').last().press('ArrowUp');
    await dialog.getByRole('radio', { checked: true }).press('ArrowDown');
    await pay.click();
    await dialog.getByText(words.pay.bank).waitFor();
    await page.getByText(words.invoices.toConfirm, { exact: true }).waitFor();
    await window.isAccessible('bank');
    const asking = page.waitForEvent('popup');
    await dialog.getByRole('link', { name: words.pay.bankAction }).click();
    const bank = await asking;
    await bank.locator('button[value=approve]').click();
    await bank.waitForURL(`${app.url}/**`);
    await bank.close();
    await dialog.getByText(words.pay.done).waitFor();
    await window.isAccessible('paid');
    await dialog.getByRole('button', { name: words.pay.finish }).click();
    await page.getByRole('cell', { name: words.invoices.states.paid }).first().waitFor();
    await page.getByRole('link', { name: words.invoices.receipts, exact: true }).click();
    const receipts = page.getByRole('table').getByRole('link', { name: window.money(1_200) });
    await receipts.waitFor();
    expect(await receipts.count()).toBe(1);
    const opening = page.waitForEvent('popup');
    await receipts.click();
    const receipt = await opening;
    await receipt.locator('main').waitFor();
    expect(await receipt.locator('main').innerText()).toMatch(/INV-\d+[^]*•••• 4242[^]*12\.00/);
    await window.isAccessible('receipt', receipt);
    await receipt.close();
  }, 60_000);

  it('tops up with a method of choice, and has the balance recharged by itself from then on', async () => {
    const prepaid = new PrepaidStage(app);
    const service = await prepaid.service({}, window.customer);
    const other = (await cards.addToken(service.customer, { exp_year: 2036 }, { nickname: 'Groceries' }))
      .body;
    const { words } = window;
    const { balance } = words;
    await window.signIn(service.customer, '/balance');
    const amount = page.getByLabel(balance.amount('GBP'), { exact: true });
    await amount.fill('abc');
    await window.button(balance.topUpPlain).click();
    await page.getByText(balance.amountWrong('GBP')).waitFor();
    await amount.fill('20');
    await page.locator('.option', { hasText: 'Groceries' }).click();
    await window.button(balance.topUp(window.money(2_000))).click();
    await page.getByText(balance.credited).waitFor();
    await page.getByText(balance.enabled).click();
    await page.getByLabel(balance.threshold('GBP')).fill('5');
    await page.getByLabel(balance.rechargeAmount('GBP')).fill('15');
    await page.getByLabel(balance.dailyCap('GBP')).fill('30');
    const [first] = await cards.list(service.customer);
    await page.getByLabel(balance.method).selectOption(first?.id ?? '');
    await window.button(words.save).click();
    await page.locator('.notice', { hasText: balance.saved }).waitFor();
    await window.isAccessible('topped up, recharge saved');
    // Nothing is pressed: what is used up comes back, and the open page shows it.
    await prepaid.use(service, 1_700);
    await prepaid.run('auto-recharge');
    await page.locator('.plan-price', { hasText: '18.00' }).waitFor();
    const paid = await app.db.query(
      `SELECT a.payment_method_id AS id, p.amount FROM payments p JOIN payment_attempts a ON a.payment_id = p.id
        WHERE p.customer_id = $1 ORDER BY p.id`,
      [service.customer],
    );
    expect(paid).toEqual([
      { id: other.id, amount: 2_000 },
      { id: first?.id, amount: 1_500 },
    ]);
    expect(await cards.defaultOf(service.customer)).toBe(service.method);
    await page.reload();
    expect(await page.getByLabel(balance.rechargeAmount('GBP')).inputValue()).toBe('15');
  }, 60_000);

  it('is told what helps when a vendor’s script is blocked, and takes the PayPal wallet instead', async () => {
    const { id } = await window.newCustomer();
    const { words } = window;
    await page.route('**/v3/stripe.js', (route) => route.abort('blockedbyclient'));
    await window.signIn(id, '/payment-methods/new');
    await window.formIs('load_failed');
    await window.isAccessible('script blocked');
    await window.chooseWay('paypal:paypal');
    await window.isAccessible('wallet');
    const opening = page.waitForEvent('popup');
    await window.form.locator('iframe').contentFrame().locator('button').click();
    await (await opening).locator('button[value=approve]').click();
    await window.formIs('done');
    await page.locator('.done-extra').getByRole('link', { name: words.toMethods }).click();
    await window.row('PayPal').locator('.is-default').waitFor();
    await page.unroute('**/v3/stripe.js');
    await page.getByRole('link', { name: words.methods.add }).click();
    await window.formIs('ready');
  }, 60_000);

  it('leaves PayTabs’ page half-way: nothing is on file; what is finished there later appears by itself', async () => {
    const { id } = await window.newCustomer();
    const { words } = window;
    await window.signIn(id, '/payment-methods/new');
    await window.chooseWay('paytabs:card');
    await window.isAccessible('PayTabs’ page');
    const hosted =
      page
        .frames()
        .find((frame) => frame.url().startsWith(app.paytabs.url))
        ?.url() ?? '';
    await page.getByRole('link', { name: words.methods.backToList }).click();
    await page.getByText(words.methods.empty).waitFor();
    await window.isAccessible('left half-way');
    expect(await cards.list(id)).toEqual([]);
    const later = await page.context().newPage();
    await later.goto(hosted);
    await later.locator('button[value=pay]').click();
    await later.waitForURL(`${app.url}/returns/**`);
    await app.app.get(JobRunner).runUntilIdle(['setup-reconciliation-paytabs']);
    await window.row('1111').waitFor();
    await page.getByRole('status').filter({ hasText: /1111/ }).waitFor({ state: 'attached' });
    await later.close();
  }, 60_000);
});
