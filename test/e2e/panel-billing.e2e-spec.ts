import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { translator } from '../../admin/locale/translate.js';
import { accessibilityViolations, violationsWithin } from '../support/accessibility.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { clickBesideFrames, launchBrowser } from '../support/browser.js';
import { ChargeStage } from '../support/charge-stage.js';
import { DunningStage } from '../support/dunning-stage.js';
import { addStaff, PanelWindow } from '../support/panel-story.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

let app: TestApp;
let stage: ChargeStage;
let dunning: DunningStage;
let admin: string;
let browser: Browser;
let support: string;
let viewer: string;
let window: PanelWindow | undefined;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  stage = new ChargeStage(app);
  dunning = new DunningStage(app);
  admin = await addStaff(app, 'admin');
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

async function open(email: string, to: string, locale: 'ar' | 'en' = 'en', width = 1_440): Promise<Page> {
  window = await PanelWindow.open(browser, app.url, { locale, width });
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
    await page.getByText('choose one of them first').waitFor();
    await page.getByLabel('Security questions').check();
    await page.getByRole('button', { name: 'Identity confirmed' }).click();
    await dialog.getByText('Declined: Not enough money').waitFor();
    await dialog.getByText('Other card').click();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('£12.50 paid.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect((await stage.invoiceNow(invoice.id)).state).toBe('paid');

    // From here on by the keyboard alone.
    const keys = page.keyboard;
    await tabTo(page.getByRole('button', { name: /^Actions for the payment of £12.50/ }));
    await keys.press('Enter');
    await tabTo(page.getByRole('menuitem', { name: 'Refund…' }), 'ArrowDown');
    await keys.press('Enter');
    await page.getByRole('radio', { name: 'All that is left' }).and(page.locator(':focus')).waitFor();
    await keys.press('ArrowRight');
    await tabTo(page.getByLabel('Amount in GBP'));
    await keys.type('13');
    await keys.press('Enter');
    const told = page.getByRole('alert');
    await told.getByText(/Amount in GBP.*: An amount above zero and up to £12.50/).waitFor();
    await told.getByText(/Reason.*: this has to be filled in/).waitFor();
    expect(await violationsWithin(page, 'dialog[open]')).toEqual([]);
    await page.getByLabel('Amount in GBP').and(page.locator(':focus')).waitFor();
    await keys.press('Control+A');
    await keys.type('2,50');
    await tabTo(page.getByLabel('Reason'));
    await keys.type('Two days without service');
    // A slip of the finger loses nothing.
    await keys.press('Escape');
    await told.getByText('Discard what you have typed?').waitFor();
    expect(await violationsWithin(page, 'dialog[open]')).toEqual([]);
    await keys.press('Enter');
    await page.getByLabel('Reason').and(page.locator(':focus')).waitFor();
    await tabTo(page.getByRole('button', { name: 'Refund £2.50' }));
    await keys.press('Enter');
    await page.getByText('£2.50 refunded.', { exact: true }).first().waitFor();

    const { body } = await app.call('GET', `/v1/payments?customer_id=${id}`);
    expect(body.data).toMatchObject([
      {
        state: 'partially_refunded',
        refunded: { amount: 250 },
        attempts: [{ state: 'declined' }, { state: 'succeeded', last4: '4444' }],
      },
    ]);
  }, 60_000);
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
    await judge(locale, [
      [`payments/records/${String(declined.body.id)}/show`, '.oc-steps li'],
      [`invoices/records/${String(declined.body.invoice_id)}/show`, 'tfoot'],
      ['invoices', 'tbody tr'],
      ['payments?state=declined', 'tbody tr'],
      ['payment-failures', '#failures tbody tr'],
      ['payment-failures?from=2020-01-01&to=2020-01-31', '.oc-empty'],
    ]);
  });
});

describe('a caller whose service was stopped', () => {
  it('gives a new card, which pays, and hears that the service is back, all in one call', async () => {
    const story = await dunning.failedRenewal({ customer: { name: 'Nadia Novak' } });
    await dunning.through(story, 2, 8);
    expect((await dunning.serviceOf(story)).state).toBe('suspended');
    const page = await open(support, '/admin/resources/call-tasks');
    await page
      .locator('.oc-calls > li', { hasText: 'Nadia Novak' })
      .getByRole('button', { name: 'Start call' })
      .click();
    const call = page.getByRole('dialog', { name: /^Call with/ });
    await call.getByRole('button', { name: 'Identity confirmed' }).press('Enter');
    await call.getByText('choose one of them first').waitFor();
    await call.getByLabel('Security questions').press('Space');
    await call.getByRole('button', { name: 'Identity confirmed' }).press('Enter');
    await call.getByRole('button', { name: 'Type it in here' }).press('Enter');
    const field = call.locator('omnicrm-payment-form iframe').first().contentFrame();
    await field.locator('#number').fill('5555555555554444');
    await field.locator('#expiry').fill('1234');
    await field.locator('#cvc').fill('123');
    const form = call.locator('omnicrm-payment-form');
    await form.locator('#name').fill('NADIA NOVAK');
    await form.locator('#country').selectOption('GB');
    await clickBesideFrames(form.getByRole('button', { name: 'Save card' }));
    await call.getByText('Mastercard card ending in 4444 is the default').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await call.getByRole('button', { name: /^Delete Visa card/ }).press('Enter');
    await page.locator('dialog[open]').getByRole('button', { name: 'Delete' }).click();
    await call.getByText(/^Visa card ending in \d{4} deleted$/).waitFor();
    // What the jobs do within seconds where they run by themselves.
    await dunning.run();
    await call.getByText('Paid, service restored').waitFor();
    await call.getByRole('button', { name: 'End the call' }).last().click();
    await page.getByText('The call was recorded.').first().waitFor();
    const { state, timeline } = await dunning.caseOf(story);
    expect([state, timeline.at(-1)]).toMatchObject([
      'recovered',
      {
        kind: 'phone_call',
        actor: { name: 'support person' },
        details: {
          steps: { identity: 'done', card: 'done', default: 'done', remove: 'done', retry: 'done' },
        },
      },
    ]);
    expect((await dunning.serviceOf(story)).state).toBe('active');
  }, 60_000);
});

describe('somebody who promised to pay', () => {
  it('is left alone until Friday, with the reason for all to read, and a viewer cannot end that', async () => {
    const story = await dunning.failedRenewal({ today: '2027-05-03' });
    const { id } = await dunning.caseOf(story);
    const address = `/admin/resources/dunning-cases/records/${String(id)}/show`;
    const page = await open(support, address);
    await tabTo(page.getByRole('button', { name: 'Pause' }));
    await page.keyboard.press('Enter');
    const until = page.getByLabel('First day on which it goes on');
    await until.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('05072027');
    expect(await until.inputValue()).toBe('2027-05-07');
    await tabTo(page.getByLabel('Reason'));
    await page.keyboard.type('promised to pay on Friday');
    await page.keyboard.press('Enter');
    await page.getByText('The case stands still until 7 May 2027.').first().waitFor();
    await page.getByText('until 7 May 2027 · promised to pay on Friday').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await window?.close();
    const watched = await open(viewer, address);
    await watched.getByText('until 7 May 2027 · promised to pay on Friday').waitFor();
    expect(await watched.getByRole('button', { name: /Go on now|Phone call|Actions/ }).count()).toBe(0);
    const refused = await watched.evaluate(
      async (body) =>
        (
          await fetch('/admin/api/resources/dunning-cases/actions/resume', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        ).status,
      { id: String(id) },
    );
    expect([refused, (await dunning.caseOf(story)).state]).toEqual([403, 'paused']);
  });
});

describe('an endpoint that was down', () => {
  it('is told again by an admin', async () => {
    await using receiver = await WebhookReceiver.open();
    receiver.on('/hook', () => ({ status: 410 }));
    const { body: endpoint } = await stage.post('/v1/webhook-endpoints', { url: receiver.url('/hook') });
    await stage.post(`/v1/webhook-endpoints/${String(endpoint.id)}/test`);
    const deliver = (): Promise<number> => app.app.get(JobRunner).runNow('webhook-deliveries');
    await deliver();
    receiver.on('/hook', () => ({ status: 204 }));
    const page = await open(admin, '/admin/resources/webhook-endpoints');
    await page.getByText('It answered that it is gone').waitFor();
    await page.getByRole('button', { name: /^Actions for http/ }).click();
    await page.getByRole('menuitem', { name: 'Enable' }).locator('visible=true').click();
    await page.getByText('Enabled.', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click();
    await page.locator('tbody').getByText('Failed', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send again: webhook_endpoint.test' }).click();
    await page.getByText('It goes once more.').first().waitFor();
    await deliver();
    await window?.goto(`/admin/resources/webhook-deliveries?endpoint_id=${String(endpoint.id)}`);
    await page.locator('tbody').getByText('Delivered', { exact: true }).waitFor();
    expect(receiver.at('/hook')).toHaveLength(2);
  });
});

describe('the pages of dunning and administration', () => {
  it.each(['en', 'ar'] as const)(
    'can be read and used by all in %s',
    async (locale) => {
      await open(admin, '/admin/resources/dunning-cases?state=any', locale);
      await judge(locale, [
        ['dunning-cases?state=any', 'tbody tr, .oc-empty'],
        ['call-tasks', '.oc-calls li, .oc-empty'],
        ['dunning-policies', 'tbody tr'],
        ['dunning-policies/records/default/show', '.oc-policy tbody tr'],
        ['dunning-policies/records/default/edit', '.oc-ladder-days li'],
        ['recovery', '.oc-stack, .oc-empty'],
        ['webhook-endpoints', 'tbody tr, .oc-empty'],
        ['webhook-deliveries', 'tbody tr, .oc-empty'],
      ]);
    },
    60_000,
  );

  it.each(['en', 'ar'] as const)(
    'are for thumbs too, with their dialogs, in %s',
    async (locale) => {
      const { id } = await stage.customer();
      const of = (tab: string): string => `customers/records/${id}/${tab}`;
      const say = translator(locale);
      const page = await open(admin, '/admin', locale, 390);
      await page.locator('.oc-page h2').first().waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      const all = [
        [of('show'), '.oc-facts', null],
        [of('subscriptions'), '.oc-empty', null],
        [of('dunning'), '.oc-empty', 'dunning.exempt'],
        [of('history'), 'tbody tr', null],
        ['customers', 'tbody tr', null],
        ['messages', 'tbody tr', null],
        ['suppressions', '.oc-empty, tbody tr', null],
        ['audit', 'tbody tr', null],
        ['vendor-events', '.oc-empty, tbody tr', null],
        ['staff', 'tbody tr', null],
        ['api-keys', 'tbody tr', null],
        ['system-check', 'tbody tr', null],
        ['webhook-endpoints', 'tbody tr, .oc-empty', 'hooks.add'],
        [of('billing'), '.oc-methods tbody tr', 'methods.add'],
      ] as const;
      // Half of them in each language: what differs is the words alone.
      for (const [index, [path, ready, opens]] of all.entries()) {
        if (index % 2 === (locale === 'ar' ? 1 : 0)) continue;
        await window?.goto(`/admin/resources/${path}`);
        await page.locator(ready).first().waitFor();
        if (opens)
          await page
            .getByRole('button', { name: say(opens) })
            .first()
            .click();
        if (opens) await page.locator('dialog[open]').waitFor();
        expect([path, await accessibilityViolations(page)]).toEqual([path, []]);
      }
    },
    60_000,
  );
});

/** Goes on by a key until the focus is there. */
async function tabTo(wanted: Locator, key = 'Tab'): Promise<void> {
  const page = wanted.page();
  await wanted.waitFor();
  for (let pressed = 0; pressed < 120; pressed += 1) {
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error('It cannot be reached.');
}

/** Pages by turns on a screen and on a phone, so that between both languages each is judged as both. */
async function judge(
  locale: 'ar' | 'en',
  pages: readonly (readonly [path: string, ready: string])[],
): Promise<void> {
  const page = window?.page;
  if (!page) throw new Error('No window is open.');
  for (const [index, [path, ready]] of pages.entries()) {
    const isPhone = index % 2 === (locale === 'ar' ? 0 : 1);
    await page.setViewportSize({ width: isPhone ? 390 : 1_440, height: 900 });
    await window?.goto(`/admin/resources/${path}`);
    await page.locator(ready).first().waitFor();
    expect([path, await accessibilityViolations(page)]).toEqual([path, []]);
  }
}
