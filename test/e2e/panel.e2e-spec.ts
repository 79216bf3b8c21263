import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { translator } from '../../admin/locale/translate.js';
import { uuidv7 } from '../../src/common/database/ids.js';
import { cliActor } from '../../src/common/http/principal.js';
import { ApiKeys, StaffService, StaffSessions } from '../../src/modules/staff/index.js';
import { accessibilityViolations } from '../support/accessibility.js';
import { Api } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { clickBesideFrames, launchBrowser } from '../support/browser.js';
import { CardStage } from '../support/card-stage.js';
import { addStaff, importCards, PanelWindow, PASSWORD, type StoryCard } from '../support/panel-story.js';

const SOON = 54;
const EXPIRING = '/admin/resources/expiring-cards';

let app: TestApp;
let api: Api;
let browser: Browser;
let admin: string;
let viewer: string;
let window: PanelWindow | undefined;

// Evening of the tenth: cards of this month have some 20 days, and nothing that is scheduled goes before tomorrow morning.
function eveningOfTheTenth(): string {
  const next = new Date();
  next.setUTCMonth(next.getUTCMonth() + 1, 10);
  next.setUTCHours(20, 0, 0, 0);
  return next.toISOString();
}

function cards(): StoryCard[] {
  const locale = (index: number): 'ar' | 'en' => (index % 2 === 0 ? 'ar' : 'en');
  const soon = Array.from({ length: SOON }, (_, index) => ({
    customer: `SOON-${String(index)}`,
    name: locale(index) === 'ar' ? `ليلى ${String(index)}` : `Layla ${String(index)}`,
    locale: locale(index),
    email: index === 3 ? null : `soon${String(index)}@example.com`,
    monthsAhead: 0,
  }));
  const [first] = soon;
  if (!first) throw new Error('There are cards.');
  const other = { locale: 'en', email: null, monthsAhead: 0 } as const;
  return [
    ...soon,
    { ...first, isDefault: false },
    { ...other, customer: 'SHOP-1', name: 'Corner Shop', type: 'business', service: 'iptv', monthsAhead: 1 },
    { ...other, customer: 'SHOP-2', name: 'Late Shop', type: 'business', service: 'iptv', monthsAhead: -1 },
    { ...other, customer: 'LATER-1', name: 'Later Person', monthsAhead: 2 },
    { ...other, customer: 'GOOD-1', name: 'Good Person', monthsAhead: 30 },
  ];
}

beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp({ jobs: true }), launchBrowser()]);
  api = new Api(app);
  await api.post('/v1/sandbox/clock', { to: eveningOfTheTenth() });
  await importCards(app, cards());
  const { data } = await api.get<{ data: { id: string }[] }>('/v1/customers?external_id=SOON-5');
  await api.patch(`/v1/customers/${data[0]?.id ?? ''}`, { reminders_opt_out: true });
  [admin, viewer] = [await addStaff(app, 'admin'), await addStaff(app, 'viewer')];
}, 90_000);

afterAll(async () => {
  await browser.close();
  await app[Symbol.asyncDispose]();
});

afterEach(leave);

async function leave(): Promise<void> {
  // A page that breaks its own policy, throws or talks to anybody else fails whatever else it shows.
  expect(window?.complaints ?? []).toEqual([]);
  const others = [...(window?.hosts ?? [])].filter((host) => host !== app.url && host !== app.stripe.url);
  expect(others).toEqual([]);
  await window?.close();
  window = undefined;
}

async function open(email: string | null, to: string, locale: 'ar' | 'en' = 'en'): Promise<Page> {
  window = await PanelWindow.open(browser, app.url, { locale });
  if (email === null) await window.goto(to);
  else await window.signIn(email, to);
  return window.page;
}

async function customer(name: string): Promise<string> {
  const { id } = await api.customer({
    name,
    email: `${name.replaceAll(' ', '.')}@example.com`,
    time_zone: 'UTC',
  });
  return id;
}

const rows = (page: Page) => page.locator('section.oc-panel .oc-expiring tbody tr');

describe('an admin reminds everybody whose card runs out', () => {
  it('filters, selects everything that matches, sends, and a week later finds who has not answered', async () => {
    const page = await open(admin, '/admin');
    await page.getByRole('link', { name: 'Expiring cards' }).first().click();
    await page.getByRole('heading', { name: 'Expiring cards', level: 1 }).waitFor();
    await page.locator('fieldset').getByText('30 days').click();
    await page.getByText(`${String(SOON + 1)} rows`).waitFor();
    await page.getByLabel('Select all on this page').check();
    await page
      .getByRole('button', { name: `Select all ${String(SOON + 1)} that the filter matches` })
      .click();
    await page.getByRole('button', { name: 'Send reminders' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('heading', { name: 'Reminders sent' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);

    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
    const words = (await page.locator('dialog[open]').innerText()).replace(/\s+/g, ' ');
    expect(words).toContain(`${String(SOON + 1)} of ${String(SOON + 1)}`);
    expect(words).toContain(`Sent ${String(SOON - 2)} Skipped 3 Failed 0`);
    for (const reason of [
      'Its customer had a mail by hand within 24 hours (one each)',
      'Customer opted out of reminders',
      'No e-mail address',
    ])
      expect(words).toContain(`${reason} 1`);
    await page.getByRole('button', { name: 'Close' }).last().click();

    // Whoever was reminded today is not reminded again by mistake.
    const reminded = rows(page).filter({ hasText: '30 days before' }).first();
    await reminded.getByRole('button', { name: 'Notify' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { name: 'Reminders sent' }).waitFor();
    const again = (await page.locator('dialog[open]').innerText()).replace(/\s+/g, ' ');
    expect(again).toContain('Sent 0 Skipped 1 Failed 0');
    expect(app.mailjet.mailbox.count).toBe(SOON - 2);
    await leave();

    const { data } = await api.get<{ data: { id: string }[] }>('/v1/customers?external_id=SOON-7');
    expect((await new CardStage(app).addToken(data[0]?.id ?? '')).status).toBe(201);
    await api.post('/v1/sandbox/clock', { advance: 'P7D' });
    const later = await open(admin, `${EXPIRING}?range=30`, 'ar');
    const say = translator('ar');
    await later.getByLabel(say('expiring.followUp')).selectOption('7');
    await later.getByText(say('expiring.followUpBanner', { count: 7 })).waitFor();
    await later.getByText(say('list.rows', { count: SOON - 3 })).waitFor();
    expect(await rows(later).getByText('Layla 7', { exact: true }).count()).toBe(0);
    expect(new URL(later.url()).search).toBe('?range=30&not_acted_since_days=7');
    expect(await accessibilityViolations(later)).toEqual([]);
  }, 90_000);

  it('reaches each customer once, in their own language', () => {
    const mails = app.mailjet.mailbox.messages().slice(0, SOON - 2);
    expect(mails).toHaveLength(SOON - 2);
    expect(new Set(mails.map((mail) => mail.to.email)).size).toBe(SOON - 2);
    for (const mail of mails) {
      const index = Number(/\d+/.exec(mail.to.email)?.[0]);
      const [lang, dir, name] = index % 2 === 0 ? ['ar', 'rtl', 'ليلى'] : ['en', 'ltr', 'Layla'];
      expect(mail.html).toContain(`lang="${lang}"`);
      expect(mail.html).toContain(`dir="${dir}"`);
      expect(mail.text).toContain(`${name} ${String(index)}`);
    }
  });

  it('finds the mail again under Messages, as it was sent', async () => {
    const page = await open(admin, '/admin/resources/messages?type=card_expiry_30&address=soon9@example.com');
    await page.locator('tbody tr a').first().click();
    const frame = page.frameLocator('iframe.oc-mail');
    await frame
      .getByText(/ليلى \d+|Layla \d+/)
      .first()
      .waitFor();
  });
});

describe('the list of expiring cards', () => {
  it.each([
    ['', SOON + 2],
    ['range=90', SOON + 3],
    ['range=expired', 1],
    ['range=all', SOON + 6],
    ['range=all&customer_type=business', 2],
    ['range=90&service_type=iptv', 1],
    ['range=30&default_only=true', SOON],
    ['range=30&vendor=paypal', 0],
  ])('shows with %p as many cards as the filter matches', async (query, count) => {
    const page = await open(admin, `${EXPIRING}?${query}`);
    await page
      .getByText(`${String(count)} rows`)
      .or(page.getByText(`${String(count)} row`, { exact: true }))
      .first()
      .waitFor();
    expect(await rows(page).count()).toBe(Math.min(count, 50));
  });

  it('pins an expired default whose service still runs on top', async () => {
    const page = await open(admin, EXPIRING);
    await page.getByText('Needs a call').click();
    await page.locator('details.oc-pinned').getByText('Late Shop').waitFor();
  });

  it('is downloaded whole, in UTF-8 for spreadsheets', async () => {
    const page = await open(admin, `${EXPIRING}?range=30`);
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const text = await readFile(await (await waiting).path(), 'utf8');
    expect(text.startsWith('\ufeffCustomer,')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(SOON + 2);
  });
});

describe('a customer on the phone', () => {
  it('is identified, gives a card in the vendor’s field, and gets rid of the old one', async () => {
    const id = await customer('Nadia Novak');
    const page = await open(admin, `/admin/customers/${id}/payment-methods`);
    await page.getByRole('button', { name: 'Add payment method' }).click();
    await page.getByRole('heading', { name: 'Who is calling?' }).waitFor();
    await page.getByLabel('Called back on the number on file').check();
    await page.getByRole('button', { name: 'Identity confirmed' }).click();
    await fillCard(page, '4242424242424242', 'Work');
    await page.getByText('The Visa card ending in 4242 has been added to this account.').waitFor();
    await addCard(page, '5555555555554444', 'Home');
    await page.getByText('The Mastercard card ending in 4444 has been added to this account.').waitFor();

    await page.getByRole('button', { name: 'Actions for Mastercard card ending in 4444' }).click();
    await page.getByRole('menuitem', { name: 'Set as default' }).locator('visible=true').click();
    await page.getByText('The Mastercard card ending in 4444 is now the default.').waitFor();
    await page.getByRole('button', { name: 'Actions for Visa card ending in 4242' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).locator('visible=true').click();
    await page
      .getByText(/The Visa card ending in 4242, expiry 12\/2034, is removed here and at Stripe/)
      .waitFor();
    await page.locator('dialog[open]').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('The Visa card ending in 4242 has been removed.').waitFor();

    const { data } = await api.get<{ data: Record<string, unknown>[] }>(
      `/v1/customers/${id}/payment-methods`,
    );
    expect(data).toMatchObject([{ last4: '4444', nickname: 'Home', is_default: true }]);
    const trail = (await api.auditOf(`payment_method:${String(data[0]?.['id'])}`)).map(
      ({ action, actor }) => [action, actor.name],
    );
    expect(trail).toEqual([
      ['payment_method.default_changed', 'admin person'],
      ['payment_method.added', 'admin person'],
    ]);
  });

  it('is warned before the last method goes', async () => {
    const id = await customer('Last Method');
    const page = await open(admin, `/admin/customers/${id}/payment-methods`);
    await confirmIdentity(page);
    await addCard(page, '4242424242424242', 'Only');
    await page.getByRole('button', { name: 'Actions for Visa card ending in 4242' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).locator('visible=true').click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('This is the last usable payment method.').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('alert').getByText('To be ticked first').waitFor();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No payment methods yet').waitFor();
  });

  it('is not changed by somebody who has not asked who is calling', async () => {
    const id = await customer('Never Asked');
    const page = await open(admin, `/admin/customers/${id}/payment-methods`);
    const choice = { customer_id: id, vendor: 'stripe', payment_type: 'card' };
    expect(await post(page, 'customers/actions/begin_setup', choice)).toMatchObject({
      status: 403,
      code: 'identity_check_required',
    });
  });
});

describe('a viewer', () => {
  it('sees the list without its buttons', async () => {
    const page = await open(viewer, EXPIRING);
    await rows(page).first().waitFor();
    expect(await page.getByRole('button', { name: /Send reminders|Notify/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
  });

  it('is refused by the server, whatever the page shows', async () => {
    const id = await customer('Looked At');
    const page = await open(viewer, EXPIRING);
    const before = await api.rows('SELECT id FROM reminder_batches');
    for (const [path, body] of [
      ['expiring-cards/actions/remind', { filter: { range: '30' } }],
      ['customers/actions/verify_identity', { customer_id: id, method: 'document' }],
      ['customers/actions/send_link', { customer_id: id }],
      ['customers/actions/begin_setup', { customer_id: id, vendor: 'stripe', payment_type: 'card' }],
    ] as const)
      expect(await post(page, path, body)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await api.rows('SELECT id FROM reminder_batches')).toEqual(before);
    expect(await api.rows('SELECT id FROM identity_checks WHERE customer_id = $1', [id])).toEqual([]);
  });
});

describe('an admin in charge of access', () => {
  it('gets the secret of a new key by a second press when the answer to the first was lost', async () => {
    await app.app.get(ApiKeys).create({ name: 'shop', role: 'viewer', actor: cliActor });
    const page = await open(admin, '/admin/resources/api-keys');
    const keys: unknown[] = [];
    await page.route('**/api-keys/actions/rotate', async (route) => {
      keys.push((route.request().postDataJSON() as { key: unknown }).key);
      const answer = await route.fetch();
      await (keys.length === 1
        ? route.fulfill({ status: 502, body: '' })
        : route.fulfill({ response: answer }));
    });
    await page.getByRole('button', { name: 'Actions for shop' }).click();
    await page.locator('.oc-menu:popover-open').getByText('Rotate').click();
    const submit = page.locator('dialog[open] [type=submit]');
    await submit.click();
    await page.locator('dialog[open] [role=alert]').waitFor();
    await submit.click();
    const secret = await page.locator('dialog[open] .oc-secret').innerText();
    expect(new Set(keys).size).toBe(1);
    expect(await api.rows(`SELECT 1 FROM api_keys WHERE name = 'shop'`)).toHaveLength(2);
    expect((await app.call('GET', '/v1/customers', { key: secret })).status).toBe(200);
  });

  it('ends other sessions of his own, and stays where he is', async () => {
    const sessions = app.app.get(StaffSessions);
    const page = await open(admin, '/admin/resources/staff');
    for (const ip of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      await sessions.signIn({ email: admin, password: PASSWORD, ip });
    await page.getByRole('button', { name: 'Actions for admin person' }).click();
    await page.locator('.oc-menu:popover-open').getByText('Open sessions').click();
    const dialog = page.locator('dialog[open]');
    const ends = dialog.locator('.oc-sessions button');
    await dialog.getByText('This session').waitFor();
    const before = await ends.count();
    await ends.first().click();
    await ends.nth(before - 1).waitFor({ state: 'detached' });
    expect(await page.evaluate(`document.activeElement.matches('.oc-sessions button')`)).toBe(true);
    await dialog.getByRole('button', { name: 'End the others' }).click();
    await ends.first().waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Close');
    expect(await dialog.locator('.oc-sessions li').count()).toBe(1);
    await page.reload();
    await page.getByRole('heading', { name: 'Staff', level: 1 }).waitFor();
  });
});

describe('somebody new', () => {
  it.each(['en', 'ar'] as const)(
    'chooses a password of their own before anything else, and lands where they wanted to go (%s)',
    async (locale) => {
      const say = translator(locale);
      const email = `first.day.${locale}@example.com`;
      const wish = { id: uuidv7(), email, name: 'First Day', role: 'support', locale } as const;
      const { password } = await app.app.get(StaffService).invite(wish, cliActor);
      const page = await open(null, EXPIRING, locale);
      await page.locator('#email').fill(email);
      await page.locator('#password').fill(password);
      await page.locator('form[action="/admin/login"] button').click();
      await page.getByRole('heading', { name: say('ownPassword.required') }).waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);

      const choose = async (present: string): Promise<void> => {
        await page.getByLabel(say('ownPassword.present')).fill(present);
        await page.getByLabel(say('ownPassword.next'), { exact: true }).fill(PASSWORD);
        await page.getByLabel(say('ownPassword.repeated')).fill(PASSWORD);
        await page.getByRole('button', { name: say('ownPassword.submit') }).click();
      };
      await choose('not this one');
      await page.getByRole('alert').getByText(say('ownPassword.wrong')).waitFor();
      const focused = `document.activeElement.matches('#present_password[aria-invalid=true][aria-describedby=trouble]')`;
      expect(await page.evaluate(focused)).toBe(true);
      expect(await accessibilityViolations(page)).toEqual([]);

      await choose(password);
      await page.getByRole('status').getByText(say('ownPassword.doneText')).waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByRole('link', { name: say('ownPassword.goOn') }).click();
      await rows(page).first().waitFor();
      expect(new URL(page.url()).pathname).toBe(EXPIRING);
    },
  );
});

describe('a card number', () => {
  it('is refused where it does not belong, and stands nowhere', async () => {
    const id = await customer('Card Number');
    const page = await open(admin, `/admin/customers/${id}/payment-methods`);
    await confirmIdentity(page);
    await addCard(page, '4242424242424242', 'Only');
    const { data } = await api.get<{ data: { id: string }[] }>(`/v1/customers/${id}/payment-methods`);
    const body = { id: data[0]?.id, nickname: '4000 0566 5566 5556' };
    expect(await post(page, 'customers/actions/rename', body)).toMatchObject({
      status: 422,
      code: 'card_number_refused',
    });
    await window?.goto('/admin/resources/customers?q=4000056655665556');
    await page.getByText('A value holds a card number').waitFor();
    expect(app.log.lines.join('')).not.toMatch(/4000.?0566.?5566.?5556/);
  });
});

describe('everybody', () => {
  it.each(['en', 'ar'] as const)('can read and use the pages in %s', async (locale) => {
    const id = await customer(`Readable ${locale}`);
    const page = await open(null, '/admin/login', locale);
    expect(await page.evaluate('document.documentElement.dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
    expect(await accessibilityViolations(page)).toEqual([]);
    await window?.signIn(admin, EXPIRING);
    await rows(page).first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await window?.goto(`/admin/customers/${id}/payment-methods`);
    await page.locator('.oc-customer-head').waitFor();
    await page.locator('.oc-empty').first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('leaves with one click, and what was open is closed', async () => {
    const page = await open(admin, '/admin');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('#email').waitFor();
    await window?.goto(EXPIRING);
    expect(new URL(page.url()).pathname).toBe('/admin/login');
  });
});

/** Who is calling is asked once for each customer, on top of the form that waits for it. */
async function confirmIdentity(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Confirm identity' }).click();
  await page.getByLabel('Security questions').check();
  await page.getByRole('button', { name: 'Identity confirmed' }).click();
  await page.getByText('Identity confirmed until').waitFor();
}

async function addCard(page: Page, number: string, nickname: string): Promise<void> {
  await page.getByRole('button', { name: 'Add payment method' }).click();
  await fillCard(page, number, nickname);
}

async function fillCard(page: Page, number: string, nickname: string): Promise<void> {
  const form = page.locator('omnicrm-payment-form');
  const field = page.locator('omnicrm-payment-form iframe').first().contentFrame();
  await field.locator('#number').fill(number);
  await field.locator('#expiry').fill('1234');
  await field.locator('#cvc').fill('123');
  await form.locator('#name').fill('NADIA NOVAK');
  await form.locator('#country').selectOption('GB');
  await form.locator('#nickname').fill(nickname);
  await clickBesideFrames(form.getByRole('button', { name: 'Save card' }));
  await form.waitFor({ state: 'detached' });
}

/** A call as the page itself would make it. */
async function post(page: Page, path: string, body: object): Promise<{ status: number; code: string }> {
  return page.evaluate(
    async ([address, text]) => {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      });
      return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
    },
    [`/admin/api/resources/${path}`, JSON.stringify(body)] as const,
  );
}
