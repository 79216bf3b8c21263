import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { systemActor } from '../../common/http/principal.js';
import { CustomersService } from '../customers/index.js';
import type { ChargeOutcome, Decline } from '../vendors/index.js';
import { attemptAfter, isOpen } from './attempt-states.js';
import { BillingJournal } from './billing-journal.service.js';
import type { AttemptState } from './billing-vocabulary.js';
import { nextCheck } from './charge-cadence.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { paymentFacts, toAttemptView } from './payment-view.js';
import { paymentAfter } from './payment-states.js';
import { Payment } from './payment.entity.js';
import { RefundBook } from './refund-book.service.js';

/** How an outcome came here. */
export interface OutcomeSource {
  /** Whose call it was; an outcome of a lease that was lost changes nothing, unless money was taken. Null: nobody's call, but a reading. */
  readonly lease: string | null;
  /** False when the vendor did not take the request. */
  readonly sent?: boolean;
  /** True when the vendor was asked for the charge as it stands, with what has become of it since. */
  readonly isReading?: boolean;
}

interface Locked {
  readonly attempt: PaymentAttempt;
  readonly payment: Payment;
}

const ACTOR = systemActor('billing');

/**
 * The one place where outcomes of charges are applied, whoever brings them: our own call, an event, a browser's return, a query. Each is
 * applied once, in any order: what was taken stays taken, and older news changes nothing.
 */
@Injectable()
export class ChargeOutcomes {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly effects: PaymentEffects,
    private readonly refunds: RefundBook,
    private readonly journal: BillingJournal,
  ) {}

  /** Brings attempt, payment and invoice to the outcome, in one transaction. */
  apply(attemptId: string, outcome: ChargeOutcome, source: OutcomeSource): Promise<void> {
    return this.db.transaction(async (tx) => {
      const locked = await lockAttempt(tx, this.customers, attemptId);
      const { attempt, payment } = locked;
      const isLate = source.lease !== null && attempt.leaseId !== source.lease;
      if (isLate && outcome.status !== 'succeeded') return;
      const state = attemptAfter(attempt.state, outcome, {
        amount: payment.amount,
        currency: payment.currency,
      });
      if (state !== null) await this.move(tx, locked, state, { outcome, source });
      else await this.touch(tx, attempt, outcome, source);
      if (source.isReading && outcome.status === 'succeeded')
        await this.refunds.reflect(tx, locked, outcome.refunded);
    });
  }

  private async move(
    tx: EntityManager,
    { attempt, payment }: Locked,
    state: AttemptState,
    { outcome, source }: { outcome: ChargeOutcome; source: OutcomeSource },
  ): Promise<void> {
    const now = this.clock.now();
    const open = isOpen(state);
    Object.assign(attempt, {
      state,
      sent: source.sent ?? true,
      vendorChargeId: outcome.vendorChargeId ?? attempt.vendorChargeId,
      ...detailsOf(outcome),
      settledAt: open ? null : now,
      nextCheckAt: open ? nextCheck(state, attempt.checks, now) : null,
      ...released(attempt, source, open),
    });
    await tx.save(attempt);
    await this.follow(tx, { attempt, payment });
  }

  /** The payment, and what it is for, follow what became of the attempt. */
  private async follow(tx: EntityManager, { attempt, payment }: Locked): Promise<void> {
    const later: unknown[] = await tx.query(
      'SELECT 1 FROM payment_attempts WHERE payment_id = $1 AND attempt_no > $2 LIMIT 1',
      [payment.id, attempt.attemptNo],
    );
    const next = paymentAfter(payment.state, {
      attempt: attempt.state,
      isLatest: later.length === 0,
      isCapturedBefore: payment.capturedAttemptId !== null,
      isOwed: await this.effects.isOwed(tx, payment),
    });
    if (!next) return;
    const capture =
      attempt.capturedAmount === null || payment.capturedAttemptId !== null
        ? {}
        : {
            capturedAttemptId: attempt.id,
            capturedAmount: attempt.capturedAmount,
            capturedCurrency: attempt.capturedCurrency,
          };
    Object.assign(payment, { ...next, ...capture, updatedAt: this.clock.now() });
    await tx.save(payment);
    if (payment.state === 'succeeded') await this.effects.succeeded(tx, payment);
    await this.tell(tx, payment, attempt);
  }

  private async tell(tx: EntityManager, payment: Payment, attempt: PaymentAttempt): Promise<void> {
    const told = { payment: paymentFacts(payment), attempt: toAttemptView(attempt) };
    if (payment.state === 'succeeded')
      await this.journal.publishPayment(tx, payment, 'payment.succeeded', told);
    if (payment.state === 'declined' || payment.state === 'canceled')
      await this.journal.publishPayment(tx, payment, 'payment.failed', told);
    if (payment.state === 'review')
      await this.journal.notePayment(tx, payment, {
        actor: ACTOR,
        action: 'payment.needs_review',
        details: { reason: payment.reviewReason, attempt_no: attempt.attemptNo },
      });
  }

  /** Nothing new, but perhaps the vendor's name of the charge, and another time to ask. */
  private async touch(
    tx: EntityManager,
    attempt: PaymentAttempt,
    outcome: ChargeOutcome,
    source: OutcomeSource,
  ): Promise<void> {
    if (!isOpen(attempt.state)) return;
    Object.assign(attempt, {
      vendorChargeId: outcome.vendorChargeId ?? attempt.vendorChargeId,
      ...released(attempt, source, true),
    });
    await tx.save(attempt);
  }
}

/** Locks the customer, the payment and the attempt, in the order that everybody keeps. */
async function lockAttempt(
  tx: EntityManager,
  customers: CustomersService,
  attemptId: string,
): Promise<Locked> {
  const rows: { payment_id: string; customer_id: string }[] = await tx.query(
    `SELECT a.payment_id, p.customer_id FROM payment_attempts a JOIN payments p ON p.id = a.payment_id WHERE a.id = $1`,
    [attemptId],
  );
  const [owner] = rows;
  if (!owner) throw new Error('An outcome names an attempt that does not exist.');
  await customers.lock(tx, owner.customer_id);
  const lock = { mode: 'for_no_key_update' } as const;
  const payment = await tx.findOneOrFail(Payment, { where: { id: owner.payment_id }, lock });
  const attempt = await tx.findOneOrFail(PaymentAttempt, { where: { id: attemptId }, lock });
  return { attempt, payment };
}

/** The lease goes with its holder's outcome, or when there is nothing left to hold. */
function released(
  attempt: PaymentAttempt,
  source: OutcomeSource,
  isOpenStill: boolean,
): Partial<PaymentAttempt> {
  const isHolder = source.lease !== null && source.lease === attempt.leaseId;
  return isHolder || !isOpenStill ? { leaseId: null, leaseUntil: null } : {};
}

function detailsOf(outcome: ChargeOutcome): Partial<PaymentAttempt> {
  switch (outcome.status) {
    case 'succeeded':
      return {
        ...NO_DECLINE,
        capturedAmount: outcome.amount.amount,
        capturedCurrency: outcome.amount.currency,
        networkTransactionId: outcome.networkTransactionId,
        unknownReason: null,
      };
    case 'declined':
      return { ...declineOf(outcome.decline), unknownReason: null };
    case 'unknown':
      return { unknownReason: outcome.reason };
    case 'pending':
    case 'requires_action':
      return { unknownReason: null };
  }
}

const NO_DECLINE: Partial<PaymentAttempt> = {
  declineBucket: null,
  declineCode: null,
  declineHint: null,
  declineRetryable: null,
  adviceCode: null,
  networkAdviceCode: null,
  networkDeclineCode: null,
};

function declineOf(decline: Decline): Partial<PaymentAttempt> {
  return {
    declineBucket: decline.bucket,
    declineCode: decline.code,
    declineHint: decline.hint,
    declineRetryable: decline.retryable,
    adviceCode: decline.adviceCode,
    networkAdviceCode: decline.networkAdviceCode,
    networkDeclineCode: decline.networkDeclineCode,
  };
}
