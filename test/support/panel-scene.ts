import { addDays, instantAt } from '../../src/common/calendar.js';
import { cliActor } from '../../src/common/http/principal.js';
import { ApiKeys, StaffService } from '../../src/modules/staff/index.js';
import { seedDemo } from '../../src/sandbox/demo-data.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import type { TestApp } from './app.js';
import { DunningStage, type FailedStory } from './dunning-stage.js';
import { PASSWORD } from './panel-story.js';
import { PrepaidStage } from './prepaid-stage.js';

// A Tuesday; the clock of the sandbox only goes ahead.
const SCENE_DAY = '2027-04-20';

interface Story {
  readonly name: string;
  readonly phone: string;
  readonly locale: 'ar' | 'en';
  readonly zone: string;
  readonly currency: string;
  /** So many days ago the renewal failed. */
  readonly days: number;
  readonly decline: string;
  /** So many days ago the bank began to say yes. */
  readonly paysBefore?: number;
}

const RIYADH = { locale: 'ar', zone: 'Asia/Riyadh', currency: 'SAR' } as const;
const LONDON = { locale: 'en', zone: 'Europe/London', currency: 'GBP' } as const;

const STORIES: readonly Story[] = [
  { ...LONDON, name: 'Hazel Mercer', phone: '+442079460018', days: 27, decline: 'lost_card' },
  { ...RIYADH, name: 'بدر العتيبي', phone: '+966501234501', days: 20, decline: 'insufficient_funds' },
  { ...LONDON, name: 'Tobias Wren', phone: '+442079460024', days: 15, decline: 'do_not_honor' },
  {
    ...RIYADH,
    name: 'منى السبيعي',
    phone: '+966501234502',
    days: 13,
    decline: 'insufficient_funds',
    paysBefore: 8,
  },
  { ...LONDON, name: 'Ines Calloway', phone: '+442079460031', days: 10, decline: 'expired_card' },
  { ...RIYADH, name: 'راكان الدوسري', phone: '+966501234503', days: 8, decline: 'insufficient_funds' },
  { ...LONDON, name: 'Marcus Thorne', phone: '+442079460042', days: 6, decline: 'insufficient_funds' },
  {
    ...LONDON,
    name: 'Wilma Ashdown',
    phone: '+442079460057',
    days: 5,
    decline: 'insufficient_funds',
    paysBefore: 2,
  },
  { ...RIYADH, name: 'نوف الغامدي', phone: '+966501234504', days: 4, decline: 'do_not_honor' },
  { ...LONDON, name: 'Edgar Finch', phone: '+442079460063', days: 1, decline: 'processing_error' },
];

/** What the pictures of single pages show. */
export interface PanelScene {
  readonly email: string;
  /** With prepaid and postpaid services, cards of every state, and invoices. */
  readonly customer: string;
  /** Suspended, with a call to make. */
  readonly suspended: FailedStory;
  readonly paused: FailedStory;
}

/** The demo's customers, and a month in which some renewals failed, so that no page of the panel is empty. */
export async function panelScene(app: TestApp): Promise<PanelScene> {
  const dunning = new DunningStage(app);
  const stories = await month(dunning);
  const [suspended, paused] = [stories[2], stories[6]];
  if (!suspended || !paused) throw new Error('There are stories.');
  await app.setTime(instantAt(SCENE_DAY, 510, 'Europe/London'));
  await dunning.post(paused, 'pause', { until: addDays(SCENE_DAY, 3), reason: 'Promised to pay on Friday' });
  await seedDemo(app.app, { stripe: app.stripe, paypal: app.paypal, paytabs: app.paytabs });
  const customer = await manyThings(app);
  await webhooks(app);
  await app.setTime(instantAt(SCENE_DAY, 600, 'Europe/London'));
  await runJobs(app);
  return { email: await people(app), customer, suspended, paused };
}

async function month(dunning: DunningStage): Promise<FailedStory[]> {
  const told: FailedStory[] = [];
  for (let ago = 30; ago >= 0; ago -= 1) {
    const today = addDays(SCENE_DAY, -ago);
    await dunning.app.setTime(instantAt(today, 600, 'Asia/Riyadh'));
    for (const [index, story] of STORIES.entries()) {
      if (story.paysBefore === ago) dunning.answer(told[index]?.customer ?? '', 'succeeds');
      if (story.days === ago) told[index] = await begin(dunning, story, today, index);
    }
    await dunning.run();
  }
  return told;
}

function begin(dunning: DunningStage, story: Story, today: string, index: number): Promise<FailedStory> {
  const { name, phone, locale, zone, currency, decline } = story;
  const email = `renewal${String(index + 1)}@example.com`;
  const customer = { name, phone, email, locale, external_id: `DEMO-${String(2_001 + index)}` };
  return dunning.failedRenewal({ zone, today, decline, currency, customer });
}

async function manyThings(app: TestApp): Promise<string> {
  const stage = new PrepaidStage(app);
  const service = await stage.service(
    {
      name: 'Prepaid Data 20',
      inventory: [{ kind: 'sim', serial: '8944110068256270070', description: 'Data SIM' }],
    },
    {
      name: 'Harbour Lane Studio',
      type: 'business',
      email: 'accounts@harbourlane.example.com',
      phone: '+442079460088',
      external_id: 'DEMO-2050',
    },
  );
  const { customer } = service;
  const nickname = (id: string, name: string): Promise<unknown> =>
    app.db.query('UPDATE payment_methods SET nickname = $2 WHERE id = $1', [id, name]);
  await nickname(service.method, 'Company card');
  for (const [brand, last4, year, month] of [
    ['mastercard', '5454', 2027, 5],
    ['amex', '0005', 2029, 8],
    ['visa', '1881', 2027, 2],
  ] as const) {
    const { body } = await stage.cards.addToken(customer, { exp_year: 2035 });
    await app.db.query(
      `UPDATE payment_methods SET brand = $2, last4 = $3, exp_year = $4::int, exp_month = $5::int,
         expires_on = (make_date($4::int, $5::int, 1) + interval '1 month - 1 day')::date WHERE id = $1`,
      [body.id, brand, last4, year, month],
    );
    if (brand === 'amex') await nickname(body.id as string, 'Travel');
  }
  await app.call('POST', `/v1/customers/${customer}/subscriptions`, {
    body: {
      service_type: 'broadband',
      name: 'Fibre 300',
      billing_mode: 'postpaid',
      price: { amount: 3_500, currency: 'GBP' },
      next_invoice_on: '2027-05-15',
      inventory: [
        { kind: 'equipment', serial: 'ONT-4471-0092', description: 'Fibre terminal' },
        { kind: 'equipment', serial: 'RTR-9920-1175', description: 'Router' },
      ],
    },
  });
  await stage.topUp(service, 2_500);
  await stage.use(service, 1_180);
  const paid = await stage.pay((await stage.invoice(customer, 3_500)).id);
  await stage.post(`/v1/payments/${String(paid.body.id)}/refunds`, {
    money: { amount: 500, currency: 'GBP' },
    reason: 'Two days without service',
  });
  stage.refuse('insufficient_funds');
  await stage.pay((await stage.invoice(customer, 3_500)).id);
  await stage.invoice(customer, 1_850);
  return customer;
}

// Nothing is posted anywhere: how it went is written down as the sender would have.
const DELIVERED = `
  UPDATE webhook_deliveries SET state = CASE WHEN numbered.nth % 4 = 0 THEN 'failed' ELSE 'succeeded' END, attempts = 1 + numbered.nth % 4,
    next_attempt_at = NULL, last_attempt_at = created_at + interval '2 seconds', finished_at = created_at + interval '2 seconds',
    last_status = CASE WHEN numbered.nth % 4 = 0 THEN 503 ELSE 204 END,
    last_error = CASE WHEN numbered.nth % 4 = 0 THEN 'status_refused' END
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM webhook_deliveries) AS numbered
  WHERE numbered.id = webhook_deliveries.id`;

async function webhooks(app: TestApp): Promise<void> {
  for (const [host, description, types] of [
    ['crm', 'Customer records', undefined],
    ['shop', 'Shop: orders', ['payment.succeeded', 'payment.refunded']],
  ] as const)
    await app.call('POST', '/v1/webhook-endpoints', {
      body: {
        url: `https://${host}.example.com/hooks/payments`,
        description,
        ...(types ? { event_types: types } : {}),
      },
    });
  app.stripe.webhooks.configure({ url: `${app.url}/webhooks/stripe` });
  const stage = new DunningStage(app);
  const { id } = await stage.charges.customer();
  await app.db.query(`UPDATE customers SET name = 'Ada Whitlock', external_id = 'DEMO-2051' WHERE id = $1`, [
    id,
  ]);
  for (let paid = 0; paid < 3; paid += 1)
    await stage.charges.pay((await stage.charges.invoice(id, 900 + paid * 350)).id);
  await app.app.get(JobRunner).runUntilIdle(['webhook-fan-out']);
  await app.db.query(DELIVERED);
}

// Reminders go by hand in these pictures, what the demo was not paid is left alone, and nothing is posted to receivers that do not exist.
const NOT_RUN = ['reminder-sweep', 'collection', 'dunning', 'webhook-deliveries'];

async function runJobs(app: TestApp): Promise<void> {
  const jobs = app.app.get(JobRunner);
  await app.stripe.webhooks.settled();
  for (const name of jobs.names()) if (!NOT_RUN.includes(name)) await jobs.runNow(name);
  await jobs.runUntilIdle(['deliver-messages', 'count-messages']);
}

async function people({ app, db }: TestApp): Promise<string> {
  const staff = app.get(StaffService);
  const email = 'layan@example.com';
  for (const [who, name, role] of [
    ['layan', 'Layan Haddad', 'admin'],
    ['omar', 'Omar Reed', 'support'],
    ['tessa', 'Tessa Vale', 'viewer'],
  ] as const)
    await staff.add({ email: `${who}@example.com`, name, role, password: PASSWORD }, cliActor);
  const former = {
    email: 'huda@example.com',
    name: 'هدى السالم',
    role: 'support',
    password: PASSWORD,
  } as const;
  await staff.disable((await staff.add(former, cliActor)).id, cliActor);
  await db.query(`UPDATE api_keys SET name = 'CRM' WHERE name LIKE 'test %'`);
  const keys = app.get(ApiKeys);
  const shop = await keys.create({ name: 'Web shop', role: 'support', expiresInDays: 90, actor: cliActor });
  await keys.rotate({ id: shop.id, overlapHours: 24, expiresInDays: 365, actor: cliActor });
  const till = await keys.create({ name: 'Old till', role: 'support', actor: cliActor });
  await keys.revoke(till.id, cliActor);
  const scopes = ['payments:read', 'invoices:read'] as const;
  await keys.create({ name: 'Nightly reports', role: 'viewer', scopes, actor: cliActor });
  return email;
}
