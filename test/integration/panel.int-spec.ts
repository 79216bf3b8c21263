import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { ListSource, PanelServices } from '../../admin/panel-services.js';
import { Conflict } from '../../src/common/errors/domain-error.js';
import { PANEL_ACCESS, PANEL_ROUTES } from '../support/panel-access.js';
import { panelStage } from '../support/panel-stage.js';

const ID = '0199a000-0002-7000-8000-000000000001';
const KEY = '0123456789abcdef0123456789abcdef';
const calls: { name: string; input: unknown; actor: string }[] = [];

function noted<T>(name: string, answer: T) {
  return (...args: unknown[]): Promise<T> => {
    const actor = args.at(-1) as { id: string; ip?: string };
    calls.push({ name, input: args.slice(0, -1), actor: actor.id });
    return Promise.resolve(answer);
  };
}

const emptyList = <Row, Filter>(name: string): ListSource<Row, Filter> => ({
  list: noted(name, { data: [], next_cursor: null }),
  get: noted(name, {} as Row),
});

const known = {
  customers: {
    list: noted('customers.list', { data: [], next_cursor: 'abc' }),
    count: noted('customers.count', { value: 1_000, more: true }),
    get: noted('customers.get', { id: ID, name: 'A customer' }),
    recordIdentityCheck: noted('identity', {}),
    sendSecureLink: noted('link', {}),
  },
  paymentMethods: {
    listOf: noted('methods.list', []),
    offers: noted('offers', []),
    beginSetup: noted('setup', {}),
    completeSetup: noted('complete', {}),
    rename: noted('rename', {}),
    setDefault: () =>
      Promise.reject(new Conflict('method_not_usable', 'This card has expired.', 'Choose another one.')),
    remove: noted('remove', { pending: false }),
  },
  expiringCards: {
    list: noted('expiring.list', { data: [], next_cursor: null }),
    count: noted('expiring.count', { value: 3, more: false }),
    pinned: noted('pinned', []),
    serviceTypes: noted('types', []),
    sendReminders: noted('remind', { batch_id: ID, total: null }),
    getBatch: noted('batch', {}),
    exportCsv: async function* () {
      yield await Promise.resolve('\ufeffCustomer\r\n');
      yield 'A\r\n';
    },
  },
  billing: { invoices: emptyList('invoices'), payments: emptyList('payments') },
  messages: {
    ...emptyList('messages'),
    get: noted('message', { html: '<p style="color:red">Hello</p>' }),
    resend: noted('resend', {}),
    delivery: noted('delivery', {}),
    outlook: noted('outlook', {}),
  },
  prepaid: {
    balance: noted('balance', {}),
    ledger: noted('ledger', {}),
    topUp: noted('topUp', {}),
    setRecharge: noted('recharge', {}),
  },
  suppressions: { ...emptyList('suppressions'), lift: noted('lift', undefined) },
  templates: {
    list: () => [],
    preview: noted('preview', { html: '<p>Sample</p>' }),
    test: noted('test', {}),
  },
  documents: {
    send: (_reply: unknown, id: string, locale?: string) => Promise.resolve(`${id} ${locale ?? 'theirs'}`),
  },
  audit: emptyList('audit'),
  vendorEvents: emptyList('vendorEvents'),
  staff: emptyList('staff'),
  apiKeys: emptyList('apiKeys'),
  system: { check: noted('system', { parts: [] }) },
};

// Ports that no test here asks anything of.
const services = new Proxy<Record<string, unknown>>(known, {
  get: (ports, name: string) => ports[name] ?? emptyList(name),
}) as unknown as PanelServices;

let panel: FastifyInstance;
const routes: string[] = [];

beforeAll(async () => {
  panel = await panelStage(services, {
    onRoute: ({ method, url }) => {
      routes.push(...[method].flat().map((one) => `${one} ${url.replace(/^\/admin\/?/, '/')}`));
    },
  });
});

afterAll(async () => {
  await panel.close();
});

const ours = { 'sec-fetch-site': 'same-origin' };
const as = (role: string) => ({ cookie: `omnicrm_panel=${role}` });

const get = (url: string, headers: Record<string, string> = {}) =>
  panel.inject({ method: 'GET', url, headers });
const post = (url: string, payload: object, headers: Record<string, string> = ours) =>
  panel.inject({ method: 'POST', url, payload, headers });
const form = (url: string, fields: Record<string, string>, headers: Record<string, string> = ours) =>
  panel.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

describe('signing in', () => {
  it('sends whoever is not signed in to the sign-in page, and back afterwards', async () => {
    const asked = await get('/admin/resources/customers?q=a');
    expect(asked.statusCode).toBe(303);
    expect(asked.headers.location).toBe('/admin/login?to=%2Fadmin%2Fresources%2Fcustomers%3Fq%3Da');
    const done = await form('/admin/login', {
      email: 'admin@example.com',
      password: 'right',
      to: '/admin/resources/customers?q=a',
    });
    expect(done.statusCode).toBe(303);
    expect(done.headers.location).toBe('/admin/resources/customers?q=a');
    expect(done.headers['set-cookie']).toBe('omnicrm_panel=admin; Path=/; HttpOnly; SameSite=Lax');
  });

  it.each([
    'https://evil.example/admin',
    '//evil.example',
    '/admin\\evil',
    '/adminx',
    '/v1/customers',
    'javascript:alert(1)',
  ])('never sends anybody to %s', async (to) => {
    const done = await form('/admin/login', { email: 'admin@example.com', password: 'right', to });
    expect(done.headers.location).toBe('/admin');
  });

  it('says in words, and by its status, why it did not work', async () => {
    const wrong = await form('/admin/login', { email: 'admin@example.com"><script>', password: 'wrong' });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.body).toContain('do not belong together');
    expect(wrong.body).not.toContain('"><script>');
    const locked = await form('/admin/login', { email: 'admin@example.com', password: 'locked' });
    expect(locked.statusCode).toBe(429);
    expect(locked.body).toContain('Try again in 10 minutes');
  });

  it('speaks Arabic, from right to left, to whoever asks for it', async () => {
    const page = await get('/admin/login', { 'accept-language': 'ar-SA,en;q=0.5' });
    expect(page.body).toContain('<html lang="ar" dir="rtl">');
    expect(page.body).toContain('تسجيل الدخول');
    const chosen = await get('/admin/login', { 'accept-language': 'ar', cookie: 'omnicrm_locale=en' });
    expect(chosen.body).toContain('<html lang="en" dir="ltr">');
  });

  it('binds the cookie to https where there is https', async () => {
    const secure = await panelStage(services, { secure: true });
    const done = await secure.inject({
      method: 'POST',
      url: '/admin/login',
      payload: 'email=admin%40example.com&password=right',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...ours },
    });
    expect(done.headers['set-cookie']).toBe(
      '__Host-omnicrm_panel=admin; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    expect(done.headers['strict-transport-security']).toBeDefined();
    await secure.close();
  });
});

describe('the page', () => {
  it('runs no script but its own, names no other host, and cannot be broken out of by a name', async () => {
    const page = await get('/admin', as('admin'));
    expect(page.statusCode).toBe(200);
    const nonce = /'nonce-([^']+)'/.exec(String(page.headers['content-security-policy']))?.[1];
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(/<script nonce="([^"]+)"/.exec(page.body)?.[1]).toBe(nonce);
    expect([...page.body.matchAll(/<script(?! nonce| defer src="\/admin\/)/g)]).toEqual([]);
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page.body).not.toContain('</script><b>');
  });

  it('tells a role only of what it may see', async () => {
    const seen = async (role: string): Promise<string[]> => {
      const { body } = await get('/admin', as(role));
      return [...body.matchAll(/"href":"\/admin\/resources\/([a-z-]+)"/g)].map((match) => match[1] ?? '');
    };
    expect(await seen('admin')).toEqual([
      'expiring-cards',
      'customers',
      'dunning-cases',
      'call-tasks',
      'invoices',
      'payments',
      'payment-failures',
      'recovery',
      'messages',
      'suppressions',
      'mail-templates',
      'audit',
      'dunning-policies',
      'vendor-events',
      'webhook-endpoints',
      'webhook-deliveries',
      'staff',
      'api-keys',
      'system-check',
    ]);
    expect(await seen('support')).toEqual([
      'expiring-cards',
      'customers',
      'dunning-cases',
      'call-tasks',
      'invoices',
      'payments',
      'payment-failures',
      'recovery',
      'messages',
      'suppressions',
      'mail-templates',
      'system-check',
    ]);
    expect(await seen('viewer')).toEqual([
      'expiring-cards',
      'customers',
      'dunning-cases',
      'call-tasks',
      'invoices',
      'payments',
      'payment-failures',
      'recovery',
      'messages',
      'suppressions',
      'mail-templates',
      'system-check',
    ]);
  });

  it('keeps what never changes, and asks again for the rest', async () => {
    const kept = await get('/admin/assets/panel.0123456789.css');
    expect(kept.headers['cache-control']).toContain('immutable');
    const page = await get('/admin/login');
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('is a proper 404 elsewhere', async () => {
    const page = await get('/admin/nothing/here', { ...as('admin'), accept: 'text/html' });
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('There is nothing here');
  });
});

describe('a call', () => {
  it('is refused with 401 without a session and with 403 from another site', async () => {
    const api = '/admin/api/resources/customers/actions/list';
    expect((await get(api)).json()).toMatchObject({ status: 401, code: 'signed_out' });
    expect((await get(api, { ...as('admin'), 'sec-fetch-site': 'cross-site' })).json()).toMatchObject({
      status: 403,
    });
    const remind = '/admin/api/resources/expiring-cards/actions/remind';
    for (const headers of [{ 'sec-fetch-site': 'same-site' }, { origin: 'http://evil.example' }, {}]) {
      const answer = await post(
        remind,
        { payment_method_ids: [ID] },
        { ...as('admin'), ...(headers as Record<string, string>) },
      );
      expect(answer.json()).toMatchObject({ status: 403, code: 'cross_site_request' });
    }
  });

  it('never changes anything by GET', async () => {
    const before = calls.length;
    const answer = await get(
      `/admin/api/resources/expiring-cards/actions/remind?payment_method_ids=${ID}`,
      as('admin'),
    );
    expect(answer.statusCode).toBe(404);
    expect(calls).toHaveLength(before);
  });

  it('hands the filter to the service, counts only with the first page, and names who asked', async () => {
    calls.length = 0;
    const first = await get('/admin/api/resources/customers/actions/list?q=lay&type=business', as('support'));
    expect(first.json()).toEqual({ rows: [], next_cursor: 'abc', count: { value: 1_000, more: true } });
    const next = await get(
      '/admin/api/resources/customers/actions/list?q=lay&type=business&cursor=abc',
      as('support'),
    );
    expect(next.json()).toMatchObject({ count: null });
    const filter = { q: 'lay', type: 'business' };
    expect(calls).toEqual([
      { name: 'customers.list', input: [{ filter, cursor: null, limit: 50 }], actor: 'staff-support' },
      { name: 'customers.count', input: [filter], actor: 'staff-support' },
      { name: 'customers.list', input: [{ filter, cursor: 'abc', limit: 50 }], actor: 'staff-support' },
    ]);
  });

  it('opens the expiring cards on 60 days and refuses a filter that is none', async () => {
    calls.length = 0;
    await get('/admin/api/resources/expiring-cards/actions/list', as('viewer'));
    expect(calls.find((call) => call.name === 'expiring.list')?.input).toEqual([
      { filter: { range: '60' }, cursor: null, limit: 50 },
    ]);
    for (const query of ['range=45', 'rnage=30', 'vendor=acme']) {
      const answer = await get(`/admin/api/resources/expiring-cards/actions/list?${query}`, as('viewer'));
      expect(answer.statusCode).toBe(422);
    }
  });

  it('passes a refusal of the service on, with its code and hint', async () => {
    const answer = await post(
      '/admin/api/resources/customers/actions/set_default',
      { id: ID },
      { ...ours, ...as('support') },
    );
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'method_not_usable', hint: 'Choose another one.' });
  });

  it('is refused when it holds what nobody asked for', async () => {
    const answer = await post(
      '/admin/api/resources/customers/actions/remove',
      { id: ID, confirm_last: true, force: true },
      { ...ours, ...as('support') },
    );
    expect(answer.json()).toMatchObject({ status: 422, code: 'unknown_field' });
  });

  it('has none of AdminJS’ own writes', async () => {
    for (const action of ['new', 'search', 'bulkDelete']) {
      const answer = await post(
        `/admin/api/resources/customers/actions/${action}`,
        { name: 'x' },
        { ...ours, ...as('admin') },
      );
      expect([action, answer.statusCode]).toEqual([action, 403]);
    }
    for (const action of ['edit', 'delete']) {
      const answer = await post(
        `/admin/api/resources/customers/records/${ID}/${action}`,
        { name: 'x' },
        { ...ours, ...as('admin') },
      );
      expect([action, answer.statusCode]).toEqual([action, 403]);
    }
  });
});

const MATRIX: readonly (readonly [
  method: 'GET' | 'POST',
  path: string,
  body: object | null,
  allowed: string,
])[] = [
  ['GET', 'dashboard', null, 'admin support viewer'],
  ['GET', 'resources/customers/actions/list', null, 'admin support viewer'],
  ['GET', `resources/customers/actions/get?id=${ID}`, null, 'admin support viewer'],
  ['GET', `resources/customers/actions/methods?customer_id=${ID}`, null, 'admin support viewer'],
  ['GET', 'resources/customers/actions/offers', null, 'admin support'],
  [
    'POST',
    'resources/customers/actions/begin_setup',
    { customer_id: ID, vendor: 'stripe', payment_type: 'card' },
    'admin support',
  ],
  ['POST', 'resources/customers/actions/complete_setup', { id: ID }, 'admin support'],
  ['POST', 'resources/customers/actions/rename', { id: ID, nickname: 'Work' }, 'admin support'],
  ['POST', 'resources/customers/actions/remove', { id: ID, confirm_last: false }, 'admin support'],
  ['POST', 'resources/customers/actions/force_remove', { id: ID }, 'admin'],
  [
    'POST',
    'resources/customers/actions/verify_identity',
    { customer_id: ID, method: 'document' },
    'admin support',
  ],
  ['POST', 'resources/customers/actions/send_link', { customer_id: ID }, 'admin support'],
  ['GET', `resources/customers/actions/balance?subscription_id=${ID}`, null, 'admin support viewer'],
  ['GET', `resources/customers/actions/ledger?subscription_id=${ID}`, null, 'admin support viewer'],
  [
    'POST',
    'resources/customers/actions/top_up',
    { key: KEY, subscription_id: ID, money: { amount: 100, currency: 'GBP' } },
    'admin support',
  ],
  ['POST', 'resources/customers/actions/recharge', { subscription_id: ID, enabled: false }, 'admin support'],
  ['GET', 'resources/expiring-cards/actions/list', null, 'admin support viewer'],
  ['GET', 'resources/expiring-cards/actions/service_types', null, 'admin support viewer'],
  ['POST', 'resources/expiring-cards/actions/remind', { filter: { range: '30' } }, 'admin support'],
  ['GET', `resources/expiring-cards/actions/batch?id=${ID}`, null, 'admin support viewer'],
  ['GET', 'resources/messages/actions/list', null, 'admin support viewer'],
  ['GET', `resources/messages/actions/row?id=${ID}`, null, 'admin support viewer'],
  ['POST', 'resources/messages/actions/resend', { key: KEY, id: ID }, 'admin support'],
  ['GET', 'resources/messages/actions/delivery', null, 'admin support viewer'],
  ['GET', `resources/messages/actions/outlook?customer_id=${ID}`, null, 'admin support viewer'],
  ['GET', 'resources/suppressions/actions/list', null, 'admin support viewer'],
  ['POST', 'resources/suppressions/actions/lift', { address: 'a@example.com' }, 'admin support'],
  ['GET', 'resources/mail-templates/actions/list', null, 'admin support viewer'],
  ['GET', 'resources/mail-templates/actions/preview?type=receipt&locale=ar', null, 'admin support viewer'],
  [
    'POST',
    'resources/mail-templates/actions/test',
    { key: KEY, type: 'receipt', locale: 'ar' },
    'admin support',
  ],
  ['GET', 'resources/audit/actions/list', null, 'admin'],
  ['GET', `resources/audit/actions/row?id=${ID}`, null, 'admin'],
  ['GET', 'resources/vendor-events/actions/list', null, 'admin'],
  ['GET', `resources/vendor-events/actions/row?id=${ID}`, null, 'admin'],
  ['GET', 'resources/staff/actions/list', null, 'admin'],
  ['GET', 'resources/api-keys/actions/list', null, 'admin'],
];

describe('roles', () => {
  it.each(MATRIX)('%s %s %j is for %s', async (method, path, body, allowed) => {
    for (const role of ['admin', 'support', 'viewer']) {
      const headers = { ...ours, ...as(role) };
      const answer = await (body
        ? post(`/admin/api/${path}`, body, headers)
        : get(`/admin/api/${path}`, headers));
      expect([method, role, answer.statusCode]).toEqual([
        method,
        role,
        allowed.split(' ').includes(role) ? 200 : 403,
      ]);
    }
  });
});

describe('who reaches what', () => {
  const kinds = new Map<string, string>();

  beforeAll(async () => {
    const { panelResources } = (await import('../../admin/resources/panel-resources.js')) as {
      panelResources: (services: PanelServices) => readonly {
        resource: { id: () => string };
        options: { actions: Record<string, { isAccessible: unknown; actionType?: string }> };
      }[];
    };
    for (const { resource, options } of panelResources(services))
      for (const [name, action] of Object.entries(options.actions))
        if (action.isAccessible !== false) kinds.set(`${resource.id()}/${name}`, action.actionType ?? '');
  });

  it('is written down for every page and action, and for every route besides', () => {
    expect([...kinds.keys()].sort()).toEqual([...PANEL_ACCESS.keys()].sort());
    const asked = new Set(routes.filter((route) => !route.startsWith('HEAD ')));
    expect([...asked].sort()).toEqual([...PANEL_ROUTES.anybody, ...PANEL_ROUTES.signedIn].sort());
  });

  it.each(['admin', 'support', 'viewer'] as const)('is so for the role %s, page by page', async (role) => {
    for (const [name, roles] of PANEL_ACCESS) {
      const [resource = '', action = ''] = name.split('/');
      const url =
        kinds.get(name) === 'record'
          ? `/admin/api/resources/${resource}/records/${ID}/${action}`
          : `/admin/api/resources/${resource}/actions/${action}`;
      for (const method of ['GET', 'POST'] as const) {
        const { statusCode } = await panel.inject({ method, url, headers: { ...ours, ...as(role) } });
        expect([method, name, statusCode === 403]).toEqual([method, name, !roles.includes(role)]);
      }
    }
  });

  it('is nothing for whoever is not signed in', async () => {
    for (const route of PANEL_ROUTES.signedIn) {
      const [method = '', path = ''] = route.split(' ');
      const url = `/admin${path.replace(/:\w+/g, ID).replace('*', 'customers')}`;
      const { statusCode } = await panel.inject({ method: method as 'GET', url, headers: ours });
      expect([route, [303, 401].includes(statusCode)]).toEqual([route, true]);
    }
  });
});

describe('somebody whose password others have seen', () => {
  it('reaches nothing but the choice of another', async () => {
    const within = ['GET /password', 'POST /password'];
    for (const route of PANEL_ROUTES.signedIn) {
      const [method = '', path = ''] = route.split(' ');
      const url = `/admin${path.replace(/:\w+/g, ID).replace('*', 'customers')}`;
      const { statusCode, headers, body } = await panel.inject({
        method: method as 'GET',
        url,
        headers: { ...ours, ...as('invited') },
      });
      const isKeptOut =
        body.includes('password_change_required') ||
        (statusCode === 303 && headers.location?.startsWith('/admin/password') === true);
      expect([route, isKeptOut]).toEqual([route, !within.includes(route)]);
    }
  });
});

describe('what is not JSON', () => {
  it('shows a mail with its styles and without scripts or other hosts', async () => {
    for (const [path, words] of [
      [`mail/${ID}`, 'Hello'],
      ['mail-preview?type=receipt&locale=en', 'Sample'],
    ] as const) {
      const mail = await get(`/admin/${path}`, as('viewer'));
      expect(mail.body).toContain(words);
      const policy = String(mail.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain('sandbox');
      expect(policy).not.toContain('script-src');
    }
    expect((await get('/admin/mail-preview?type=nothing&locale=en', as('viewer'))).statusCode).toBe(404);
  });

  it('shows an invoice to whoever is signed in, in the customer’s language unless asked for in another', async () => {
    const page = `/admin/invoices/${ID}/document`;
    expect((await get(page, as('viewer'))).body).toBe(`${ID} theirs`);
    expect((await get(`${page}?locale=ar`, as('viewer'))).body).toBe(`${ID} ar`);
    expect((await get(page)).statusCode).toBe(303);
  });

  it('streams the CSV as a download', async () => {
    const csv = await get('/admin/export/expiring-cards.csv?range=30', as('viewer'));
    expect(csv.headers['content-disposition']).toBe('attachment; filename="expiring-cards-30.csv"');
    expect(csv.body).toBe('\ufeffCustomer\r\nA\r\n');
  });
});
