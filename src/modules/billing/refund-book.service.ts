import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Money } from '../../common/money.js';
import { BillingJournal } from './billing-journal.service.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { stateAfterRefunds } from './payment-states.js';
import { paymentFacts, toRefundView } from './payment-view.js';
import { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';

type RefundTake = Pick<Refund, 'id' | 'amount'>;

/** The running sums of what was given back of a payment, always changed under its row lock. */
@Injectable()
export class RefundBook {
  constructor(
    private readonly clock: Clock,
    private readonly journal: BillingJournal,
    private readonly effects: PaymentEffects,
  ) {}

  /** Puts by what a refund is going to take; its row may be written after it. */
  async reserve(tx: EntityManager, payment: Payment, refund: RefundTake): Promise<void> {
    await this.write(tx, payment, { refundingAmount: payment.refundingAmount + refund.amount });
    await this.effects.refundTaken(tx, payment, refund);
  }

  /** What was put by has been given back. */
  async settle(tx: EntityManager, payment: Payment, refund: Refund): Promise<void> {
    await this.write(tx, payment, {
      refundingAmount: payment.refundingAmount - refund.amount,
      refundedAmount: payment.refundedAmount + refund.amount,
    });
    await this.tell(tx, payment, refund);
  }

  /** What was put by stays with us. */
  async release(tx: EntityManager, payment: Payment, refund: RefundTake): Promise<void> {
    await this.write(tx, payment, { refundingAmount: payment.refundingAmount - refund.amount });
    await this.effects.refundUndone(tx, payment, refund);
  }

  /** A bank sent back what had been given. */
  async undo(tx: EntityManager, payment: Payment, refund: RefundTake): Promise<void> {
    await this.write(tx, payment, { refundedAmount: payment.refundedAmount - refund.amount });
    await this.effects.refundUndone(tx, payment, refund);
  }

  /** Takes over what the vendor says was given back beyond our own refunds: somebody did it in the vendor's pages. */
  async reflect(
    tx: EntityManager,
    { payment, attempt }: { payment: Payment; attempt: PaymentAttempt },
    refunded: Money,
  ): Promise<void> {
    if (payment.capturedAttemptId !== attempt.id || payment.capturedCurrency !== refunded.currency) return;
    const captured = payment.capturedAmount ?? 0;
    const beyond = Math.min(refunded.amount, captured) - payment.refundedAmount - payment.refundingAmount;
    if (beyond <= 0) return;
    const now = this.clock.now();
    const id = uuidv7();
    const refund = tx.create(Refund, {
      id,
      paymentId: payment.id,
      attemptId: attempt.id,
      vendor: attempt.vendor,
      amount: beyond,
      currency: refunded.currency,
      reason: 'Made at the vendor',
      source: 'vendor',
      state: 'succeeded',
      sent: true,
      idempotencyKey: `refund-${id}`,
      vendorRefundId: null,
      failureCode: null,
      createdAt: now,
      settledAt: now,
    });
    await tx.insert(Refund, refund);
    await this.write(tx, payment, { refundedAmount: payment.refundedAmount + beyond });
    await this.effects.refundTaken(tx, payment, refund);
    await this.tell(tx, payment, refund);
  }

  private async write(
    tx: EntityManager,
    payment: Payment,
    sums: Partial<Pick<Payment, 'refundedAmount' | 'refundingAmount'>>,
  ): Promise<void> {
    const refunded = sums.refundedAmount ?? payment.refundedAmount;
    const isSettled = sums.refundedAmount !== undefined;
    const state = isSettled
      ? stateAfterRefunds(payment.reviewReason, payment.capturedAmount ?? 0, refunded)
      : payment.state;
    const change = { ...sums, state, updatedAt: this.clock.now() };
    await tx.update(Payment, { id: payment.id }, change);
    Object.assign(payment, change);
  }

  private async tell(tx: EntityManager, payment: Payment, refund: Refund): Promise<void> {
    await this.effects.refunded(tx, payment, refund);
    await this.journal.publishPayment(tx, payment, 'payment.refunded', {
      payment: paymentFacts(payment),
      refund: toRefundView(refund),
    });
  }
}

/** Refunds of these payments, oldest first. */
export function refundsOf(tx: EntityManager, paymentIds: readonly string[]): Promise<Refund[]> {
  return tx.find(Refund, { where: { paymentId: In(paymentIds) }, order: { id: 'ASC' } });
}
