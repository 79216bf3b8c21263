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
  it.each(['en', 'ar'] as const)(
    'is for all, on a screen and on a phone, and gives the focus back, in %s',
    async (locale) => {
      await app.db.query('DELETE FROM identity_checks');
      const window = await PanelWindow.open(browser, app.url, { locale, width: 1_440 });
      await window.signIn(admin, '/admin/resources/webhook-endpoints');
      const round = new DialogRound(window, locale);
      const { customer, lastMethod, failed, untold } = scene;
      const of = (id: string, tab: string): string => `customers/records/${id}/${tab}`;

      await round.goto('webhook-endpoints', 'tbody tr');
      await round.each(['hooks.add'], 'open');
      await round.each(['hooks.edit', 'hooks.disable', 'hooks.remove'], 'pick');
      await round.pick('hooks.rotate');
      await round.page.locator('dialog[open] [type=submit]').click();
      await round.look('secret', 'dialog[open]:has(.oc-secret)');
      await round.keep();

      await round.goto('suppressions', 'tbody tr');
      await round.each(['suppressions.lift'], 'open');
      await round.goto(`messages/records/${failed.message}/show`, 'iframe.oc-mail');
      await round.each(['message.resend'], 'open');
      await round.goto('call-tasks', '.oc-calls li');
      await round.each(['calls.note'], 'open');
      await round.goto(of(failed.customer, 'dunning'), 'tbody tr');
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
      await round.page.locator('dialog[open] [type=submit]').click();
      await round.look('progress', 'dialog[open]:has([role=progressbar])');
      await round.close();

      await round.goto(of(lastMethod, 'billing'), '.oc-methods tbody tr');
      await round.each(['methods.delete'], 'pick');
      await round.goto(of(customer, 'billing'), '.oc-methods tbody tr');
      await round.page.locator('#prepaid .oc-balance').waitFor();
      await round.button('payments.actionsFor').waitFor();
      await round.each(['invoices.payHint', 'prepaid.recharge', 'identity.check'], 'open');
      await round.each(
        [
          'methods.rename',
          'methods.delete',
          'invoices.void',
          'payments.retry',
          'payments.link',
          'refunds.menu',
        ],
        'pick',
      );
      await round.open('prepaid.topUp');
      await round.page.locator('dialog[open] [type=submit]').click();
      await round.look('top-up', 'dialog[open]:has(.oc-method-choice)');
      await round.close();
      await round.open('methods.add');
      await round.page.locator('dialog[open] [type=radio]').first().check();
      await round.page.locator('dialog[open] [type=submit]').click();
      await round.look('methods.add', 'dialog.is-page');
      await round.close();

      await round.goto(`dunning-cases/records/${failed.caseId}/show`, '.oc-timeline, .oc-steps');
      await round.each(['dunning.pauseButton'], 'open');
      await round.each(['dunning.retry', 'dunning.close', 'dunning.writeOff'], 'pick');
      await phoneCall(round);
      expect(window.complaints).toEqual([]);
      await window.close();
      expect(round.amiss).toEqual([]);
      expect(round.count).toBe(53);
    },
    90_000,
  );
});

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
