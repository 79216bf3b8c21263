import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../common/clock/clock.js';
import { cliActor } from '../common/http/principal.js';
import { AuditTrail } from '../modules/audit/index.js';
import { CardListings } from '../modules/customers/index.js';
import { HandoverImport } from '../modules/payment-methods/index.js';
import { billDemo } from './demo-billing.js';
import { demoRecords } from './demo-customers.js';
import { ACTED_SINCE, OPTED_OUT, PAST_REMINDERS } from './demo-history.js';
import { linkToVendors } from './demo-methods.js';
import type { StandIns } from './sandbox.js';

const HISTORY_MS = 30 * 86_400_000;

// Whether there is nothing to do: the demo stands already, or the customers here are somebody's own.
const TAKEN = `
  SELECT EXISTS (SELECT 1 FROM audit_entries WHERE action = 'demo.seeded')
    OR EXISTS (SELECT 1 FROM customers WHERE external_id NOT LIKE 'DEMO-%') AS taken`;

/**
 * Fills an empty database with the demo's customers and their history, here and at the stand-ins. Each step can be repeated, so that
 * one that was killed half-way is finished by the next start; a database with other customers is left alone.
 */
export async function seedDemo(services: INestApplicationContext, standIns: StandIns): Promise<void> {
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
  await linkToVendors(services, standIns, now);
  await billDemo(services, standIns);
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
