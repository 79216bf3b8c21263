import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CustomersService, type Customer } from '../customers/index.js';
import { MethodJournal } from './method-journal.service.js';
import { PaymentMethod } from './payment-method.entity.js';

const DAY_MS = 86_400_000;

/** Tells the outside, once per card and expiry, that a card has expired. */
@Injectable()
export class ExpiredMethods {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly journal: MethodJournal,
  ) {}

  /** The next instant after this one at which a card's last valid day is over where its customer lives. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      `SELECT min(over_at) AS next FROM (
         SELECT (m.expires_on + 1)::timestamp AT TIME ZONE c.time_zone AS over_at
         FROM payment_methods m JOIN customers c ON c.id = m.customer_id
         WHERE m.expired_event_at IS NULL AND m.status IN ('active', 'invalid') AND m.expires_on IS NOT NULL
         ORDER BY m.expires_on, m.id LIMIT 500) soon
       WHERE over_at > $1`,
      [after],
    );
    return rows[0]?.next ?? null;
  }

  /** Publishes `payment_method.expired` for cards whose last valid day has passed where their customer lives. */
  async publish(now: Date, limit: number): Promise<number> {
    return this.db.transaction(async (tx) => {
      const due = await findDue(tx, now, { limit });
      // Customers before their methods, as everywhere, and in one order, so that nobody waits in a circle.
      const customers = new Map<string, Customer>();
      for (const id of [...new Set(due.map((row) => row.customer_id))].sort())
        customers.set(id, await this.customers.lock(tx, id));
      const still = await findDue(tx, now, { ids: due.map(({ id }) => id) });
      for (const { id, customer_id } of still) {
        const customer = customers.get(customer_id);
        if (!customer) continue;
        await this.journal.publish(
          tx,
          customer,
          await tx.findOneByOrFail(PaymentMethod, { id }),
          'payment_method.expired',
        );
      }
      await tx.query('UPDATE payment_methods SET expired_event_at = $2 WHERE id = ANY ($1)', [
        still.map(({ id }) => id),
        this.clock.now(),
      ]);
      return still.length;
    });
  }
}

function findDue(
  tx: EntityManager,
  now: Date,
  { limit = null, ids = null }: { limit?: number | null; ids?: readonly string[] | null },
): Promise<{ id: string; customer_id: string }[]> {
  return tx.query(
    `SELECT m.id, m.customer_id FROM payment_methods m JOIN customers c ON c.id = m.customer_id
     WHERE m.expired_event_at IS NULL AND m.status IN ('active', 'invalid') AND m.expires_on IS NOT NULL
       AND m.expires_on < $1::date AND m.expires_on < ($2::timestamptz AT TIME ZONE c.time_zone)::date
       AND ($4::uuid[] IS NULL OR m.id = ANY ($4))
     ORDER BY m.expires_on, m.id LIMIT $3`,
    [new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10), now, limit, ids],
  );
}
