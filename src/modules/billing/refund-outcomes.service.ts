import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CustomersService } from '../customers/index.js';
import type { RefundOutcome } from '../vendors/index.js';
import type { RefundState } from './billing-vocabulary.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';
import { RefundBook } from './refund-book.service.js';
import { refundAfter } from './refund-states.js';
import { Refund } from './refund.entity.js';

/** Applies what became of a refund, once, whoever brings it; a bank may still send back what was given. */
@Injectable()
export class RefundOutcomes {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly book: RefundBook,
  ) {}

  /** `lease`: whose call it was; null for a reading that an event asked for. */
  apply(
    refundId: string,
    outcome: RefundOutcome,
    source: { readonly lease: string | null; readonly sent?: boolean },
  ): Promise<void> {
    return this.db.transaction(async (tx) => {
      const { refund, payment } = await this.lock(tx, refundId);
      const isLate = source.lease !== null && refund.leaseId !== source.lease;
      if (isLate && outcome.status !== 'succeeded') return;
      const before = refund.state;
      const state = refundAfter(refund, outcome);
      Object.assign(refund, {
        vendorRefundId: nameIn(outcome) ?? refund.vendorRefundId,
        ...(isLate ? {} : { leaseId: null, leaseUntil: null }),
        ...(state === null ? {} : this.settled(state, outcome, source.sent ?? true)),
      });
      await tx.save(refund);
      if (state !== null) await this.keepBooks(tx, payment, refund, before);
    });
  }

  private settled(state: RefundState, outcome: RefundOutcome, sent: boolean): Partial<Refund> {
    return {
      state,
      sent,
      failureCode: outcome.status === 'failed' ? outcome.code : null,
      settledAt: this.clock.now(),
      nextCheckAt: null,
      leaseId: null,
      leaseUntil: null,
    };
  }

  private async keepBooks(
    tx: EntityManager,
    payment: Payment,
    refund: Refund,
    before: Refund['state'],
  ): Promise<void> {
    if (before === 'failed') await this.book.reserve(tx, payment, refund);
    if (refund.state === 'succeeded') await this.book.settle(tx, payment, refund);
    else if (before === 'succeeded') await this.book.undo(tx, payment, refund);
    else await this.book.release(tx, payment, refund);
  }

  private async lock(tx: EntityManager, id: string): Promise<{ refund: Refund; payment: Payment }> {
    const { paymentId } = await tx.findOneByOrFail(Refund, { id });
    const { customerId } = await tx.findOneByOrFail(Payment, { id: paymentId });
    if (customerId !== null) await this.customers.lock(tx, customerId);
    const lock = { mode: 'for_no_key_update' } as const;
    const payment = await tx.findOneOrFail(Payment, { where: { id: paymentId }, lock });
    const refund = await tx.findOneOrFail(Refund, { where: { id }, lock });
    return { refund, payment };
  }
}

function nameIn(outcome: RefundOutcome): string | null {
  return outcome.status === 'unknown' ? null : outcome.vendorRefundId;
}

/** The vendor's name of the charge that a refund takes from. */
export async function chargeBehind(tx: EntityManager, refund: Refund): Promise<string> {
  const { vendorChargeId } = await tx.findOneByOrFail(PaymentAttempt, { id: refund.attemptId });
  if (vendorChargeId === null) throw new Error('A captured attempt has no charge at its vendor.');
  return vendorChargeId;
}
