import type { Answer } from '../support/app.js';
import { STAGED_VENDORS, vendorStage } from '../support/vendor-stage.js';
import type { Random } from './random.js';
import type { World } from './world.js';

const CALL_FAULTS = [
  'error_500_before',
  'error_500_after',
  'reset_before',
  'reset_before_body',
  'reset_after_body',
  'rate_limit',
  'cut_json',
  'html',
  'empty',
  'wrong_amount',
  'wrong_currency',
  'webhook_before_answer',
] as const;

const DECLINES: Readonly<Record<string, readonly string[]>> = {
  stripe: ['insufficient_funds', 'do_not_honor', 'stolen_card', 'processing_error'],
  paypal: ['5120', '0500', '9500'],
  paytabs: ['316', '300', '501'],
};

const CHARGE_CALLS: Readonly<Record<string, { method: string; path: string }>> = {
  stripe: { method: 'POST', path: '/v1/payment_intents' },
  paypal: { method: 'POST', path: '/v2/checkout/orders' },
  paytabs: { method: 'POST', path: '/payment/request' },
};

/** Somebody who is charged: a customer with a card at each vendor. */
export interface Payer {
  readonly id: string;
  readonly methods: Readonly<Record<string, string>>;
}

/** What one seed has made so far, for later acts to go on with. */
export interface Cast {
  readonly payers: readonly Payer[];
  readonly invoices: string[];
  readonly payments: string[];
  /** Prepaid services, with their payers. */
  readonly prepaid: readonly { readonly id: string; readonly payer: Payer }[];
}

export interface Scene {
  readonly world: World;
  readonly random: Random;
  readonly cast: Cast;
  /** A key that no other act of the seed has. */
  readonly key: () => string;
}

/** A customer with a card at each vendor. */
export async function newPayer(world: Pick<World, 'stage'>): Promise<Payer> {
  const stage = world.stage('stripe');
  const id = await stage.cards.customer();
  const methods: Record<string, string> = {};
  for (const vendor of STAGED_VENDORS) methods[vendor] = await world.stage(vendor).addCard(id);
  return { id, methods };
}

/** A service that is billed by the week from today on. */
export async function subscribe(world: World, payer: Payer, mode: 'postpaid' | 'prepaid'): Promise<string> {
  const today = world.a.clock.now().toISOString().slice(0, 10);
  const { body } = await world.call('a', 'POST', `/v1/customers/${payer.id}/subscriptions`, {
    service_type: 'mobile',
    name: `Mobile, ${mode}`,
    billing_mode: mode,
    price: { amount: 700, currency: 'GBP' },
    period: 'P1W',
    anchor_on: today,
    next_invoice_on: today,
  });
  return body.id as string;
}

function note(scene: Scene, { body }: Answer): void {
  const id = (body?.payment_id ?? body?.id) as string | undefined;
  if (id !== undefined && body?.attempts !== undefined) scene.cast.payments.push(id);
}

async function issue({ world, random, cast }: Scene): Promise<string> {
  const payer = random.pick(cast.payers);
  const amount = random.pick([1, 99, 1200, 4999, 123_456]);
  const { status, body } = await world.call('a', 'POST', '/v1/invoices', {
    customer_id: payer.id,
    lines: [{ description: 'Fibre 100', money: { amount, currency: 'GBP' } }],
  });
  if (status === 201) cast.invoices.push(body.id as string);
  return `issue ${String(status)}`;
}

/** A pays-now of an invoice that may be paid already, at either instance. */
async function pay(scene: Scene): Promise<string> {
  const { world, random, cast, key } = scene;
  if (cast.invoices.length === 0) return issue(scene);
  const answer = await world.call(
    random.pick(['a', 'b']),
    'POST',
    `/v1/invoices/${random.pick(cast.invoices)}/pay`,
    chosen(scene),
    key(),
  );
  note(scene, answer);
  return `pay ${String(answer.status)}`;
}

function chosen({ random, cast }: Scene): object {
  if (random.chance(0.4)) return {};
  const payer = random.pick(cast.payers);
  return { payment_method_id: payer.methods[random.pick(STAGED_VENDORS)] };
}

/** The newest invoice paid from both instances at once, with one key and with others. */
async function race(scene: Scene): Promise<string> {
  const { world, random, cast, key } = scene;
  await issue(scene);
  const invoice = cast.invoices.at(-1) ?? '';
  const one = key();
  const body = chosen(scene);
  const answers = await Promise.all(
    Array.from({ length: random.int(2, 6) }, (_, at) =>
      world.call(at % 2 === 0 ? 'a' : 'b', 'POST', `/v1/invoices/${invoice}/pay`, body, at < 3 ? one : key()),
    ),
  );
  for (const answer of answers) note(scene, answer);
  return `race of ${String(answers.length)}`;
}

async function once(scene: Scene): Promise<string> {
  const { world, random, cast, key } = scene;
  const payer = random.pick(cast.payers);
  const answer = await world.call(
    random.pick(['a', 'b']),
    'POST',
    `/v1/customers/${payer.id}/payments`,
    {
      purpose: 'one_off',
      money: { amount: random.int(1, 50_000), currency: 'GBP' },
      payment_method_id: payer.methods[random.pick(STAGED_VENDORS)],
    },
    key(),
  );
  note(scene, answer);
  return `once ${String(answer.status)}`;
}

async function retry(scene: Scene): Promise<string> {
  const { world, random, cast, key } = scene;
  if (cast.payments.length === 0) return once(scene);
  const path = `/v1/payments/${random.pick(cast.payments)}/retry`;
  const { status } = await world.call(random.pick(['a', 'b']), 'POST', path, {}, key());
  return `retry ${String(status)}`;
}

async function refund(scene: Scene): Promise<string> {
  const { world, random, cast, key } = scene;
  if (cast.payments.length === 0) return once(scene);
  const path = `/v1/payments/${random.pick(cast.payments)}/refunds`;
  const money = random.chance(0.5) ? {} : { money: { amount: random.int(1, 1500), currency: 'GBP' } };
  const times = random.chance(0.3) ? 3 : 1;
  const answers = await Promise.all(
    Array.from({ length: times }, (_, at) =>
      world.call(at % 2 === 0 ? 'a' : 'b', 'POST', path, { reason: 'asked for', ...money }, key()),
    ),
  );
  return `refund ${String(answers.length)} ${times === 1 ? String(answers[0]?.status) : ''}`;
}

async function topUp(scene: Scene): Promise<string> {
  const { world, random, cast, key } = scene;
  const { id, payer } = random.pick(cast.prepaid);
  const answer = await world.call(
    random.pick(['a', 'b']),
    'POST',
    `/v1/customers/${payer.id}/payments`,
    {
      purpose: 'top_up',
      subscription_id: id,
      money: { amount: random.pick([500, 2000]), currency: 'GBP' },
      payment_method_id: payer.methods[random.pick(STAGED_VENDORS)],
    },
    key(),
  );
  note(scene, answer);
  return `top up ${String(answer.status)}`;
}

/** Usage, perhaps the same one from both instances. */
async function use({ world, random, cast, key }: Scene): Promise<string> {
  const { id } = random.pick(cast.prepaid);
  const body = { money: { amount: random.int(1, 900), currency: 'GBP' }, reference: key() };
  const times = random.chance(0.3) ? 4 : 1;
  const answers = await Promise.all(
    Array.from({ length: times }, (_, at) =>
      world.call(at % 2 === 0 ? 'a' : 'b', 'POST', `/v1/subscriptions/${id}/usage`, body),
    ),
  );
  return `use ${times === 1 ? String(answers[0]?.status) : 'at once'}`;
}

async function recharge({ world, random, cast }: Scene): Promise<string> {
  const { id, payer } = random.pick(cast.prepaid);
  const gbp = (amount: number): object => ({ amount, currency: 'GBP' });
  const { status } = await world.call('a', 'PUT', `/v1/subscriptions/${id}/auto-recharge`, {
    enabled: true,
    threshold: gbp(300),
    amount: gbp(1000),
    daily_cap: gbp(2000),
    payment_method_id: random.chance(0.5) ? (payer.methods[random.pick(STAGED_VENDORS)] ?? null) : null,
  });
  return `recharge ${String(status)}`;
}

/** A shop's order, or an open invoice, on a vendor's page: paid, refused or left. */
async function checkout({ world, random, cast, key }: Scene): Promise<string> {
  const shop = world.shop(random.pick(STAGED_VENDORS));
  const order = { order_ref: key(), money: { amount: random.int(1, 9000), currency: 'GBP' } };
  const isOwed = cast.invoices.length > 0 && random.chance(0.5);
  const answer = await shop.post(isOwed ? { invoice_id: random.pick(cast.invoices) } : order, key());
  const end = random.weighted({ stays: 6, refused: 1, left: 1 });
  if (answer.status >= 300 || end === 'left') return `checkout ${String(answer.status)}`;
  const fields = end === 'stays' ? shop.page.stays : (shop.page.isRefused ?? shop.page.stays);
  await (await shop.fill(answer.body, fields)).arrayBuffer();
  if (random.chance(0.4)) await shop.comeBack(answer.body.id as string);
  return `checkout ${String(answer.status)} ${end}`;
}

async function takeBack({ world, random, cast }: Scene): Promise<string> {
  if (cast.invoices.length === 0) return 'void nothing';
  const { status } = await world.call('b', 'POST', `/v1/invoices/${random.pick(cast.invoices)}/void`, {});
  return `void ${String(status)}`;
}

/** The next calls for a charge go wrong somewhere. */
async function strike({ world, random }: Scene): Promise<string> {
  const vendor = random.pick(STAGED_VENDORS);
  const kind = random.pick(CALL_FAULTS);
  const { standIn } = vendorStage(world.a, vendor);
  const everywhere = random.chance(0.3);
  standIn.faults.add({
    ...(everywhere ? {} : CHARGE_CALLS[vendor]),
    kind,
    nth: random.int(1, 3),
    times: kind === 'rate_limit' ? random.int(1, 3) : 1,
  });
  return Promise.resolve(`strike ${vendor} ${kind}`);
}

async function refuse({ world, random }: Scene): Promise<string> {
  const vendor = random.pick(STAGED_VENDORS);
  const decline = random.pick(DECLINES[vendor] ?? []);
  vendorStage(world.a, vendor).standIn.faults.add({ ...CHARGE_CALLS[vendor], kind: 'decline', decline });
  return Promise.resolve(`refuse ${vendor} ${decline}`);
}

/** What vendors have told arrives: late, in any order, several times, or never. */
async function tell({ world, random }: Scene): Promise<string> {
  const letters = random.shuffled(await world.waitingLetters());
  let told = 0;
  for (const letter of letters) {
    if (random.chance(0.1)) continue;
    if (random.chance(0.2)) {
      world.keepLetters([letter]);
      continue;
    }
    for (let copies = random.chance(0.2) ? 3 : 1; copies > 0; copies -= 1)
      await world.deliver(random.pick(['a', 'b']), letter);
    told += 1;
  }
  return told > 0 ? 'tell' : 'tell nothing';
}

/** Both instances look at once for what is due. */
async function work({ world, random }: Scene): Promise<string> {
  const jobs = random.shuffled(world.moneyJobs()).slice(0, random.int(1, 6));
  const ends = await Promise.allSettled(
    jobs.flatMap((job) => (['a', 'b'] as const).map((on) => world.runJob(on, job))),
  );
  const failed = ends.find((end) => end.status === 'rejected' && !isOutage(end.reason));
  if (failed?.status === 'rejected') throw failed.reason;
  return `work ${jobs.join(' ')}`;
}

/** A job that meets a vendor's outage says so and is woken again. */
function isOutage(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && error.kind === 'unavailable';
}

async function wait({ world, random }: Scene): Promise<string> {
  const minutes = random.pick([1, 1, 11, 60, 60 * 24, 60 * 24 * 9]);
  await world.pass(minutes);
  return `wait ${String(minutes)}`;
}

const ACTS = {
  issue,
  pay,
  race,
  once,
  retry,
  refund,
  topUp,
  use,
  recharge,
  checkout,
  takeBack,
  strike,
  refuse,
  tell,
  work,
  wait,
};

const WEIGHTS: Readonly<Record<keyof typeof ACTS, number>> = {
  issue: 10,
  pay: 18,
  race: 5,
  once: 8,
  retry: 6,
  refund: 8,
  topUp: 6,
  use: 8,
  recharge: 2,
  checkout: 6,
  takeBack: 2,
  strike: 14,
  refuse: 4,
  tell: 8,
  work: 14,
  wait: 9,
};

const KILLABLE: readonly (keyof typeof ACTS)[] = [
  'pay',
  'once',
  'retry',
  'refund',
  'topUp',
  'use',
  'work',
  'tell',
];

/** One act by chance, perhaps with the second instance killed in the middle of it; says in a few words what it was. */
export async function act(scene: Scene): Promise<string> {
  const name = scene.random.weighted(WEIGHTS);
  if (!KILLABLE.includes(name) || !scene.random.chance(0.15)) return ACTS[name](scene);
  const messages = scene.random.int(0, 40);
  await scene.world.killedAfter(messages, () => ACTS[name](scene));
  return `${name}, perhaps killed after ${String(messages)} messages`;
}
