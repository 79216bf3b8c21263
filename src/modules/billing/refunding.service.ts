import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import type { Money } from '../../common/money.js';
import { CustomersService } from '../customers/index.js';
import { BillingJournal } from './billing-journal.service.js';
import { RefundAboveRemainder, RefundedInFull, RefundRefused } from './billing.errors.js';
import { ChargeRuns } from './charge-runs.service.js';
import { CHARGE_LEASE_SECONDS, nextCheck } from './charge-cadence.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { Payment } from './payment.entity.js';
import type { NewRefund } from './payments.schemas.js';
import { RefundBook } from './refund-book.service.js';
import { RefundRuns } from './refund-runs.service.js';
import { Refund } from './refund.entity.js';

/** The parts that a refund is made with. */
@Injectable()
export class RefundingParts {
  constructor(
    readonly book: RefundBook,
    readonly effects: PaymentEffects,
    readonly runs: RefundRuns,
    readonly charges: ChargeRuns,
    readonly journal: BillingJournal,
  ) {}
}

/** Giving money back on somebody's wish: put by in one transaction, asked of the vendor outside of any, settled in another. */
@Injectable()
export class Refunding {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly parts: RefundingParts,
  ) {}

  /** Gives back the amount, or all that is left; a repeat finds the refund that bears this id. */
  async refund(id: string, paymentId: string, wish: NewRefund, actor: Actor): Promise<Refund> {
    await this.readAgain(paymentId);
    const lease = await this.db.transaction((tx) => this.begin(tx, id, { paymentId, wish, actor }));
    if (lease !== null) await this.parts.runs.carryOut(id, lease);
    return this.db.manager.findOneByOrFail(Refund, { id });
  }

  /** What is under review for its amount is asked for first, so that what was really taken can be given back. */
  private async readAgain(paymentId: string): Promise<void> {
    const payment = await this.db.manager.findOneBy(Payment, { id: paymentId, reviewReason: 'other_amount' });
    if (payment?.capturedAttemptId) await this.parts.charges.readAgain(payment.capturedAttemptId);
  }

  /** The lease for the vendor's call; null when there is nothing to call for. */
  private async begin(
    tx: EntityManager,
    id: string,
    { paymentId, wish, actor }: { paymentId: string; wish: NewRefund; actor: Actor },
  ): Promise<string | null> {
    const payment = await this.lock(tx, paymentId);
    const standing = await tx.findOneBy(Refund, { id });
    if (standing && (standing.state !== 'failed' || standing.sent)) return null;
    const money = moneyOf(payment, wish);
    const lease = uuidv7();
    const held = {
      leaseId: lease,
      leaseUntil: new Date(this.clock.real().getTime() + CHARGE_LEASE_SECONDS * 1_000),
      nextCheckAt: nextCheck('started', 0, this.clock.now()),
    };
    if (wish.force !== true) await this.parts.effects.refuseUncovered(tx, payment, money);
    await this.parts.book.reserve(tx, payment, { id, amount: money.amount });
    if (standing) {
      const again = { state: 'pending', failureCode: null, settledAt: null, sent: true } as const;
      await tx.update(Refund, { id }, { ...again, ...held, amount: money.amount });
      return lease;
    }
    const attempt = await tx.findOneByOrFail(PaymentAttempt, { id: payment.capturedAttemptId ?? '' });
    await tx.insert(Refund, {
      id,
      paymentId,
      attemptId: attempt.id,
      vendor: attempt.vendor,
      ...money,
      reason: wish.reason,
      source: 'ours',
      state: 'pending',
      sent: true,
      idempotencyKey: `refund-${id}`,
      createdAt: this.clock.now(),
      ...held,
    });
    await this.parts.journal.notePayment(tx, payment, {
      actor,
      action: 'payment.refund_requested',
      details: { refund_id: id, money },
    });
    return lease;
  }

  private async lock(tx: EntityManager, id: string): Promise<Payment> {
    const owner = await tx.findOneBy(Payment, { id });
    if (!owner) throw new NotFound('payment');
    if (owner.customerId !== null) await this.customers.lock(tx, owner.customerId);
    return tx.findOneOrFail(Payment, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }
}

function moneyOf(payment: Payment, wish: NewRefund): Money {
  const { capturedAmount, capturedCurrency, state } = payment;
  if (capturedAmount === null || capturedCurrency === null) throw new RefundRefused(state);
  const left = capturedAmount - payment.refundedAmount - payment.refundingAmount;
  const remainder = { amount: left, currency: capturedCurrency };
  if (left <= 0) throw new RefundedInFull(payment.refundedAmount >= capturedAmount, remainder);
  const wanted = wish.money ?? remainder;
  if (wanted.currency !== capturedCurrency)
    throw new Invalid('money.currency', `The payment was taken in ${capturedCurrency}.`);
  if (wanted.amount > left) throw new RefundAboveRemainder(remainder);
  return wanted;
}
