import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { MethodCharges } from '../payment-methods/index.js';
import { VendorGateways, type Vendor } from '../vendors/index.js';
import { NEXT_LOOK } from './billing-queries.js';
import { ChargeRuns } from './charge-runs.service.js';
import { RefundRuns } from './refund-runs.service.js';

const AT_ONCE = 5;
const PASS_MS = 20_000;

/** The two kinds of calls that may be left open. */
@Injectable()
export class OpenCalls {
  constructor(
    readonly charges: ChargeRuns,
    readonly refunds: RefundRuns,
  ) {}
}

/** Asks the vendors for charges and refunds that nobody has brought an outcome of. */
@Injectable()
export class ChargeReconciliation implements OnModuleInit {
  private readonly log = new Logger('charges');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly methodCharges: MethodCharges,
    private readonly open: OpenCalls,
  ) {}

  onModuleInit(): void {
    this.methodCharges.answerWith(async (tx, paymentMethodId) => {
      const rows: unknown[] = await tx.query(
        'SELECT 1 FROM payment_attempts WHERE payment_method_id = $1 AND next_check_at IS NOT NULL LIMIT 1',
        [paymentMethodId],
      );
      return rows.length > 0;
    });
  }

  /** Looks at what is due at one vendor; one that is away ends the pass. Says how many charges and refunds were looked at. */
  async lookAt(vendor: Vendor, now: Date, signal: AbortSignal): Promise<number> {
    if (!this.gateways.configured().includes(vendor)) return 0;
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let looked = 0;
    while (!signal.aborted && this.clock.real().getTime() < endsAt) {
      const charges = await this.open.charges.claimDue(vendor, now, AT_ONCE);
      const refunds = await this.open.refunds.claimDue(vendor, now, AT_ONCE);
      if (charges.length + refunds.length === 0) break;
      looked += charges.length + refunds.length;
      const reached = await Promise.all([
        ...charges.map((claimed) => this.isReached(this.open.charges.resolve(claimed), claimed.id)),
        ...refunds.map((claimed) => this.isReached(this.open.refunds.resolve(claimed), claimed.id)),
      ]);
      if (reached.includes(false)) break;
    }
    return looked;
  }

  /** When the next look at this vendor is due. */
  async nextLookAt(vendor: Vendor, after: Date): Promise<Date | null> {
    if (!this.gateways.configured().includes(vendor)) return null;
    const rows: { next: Date | null }[] = await this.db.query(NEXT_LOOK, [vendor, after]);
    return rows[0]?.next ?? null;
  }

  private async isReached(look: Promise<unknown>, id: string): Promise<boolean> {
    try {
      await look;
      return true;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn({ err: error, id }, 'not learned yet; it will be asked again');
      return error.kind !== 'unavailable';
    }
  }
}
