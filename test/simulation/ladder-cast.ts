import { localDay } from '../../src/common/calendar.js';
import { CardStage } from '../support/card-stage.js';
import type { Random } from './random.js';
import type { World } from './world.js';

const ZONES = [
  'Asia/Riyadh',
  'Africa/Cairo',
  'Europe/London',
  'Australia/Sydney',
  'America/New_York',
  'Pacific/Kiritimati',
];

/** What a bank says to charges of a card, in Stripe's words; the good ones so often that some cases end well. */
const MOODS = {
  succeeds: 6,
  insufficient_funds: 8,
  generic_decline: 4,
  processing_error: 3,
  expired_card: 2,
  authentication_required: 1,
  stolen_card: 1,
} as const;

/** Somebody whose renewals fail. */
export interface Debtor {
  readonly id: string;
  readonly zone: string;
  readonly subscriptions: readonly string[];
  /** The vendor's tokens of his cards at Stripe. */
  readonly tokens: string[];
}

/** A few customers with some services each, all of them owing soon. */
export async function castOf(world: World, random: Random): Promise<Debtor[]> {
  const cards = new CardStage(world.a);
  const debtors: Debtor[] = [];
  for (let count = random.pick([1, 2, 2, 3]); count > 0; count -= 1) {
    const zone = random.pick(ZONES);
    const id = await cards.customer({ time_zone: zone });
    const debtor: Debtor = { id, zone, subscriptions: [], tokens: [] };
    const elsewhere = random.chance(0.2) ? random.pick(['paypal', 'paytabs']) : null;
    if (elsewhere !== null) await world.stage(elsewhere).addCard(id);
    const first =
      elsewhere === null || random.chance(0.5) ? await newCard(world, random, debtor, false) : null;
    if (random.chance(0.3)) await addBackup(world, random, debtor, first);
    debtors.push({ ...debtor, subscriptions: await services(world, random, debtor) });
  }
  return debtors;
}

async function services(world: World, random: Random, { id, zone }: Debtor): Promise<string[]> {
  const made: string[] = [];
  const today = localDay(world.time, zone);
  for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
    const { body } = await world.call('a', 'POST', `/v1/customers/${id}/subscriptions`, {
      service_type: 'mobile',
      name: `Mobile ${String(count)}`,
      billing_mode: 'postpaid',
      price: { amount: random.pick([700, 1200]), currency: 'GBP' },
      period: random.pick(['P1M', 'P1M', 'P1M', 'P2W']),
      anchor_on: today,
      next_invoice_on: today,
      inventory: [{ kind: 'sim', serial: `89441100682562${String(random.int(10_000, 99_999))}` }],
    });
    made.push(body.id as string);
  }
  return made;
}

/** A card that a customer brings, with a bank of some mood; answers the method, or null where it was refused. */
export async function newCard(
  world: World,
  random: Random,
  debtor: Debtor,
  makeDefault: boolean,
): Promise<string | null> {
  const cards = new CardStage(world.a);
  const wish = {
    last4: String(random.int(1000, 9999)),
    brand: random.pick(['visa', 'visa', 'mastercard', 'amex']),
    fingerprint: `print-${debtor.id}-${String(random.int(1, 4))}`,
    behaviour: mood(random),
  };
  const token = cards.token(wish);
  const { status, body } = await cards.add(debtor.id, {
    vendor: 'stripe',
    vendor_payment_method_id: token,
    ...(makeDefault ? { make_default: true } : {}),
  });
  if (status >= 300) return null;
  debtor.tokens.push(token);
  return body.id as string;
}

/** Another card, which may be charged in place of the first. */
export async function addBackup(
  world: World,
  random: Random,
  debtor: Debtor,
  first: string | null,
): Promise<void> {
  const second = await newCard(world, random, debtor, false);
  if (second === null || second === first) return;
  await world.call('a', 'PUT', `/v1/customers/${debtor.id}/backup-methods`, {
    payment_method_ids: [second],
    consent: true,
  });
}

/** How a card's bank behaves from now on. */
export function mood(random: Random): string | { charge?: string } {
  const chosen = random.weighted(MOODS);
  if (chosen === 'succeeds') return {};
  return chosen === 'authentication_required' ? 'authenticationRequired' : { charge: chosen };
}
