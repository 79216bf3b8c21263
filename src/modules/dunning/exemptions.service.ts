import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dayBounds, localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { insertRows, readRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { CustomersService } from '../customers/index.js';

/** A customer whom dunning leaves alone. */
export interface Exemption {
  readonly reason: string;
  readonly fromAt: Date;
  /** The first instant at which it is over; null: not by time. */
  readonly untilAt: Date | null;
}

/** Customers whom dunning leaves alone; the days of an exemption do not count for their cases. */
@Injectable()
export class Exemptions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly audit: AuditTrail,
  ) {}

  /** Exempts a customer, in place of any exemption that stands. */
  async exempt(
    customerId: string,
    { until, reason }: { until?: string | null | undefined; reason: string },
    actor: Actor,
  ): Promise<Exemption> {
    return this.db.transaction(async (tx) => {
      const { timeZone } = await this.customers.lock(tx, customerId);
      const now = this.clock.now();
      if (until != null && until <= localDay(now, timeZone))
        throw new Invalid('until', "Must be after the customer's today.");
      const exemption = {
        reason,
        fromAt: now,
        untilAt: until == null ? null : dayBounds(until, timeZone).from,
      };
      await tx.query(
        'UPDATE dunning_exemptions SET ended_at = $2 WHERE customer_id = $1 AND ended_at IS NULL',
        [customerId, now],
      );
      await insertRows(tx, 'dunning_exemptions', [{ id: uuidv7(), customerId, ...exemption }]);
      await this.note(
        customerId,
        { actor, action: 'dunning.exempted', details: { until: until ?? null, reason } },
        tx,
      );
      return exemption;
    });
  }

  /** The exemption that stands now, or null. */
  async standing(customerId: string): Promise<Exemption | null> {
    const [found] = await readRows<Exemption>(
      this.db,
      `SELECT reason, from_at, until_at FROM dunning_exemptions
       WHERE customer_id = $1 AND ended_at IS NULL AND (until_at IS NULL OR until_at > $2)`,
      [customerId, this.clock.now()],
    );
    return found ?? null;
  }

  /** Ends the exemption; none is fine. */
  async end(customerId: string, actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.customers.lock(tx, customerId);
      const [ended]: [unknown[], number] = await tx.query(
        'UPDATE dunning_exemptions SET ended_at = $2 WHERE customer_id = $1 AND ended_at IS NULL RETURNING id',
        [customerId, this.clock.now()],
      );
      if (ended.length > 0) await this.note(customerId, { actor, action: 'dunning.exemption_ended' }, tx);
    });
  }

  /** Its cases are looked at now, since their days count otherwise from here on. */
  private async note(
    customerId: string,
    noted: { actor: Actor; action: AuditActionName; details?: Readonly<Record<string, unknown>> },
    tx: Parameters<AuditTrail['record']>[0],
  ): Promise<void> {
    await this.audit.record(tx, { ...noted, entityType: 'customer', entityId: customerId, customerId });
    await tx.query('UPDATE dunning_cases SET next_due_at = $2 WHERE customer_id = $1 AND closed_at IS NULL', [
      customerId,
      this.clock.now(),
    ]);
  }
}
