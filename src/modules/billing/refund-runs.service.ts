import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { VendorGateways, type RefundInput, type RefundOutcome, type Vendor } from '../vendors/index.js';
import { CLAIM_REFUNDS } from './billing-queries.js';
import { CHARGE_LEASE_SECONDS, mayCallAgain } from './charge-cadence.js';
import { chargeBehind, RefundOutcomes } from './refund-outcomes.service.js';
import { Refund } from './refund.entity.js';

interface ClaimedRefund {
  readonly id: string;
  readonly lease_id: string;
}

const VENDORS_REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Carries refunds to an outcome, as ChargeRuns does charges: by the first call, else by asking before anything is tried again. */
@Injectable()
export class RefundRuns {
  private readonly log = new Logger('refunds');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly outcomes: RefundOutcomes,
  ) {}

  /** Makes the call and records what came of it; an exception means that nothing was given back, and is recorded too. */
  async carryOut(id: string, lease: string): Promise<void> {
    const refund = await this.db.manager.findOneByOrFail(Refund, { id });
    try {
      await this.outcomes.apply(id, await this.call(refund), { lease });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.outcomes.apply(id, failed(error), { lease, sent: false });
      throw error;
    }
  }

  /** Claims what is due at one vendor. */
  async claimDue(vendor: Vendor, now: Date, limit: number): Promise<ClaimedRefund[]> {
    const [rows]: [ClaimedRefund[], number] = await this.db.query(CLAIM_REFUNDS, [
      uuidv7(),
      this.clock.real(),
      CHARGE_LEASE_SECONDS,
      vendor,
      now,
      limit,
    ]);
    return rows;
  }

  /** Learns from the vendor what became of a claimed refund. Throws when the vendor is away. */
  async resolve({ id, lease_id: lease }: ClaimedRefund): Promise<void> {
    try {
      const refund = await this.db.manager.findOneByOrFail(Refund, { id });
      const found = await this.lookUp(refund);
      if (found.status === 'not_found') await this.denied(refund, lease);
      else await this.outcomes.apply(id, found, { lease });
    } catch (error) {
      await this.letGo(id, lease, null);
      throw error;
    }
  }

  /** Reads one refund at its vendor, because an event has told of it. */
  async reread(id: string): Promise<void> {
    const found = await this.lookUp(await this.db.manager.findOneByOrFail(Refund, { id }));
    if (found.status !== 'not_found') await this.outcomes.apply(id, found, { lease: null });
  }

  private async denied(refund: Refund, lease: string): Promise<void> {
    const { idempotencyKeys: keys } = this.gateways.get(refund.vendor).capabilities;
    const real = this.clock.real();
    const denial = { keys, state: 'unknown' as const, since: refund.deniedSince };
    if (!mayCallAgain(denial, real)) return this.letGo(refund.id, lease, real);
    this.log.warn(
      { refund: refund.id, vendor: refund.vendor },
      'the vendor knows of no such refund; called again',
    );
    try {
      await this.outcomes.apply(refund.id, await this.call(refund), { lease });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      await this.outcomes.apply(refund.id, failed(error), { lease, sent: false });
    }
  }

  private async call(refund: Refund): Promise<RefundOutcome> {
    const input: RefundInput = {
      refundId: refund.id,
      vendorChargeId: await chargeBehind(this.db.manager, refund),
      amount: { amount: refund.amount, currency: refund.currency },
      reason: VENDORS_REASONS.find((reason) => reason === refund.reason) ?? 'requested_by_customer',
      idempotencyKey: refund.idempotencyKey,
    };
    return this.gateways.get(refund.vendor).refund(input);
  }

  private async lookUp(refund: Refund) {
    return this.gateways.get(refund.vendor).lookUpRefund({
      vendorRefundId: refund.vendorRefundId,
      refundId: refund.id,
      vendorChargeId: await chargeBehind(this.db.manager, refund),
    });
  }

  private async letGo(id: string, lease: string, deniedAt: Date | null): Promise<void> {
    await this.db.query(
      `UPDATE refunds SET lease_id = NULL, lease_until = NULL, denied_since = coalesce(denied_since, $3)
       WHERE id = $1 AND lease_id = $2`,
      [id, lease, deniedAt],
    );
  }
}

function failed({ code }: DomainError): RefundOutcome {
  return { status: 'failed', vendorRefundId: null, code };
}
