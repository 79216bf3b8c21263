import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { arabicMoney } from '../../portal/care/arabic.js';
import { textsFor } from '../../portal/care/texts.js';
import { formatMoney } from '../../src/common/money.js';
import { accessibilityViolations } from './accessibility.js';
import { clickBesideFrames, enterContext, launchBrowser, leaveContext } from './browser.js';
import { CardStage } from './card-stage.js';
import { HOST_KEY, PortalStage } from './portal-stage.js';
import { startTestApp, type TestApp } from './app.js';

// The wide one last: what comes next goes on there.
const WIDTHS = [390, 1280];

interface Matching {
  matches(selector: string): boolean;
}

/** Begins the app and a browser for the stories of a file, and forgets after each of them who was there. */
export function openPortal(isOpen: (window: PortalWindow) => void): void {
  let app: TestApp;
  let browser: Browser;
  let window: PortalWindow;
  beforeAll(async () => {
    [app, browser] = await Promise.all([
      startTestApp({ env: { SELF_CARE__HOST_TOKEN_KEY: HOST_KEY } }),
      launchBrowser(),
    ]);
    window = await PortalWindow.open(app, browser);
    isOpen(window);
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
}

/** A customer's browser with the portal in it, and what is done there. */
export class PortalWindow implements AsyncDisposable {
  readonly portal: PortalStage;
  readonly cards: CardStage;
  private complaints: string[] = [];
  private customers = 0;
  /** What the customers of the story speak, and the pages to them. */
  language: 'ar' | 'en' = 'en';

  private constructor(
    readonly app: TestApp,
    private readonly browser: Browser,
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
    const page = await enterContext(browser, { locale: 'en', width: 1280, height: 900 });
    return new PortalWindow(app, browser, page);
  }

  /** Another browser of the same customer. */
  async elsewhere(): Promise<PortalWindow> {
    const other = await PortalWindow.open(this.app, this.browser);
    other.language = this.language;
    return other;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return leaveContext(this.page.context());
  }

  /** The pages' words in that language. */
  get words(): ReturnType<typeof textsFor> {
    return textsFor(this.language);
  }

  /** Pounds as the pages write them in that language. */
  money(amount: number): string {
    const money = { amount, currency: 'GBP' };
    return this.language === 'ar' ? arabicMoney(money) : formatMoney(money, 'en-GB');
  }

  /** What the pages complained of since it was asked last. */
  takeComplaints(): string[] {
    const found = this.complaints;
    this.complaints = [];
    return found;
  }

  /** A page for somebody whom it does not know yet, in the language that was chosen on this device. */
  async goUnknown(path: string): Promise<void> {
    await this.go('/sign-in');
    await this.page.evaluate(`localStorage.setItem('omnicrm.locale', '${this.language}')`);
    await this.go(path);
  }

  /** Forgets who was here, the language of the device and what was put in its way. */
  async forget(): Promise<void> {
    const context = this.page.context();
    await Promise.all([context.setOffline(false), this.page.unrouteAll({ behavior: 'ignoreErrors' })]);
    await context.clearCookies();
    await this.page.evaluate('localStorage.clear(); sessionStorage.clear()');
    await this.page.setViewportSize({ width: 1280, height: 900 });
  }

  /** Somebody new, whose language the pages speak from the moment that they know who it is. */
  async newCustomer(change: object = {}): Promise<{ id: string; email: string }> {
    this.customers += 1;
    const email = `portal${String(this.customers)}@example.com`;
    return { id: await this.cards.customer({ ...this.customer, email, ...change }), email };
  }

  /** A customer's name and language. */
  get customer(): { readonly name: string; readonly locale: 'ar' | 'en' } {
    return { name: this.language === 'ar' ? 'سارة علي' : 'Sara Ali', locale: this.language };
  }

  async signIn(customer: string, path = ''): Promise<void> {
    const [name = '', value = ''] = (await this.portal.signedIn(customer)).split('=');
    await this.page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/care' }]);
    await this.go(path);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.app.url}/care${path}`);
  }

  /** Goes on to a page within the one that is open, as its links do, and waits for what it loads. */
  async turnTo(path: string): Promise<void> {
    await this.page.evaluate(
      `history.pushState(null, '', '/care${path}'); dispatchEvent(new PopStateEvent('popstate'))`,
    );
    await this.page.locator('main h1').waitFor();
    await this.page.locator('.skeleton').first().waitFor({ state: 'hidden' });
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

  /** Presses Tab until the focus is there, as who has no mouse does. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let presses = 0; presses < 60; presses += 1) {
      const isThere = await target.evaluate((element: Matching) => element.matches(':focus'));
      if (isThere) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`No way with Tab to ${target.toString()}`);
  }

  /** The same, and Enter. */
  async enterOn(target: Locator): Promise<void> {
    await this.tabTo(target);
    await this.page.keyboard.press('Enter');
  }

  /** No violation, nothing to scroll sideways for and the right direction, on a phone and wide. */
  async isAccessible(what: string, page = this.page): Promise<void> {
    const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    const direction = this.language === 'ar' ? 'rtl' : 'ltr';
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const found = {
        violations: await accessibilityViolations(page),
        sideways: await page.evaluate(sideways),
        direction: await page.evaluate('document.documentElement.dir'),
      };
      expect([what, width, found]).toEqual([what, width, { violations: [], sideways: 0, direction }]);
    }
  }
}
