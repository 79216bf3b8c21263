import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { columnsOf, updateRows } from '../../common/database/bulk.js';
import { runKept } from '../../common/database/statements.js';
import { systemActor } from '../../common/http/principal.js';
import { CustomersService } from '../customers/index.js';
import type { ChargeOutcome } from '../vendors/index.js';
import { attemptAfter } from './attempt-states.js';
import { BillingJournal } from './billing-journal.service.js';
import {
  attemptChange,
  attemptTouch,
  correctedCapture,
  isTooLate,
  paymentChange,
  type ArrivedOutcome,
  type OutcomeSource,
} from './charge-news.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { paymentFacts, toAttemptView } from './payment-view.js';
import { paymentAfter } from './payment-states.js';
import { Payment } from './payment.entity.js';
import { RefundBook } from './refund-book.service.js';

interface LockedAttempt extends PaymentAttempt {
  /** Whether a later attempt of the payment has begun. */
  readonly isOvertaken: boolean;
}

/** An outcome with the rows that it is about, locked. */
interface Matter extends ArrivedOutcome {
  readonly attempt: LockedAttempt;
  readonly payment: Payment;
}

const ACTOR = systemActor('billing');

const WRITTEN_OF_ATTEMPT = [
  'state',
  'sent',
  'vendorChargeId',
  'networkTransactionId',
  'capturedAmount',
  'capturedCurrency',
  'declineBucket',
  'declineCode',
  'declineHint',
  'declineRetryable',
  'adviceCode',
  'networkAdviceCode',
  'networkDeclineCode',
  'unknownReason',
  'leaseId',
  'leaseUntil',
  'nextCheckAt',
  'settledAt',
] as const;

const WRITTEN_OF_PAYMENT = [
  'state',
  'reviewReason',
  'capturedAttemptId',
  'capturedAmount',
  'capturedCurrency',
  'updatedAt',
] as const;

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

  /** Brings attempt, payment and what it is for to the outcome, in one transaction. */
  apply(attemptId: string, outcome: ChargeOutcome, source: OutcomeSource): Promise<void> {
    return this.applyAll([{ attemptId, outcome, source }]);
  }

  /** The same in the caller's transaction. */
  async applyIn(
    tx: EntityManager,
    attemptId: string,
    outcome: ChargeOutcome,
    source: OutcomeSource,
  ): Promise<void> {
    await this.applyAllIn(tx, [{ attemptId, outcome, source }]);
  }

  /** The same for many outcomes at once; none is applied when one of them cannot be. */
  applyAll(arrived: readonly ArrivedOutcome[]): Promise<void> {
    return this.db.transaction((tx) => this.applyAllIn(tx, arrived));
  }

  /** What is about the same payment or invoice as another outcome is applied after it. */
  private async applyAllIn(tx: EntityManager, arrived: readonly ArrivedOutcome[]): Promise<void> {
    let waiting = await this.lock(tx, arrived);
    while (waiting.length > 0) {
      const { now, later } = apart(waiting);
      await this.bring(tx, now);
      waiting = later;
    }
  }

  private async bring(tx: EntityManager, matters: readonly Matter[]): Promise<void> {
    const timely = matters.filter((matter) => !isTooLate(matter.attempt, matter));
    const before = timely.map(({ attempt }) => attempt.state);
    const touched = timely.filter((matter) => this.moveAttempt(matter));
    const moved = timely.filter(({ attempt }, index) => attempt.state !== before[index]);
    await updateRows(
      tx,
      'payment_attempts',
      touched.map(({ attempt }) => attempt),
      WRITTEN_OF_ATTEMPT,
    );
    await this.correct(tx, timely);
    await this.follow(tx, moved);
    for (const { outcome, source, ...locked } of timely)
      if (source.isReading && outcome.status === 'succeeded')
        await this.refunds.reflect(tx, locked, outcome.refunded);
  }

  /** A payment under review says what its vendor shows now. */
  private async correct(tx: EntityManager, matters: readonly Matter[]): Promise<void> {
    const corrected = matters.flatMap(({ payment, attempt }) => {
      const change = correctedCapture(payment, attempt);
      return change ? [Object.assign(payment, change)] : [];
    });
    await updateRows(tx, 'payments', corrected, ['capturedAmount', 'capturedCurrency']);
  }

  /** Says whether anything of the attempt changes. */
  private moveAttempt(matter: Matter): boolean {
    const { attempt, payment, outcome } = matter;
    const { amount, currency } = payment;
    const state = attemptAfter(attempt.state, outcome, { amount, currency });
    const change =
      state === null
        ? attemptTouch(attempt, matter)
        : attemptChange(attempt, state, matter, this.clock.now());
    Object.assign(attempt, change);
    return Object.keys(change).length > 0;
  }

  /** The payments, and what they are for, follow what became of their attempts. */
  private async follow(tx: EntityManager, moved: readonly Matter[]): Promise<void> {
    const owed = await this.effects.owed(
      tx,
      moved.map(({ payment }) => payment),
    );
    const gone: Matter[] = [];
    for (const matter of moved) {
      const { attempt, payment } = matter;
      const next = paymentAfter(payment.state, {
        attempt: attempt.state,
        isLatest: !attempt.isOvertaken,
        // Of two checkouts that were both paid for one order, the second has charged twice.
        isCapturedBefore:
          payment.capturedAttemptId !== null || (payment.invoiceId === null && !owed.has(payment.id)),
        isOwed: owed.has(payment.id),
      });
      if (!next) continue;
      Object.assign(payment, paymentChange(payment, attempt, next, this.clock.now()));
      gone.push(matter);
    }
    const payments = gone.map(({ payment }) => payment);
    await updateRows(tx, 'payments', payments, WRITTEN_OF_PAYMENT);
    await this.effects.follow(tx, payments);
    await this.tell(tx, gone);
  }

  private async tell(tx: EntityManager, gone: readonly Matter[]): Promise<void> {
    const told = gone.flatMap(({ payment, attempt }) => {
      const type = eventOf(payment);
      const payload = { payment: paymentFacts(payment), attempt: toAttemptView(attempt) };
      return type === null ? [] : [{ of: payment, type, payload }];
    });
    await this.journal.publishPayments(tx, told);
    for (const { payment, attempt } of gone)
      if (payment.state === 'review')
        await this.journal.notePayment(tx, payment, {
          actor: ACTOR,
          action: 'payment.needs_review',
          details: { reason: payment.reviewReason, attempt_no: attempt.attemptNo },
        });
  }

  /** Locks customers, payments and attempts, in the order that everybody keeps. */
  private async lock(tx: EntityManager, arrived: readonly ArrivedOutcome[]): Promise<Matter[]> {
    const ids = [...new Set(arrived.map(({ attemptId }) => attemptId))];
    const owners: { payment_id: string; customer_id: string | null }[] = await runKept(
      tx,
      `SELECT a.payment_id, p.customer_id FROM payment_attempts a JOIN payments p ON p.id = a.payment_id WHERE a.id = ANY ($1)`,
      [ids],
    );
    await this.customers.lockAll(
      tx,
      owners.flatMap(({ customer_id: id }) => id ?? []),
    );
    const payments: Payment[] = await runKept(
      tx,
      `SELECT ${columnsOf(tx, Payment, 'p')} FROM payments p WHERE p.id = ANY ($1) ORDER BY p.id FOR NO KEY UPDATE`,
      [owners.map(({ payment_id: id }) => id)],
    );
    const attempts: LockedAttempt[] = await runKept(tx, lockAttempts(tx), [ids]);
    const paymentOf = new Map(payments.map((payment) => [payment.id, payment]));
    const attemptOf = new Map(attempts.map((attempt) => [attempt.id, attempt]));
    return arrived.map((one) => {
      const attempt = attemptOf.get(one.attemptId);
      const payment = attempt && paymentOf.get(attempt.paymentId);
      if (!payment) throw new Error('An outcome names an attempt that does not exist.');
      return { ...one, attempt, payment };
    });
  }
}

function lockAttempts(tx: EntityManager): string {
  return `SELECT ${columnsOf(tx, PaymentAttempt, 'a')}, EXISTS (
      SELECT FROM payment_attempts l WHERE l.payment_id = a.payment_id AND l.attempt_no > a.attempt_no) AS "isOvertaken"
    FROM payment_attempts a WHERE a.id = ANY ($1) ORDER BY a.id FOR NO KEY UPDATE OF a`;
}

/** Those that may be decided side by side, and those whose payment or invoice another of them changes first. */
function apart(matters: readonly Matter[]): { now: Matter[]; later: Matter[] } {
  const touched = new Set<string>();
  const now: Matter[] = [];
  const later: Matter[] = [];
  for (const matter of matters) {
    const { id, invoiceId } = matter.payment;
    const isFree = !touched.has(id) && (invoiceId === null || !touched.has(invoiceId));
    (isFree ? now : later).push(matter);
    touched.add(id);
    if (invoiceId !== null) touched.add(invoiceId);
  }
  return { now, later };
}

function eventOf({ state }: Payment): 'payment.succeeded' | 'payment.failed' | null {
  if (state === 'succeeded') return 'payment.succeeded';
  return state === 'declined' || state === 'canceled' ? 'payment.failed' : null;
}
