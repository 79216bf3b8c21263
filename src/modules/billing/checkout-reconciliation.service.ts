import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { VendorGateways, type Vendor } from '../vendors/index.js';
import { nextAsk } from './checkout-cadence.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { Checkout } from './checkout.entity.js';

const PASS_MS = 20_000;
const AT_ONCE = 8;

/** Asks the vendors for checkouts whose browser never came back and of which no event told. */
@Injectable()
export class CheckoutReconciliation {
  private readonly log = new Logger('checkouts');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly outcomes: CheckoutOutcomes,
  ) {}

  /** Looks at everything that is due at one vendor; one that is away, or the end of its time, ends the pass. Says how many were looked at. */
  async lookAt(vendor: Vendor, now: Date, signal: AbortSignal): Promise<number> {
    if (!this.gateways.configured().includes(vendor)) return 0;
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let looked = 0;
    while (!signal.aborted && this.clock.real().getTime() < endsAt) {
      const due = await this.due(vendor, now);
      const reached = await Promise.all(due.map((checkout) => this.look(checkout, now)));
      looked += due.length;
      if (due.length < AT_ONCE || reached.includes(false)) break;
    }
    return looked;
  }

  /** When the next look at this vendor is due. */
  async nextLookAt(vendor: Vendor, after: Date): Promise<Date | null> {
    if (!this.gateways.configured().includes(vendor)) return null;
    const rows: { next: Date | null }[] = await this.db.query(
      'SELECT min(next_check_at) AS next FROM checkouts WHERE vendor = $1 AND next_check_at > $2',
      [vendor, after],
    );
    return rows[0]?.next ?? null;
  }

  private due(vendor: Vendor, now: Date): Promise<Checkout[]> {
    return this.db
      .createQueryBuilder(Checkout, 'checkout')
      .where('checkout.vendor = :vendor AND checkout.nextCheckAt <= :now', { vendor, now })
      .orderBy('checkout.nextCheckAt', 'ASC')
      .limit(AT_ONCE)
      .getMany();
  }

  /** False when the vendor could not be reached. */
  private async look(checkout: Checkout, now: Date): Promise<boolean> {
    checkout.checks += 1;
    const next = nextAsk(checkout, now);
    await this.db.query(
      'UPDATE checkouts SET next_check_at = $2, checks = checks + 1 WHERE id = $1 AND next_check_at <= $3',
      [checkout.id, next, now],
    );
    try {
      await this.outcomes.look(checkout.id);
    } catch (error) {
      this.log.warn({ err: error, checkout: checkout.id }, 'a checkout cannot be settled');
      // What nobody could ask about is not ended: it may have been paid.
      if (error instanceof DomainError && error.kind === 'unavailable') return false;
      if (checkout.expiresAt <= now) await this.outcomes.expire(checkout.id);
    }
    return true;
  }
}
