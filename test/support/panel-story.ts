import { Readable } from 'node:stream';
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core';
import { cliActor, type Role } from '../../src/common/http/principal.js';
import { HandoverImport, type HandoverRecord } from '../../src/modules/payment-methods/index.js';
import { StaffService } from '../../src/modules/staff/index.js';
import type { TestApp } from './app.js';
import { enterContext, leaveContext } from './browser.js';

/** What everybody here signs in with. */
export const PASSWORD = 'quiet-Lantern-84-harbour';

const signedIn = new WeakMap<BrowserContext, Map<string, Cookie[]>>();

/** A card to have on file: whose it is, and in how many months it ends. */
export interface StoryCard {
  readonly customer: string;
  readonly name: string;
  readonly locale: 'ar' | 'en';
  readonly email: string | null;
  readonly monthsAhead: number;
  readonly type?: 'individual' | 'business';
  readonly service?: string;
  /** A second card of the same customer. */
  readonly isDefault?: boolean;
}

/** Puts customers with cards on file the way a CRM hands them over. */
export async function importCards({ app, clock }: TestApp, cards: readonly StoryCard[]): Promise<void> {
  const today = clock.now();
  const records = cards.map((card, index) => recordOf(card, index, today));
  await app.get(HandoverImport).run(Readable.from(records), {
    actor: cliActor,
    update: false,
    onRefused: (line, reason) => {
      throw new Error(`Line ${String(line)}: ${reason}`);
    },
    onDiffers: () => undefined,
    onProgress: () => undefined,
  });
}

function recordOf(card: StoryCard, index: number, today: Date): HandoverRecord {
  const total = today.getUTCFullYear() * 12 + today.getUTCMonth() + card.monthsAhead;
  const service = card.service ?? 'mobile';
  return {
    line: index + 2,
    cells: {
      customer_external_id: card.customer,
      customer_type: card.type ?? 'individual',
      customer_name: card.name,
      email: card.email ?? '',
      locale: card.locale,
      time_zone: 'UTC',
      currency: 'USD',
      service_type: service,
      service_name: `${service} plan`,
      billing_mode: 'postpaid',
      auto_renew: 'true',
      price_minor: '1900',
      vendor: 'stripe',
      vendor_payment_method_id: `pm_story_${String(index)}`,
      payment_type: 'card',
      brand: index % 2 === 0 ? 'visa' : 'mastercard',
      last4: String(1_000 + index),
      exp_month: String((total % 12) + 1),
      exp_year: String(Math.floor(total / 12)),
      holder_name: card.name,
      nickname: '',
      funding: 'credit',
      is_default: card.isDefault === false ? 'false' : 'true',
      added_on: '2025-01-15',
    },
  };
}

/** Somebody with this role, who signs in with `signIn`. */
export async function addStaff({ app }: TestApp, role: Role): Promise<string> {
  const email = `${role}@example.com`;
  await app.get(StaffService).add({ email, name: `${role} person`, role, password: PASSWORD }, cliActor);
  return email;
}

/** A browser window on the panel that notes what went wrong in it and whom it talked to. */
export class PanelWindow {
  readonly complaints: string[] = [];
  readonly hosts = new Set<string>();

  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  static async open(
    browser: Browser,
    url: string,
    options: { readonly width?: number; readonly locale?: 'ar' | 'en' } = {},
  ): Promise<PanelWindow> {
    const { locale = 'en', width = 1_440 } = options;
    const window = new PanelWindow(await enterContext(browser, { locale, width, height: 900 }), url);
    window.listen();
    return window;
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  private listen(): void {
    this.page.setDefaultTimeout(20_000);
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
    this.page.on('console', (message) => {
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.complaints.push(message.text());
    });
    this.page.on('request', (request) => this.hosts.add(new URL(request.url()).origin));
  }

  /** Opens an address of the panel. */
  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  /** As this person, whose session of an earlier window is taken up again where it still stands. */
  async signIn(email: string, to = '/admin'): Promise<void> {
    const heading = this.page.locator('main#content h1');
    const field = this.page.locator('#email');
    await this.context.addCookies(this.sessions.get(email) ?? []);
    await this.goto(to);
    await heading.or(field).first().waitFor();
    if (await field.isHidden()) return;
    await field.fill(email);
    await this.page.locator('#password').fill(PASSWORD);
    await this.page.locator('form[action="/admin/login"] button').click();
    await heading.waitFor();
    this.sessions.set(email, await this.context.cookies(this.url));
  }

  private get sessions(): Map<string, Cookie[]> {
    const found = signedIn.get(this.context) ?? new Map<string, Cookie[]>();
    signedIn.set(this.context, found);
    return found;
  }

  close(): Promise<void> {
    return leaveContext(this.context);
  }
}
