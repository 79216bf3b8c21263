import { addDays, localDay } from '../../src/common/calendar.js';
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

export interface LadderScene {
  readonly world: World;
  readonly random: Random;
  readonly debtor: Debtor;
  /** A key that no other act of the seed has. */
  readonly key: () => string;
}

/** Open cases in an order that does not hang on their ids. */
const OPEN_CASES = `SELECT d.id, d.state FROM dunning_cases d LEFT JOIN subscriptions s ON s.id = d.subscription_id
  WHERE d.customer_id = $1 AND d.closed_at IS NULL ORDER BY s.name, d.opened_at`;

interface OpenCase {
  readonly id: string;
  readonly state: string;
}

/** One of a case's own routes, of some open case. */
function onCase(path: string, bodyOf: (scene: LadderScene) => object = () => ({})) {
  return async (scene: LadderScene): Promise<string> => {
    const { world, random, key, debtor } = scene;
    const open = await world.rows<OpenCase>('simulation-open-cases', OPEN_CASES, [debtor.id]);
    const fitting = path === 'approve' ? open.filter(({ state }) => state === 'awaiting_approval') : open;
    if (fitting.length === 0) return `${path} nothing`;
    const of = random.pick(fitting);
    const { status } = await world.call(
      random.pick(['a', 'b']),
      'POST',
      `/v1/dunning-cases/${of.id}/${path}`,
      bodyOf(scene),
      key(),
    );
    return `${path} ${String(status)}`;
  };
}

function untilOf({ world, random, debtor: { zone } }: LadderScene): object {
  return { until: addDays(localDay(world.time, zone), random.int(1, 15)), reason: 'pays then' };
}

/** As often as a person's patience goes, which is more often than a network's. */
async function insist(scene: LadderScene): Promise<string> {
  const said: string[] = [];
  const retry = onCase('retry');
  for (let tries = scene.random.int(2, 8); tries > 0; tries -= 1) said.push(await retry(scene));
  return said.join(', ');
}

async function card({ world, random, debtor }: LadderScene): Promise<string> {
  await newCard(world, random, debtor, random.chance(0.8));
  return 'new card';
}

async function backup({ world, random, debtor }: LadderScene): Promise<string> {
  await addBackup(world, random, debtor, null);
  return 'new backup';
}

/** Banks change their minds. */
function bank({ world, random, debtor: { tokens } }: LadderScene): Promise<string> {
  if (tokens.length > 0) world.a.stripe.control.changeBehaviour(random.pick(tokens), mood(random));
  return Promise.resolve('bank');
}

/** The account updater gives a card another number, or only another expiry, and tells us at once or when asked. */
async function updater({ world, random, debtor: { tokens } }: LadderScene): Promise<string> {
  if (tokens.length === 0) return 'updater nothing';
  const token = random.pick(tokens);
  const last4 = String(random.int(1000, 9999));
  const renewal = { exp_year: random.int(2036, 2040) };
  world.a.stripe.control.renewCard(token, random.chance(0.6) ? { ...renewal, last4 } : renewal);
  if (random.chance(0.5)) world.a.stripe.control.changeBehaviour(token, mood(random));
  const on = random.pick(['a', 'b'] as const);
  for (const letter of await world.waitingLetters())
    if (letter.type === 'payment_method.automatically_updated') await world.deliver(on, letter);
  if (random.chance(0.7)) await world.runJob(on, 'webhook-inbox-stripe');
  return 'updater';
}

async function exempt({ world, random, debtor: { id, zone } }: LadderScene): Promise<string> {
  const path = `/v1/customers/${id}/dunning-exemption`;
  const until = random.chance(0.7) ? addDays(localDay(world.time, zone), random.int(1, 12)) : null;
  const { status } = random.chance(0.5)
    ? await world.call('a', 'PUT', path, { until, reason: 'a complaint' })
    : await world.call('b', 'DELETE', path);
  return `exempt ${String(status)}`;
}

async function payByHand({ world, random, key, debtor }: LadderScene): Promise<string> {
  const open = await world.rows<{ id: string }>(
    'simulation-open-invoices',
    `SELECT id FROM invoices WHERE customer_id = $1 AND state = 'open' ORDER BY number`,
    [debtor.id],
  );
  if (open.length === 0) return 'pay nothing';
  const path = `/v1/invoices/${random.pick(open).id}/pay`;
  const { status } = await world.call(random.pick(['a', 'b']), 'POST', path, {}, key());
  return `pay ${String(status)}`;
}

async function refund({ world, random, key, debtor }: LadderScene): Promise<string> {
  const paid = await world.rows<{ id: string }>(
    'simulation-paid',
    `SELECT p.id FROM payments p JOIN invoices i ON i.id = p.invoice_id
     WHERE p.customer_id = $1 AND p.state IN ('succeeded', 'review') ORDER BY i.number, p.created_at`,
    [debtor.id],
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
