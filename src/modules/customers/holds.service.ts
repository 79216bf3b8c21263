import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { runKept } from '../../common/database/statements.js';
import type { HoldKind } from './customer-vocabulary.js';
import { HOLDING_STATES } from './subscription-states.js';

/** One thing that keeps the customer's last usable method from being removed. */
export interface Hold {
  readonly kind: HoldKind;
  /** The invoice, case or subscription behind it. */
  readonly reference: string;
  /** How the customer knows it. */
  readonly label: string;
}

/** Holds on customers, written by whoever has a reason, under the customer's row lock. */
@Injectable()
export class Holds {
  constructor(
    private readonly clock: Clock,
    private readonly db: DataSource,
  ) {}

  /** Puts a hold, or renames the one that stands. */
  place(tx: EntityManager, customerId: string, { kind, ...hold }: Hold): Promise<void> {
    return this.placeAll(tx, kind, [{ customerId, ...hold }]);
  }

  /** Puts holds of one kind, in one statement. */
  async placeAll(
    tx: EntityManager,
    kind: HoldKind,
    holds: readonly (Omit<Hold, 'kind'> & { readonly customerId: string })[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO customer_holds AS held (id, customer_id, kind, reference, label, created_at)
       SELECT new.id, new.customer_id, $5, new.reference, new.label, $6
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS new (id, customer_id, reference, label)
       ON CONFLICT (customer_id, kind, reference) DO UPDATE SET label = excluded.label WHERE held.label <> excluded.label`,
      [
        holds.map(() => uuidv7()),
        holds.map(({ customerId }) => customerId),
        holds.map(({ reference }) => reference),
        holds.map(({ label }) => label),
        kind,
        this.clock.now(),
      ],
    );
  }

  /** Takes a hold away; one that is not there is fine. */
  lift(tx: EntityManager, customerId: string, hold: Pick<Hold, 'kind' | 'reference'>): Promise<void> {
    return this.liftAll(tx, hold.kind, [{ customerId, reference: hold.reference }]);
  }

  /** Takes holds of one kind away, in one statement. */
  async liftAll(
    tx: EntityManager,
    kind: HoldKind,
    holds: readonly { readonly customerId: string; readonly reference: string }[],
  ): Promise<void> {
    await runKept(
      tx,
      `DELETE FROM customer_holds h USING unnest($1::uuid[], $3::uuid[]) AS gone (customer_id, reference)
       WHERE h.customer_id = gone.customer_id AND h.kind = $2 AND h.reference = gone.reference`,
      [holds.map(({ customerId }) => customerId), kind, holds.map(({ reference }) => reference)],
    );
  }

  /** Brings the holds that subscriptions put in line with them: those that run, or would run once paid, and require a method. */
  async followSubscriptions(tx: EntityManager, customerIds: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM customer_holds h
       WHERE h.customer_id = ANY ($1) AND h.kind = 'subscription_requires_method' AND NOT EXISTS (
         SELECT FROM subscriptions s WHERE s.id = h.reference AND s.requires_payment_method AND s.state = ANY ($2))`,
      [customerIds, HOLDING_STATES],
    );
    await tx.query(
      `INSERT INTO customer_holds AS held (id, customer_id, kind, reference, label, created_at)
       SELECT uuid_v7($3::timestamptz), s.customer_id, 'subscription_requires_method', s.id, s.name, $3
       FROM subscriptions s
       WHERE s.customer_id = ANY ($1) AND s.requires_payment_method AND s.state = ANY ($2)
       ORDER BY s.customer_id, s.id
       ON CONFLICT (customer_id, kind, reference) DO UPDATE SET label = excluded.label WHERE held.label <> excluded.label`,
      [customerIds, HOLDING_STATES, this.clock.now()],
    );
  }

  /** What stands now, oldest first. */
  async list(tx: EntityManager, customerId: string): Promise<Hold[]> {
    return tx.query(
      'SELECT kind, reference, label FROM customer_holds WHERE customer_id = $1 ORDER BY created_at, id',
      [customerId],
    );
  }

  /** The same for a page that shows them, outside any transaction. */
  standing(customerId: string): Promise<Hold[]> {
    return this.list(this.db.manager, customerId);
  }
}
