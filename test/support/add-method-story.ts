import type { Browser, Frame, Locator, Page } from 'playwright-core';
import type { Api } from './api.js';
import type { TestApp } from './app.js';
import { PanelWindow } from './panel-story.js';

/** One way to pay, as the form's tabs name it. */
export type Choice = 'stripe:card' | 'paypal:card' | 'paypal:paypal' | 'paytabs:card';

let customers = 0;

/** Somebody of the staff who adds a payment method for a customer, and what the window shows of it. */
export class AddMethodStory {
  private constructor(
    readonly window: PanelWindow,
    readonly customerId: string,
    readonly name: string,
    private readonly api: Api,
  ) {}

  /** A new customer's billing page with the identity confirmed and the form open. */
  static async begin(
    { app, api, browser, staff }: { app: TestApp; api: Api; browser: Browser; staff: string },
    options: {
      readonly locale?: 'ar' | 'en';
      readonly width?: number;
      /** Of the customer's mails; the same as the panel's unless told. */
      readonly customerLocale?: 'ar' | 'en';
    } = {},
  ): Promise<AddMethodStory> {
    customers += 1;
    const name = `${options.locale === 'ar' ? 'ليلى حسن' : 'Layla Hassan'} ${String(customers)}`;
    const { id } = await api.customer({
      name,
      email: 'layla@example.com',
      locale: options.customerLocale ?? options.locale ?? 'en',
      time_zone: 'UTC',
    });
    const window = await PanelWindow.open(browser, app.url, options);
    const story = new AddMethodStory(window, id, name, api);
    await window.signIn(staff, `/admin/customers/${id}/payment-methods`);
    await story.openForm();
    return story;
  }

  get page(): Page {
    return this.window.page;
  }

  get form(): Locator {
    return this.page.locator('omnicrm-payment-form');
  }

  /** The vendor's part: its first frame in the form. */
  get vendor(): ReturnType<Locator['contentFrame']> {
    return this.form.locator('iframe').first().contentFrame();
  }

  async openForm(): Promise<void> {
    await this.page.locator('.oc-panel-head button.oc-button-primary').first().click();
    const asked = this.page.locator('dialog[open] footer button').last();
    await asked.or(this.form).first().waitFor();
    if (await asked.isVisible()) {
      await this.page.locator('dialog[open] input[type=radio]').first().check();
      await asked.click();
    }
    await this.form.waitFor();
  }

  async choose(choice: Choice): Promise<void> {
    await this.form.locator(`[data-choice="${choice}"]`).click();
    await this.state('ready');
  }

  async state(state: string): Promise<void> {
    await this.form.and(this.page.locator(`[state=${state}]`)).waitFor();
  }

  /** Waits until something can be typed again, in the same fields or in fresh ones. */
  async accepts(): Promise<void> {
    await this.form.and(this.page.locator('[state=ready], [state=declined]')).waitFor();
  }

  /** One of PayPal's framed fields. */
  async field(view: 'number' | 'expiry' | 'cvv'): Promise<Frame> {
    for (;;) {
      const found = this.page.frames().find((one) => one.url().includes(`view=${view}`));
      if (found) return found;
      await this.page.waitForTimeout(20);
    }
  }

  async typeCard(number: string): Promise<void> {
    await (await this.field('number')).locator('#number').fill(number);
    await (await this.field('expiry')).locator('#expiry').fill('1234');
    await (await this.field('cvv')).locator('#cvv').fill(number.startsWith('3') ? '1234' : '123');
    await this.form.locator('#name').fill('LAYLA HASSAN');
    await this.form.locator('#country').selectOption('EG');
  }

  submit(): Promise<void> {
    return this.form.locator('button[type=submit]').click();
  }

  /** The row of the table that holds these words, once the form is closed. */
  async row(words: string): Promise<Locator> {
    await this.form.waitFor({ state: 'detached' });
    const row = this.page.locator('.oc-methods tbody tr').filter({ hasText: words });
    await row.waitFor();
    return row;
  }

  /** What is on file, as the API shows it. */
  async onFile(): Promise<Record<string, unknown>[]> {
    const { data } = await this.api.get<{ data: Record<string, unknown>[] }>(
      `/v1/customers/${this.customerId}/payment-methods`,
    );
    return data;
  }
}
