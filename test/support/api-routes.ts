import { uuidv7 } from '../../src/common/database/ids.js';
import type { TestApp } from './app.js';

/** A JSON Schema as the OpenAPI document shows it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly default?: unknown;
}

/** One operation of the OpenAPI document. */
export interface ApiRoute {
  readonly method: string;
  readonly path: string;
  /** Null for a public route. */
  readonly scope: string | null;
  readonly setupToken: boolean;
  /** Whether it refuses a request without an Idempotency-Key. */
  readonly needsKey: boolean;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  readonly body: Schema | null;
}

interface Operation {
  readonly 'x-scope'?: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** Ids that stand in the database, by the segment of the path before them, such as `customers`. */
export type KnownIds = Readonly<Record<string, string>>;

const NOBODY = '01890000-0000-7000-8000-000000000000';

/** Every operation that the document shows, so that a later route is tested by itself. */
export async function routesOf(app: TestApp): Promise<ApiRoute[]> {
  const { body } = await app.call('GET', '/openapi.json');
  const paths = body.paths as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      scope: operation['x-scope'] ?? null,
      setupToken: operation.security.some((one) => 'setupToken' in one),
      needsKey: operation.parameters.some(
        ({ name, required }) => name === 'Idempotency-Key' && required === true,
      ),
      query: operation.parameters.filter((parameter) => parameter.in === 'query'),
      body: operation.requestBody?.content['application/json']?.schema ?? null,
    })),
  );
}

let keys = 0;

/** An Idempotency-Key that nobody has used, for a route that does nothing without one. */
export function keyFor({ needsKey }: ApiRoute): Readonly<Record<string, string>> {
  keys += 1;
  return needsKey ? { 'idempotency-key': `route-${String(keys)}` } : {};
}

/** Routes of a subscription that only a prepaid one has. */
const OF_BALANCES = new Set(['balance', 'ledger', 'usage', 'auto-recharge', 'top-ups']);

/** The path with ids of things that exist, or of nothing where none is known. */
export function addressOf(route: ApiRoute, ids: KnownIds): string {
  const parts = route.path.split('/');
  return parts
    .map((part, index) => (part.startsWith('{') ? (ids[kindOf(parts, index)] ?? NOBODY) : part))
    .join('/');
}

function kindOf(parts: readonly string[], index: number): string {
  return OF_BALANCES.has(parts[index + 1] ?? '') ? 'prepaid' : (parts[index - 1] ?? '');
}

const EXAMPLES: Readonly<Record<string, string>> = {
  email: 'someone@example.com',
  phone: '+442079460000',
  service_type: 'mobile',
  period: 'P1M',
  currency: 'GBP',
  time_zone: 'Europe/London',
  vendor_payment_method_id: 'pm_card_visa',
  return_url: 'https://shop.example/back',
  cursor: 'WyIwMTg5MDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ',
  advance: 'PT1S',
  to: new Date(Date.now() + 600_000).toISOString(),
  external_id: 'EXAMPLE-1',
  tax_rate: '20',
  retry_at: '09:00',
};

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: NOBODY,
  date: '2031-05-17',
  'date-time': '2020-01-01T00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
};

/** Valid bodies for a schema, one for each of its alternatives, with every optional field in them. */
export function examplesOf(schema: Schema, ids: KnownIds, name = ''): unknown[] {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.flatMap((variant) => examplesOf(variant, ids, name));
  return [exampleOf(schema, ids, name)];
}

function exampleOf(schema: Schema, ids: KnownIds, name: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  // The parts of some documents have to fit together, as those that stand for what is left out do.
  if (typeof schema.default === 'object' && schema.default !== null) return schema.default;
  const type = typeof schema.type === 'object' ? schema.type[0] : schema.type;
  return (MAKERS[type ?? 'string'] ?? textExample)(schema, ids, name);
}

type Maker = (schema: Schema, ids: KnownIds, name: string) => unknown;

const MAKERS: Readonly<Record<string, Maker>> = {
  object: ({ properties = {} }, ids) =>
    Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [key, examplesOf(inner, ids, key)[0]]),
    ),
  array: ({ items = {} }, ids, name) => [examplesOf(items, ids, name)[0]],
  integer: ({ minimum = 1 }) => Math.max(minimum, 1),
  number: ({ minimum = 1 }) => Math.max(minimum, 1),
  boolean: () => true,
  null: () => null,
};

function textExample(schema: Schema, ids: KnownIds, name: string): string {
  if (name === 'payment_method_id' || name === 'payment_method_ids') return ids['payment-methods'] ?? NOBODY;
  if (name === 'customer_id') return ids['customers'] ?? NOBODY;
  if (name === 'subscription_id') return ids['subscriptions'] ?? NOBODY;
  if (name === 'invoice_id') return ids['invoices'] ?? NOBODY;
  if (name === 'setup_id') return ids['payment-method-setups'] ?? NOBODY;
  if (schema.format === 'date') return BY_FORMAT['date'] ?? '';
  return EXAMPLES[name] ?? BY_FORMAT[schema.format ?? ''] ?? 'example';
}

/** One customer with one of everything that the routes are about, made over the API. */
export async function seedOne(app: TestApp, name: string): Promise<KnownIds> {
  const customer = await made(app, '/v1/customers', {
    type: 'individual',
    name,
    email: `${name.toLowerCase().replaceAll(/\W/g, '-')}@example.com`,
    currency: 'GBP',
    time_zone: 'Europe/London',
  });
  const at = `/v1/customers/${customer}`;
  const method = await made(app, `${at}/payment-methods`, {
    vendor: 'stripe',
    vendor_payment_method_id: 'pm_card_visa',
  });
  const setup = await made(app, `${at}/payment-method-setups`, { vendor: 'stripe', payment_type: 'card' });
  const subscription = await made(app, `${at}/subscriptions`, {
    service_type: 'mobile',
    name: 'Mobile M',
    billing_mode: 'postpaid',
    price: { amount: 2500, currency: 'GBP' },
  });
  const invoice = await made(app, '/v1/invoices', {
    customer_id: customer,
    lines: [{ description: 'Mobile M', money: { amount: 2500, currency: 'GBP' } }],
  });
  const payment = await app.call('POST', `${at}/payments`, {
    body: { purpose: 'one_off', money: { amount: 1250, currency: 'GBP' } },
    headers: { 'idempotency-key': `seed-${customer}` },
  });
  const batch = await app.call('POST', '/v1/expiring-cards/reminders', {
    body: { payment_method_ids: [method] },
  });
  return {
    customers: customer,
    'payment-methods': method,
    'payment-method-setups': setup,
    subscriptions: subscription,
    prepaid: await filledBalance(app, at),
    invoices: invoice,
    payments: payment.body.id as string,
    'reminder-batches': batch.body.batch_id as string,
    'webhook-inbox': await keptEvent(app),
    ...(await toldEndpoint(app)),
    ...(await dunningCase(app, customer, invoice)),
    checkouts: await openCheckout(app, customer),
    webhooks: 'stripe',
    returns: 'stripe',
    confirm: payment.body.id as string,
    '{vendor}': setup,
  };
}

/** An open case of the invoice, with a call to make. */
async function dunningCase(app: TestApp, customer: string, invoice: string): Promise<KnownIds> {
  await app.call('GET', '/v1/dunning-policies');
  const of = uuidv7();
  const task = uuidv7();
  await app.db.query(
    `INSERT INTO dunning_cases (id, customer_id, invoice_id, currency, policy_name, policy_version, day_one, state, stage, opened_at)
     VALUES ($1, $2, $3, 'GBP', 'default', 1, current_date, 'open', 'grace', now())`,
    [of, customer, invoice],
  );
  await app.db.query(
    'INSERT INTO dunning_case_invoices (invoice_id, case_id, joined_at) VALUES ($1, $2, now())',
    [invoice, of],
  );
  await app.db.query(
    `INSERT INTO call_tasks (id, case_id, customer_id, kind, state, created_at) VALUES ($1, $2, $3, 'call', 'open', now())`,
    [task, of, customer],
  );
  return { 'dunning-cases': of, 'call-tasks': task, 'dunning-policies': 'default' };
}

/** A prepaid subscription with money on it. */
async function filledBalance(app: TestApp, at: string): Promise<string> {
  const id = await made(app, `${at}/subscriptions`, {
    service_type: 'mobile',
    name: 'Prepaid M',
    billing_mode: 'prepaid',
    price: { amount: 2500, currency: 'GBP' },
  });
  const topUp = await app.call('POST', `${at}/payments`, {
    body: { purpose: 'top_up', subscription_id: id, money: { amount: 1250, currency: 'GBP' } },
    headers: { 'idempotency-key': `top-up-${id}` },
  });
  if (topUp.status !== 200) throw new Error(`The balance was not filled: ${topUp.text}`);
  return id;
}

async function keptEvent(app: TestApp): Promise<string> {
  const id = uuidv7();
  await app.db.query(
    `INSERT INTO webhook_inbox (id, vendor, vendor_event_id, type, change, occurred_at, received_at, state)
     VALUES ($1, 'stripe', $2, 'customer.updated', '{"kind":"ignored","reason":"not_ours"}', now(), now(), 'ignored')`,
    [id, `evt_${id}`],
  );
  return id;
}

async function openCheckout(app: TestApp, customer: string): Promise<string> {
  const { body } = await app.call('POST', '/v1/checkouts', {
    body: {
      vendor: 'stripe',
      order_ref: `seed-${customer}`,
      money: { amount: 1250, currency: 'GBP' },
      customer_id: customer,
      return_url: `${app.url}/thanks`,
    },
    headers: { 'idempotency-key': `checkout-${customer}` },
  });
  return body.id as string;
}

/** An endpoint that was sent a test. */
async function toldEndpoint(app: TestApp): Promise<KnownIds> {
  const endpoint = await made(app, '/v1/webhook-endpoints', { url: 'https://example.com/hook' });
  const { body } = await app.call('POST', `/v1/webhook-endpoints/${endpoint}/test`);
  return { 'webhook-endpoints': endpoint, 'webhook-deliveries': body.id as string };
}

async function made(app: TestApp, path: string, body: object): Promise<string> {
  const answer = await app.call('POST', path, { body });
  if (answer.status !== 201) throw new Error(`POST ${path}: ${String(answer.status)} ${answer.text}`);
  return answer.body.id as string;
}

/** How many rows each table has, but for what every request may leave behind: its key. */
export async function rowCounts(app: TestApp): Promise<Record<string, number>> {
  const tables = await tablesOf(app);
  const counted = tables.filter((table) => table !== 'idempotency_keys');
  const rows: { name: string; rows: number }[] = await app.db.query(
    counted
      .map((table) => `SELECT '${table}' AS name, count(*)::int AS rows FROM "${table}"`)
      .join(' UNION ALL '),
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}

/** Every row of every table as text. */
export async function dumpOf(app: TestApp): Promise<string> {
  const parts: string[] = [];
  for (const table of await tablesOf(app)) {
    const rows: { row: string }[] = await app.db.query(`SELECT t::text AS row FROM "${table}" t`);
    parts.push(...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}

async function tablesOf(app: TestApp): Promise<string[]> {
  const rows: { name: string }[] = await app.db.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
