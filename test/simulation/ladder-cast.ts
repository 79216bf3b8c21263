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

/** What a bank that says no says to charges of a card, in Stripe's words. */
const MOODS = {
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
  /** The vendor's tokens of his cards at Stripe. */
  readonly tokens: string[];
}

/** The customer whom a seed is about, with some services that he owes soon. */
export async function debtorOf(world: World, random: Random, seed: number): Promise<Debtor> {
  const zone = random.pick(ZONES);
  const id = await new CardStage(world.a).customer({
    name: nameOf(seed),
    email: `seed${String(seed)}@example.com`,
    time_zone: zone,
  });
  const debtor: Debtor = { id, zone, tokens: [] };
  const elsewhere = random.chance(0.2) ? random.pick(['paypal', 'paytabs']) : null;
  if (elsewhere !== null) await world.stage(elsewhere).addCard(id);
  const first =
    elsewhere === null || random.chance(0.5)
      ? await newCard(world, random, debtor, false, badMood(random))
      : null;
  if (random.chance(0.3)) await addBackup(world, random, debtor, first);
  await subscribe(world, random, debtor);
  return debtor;
}

/** What the customer of a seed is called. */
export function nameOf(seed: number): string {
  return `Seed ${String(seed)}`;
}

async function subscribe(world: World, random: Random, { id, zone }: Debtor): Promise<void> {
  const today = localDay(world.time, zone);
  for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
    await world.call('a', 'POST', `/v1/customers/${id}/subscriptions`, {
      service_type: 'mobile',
      name: `Mobile ${String(count)}`,
      billing_mode: 'postpaid',
      price: { amount: random.pick([700, 1200]), currency: 'GBP' },
      period: random.pick(['P1M', 'P1M', 'P1M', 'P2W']),
      anchor_on: today,
      next_invoice_on: today,
      inventory: [{ kind: 'sim', serial: `89441100682562${String(random.int(10_000, 99_999))}` }],
    });
  }
}

/** A card that a customer brings, with a bank of some mood; answers the method, or null where it was refused. */
export async function newCard(
  world: World,
  random: Random,
  debtor: Debtor,
  makeDefault: boolean,
  behaviour = mood(random),
): Promise<string | null> {
  const cards = new CardStage(world.a);
  const wish = {
    last4: String(random.int(1000, 9999)),
    brand: random.pick(['visa', 'visa', 'mastercard', 'amex']),
    fingerprint: `print-${debtor.id}-${String(random.int(1, 4))}`,
    behaviour,
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

type Mood = string | { readonly charge?: string };

/** How a card's bank behaves from now on. */
export function mood(random: Random): Mood {
  return random.chance(0.24) ? {} : badMood(random);
}

function badMood(random: Random): Mood {
  const chosen = random.weighted(MOODS);
  return chosen === 'authentication_required' ? 'authenticationRequired' : { charge: chosen };
}
