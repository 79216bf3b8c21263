import { addDays, localDay } from '../../src/common/calendar.js';
import { DunningSweep } from '../../src/modules/dunning/index.js';
import { vendorStage } from '../support/vendor-stage.js';
import { addBackup, mood, newCard, type Debtor } from './ladder-cast.js';
import type { Random } from './random.js';
import type { World } from './world.js';

const FAULTS = [
  'error_500_before',
  'error_500_after',
  'reset_after_body',
  'rate_limit',
  'html',
  'wrong_amount',
] as const;

const CHARGE_CALLS = [
  {
    vendor: 'stripe',
    method: 'POST',
    path: '/v1/payment_intents',
    declines: ['insufficient_funds', 'do_not_honor'],
  },
  { vendor: 'paypal', method: 'POST', path: '/v2/checkout/orders', declines: ['5120', '0500'] },
  { vendor: 'paytabs', method: 'POST', path: '/payment/request', declines: ['316', '300'] },
] as const;

const HOUR = 60;
const DAY = 24 * HOUR;

export interface LadderScene {
  readonly world: World;
  readonly random: Random;
  readonly debtors: readonly Debtor[];
  /** A key that no other act of the seed has. */
  readonly key: () => string;
}

/** Open cases in an order that does not hang on their ids. */
const OPEN_CASES = `SELECT d.id, d.state, d.customer_id AS customer FROM dunning_cases d JOIN customers c ON c.id = d.customer_id
  LEFT JOIN subscriptions s ON s.id = d.subscription_id WHERE d.closed_at IS NULL ORDER BY c.name, s.name, d.opened_at`;

interface OpenCase {
  readonly id: string;
  readonly state: string;
  readonly customer: string;
}

/** One of a case's own routes, of some open case. */
function onCase(path: string, bodyOf: (scene: LadderScene, of: OpenCase) => object = () => ({})) {
  return async (scene: LadderScene): Promise<string> => {
    const { world, random, key } = scene;
    const open = await world.rows<OpenCase>('simulation-open-cases', OPEN_CASES);
    const fitting = path === 'approve' ? open.filter(({ state }) => state === 'awaiting_approval') : open;
    if (fitting.length === 0) return `${path} nothing`;
    const of = random.pick(fitting);
    const { status } = await world.call(
      random.pick(['a', 'b']),
      'POST',
      `/v1/dunning-cases/${of.id}/${path}`,
      bodyOf(scene, of),
      key(),
    );
    return `${path} ${String(status)}`;
  };
}

function untilOf({ world, random, debtors }: LadderScene, { customer }: OpenCase): object {
  const zone = debtors.find(({ id }) => id === customer)?.zone ?? 'UTC';
  return { until: addDays(localDay(world.time, zone), random.int(1, 15)), reason: 'pays then' };
}

/** As often as a person's patience goes, which is more often than a network's. */
async function insist(scene: LadderScene): Promise<string> {
  const said: string[] = [];
  const retry = onCase('retry');
  for (let tries = scene.random.int(2, 8); tries > 0; tries -= 1) said.push(await retry(scene));
  return said.join(', ');
}

async function card({ world, random, debtors }: LadderScene): Promise<string> {
  await newCard(world, random, random.pick(debtors), random.chance(0.8));
  return 'new card';
}

async function backup({ world, random, debtors }: LadderScene): Promise<string> {
  await addBackup(world, random, random.pick(debtors), null);
  return 'new backup';
}

/** Banks change their minds. */
function bank({ world, random, debtors }: LadderScene): Promise<string> {
  const tokens = debtors.flatMap((debtor) => debtor.tokens);
  if (tokens.length > 0) world.a.stripe.control.changeBehaviour(random.pick(tokens), mood(random));
  return Promise.resolve('bank');
}

/** The account updater gives a card another number, or only another expiry, and tells us at once or when asked. */
async function updater({ world, random, debtors }: LadderScene): Promise<string> {
  const tokens = debtors.flatMap((debtor) => debtor.tokens);
  if (tokens.length === 0) return 'updater nothing';
  const token = random.pick(tokens);
  const last4 = String(random.int(1000, 9999));
  const renewal = { exp_year: random.int(2036, 2040) };
  world.a.stripe.control.renewCard(token, random.chance(0.6) ? { ...renewal, last4 } : renewal);
  if (random.chance(0.5)) world.a.stripe.control.changeBehaviour(token, mood(random));
  for (const letter of await world.waitingLetters()) await world.deliver(random.pick(['a', 'b']), letter);
  return 'updater';
}

async function exempt({ world, random, debtors }: LadderScene): Promise<string> {
  const { id, zone } = random.pick(debtors);
  const path = `/v1/customers/${id}/dunning-exemption`;
  const until = random.chance(0.7) ? addDays(localDay(world.time, zone), random.int(1, 12)) : null;
  const { status } = random.chance(0.5)
    ? await world.call('a', 'PUT', path, { until, reason: 'a complaint' })
    : await world.call('b', 'DELETE', path);
  return `exempt ${String(status)}`;
}

async function payByHand({ world, random, key }: LadderScene): Promise<string> {
  const open = await world.rows<{ id: string }>(
    'simulation-open-invoices',
    `SELECT id FROM invoices WHERE state = 'open' ORDER BY number`,
  );
  if (open.length === 0) return 'pay nothing';
  const path = `/v1/invoices/${random.pick(open).id}/pay`;
  const { status } = await world.call(random.pick(['a', 'b']), 'POST', path, {}, key());
  return `pay ${String(status)}`;
}

async function refund({ world, random, key }: LadderScene): Promise<string> {
  const paid = await world.rows<{ id: string }>(
    'simulation-paid',
    `SELECT p.id FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE p.state IN ('succeeded', 'review') ORDER BY i.number, p.created_at`,
  );
  if (paid.length === 0) return 'refund nothing';
  const path = `/v1/payments/${random.pick(paid).id}/refunds`;
  const { status } = await world.call(random.pick(['a', 'b']), 'POST', path, { reason: 'asked for' }, key());
  return `refund ${String(status)}`;
}

/** A vendor's next call for a charge, or the one after, goes wrong, or its bank says no. */
function strike({ world, random }: LadderScene): Promise<string> {
  const { vendor, method, path, declines } = random.pick(CHARGE_CALLS);
  const { standIn } = vendorStage(world.a, vendor);
  const nth = random.int(1, 2);
  if (random.chance(0.5)) {
    const decline = random.pick(declines);
    standIn.faults.add({ method, path, kind: 'decline', decline, nth, times: random.int(1, 4) });
    return Promise.resolve(`refuse ${vendor} ${decline}`);
  }
  const kind = random.pick(FAULTS);
  standIn.faults.add({ method, path, kind, nth });
  return Promise.resolve(`strike ${vendor} ${kind}`);
}

const ACTS = {
  retry: onCase('retry'),
  insist,
  pause: onCase('pause', untilOf),
  resume: onCase('resume'),
  approve: onCase('approve'),
  writeOff: onCase('write-off', () => ({ reason: 'not worth it' })),
  close: onCase('close', () => ({ reason: 'a mistake' })),
  card,
  backup,
  bank,
  updater,
  exempt,
  payByHand,
  refund,
  strike,
};

const WEIGHTS: Readonly<Record<keyof typeof ACTS, number>> = {
  retry: 6,
  insist: 3,
  pause: 5,
  resume: 3,
  approve: 6,
  writeOff: 1,
  close: 1,
  card: 7,
  backup: 2,
  bank: 10,
  updater: 3,
  exempt: 3,
  payByHand: 3,
  refund: 3,
  strike: 9,
};

const KILLABLE: readonly (keyof typeof ACTS)[] = ['retry', 'payByHand', 'refund', 'approve'];

/** Something that somebody does, perhaps with the second instance killed in the middle of it; says in a few words what it was. */
export async function act(scene: LadderScene): Promise<string> {
  const { world, random } = scene;
  const name = random.weighted(WEIGHTS);
  if (!KILLABLE.includes(name) || !random.chance(0.1)) return ACTS[name](scene);
  const messages = random.int(0, 40);
  await world.killedAfter(messages, () => ACTS[name](scene));
  return `${name}, perhaps killed after ${String(messages)} messages`;
}

const DUE = `SELECT min(at) AS at FROM (SELECT min(next_due_at) AS at FROM dunning_cases WHERE next_due_at > $1
  UNION ALL SELECT min(collect_at) FROM invoices WHERE collect_at > $1
  UNION ALL SELECT min(next_check_at) FROM payment_attempts WHERE next_check_at > $1) due`;

/** Time passes: to the next instant at which anything is due, or by some hours or days, at most twenty. */
export async function pass({ world, random }: LadderScene): Promise<string> {
  const to = random.weighted({ due: 9, hours: 2, day: 4, days: 5, long: 2 });
  const now = world.time.getTime();
  const [next] = await world.rows<{ at: Date | null }>('simulation-due', DUE, [world.time]);
  const due = next?.at ? Math.max(1, Math.ceil((next.at.getTime() - now) / 60_000)) : 3 * DAY;
  const ways = {
    due,
    hours: random.int(1, 12) * HOUR,
    day: DAY,
    days: random.int(2, 5) * DAY,
    long: random.int(8, 20) * DAY,
  };
  await world.pass(Math.min(ways[to], 20 * DAY));
  return `${to} ${world.time.toISOString()}`;
}

const RENEWED = `SELECT FROM subscriptions WHERE next_invoice_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date + 1`;

/** The jobs before dunning that have anything to do; the others would only find nothing. */
const JOBS = `SELECT DISTINCT 'charge-reconciliation-' || vendor AS job, 1 AS nth FROM payment_attempts WHERE next_check_at <= $1
  UNION ALL SELECT 'renewals', 2 WHERE EXISTS (${RENEWED})
  UNION ALL SELECT 'collection', 3 WHERE EXISTS (${RENEWED}) OR EXISTS (SELECT FROM invoices WHERE collect_at <= $1)
  ORDER BY nth, job`;
const UNSENT = `SELECT 1 FROM messages WHERE state = 'queued' AND not_before <= $1 LIMIT 1`;

/** What is due is done, by one instance, by both at once, or by one that is killed on the way. */
export async function work({ world, random }: LadderScene): Promise<string> {
  const how = random.weighted({ one: 16, both: 3, killed: 1 });
  const now = world.time;
  const sweep = (on: 'a' | 'b'): Promise<number> =>
    world[on].app.get(DunningSweep).run(now, new AbortController().signal);
  const first = random.pick(['a', 'a', 'a', 'b'] as const);
  for (const { job } of await world.rows<{ job: string }>('simulation-jobs', JOBS, [now]))
    await world.runJob(first, job);
  if (how === 'killed') await world.killedAfter(random.int(0, 60), () => sweep('b'));
  if (how === 'both') await Promise.all([sweep('a'), sweep('b'), sweep('a')]);
  else await sweep(how === 'killed' ? 'a' : first);
  const waiting = await world.rows('simulation-unsent', UNSENT, [now]);
  if (waiting.length > 0) await world.runJob('a', 'deliver-messages');
  return `work ${how}`;
}
