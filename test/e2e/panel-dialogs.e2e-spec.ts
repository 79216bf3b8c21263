import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { DialogRound, dialogScene, type DialogScene } from '../support/panel-dialogs.js';
import { addStaff, PanelWindow } from '../support/panel-story.js';

let app: TestApp;
let admin: string;
let browser: Browser;
let scene: DialogScene;

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  admin = await addStaff(app, 'admin');
  scene = await dialogScene(app);
}, 90_000);

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

describe('every dialog and menu', () => {
  it.each([
    ['en', 63],
    ['ar', 32],
  ] as const)(
    'is for all, on a screen and on a phone, and gives the focus back, in %s',
    async (locale, count) => {
      await app.db.query('DELETE FROM identity_checks');
      const window = await PanelWindow.open(browser, app.url, { locale, width: 1_440 });
      await window.signIn(admin, '/admin/resources/webhook-endpoints');
      const round = new DialogRound(window, locale);
      // What goes by its content from right to left is opened in Arabic too; the frame of the others is the same.
      if (locale === 'en') await administration(round);
      await customers(round);
      expect(window.complaints).toEqual([]);
      await window.close();
      expect(round.amiss).toEqual([]);
      expect(round.count).toBe(count);
    },
    90_000,
  );
});

const tab = (customer: string, name: string): string => `customers/records/${customer}/${name}`;

/** What is done at endpoints, staff, keys, mails and calls, and to ladders and expiring cards. */
async function administration(round: DialogRound): Promise<void> {
  const { failed, untold } = scene;
  await round.goto('webhook-endpoints', 'tbody tr');
  await round.each(['hooks.add'], 'open');
  await round.each(['hooks.edit', 'hooks.disable', 'hooks.remove'], 'pick');
  await round.pick('hooks.rotate');
  await round.send();
  await round.keep('secret');
  await members(round);
  await keys(round);

  await round.goto('suppressions', 'tbody tr');
  await round.each(['suppressions.lift'], 'open');
  await round.goto(`messages/records/${failed.message}/show`, 'iframe.oc-mail');
  await round.each(['message.resend'], 'open');
  await round.goto('call-tasks', '.oc-calls li');
  await round.each(['calls.note'], 'open');
  await round.goto(tab(failed.customer, 'dunning'), 'tbody tr');
  await round.each(['dunning.exempt'], 'open');
  await round.goto(`dunning-cases/records/${untold}/show`, '.oc-timeline, .oc-steps');
  await round.each(['dunning.vouch'], 'open');

  await round.goto('dunning-policies/records/default/edit', '.oc-ladder-days li');
  await round.page.locator('.oc-ladder-days input[type=number]').first().fill('900');
  await round.button('policies.check').click();
  await round.page.locator('.oc-ladder-days [aria-invalid=true]').waitFor();
  await round.look('a ladder with faults', 'main');

  await round.goto('expiring-cards?range=60', '.oc-expiring tbody tr');
  await round.open('expiring.notify');
  await round.send();
  await round.look('progress', 'dialog[open]:has([role=progressbar])');
  await round.close();
}

/** What is done for a customer, in a case and on the phone. */
async function customers(round: DialogRound): Promise<void> {
  const { customer, lastMethod, failed } = scene;
  await round.goto(tab(lastMethod, 'billing'), '.oc-methods tbody tr');
  await round.each(['methods.delete'], 'pick');
  await round.goto(tab(customer, 'billing'), '.oc-methods tbody tr');
  await round.page.locator('#prepaid .oc-balance').waitFor();
  await round.button('payments.actionsFor').waitFor();
  await round.each(['invoices.payHint', 'prepaid.recharge'], 'open');
  await unchosen(round);
  await round.each(
    ['methods.rename', 'methods.delete', 'invoices.void', 'payments.retry', 'payments.link', 'refunds.menu'],
    'pick',
  );
  await round.open('prepaid.topUp');
  await round.send();
  await round.look('top-up', 'dialog[open]:has(.oc-method-choice)');
  await round.close();
  await round.open('methods.add');
  await round.page.locator('dialog[open] [type=radio]').first().check();
  await round.send();
  await round.look('methods.add', 'dialog.is-page');
  await round.close();

  await round.goto(`dunning-cases/records/${failed.caseId}/show`, '.oc-timeline, .oc-steps');
  await round.each(['dunning.pauseButton'], 'open');
  await round.each(['dunning.retry', 'dunning.close', 'dunning.writeOff'], 'pick');
  await phoneCall(round);
}

/** Somebody new, whose name and address are refused first, by the page and by the server; then what can be done with him. */
async function members(round: DialogRound): Promise<void> {
  const { page, locale } = round;
  const email = `new.${locale}@example.com`;
  const row = `tr:has-text("${email}")`;
  await round.goto('staff', 'tbody tr');
  await round.open('staff.add');
  await round.field('staff.name').fill('  ');
  await round.field('staff.email').fill('somebody');
  await round.send();
  await page.locator('dialog[open] [role=alert] li').nth(1).waitFor();
  await round.look('faults', 'dialog[open]:has([name=name][aria-invalid=true]:focus)');
  await round.field('staff.name').fill('New Person');
  await round.field('staff.email').fill('new@example');
  await round.send();
  await page.locator('dialog[open] [name=email][aria-invalid=true]:focus').waitFor();
  await round.field('staff.email').fill(email);
  await round.send();
  await uncopied(round);
  await round.keep('password');
  for (const key of ['staff.changeRole', 'staff.openSessions', 'staff.disable'] as const) {
    await round.pick(key, row);
    await round.close();
  }
  await round.pick('staff.reset', row);
  await round.send();
  await round.keep('password made anew');
}

/** Where the browser does not let it be copied, the secret is marked and that is told. */
async function uncopied({ page, say }: DialogRound): Promise<void> {
  const secret = page.locator('dialog[open] .oc-secret');
  await secret.waitFor();
  await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))");
  await page.locator('dialog[open] .oc-copy button').click();
  await page.getByRole('status').getByText(say('trouble.notCopied')).waitFor();
  expect(await page.evaluate('String(getSelection())')).toBe(await secret.textContent());
}

/** A key made, replaced and about to be revoked. */
async function keys(round: DialogRound): Promise<void> {
  const name = `Till ${round.locale}`;
  const row = `tr:has-text("${name}")`;
  await round.goto('api-keys', 'tbody tr, .oc-empty');
  await round.open('keys.add');
  await round.field('keys.name').fill(name);
  await round.field('keys.allScopes').uncheck();
  await round.look('scopes', 'dialog[open]:has(.oc-types)');
  await round.page.locator('dialog[open] .oc-types input').first().check();
  await round.send();
  await round.keep('key');
  await round.pick('keys.rotate', row);
  await round.send();
  await round.keep('key made anew');
  await round.pick('keys.revoke', row);
  await round.close();
}

/** With nothing chosen the group is wrong, until any of it is. */
async function unchosen(round: DialogRound): Promise<void> {
  const group = round.page.locator('dialog[open] [role=radiogroup]');
  await round.open('identity.check');
  await round.send();
  await group.and(round.page.locator('[aria-invalid=true]')).waitFor();
  await group.locator('input').last().check();
  await group.and(round.page.locator(':not([aria-invalid])')).waitFor();
  await round.close();
}

/** Each step of a call, as far as it goes without a new card. */
async function phoneCall(round: DialogRound): Promise<void> {
  const look = (name: string): Promise<void> => round.look(`phone: ${name}`, '.oc-phone');
  await round.button('phone.start').click();
  await look('identity');
  await round.page.locator('.oc-phone input[type=radio]').first().check();
  await round.button('identity.confirm').click();
  await round.button('phone.typeIt').waitFor();
  await look('card');
  await round.button('phone.typeIt').click();
  await round.page.locator('.oc-phone omnicrm-payment-form').waitFor();
  await look('form');
  await round.page.locator('.oc-phone omnicrm-payment-form button').last().click();
  await round.button('secureLink.send').click();
  await round.button('phone.useExisting').waitFor();
  await look('link');
  await round.button('phone.useExisting').click();
  for (const step of ['default', 'remove', 'retry']) {
    await look(step);
    if (step !== 'retry') await round.button('phone.skip').click();
  }
}
