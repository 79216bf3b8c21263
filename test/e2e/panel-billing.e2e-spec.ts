import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations } from '../support/accessibility.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { ChargeStage } from '../support/charge-stage.js';
import { addStaff, PanelWindow } from '../support/panel-story.js';

let app: TestApp;
let stage: ChargeStage;
let browser: Browser;
let support: string;
let viewer: string;
let window: PanelWindow | undefined;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  stage = new ChargeStage(app);
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
    const { id } = await stage.customer();
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
      ['payment-failures?from=2020-01-01&to=2020-01-31', '.oc-empty'],
    ] as const) {
      await window?.goto(`/admin/resources/${path}`);
      await page.locator(ready).first().waitFor();
      expect([path, await accessibilityViolations(page)]).toEqual([path, []]);
    }
  });
});
