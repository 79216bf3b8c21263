import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { addStaff, PanelWindow } from '../support/panel-story.js';
import { PrepaidStage } from '../support/prepaid-stage.js';

let app: TestApp;
let stage: PrepaidStage;
let browser: Browser;
let support: string;
let viewer: string;
let window: PanelWindow | undefined;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  stage = new PrepaidStage(app);
  [support, viewer] = [await addStaff(app, 'support'), await addStaff(app, 'viewer')];
}, 90_000);

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

afterEach(async () => {
  expect(window?.complaints ?? []).toEqual([]);
  await window?.close();
  window = undefined;
});

async function open(email: string, to: string, locale: 'ar' | 'en' = 'en'): Promise<Page> {
  window = await PanelWindow.open(browser, app.url, { locale });
  await window.signIn(email, to);
  return window.page;
}

const billing = (customer: string): string => `/admin/resources/customers/records/${customer}/billing`;

describe('a caller who wants to pay', () => {
  it('is declined, pays with another card in the same breath, and is given a part back', async () => {
    const { id } = await stage.customer();
    await stage.cards.addToken(id, { brand: 'mastercard', last4: '4444' }, { nickname: 'Other card' });
    const invoice = await stage.invoice(id, 1_250);
    const page = await open(support, billing(id));
    stage.refuse('insufficient_funds');
    await page.getByRole('button', { name: /^Pay now: invoice/ }).click();
    const dialog = page.locator('dialog[open]', { hasText: 'Charge which method?' });
    await dialog.getByRole('button', { name: 'Charge £12.50' }).dblclick();
    await page.getByRole('button', { name: 'Identity confirmed' }).click();
    await dialog.getByText('Declined: Not enough money').waitFor();
    await dialog.getByText('Other card').click();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('£12.50 paid.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect((await stage.invoiceNow(invoice.id)).state).toBe('paid');

    await page.getByRole('button', { name: /^Actions for the payment of £12.50/ }).click();
    await page.getByRole('menuitem', { name: 'Refund…' }).locator('visible=true').click();
    await page.locator('dialog[open]').getByText('A part of it').click();
    await page.getByLabel('Amount in GBP').fill('13');
    await page.getByText('An amount above zero and up to £12.50.').waitFor();
    await page.getByLabel('Amount in GBP').fill('2,50');
    await page.getByLabel('Reason').fill('Two days without service');
    await page.getByRole('button', { name: 'Refund £2.50' }).click();
    await page.getByText('£2.50 refunded.', { exact: true }).first().waitFor();

    const { body } = await app.call('GET', `/v1/payments?customer_id=${id}`);
    expect(body.data).toMatchObject([
      {
        state: 'partially_refunded',
        refunded: { amount: 250 },
        attempts: [{ state: 'declined' }, { state: 'succeeded', last4: '4444' }],
      },
    ]);
  });
});

describe('a caller who pays in advance', () => {
  it('fills the balance with a card of his choice, and has it recharge itself', async () => {
    const service = await stage.service();
    const page = await open(support, billing(service.customer));
    await page.getByRole('button', { name: 'Top up' }).click();
    await page.getByLabel('Amount in GBP').fill('40');
    await page.getByRole('button', { name: 'Choose the method' }).click();
    await page.getByRole('button', { name: 'Charge £40.00' }).click();
    await page.getByRole('button', { name: 'Identity confirmed' }).click();
    await page.getByText('£40.00 paid.').waitFor();
    await page.locator('#prepaid tbody').getByText('Top-up').waitFor();

    await page.getByRole('button', { name: 'Automatic recharge' }).click();
    await page.getByLabel('At most a day, in GBP').fill('5');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('At most a day, in GBP').fill('50');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('Recharges itself by £25.00 when it falls below £25.00; at most £50.00 a day.')
      .waitFor();
    expect(await stage.balance(service)).toBe(4_000);
  });
});

describe('whoever answers for mails', () => {
  it('sees how one looks, sends it to herself, and lets an address in again', async () => {
    await app.db.query(
      `INSERT INTO suppressions (email, reason, created_at) VALUES ('gone@example.com', 'hard_bounce', now())`,
    );
    const page = await open(
      support,
      '/admin/resources/mail-templates?type=payment_failed&lang=ar&width=phone',
    );
    await page.frameLocator('iframe.oc-mail').locator('html[dir="rtl"]').waitFor();
    await page.getByRole('button', { name: 'Send me a test' }).click();
    await page.getByText('The test is on its way.').waitFor();
    await app.app.get(JobRunner).runUntilIdle(['deliver-messages', 'count-messages']);
    const mine = app.mailjet.mailbox.messages().filter(({ to }) => to.email === 'support@example.com');
    expect(mine.map(({ to, subject }) => [to.email, subject.slice(0, 7)])).toEqual([
      ['support@example.com', '[تجربة]'],
    ]);
    await window?.goto('/admin/resources/messages');
    await page.locator('.oc-key .is-on_the_way a').click();
    await page.locator('tbody').getByText('Test', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('on_the_way');

    await window?.goto('/admin/resources/suppressions');
    await page.getByRole('button', { name: 'Let in again' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Let in again' }).click();
    await page.getByText('Every address gets its reminders').waitFor();
  });
});

describe('a viewer', () => {
  it('sees what is owed and nothing to press', async () => {
    const { id } = await stage.customer();
    await stage.invoice(id);
    const page = await open(viewer, billing(id));
    await page.locator('section', { hasText: 'Invoices' }).getByText('Open', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /Pay now|Actions for the payment/ }).count()).toBe(0);
  });
});

describe('everybody', () => {
  it.each(['en', 'ar'] as const)('can read and use the pages of billing in %s', async (locale) => {
    const { customer: id } = await stage.service();
    stage.refuse('lost_card');
    const declined = await stage.pay((await stage.invoice(id)).id);
    const page = await open(support, billing(id), locale);
    await page.locator('.oc-row-actions.is-inline .oc-button').first().click();
    await page.locator('dialog .oc-method-choice').first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    for (const [path, ready] of [
      [`payments/records/${String(declined.body.id)}/show`, '.oc-steps li'],
      [`invoices/records/${String(declined.body.invoice_id)}/show`, 'tfoot'],
      ['invoices', 'tbody tr'],
      ['payments?state=declined', 'tbody tr'],
      ['payment-failures', '#failures tbody tr'],
      ['messages', '.oc-days'],
      ['suppressions', '.oc-empty'],
      ['mail-templates?type=receipt', 'iframe.oc-mail'],
      [`customers/records/${id}/messages`, '.oc-outlook-cards'],
      ['payment-failures?from=2020-01-01&to=2020-01-31', '.oc-empty'],
    ] as const) {
      await window?.goto(`/admin/resources/${path}`);
      await page.locator(ready).first().waitFor();
      expect([path, await accessibilityViolations(page)]).toEqual([path, []]);
    }
    await window?.goto('/admin');
    await page.locator('.oc-home .oc-bars').first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
