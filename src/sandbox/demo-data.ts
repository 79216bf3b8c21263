import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../common/clock/clock.js';
import { cliActor } from '../common/http/principal.js';
import { AuditTrail } from '../modules/audit/index.js';
import { CardListings } from '../modules/customers/index.js';
import { HandoverImport } from '../modules/payment-methods/index.js';
import { demoRecords } from './demo-customers.js';
import { ACTED_SINCE, OPTED_OUT, PAST_REMINDERS } from './demo-history.js';
import type { StripeStandIn } from './stripe/index.js';

const HISTORY_MS = 30 * 86_400_000;

interface DemoCard {
  readonly vendor_payment_method_id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly brand: string;
  readonly last4: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly funding: string;
  readonly is_default: boolean;
}

const LOAD_CARDS = `
  SELECT m.vendor_payment_method_id, c.id AS customer_id, c.name, c.email, m.brand, m.last4, m.exp_month, m.exp_year, m.funding, m.is_default
  FROM payment_methods m JOIN customers c ON c.id = m.customer_id
  WHERE m.vendor_payment_method_id LIKE 'pm_demo_%' ORDER BY m.id`;

// Whether there is nothing to do: the demo stands already, or the customers here are somebody's own.
const TAKEN = `
  SELECT EXISTS (SELECT 1 FROM audit_entries WHERE action = 'demo.seeded')
    OR EXISTS (SELECT 1 FROM customers WHERE external_id NOT LIKE 'DEMO-%') AS taken`;

/**
 * Fills an empty database with the demo's customers and their history, here and at the Stripe stand-in. Each step can be repeated, so that
 * one that was killed half-way is finished by the next start; a database with other customers is left alone.
 */
export async function seedDemo(
  services: INestApplicationContext,
  stripe: StripeStandIn | null,
): Promise<void> {
  const db = services.get(DataSource);
  const now = services.get(Clock).now();
  const [found]: { taken: boolean }[] = await db.query(TAKEN);
  if (found?.taken) return;
  await services.get(HandoverImport).run(Readable.from(demoRecords(now)), {
    actor: cliActor,
    update: false,
    onRefused: (line, reason) => {
      throw new Error(`Demo row ${String(line)}: ${reason}`);
    },
    onDiffers: () => undefined,
    onProgress: () => undefined,
  });
  await linkToStripe(db, stripe, now);
  for (const past of [PAST_REMINDERS, ACTED_SINCE]) await db.query(past, [now]);
  await db.query(OPTED_OUT);
  await services
    .get(CardListings, { strict: false })
    .followReminders(db.manager, new Date(now.getTime() - HISTORY_MS));
  await services.get(AuditTrail, { strict: false }).record(db.manager, {
    actor: cliActor,
    action: 'demo.seeded',
    entityType: 'demo',
    entityId: '',
  });
}

async function linkToStripe(db: DataSource, stripe: StripeStandIn | null, now: Date): Promise<void> {
  if (!stripe) return;
  const cards: DemoCard[] = await db.query(LOAD_CARDS);
  const vendorId = (customerId: string): string => `cus_${customerId.replaceAll('-', '').slice(-24)}`;
  const customers = new Map(cards.map((card) => [card.customer_id, card]));
  const made = stripe.control.seed(
    [...customers.values()].map((card) => ({
      id: vendorId(card.customer_id),
      name: card.name,
      ...(card.email ? { email: card.email } : {}),
    })),
    cards.map((card) => ({
      id: card.vendor_payment_method_id,
      customer: vendorId(card.customer_id),
      default: card.is_default,
      brand: card.brand,
      last4: card.last4,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      funding: card.funding,
      name: card.name,
    })),
  );
  await db.query(
    `INSERT INTO vendor_customers (id, customer_id, vendor, vendor_account, vendor_customer_id, created_at)
     SELECT uuid_v7($1::timestamptz), c.customer_id, 'stripe', m.vendor_account, c.vendor_customer_id, $1::timestamptz
     FROM unnest($2::uuid[], $3::text[]) AS c (customer_id, vendor_customer_id)
     CROSS JOIN (SELECT vendor_account FROM payment_methods LIMIT 1) m ON CONFLICT DO NOTHING`,
    [now, [...customers.keys()], [...customers.keys()].map(vendorId)],
  );
  await db.query(
    `UPDATE payment_methods m SET vendor_customer_id = v.vendor_customer_id, fingerprint = f.fingerprint, verified_at = m.created_at
     FROM vendor_customers v, unnest($1::text[], $2::text[]) AS f (id, fingerprint)
     WHERE v.customer_id = m.customer_id AND m.vendor_payment_method_id = f.id`,
    [made.map((method) => method.id), made.map((method) => method.card.fingerprint)],
  );
}
