import { expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { textsFor } from '../../portal/care/texts.js';
import { accessibilityViolations } from './accessibility.js';
import { clickBesideFrames, enterContext, leaveContext } from './browser.js';
import { CardStage } from './card-stage.js';
import { PortalStage } from './portal-stage.js';
import type { TestApp } from './app.js';

const WIDTHS = [1280, 390];

/** A customer's browser with the portal in it, and what is done there. */
export class PortalWindow implements AsyncDisposable {
  readonly portal: PortalStage;
  readonly cards: CardStage;
  private complaints: string[] = [];
  private customers = 0;
  /** What the pages speak at the moment. */
  language: 'ar' | 'en' = 'en';

  private constructor(
    readonly app: TestApp,
    readonly page: Page,
  ) {
    this.portal = new PortalStage(app);
    this.cards = new CardStage(app);
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.complaints.push(message.text());
    });
  }

  static async open(app: TestApp, browser: Browser): Promise<PortalWindow> {
    return new PortalWindow(app, await enterContext(browser, { locale: 'en', width: 1280, height: 900 }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return leaveContext(this.page.context());
  }

  /** The pages' words in that language. */
  get words(): ReturnType<typeof textsFor> {
    return textsFor(this.language);
  }

  /** What the pages complained of since it was asked last. */
  takeComplaints(): string[] {
    const found = this.complaints;
    this.complaints = [];
    return found;
  }

  /** Chooses the language on this device, as the switch in the head does. */
  async speak(locale: 'ar' | 'en'): Promise<void> {
    this.language = locale;
    await this.page.goto(`${this.app.url}/care/sign-in`);
    await this.page.evaluate(`localStorage.setItem('omnicrm.locale', '${locale}')`);
  }

  /** Forgets who was here, the language of the device and what was put in its way. */
  async forget(): Promise<void> {
    const context = this.page.context();
    await Promise.all([context.setOffline(false), this.page.unrouteAll({ behavior: 'ignoreErrors' })]);
    await context.clearCookies();
    await this.page.evaluate('localStorage.clear()');
    await this.page.setViewportSize({ width: 1280, height: 900 });
    this.language = 'en';
  }

  /** Somebody new, whose language the pages speak from the moment that they know who it is. */
  async newCustomer(locale: 'ar' | 'en' = 'en', change: object = {}): Promise<{ id: string; email: string }> {
    this.customers += 1;
    this.language = locale;
    const email = `portal${String(this.customers)}@example.com`;
    return { id: await this.cards.customer({ ...nameIn(locale), email, ...change }), email };
  }

  async signIn(customer: string, path = ''): Promise<void> {
    const [name = '', value = ''] = (await this.portal.signedIn(customer)).split('=');
    await this.page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/care' }]);
    await this.go(path);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.app.url}/care${path}`);
  }

  async openLink(customer: string): Promise<void> {
    await this.go(`/l/${await this.portal.linkFor(customer, 'add_payment_method')}`);
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  row(digits: string): Locator {
    return this.page.getByRole('row').filter({ hasText: digits });
  }

  /** The payment form. */
  get form(): Locator {
    return this.page.locator('omnicrm-payment-form');
  }

  async formIs(...states: readonly string[]): Promise<void> {
    await this.page.locator(states.map((state) => `omnicrm-payment-form[state=${state}]`).join()).waitFor();
  }

  async typeCard(number: string): Promise<void> {
    await this.formIs('ready', 'declined');
    const card = this.form.locator('iframe').first().contentFrame();
    await card.locator('#number').fill(number);
    await card.locator('#expiry').fill('1239');
    await card.locator('#cvc').fill('123');
  }

  submit(): Promise<void> {
    return clickBesideFrames(this.form.locator('button[type=submit]'));
  }

  async addCard(number: string): Promise<void> {
    await this.typeCard(number);
    await this.form.locator('#name').fill('SARA ALI');
    await this.form.locator('#country').selectOption('EG');
    await this.submit();
  }

  /** Another tab of the form. */
  async chooseWay(choice: string): Promise<void> {
    await this.page.locator(`[data-choice="${choice}"]`).click();
    await this.formIs('ready');
  }

  /** An action of the menu of a row. */
  async choose(digits: string, action: string): Promise<void> {
    await this.row(digits).getByRole('button').click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** No violation, and nothing to scroll sideways for, wide and on a phone. */
  async isAccessible(what: string): Promise<void> {
    for (const width of WIDTHS) {
      await this.page.setViewportSize({ width, height: 900 });
      expect([what, width, await accessibilityViolations(this.page)]).toEqual([what, width, []]);
      const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([what, width, await this.page.evaluate(sideways)]).toEqual([what, width, 0]);
    }
  }
}

/** A customer's name and language. */
export function nameIn(locale: 'ar' | 'en'): { readonly name: string; readonly locale: 'ar' | 'en' } {
  return { name: locale === 'ar' ? 'سارة علي' : 'Sara Ali', locale };
}
