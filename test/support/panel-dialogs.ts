import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { translator, type TextKey } from '../../admin/locale/translate.js';
import { violationsWithin } from './accessibility.js';
import type { TestApp } from './app.js';
import { DunningStage } from './dunning-stage.js';
import type { PanelWindow } from './panel-story.js';
import { PrepaidStage } from './prepaid-stage.js';

const DAY_ONE = '2027-06-01';

/** What there has to be for every dialog of the panel to be opened. */
export interface DialogScene {
  /** Owes, has paid, was declined, and has a prepaid service. */
  readonly customer: string;
  readonly lastMethod: string;
  /** With a call to make, and a mail. */
  readonly failed: { readonly customer: string; readonly caseId: string; readonly message: string };
  /** Whose case asks whether he knows. */
  readonly untold: string;
}

/** Puts it there. */
export async function dialogScene(app: TestApp): Promise<DialogScene> {
  const dunning = new DunningStage(app);
  const failed = await dunning.failedRenewal({ today: DAY_ONE });
  const untold = await dunning.failedRenewal({ today: DAY_ONE, customer: { email: null } });
  await dunning.through(failed, 2, 8);
  await dunning.charges.cards.addToken(failed.customer, { brand: 'mastercard', last4: '4444' });
  const { id: caseId } = await dunning.caseOf(failed);
  const [mail]: { id: string }[] = await app.db.query(
    `SELECT id FROM messages WHERE customer_id = $1 AND state = 'sent' LIMIT 1`,
    [failed.customer],
  );
  await app.db.query(`INSERT INTO suppressions VALUES ('shut.out@example.com', 'complaint', now())`);
  await app.call('POST', '/v1/webhook-endpoints', { body: { url: 'https://shop.example.com/hooks' } });
  const lastMethod = (await dunning.charges.customer()).id;
  return {
    customer: await payer(app),
    lastMethod,
    failed: { customer: failed.customer, caseId: String(caseId), message: mail?.id ?? '' },
    untold: String((await dunning.caseOf(untold)).id),
  };
}

async function payer(app: TestApp): Promise<string> {
  const stage = new PrepaidStage(app);
  const { customer } = await stage.service();
  const careful = await stage.cards.add(customer, {
    vendor: 'stripe',
    vendor_payment_method_id: 'pm_card_authenticationRequired',
  });
  await stage.pay((await stage.invoice(customer, 1_100)).id);
  await stage.pay((await stage.invoice(customer, 1_200)).id, { payment_method_id: careful.body.id });
  stage.refuse('insufficient_funds');
  await stage.pay((await stage.invoice(customer, 1_300)).id);
  await stage.invoice(customer, 1_400);
  await app.db.query(
    `UPDATE payment_methods SET exp_year = 2027, exp_month = 6, expires_on = '2027-06-30'
     WHERE customer_id = $1 AND is_default`,
    [customer],
  );
  return customer;
}

// A dialog lies on the screen as a whole, its buttons in reach, with the focus in it; nothing of it lies beside it.
const AMISS = `(selector) => {
  const part = document.querySelector(selector);
  const { top, bottom, left, right } = part.getBoundingClientRect();
  const button = [...part.querySelectorAll(':scope footer button')].at(-1)?.getBoundingClientRect();
  const body = part.querySelector('.oc-dialog-body, .oc-phone-body') ?? part;
  return [
    top < 0 || left < 0 || right > innerWidth || bottom > innerHeight ? 'does not lie on the screen' : '',
    button && button.bottom > innerHeight ? 'its buttons are out of reach' : '',
    body.scrollWidth > body.clientWidth ? 'is wider than the screen' : '',
    part.contains(document.activeElement) ? '' : 'has not the focus',
  ].filter(Boolean);
}`;

const SETTLING_MS = 50;
const SETTLED_AFTER = 40;

const SIZES = [
  { width: 390, height: 640 },
  { width: 1_280, height: 860 },
];

/** Opens dialogs and menus one after another and notes what is amiss in each, on a screen and on a phone. */
export class DialogRound {
  readonly amiss: string[] = [];
  readonly page: Page;
  readonly say: ReturnType<typeof translator>;
  private seen = 0;
  private readonly menus = new Set<string>();

  constructor(
    private readonly window: PanelWindow,
    readonly locale: 'ar' | 'en',
  ) {
    this.page = window.page;
    this.say = translator(locale);
  }

  /** How many were looked at. */
  get count(): number {
    return this.seen;
  }

  async goto(path: string, ready: string): Promise<void> {
    await this.window.goto(`/admin/resources/${path}`);
    await this.page.locator(ready).first().waitFor();
  }

  /** The first button, or a link that looks like one, that begins with these words. */
  button(key: TextKey): Locator {
    const [start = ''] = this.say(key).split('{');
    const name = new RegExp(`^${start.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
    return this.page.getByRole('button', { name }).locator('visible=true').first();
  }

  /** What there is to fill in under this label. */
  field(key: TextKey): Locator {
    return this.page.locator('dialog[open]').getByLabel(this.say(key));
  }

  /** Sends what the dialog asks for. */
  async send(): Promise<void> {
    await this.page.locator('dialog[open] [type=submit]').click();
  }

  /** Presses what opens a dialog, and looks at it. */
  async open(key: TextKey): Promise<void> {
    await this.button(key).click();
    await this.look(key);
  }

  /** Opens the first menu that holds this, looks at it where it is another one, and picks that. */
  async pick(key: TextKey, within = 'main'): Promise<void> {
    const item = this.page.locator(`${within} .oc-menu button`, { hasText: this.exactly(key) }).first();
    const menu = item.locator('..');
    await this.page.locator(`[aria-controls="${(await menu.getAttribute('id')) ?? ''}"]`).click();
    const items = (await menu.innerText()) + new URL(this.page.url()).pathname;
    if (!this.menus.has(items)) await this.judge(`menu of ${key}`, '.oc-menu:popover-open');
    this.menus.add(items);
    await item.click();
    await this.look(key);
  }

  /** What lies on top. */
  async look(name: string, within = 'dialog[open]'): Promise<void> {
    await this.page.locator(within).last().waitFor();
    await this.page.locator(`${within} .oc-skeleton`).first().waitFor({ state: 'hidden' });
    await this.judge(name, within);
  }

  /** By the key for that; the focus then is back where it came from. */
  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.closed();
  }

  /** Looks at what is shown once, and closes it by its own button, which alone does. */
  async keep(name: string): Promise<void> {
    await this.look(name, 'dialog[open]:has(.oc-secret)');
    await this.page.keyboard.press('Escape');
    await this.page.mouse.click(2, 2);
    if (await this.page.locator('dialog[open] header button').count()) this.amiss.push(`${name} has a cross`);
    await this.button('hooks.secretKept').click();
    await this.closed();
  }

  private async closed(): Promise<void> {
    await this.page.locator('dialog[open]').waitFor({ state: 'detached' });
    const focus = await this.page.evaluate<string>('document.activeElement?.tagName');
    if (!['BUTTON', 'A'].includes(focus)) this.amiss.push(`the focus went to ${focus}`);
  }

  /** Opens, looks and closes, one after another. */
  async each(keys: readonly TextKey[], how: 'open' | 'pick'): Promise<void> {
    for (const key of keys) {
      await this[how](key);
      await this.close();
    }
  }

  private exactly(key: TextKey): RegExp {
    return new RegExp(`^${this.say(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  }

  /** What is amiss once the page has had time to settle in its new size. */
  private async misplaced(within: string): Promise<string[]> {
    let found: string[] = [];
    for (let looks = 0; looks < SETTLED_AFTER; looks += 1) {
      found = await this.page.evaluate<string[]>(`(${AMISS})(${JSON.stringify(within)})`);
      if (found.length === 0) break;
      await sleep(SETTLING_MS);
    }
    return found;
  }

  private async judge(name: string, within: string): Promise<void> {
    this.seen += 1;
    for (const size of SIZES) {
      await this.page.setViewportSize(size);
      const isOnTop = !within.startsWith('.oc-menu') && within !== 'main';
      const found = [
        ...(await violationsWithin(this.page, within)),
        ...(isOnTop ? await this.misplaced(within) : []),
      ];
      this.amiss.push(...found.map((what) => `${name} at ${String(size.width)}: ${what}`));
    }
  }
}
