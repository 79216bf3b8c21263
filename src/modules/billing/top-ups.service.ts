import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, dayBounds } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { systemActor } from '../../common/http/principal.js';
import type { Money } from '../../common/money.js';
import { BillingJournal } from './billing-journal.service.js';
import { Ledger } from './ledger.service.js';
import { Payment } from './payment.entity.js';
import { PrepaidAccounts } from './prepaid-accounts.service.js';
import { FORGIVEN, type Prepaid } from './prepaid-balance.js';
import { PrepaidMails } from './prepaid-mails.service.js';
import { PrepaidRenewals } from './prepaid-renewals.service.js';
import { MOST_REFUSALS } from './prepaid-rules.js';
import { TopUpSpent } from './prepaid.errors.js';
import {
  creditOf,
  entriesOfDispute,
  entriesOfRefund,
  rechargeState,
  settleRecharge,
} from './top-up-queries.js';

/** Why a recharge came to nothing; `counts`: whether it was a refusal, and no trouble of the vendor's. */
export interface RechargeFailure {
  readonly code: string;
  readonly counts: boolean;
}

const ACTOR = systemActor('prepaid');
const OUTAGE_PAUSE_MS = 30 * 60_000;

/** What becomes of the balance when a top-up is captured, refused, given back or disputed; in the transaction that says so, once each. */
@Injectable()
export class TopUps {
  constructor(
    private readonly clock: Clock,
    private readonly accounts: PrepaidAccounts,
    private readonly ledger: Ledger,
    private readonly renewals: PrepaidRenewals,
    private readonly journal: BillingJournal,
    private readonly mails: PrepaidMails,
  ) {}

  /** Credits what was captured; what can be credited nowhere is noted, and given back by the job. */
  async captured(tx: EntityManager, payment: Payment): Promise<void> {
    const subscriptionId = topUpOf(payment);
    if (subscriptionId === null || (await creditOf(tx, payment.id)) !== null) return;
    const prepaid = await this.accounts.open(tx, subscriptionId);
    await settleRecharge(tx, payment.id, { state: 'succeeded', failure: null, at: this.clock.now() });
    const reason = whyNotCredited(prepaid, payment);
    if (reason !== null) return this.giveBack(tx, payment, reason);
    await this.ledger.post(tx, prepaid, {
      kind: 'top_up',
      reference: payment.id,
      amount: payment.amount,
      paymentId: payment.id,
    });
    Object.assign(prepaid.account, FORGIVEN, { rechargeAsked: false });
    await this.renewals.look(tx, prepaid);
  }

  /** A recharge was refused, waits for its customer or for a person; what the customer tried by himself changes nothing. */
  async notCaptured(tx: EntityManager, payment: Payment): Promise<void> {
    const subscriptionId = topUpOf(payment);
    if (subscriptionId === null || (await rechargeState(tx, payment.id)) === null) return;
    const prepaid = await this.accounts.open(tx, subscriptionId);
    const failure = isRefused(payment) ? await failureOf(tx, payment.id) : null;
    // When the bank wants the customer, whoever made the call asks it once more with him there.
    if (failure && !failure.isAskedAgain) return this.refused(tx, prepaid, payment.id, failure);
    if (payment.state === 'review') await this.stopped(tx, prepaid, payment.id);
    await this.accounts.follow(tx, prepaid);
  }

  /** A recharge whose payment stands refused after all that was to be tried. */
  async notAskedAgain(tx: EntityManager, paymentId: string): Promise<void> {
    const { subscriptionId } = await tx.findOneByOrFail(Payment, { id: paymentId });
    if (subscriptionId === null) return;
    const prepaid = await this.accounts.open(tx, subscriptionId);
    const payment = await tx.findOneByOrFail(Payment, { id: paymentId });
    if (isRefused(payment)) await this.refused(tx, prepaid, paymentId, await failureOf(tx, paymentId));
  }

  /** A recharge that did not come as far as a payment. */
  async notMade(
    tx: EntityManager,
    subscriptionId: string,
    of: RechargeFailure & { readonly paymentId: string },
  ): Promise<void> {
    const prepaid = await this.accounts.open(tx, subscriptionId);
    await this.refused(tx, prepaid, of.paymentId, of);
  }

  /** Throws 409 when the balance does not hold what is to be given back of a credited top-up. */
  async refuseSpent(tx: EntityManager, payment: Payment, money: Money): Promise<void> {
    const subscriptionId = topUpOf(payment);
    if (subscriptionId === null || !(await this.isInBalance(tx, payment))) return;
    const { last } = await this.accounts.open(tx, subscriptionId);
    const balance = Math.max(0, last?.balanceAfter ?? 0);
    if (balance < money.amount) throw new TopUpSpent({ amount: balance, currency: money.currency });
  }

  /** What a refund takes leaves the balance as soon as it is put by; of a charge that was captured twice the credit stays. */
  async refundTaken(
    tx: EntityManager,
    payment: Payment,
    refund: { readonly id: string; readonly amount: number },
  ): Promise<void> {
    const subscriptionId = topUpOf(payment);
    if (subscriptionId === null || !(await this.isInBalance(tx, payment))) return;
    const { sum, count } = await entriesOfRefund(tx, payment.id, refund.id);
    if (sum !== 0) return;
    await this.post(tx, subscriptionId, {
      kind: 'refund',
      reference: numbered(refund.id, count),
      amount: -refund.amount,
      paymentId: payment.id,
      refundId: refund.id,
    });
  }

  /** What a refund had taken, and did not give back after all, returns to the balance. */
  async refundUndone(tx: EntityManager, payment: Payment, refund: { readonly id: string }): Promise<void> {
    const subscriptionId = topUpOf(payment);
    if (subscriptionId === null) return;
    await this.noteNotReturned(tx, payment, refund.id);
    const { sum, count } = await entriesOfRefund(tx, payment.id, refund.id);
    if (sum >= 0) return;
    await this.post(tx, subscriptionId, {
      kind: 'refund_reversed',
      reference: numbered(refund.id, count - 1),
      amount: -sum,
      paymentId: payment.id,
      refundId: refund.id,
    });
  }

  /** A lost dispute takes what is left of the top-up; one that is won after all gives it back. */
  async disputed(tx: EntityManager, payment: Payment, disputedMoney: Money): Promise<void> {
    const subscriptionId = topUpOf(payment);
    if (subscriptionId === null || (await creditOf(tx, payment.id)) === null) return;
    const { disputed, count, left } = await entriesOfDispute(tx, payment.id);
    const at = { paymentId: payment.id, reference: numbered(payment.id, count) };
    if (payment.disputed !== 'lost') {
      if (disputed < 0)
        await this.post(tx, subscriptionId, { ...at, kind: 'dispute_reversed', amount: -disputed });
      return;
    }
    const asked = disputedMoney.currency === payment.currency ? disputedMoney.amount : left;
    const amount = Math.min(asked, left);
    if (disputed === 0 && amount > 0)
      await this.post(tx, subscriptionId, { ...at, kind: 'dispute', amount: -amount });
  }

  private async post(
    tx: EntityManager,
    subscriptionId: string,
    entry: Parameters<Ledger['post']>[2],
  ): Promise<void> {
    const prepaid = await this.accounts.open(tx, subscriptionId);
    await this.ledger.post(tx, prepaid, entry);
    await this.renewals.look(tx, prepaid);
  }

  private async isInBalance(tx: EntityManager, payment: Payment): Promise<boolean> {
    return payment.reviewReason !== 'charged_twice' && (await creditOf(tx, payment.id)) !== null;
  }

  private async refused(
    tx: EntityManager,
    prepaid: Prepaid,
    paymentId: string,
    { code, counts }: RechargeFailure,
  ): Promise<void> {
    const { account, customer } = prepaid;
    const now = this.clock.now();
    const isNews = await settleRecharge(tx, paymentId, { state: 'failed', failure: code, at: now });
    if (!isNews) return this.accounts.follow(tx, prepaid);
    const tomorrow = addDays(this.accounts.today({ customer }), 1);
    Object.assign(account, {
      rechargeDueAt: null,
      rechargeFailures: account.rechargeFailures + (counts ? 1 : 0),
      rechargeFailedAt: now,
      rechargeRetryAt: counts
        ? dayBounds(tomorrow, customer.timeZone).from
        : new Date(now.getTime() + OUTAGE_PAUSE_MS),
    });
    await this.accounts.follow(tx, prepaid);
    if (counts) await this.mails.rechargeFailed(tx, prepaid, paymentId);
  }

  /** Something else was captured than was asked for: a person has a look before anything more is taken. */
  private async stopped(tx: EntityManager, { account }: Prepaid, paymentId: string): Promise<void> {
    const now = this.clock.now();
    if (!(await settleRecharge(tx, paymentId, { state: 'review', failure: null, at: now }))) return;
    Object.assign(account, { rechargeDueAt: null, rechargeFailures: MOST_REFUSALS, rechargeFailedAt: now });
  }

  private async giveBack(tx: EntityManager, payment: Payment, reason: string): Promise<void> {
    const now = this.clock.now();
    const rows: unknown[] = await tx.query(
      `INSERT INTO uncredited_top_ups (payment_id, refund_id, reason, next_try_at, created_at) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (payment_id) DO NOTHING RETURNING 1`,
      [payment.id, uuidv7(), reason, now],
    );
    if (rows.length === 0) return;
    await this.journal.notePayment(tx, payment, {
      actor: ACTOR,
      action: 'top_up.not_credited',
      details: { reason },
    });
  }

  private async noteNotReturned(tx: EntityManager, payment: Payment, refundId: string): Promise<void> {
    const [rows]: [unknown[], number] = await tx.query(
      `UPDATE uncredited_top_ups SET failure = 'refund_failed' WHERE refund_id = $1 AND failure IS NULL RETURNING 1`,
      [refundId],
    );
    if (rows.length === 0) return;
    await this.journal.notePayment(tx, payment, { actor: ACTOR, action: 'top_up.not_returned' });
  }
}

function isRefused({ state }: Payment): boolean {
  return state === 'declined' || state === 'canceled';
}

function topUpOf({ purpose, subscriptionId }: Payment): string | null {
  return purpose === 'top_up' ? subscriptionId : null;
}

function whyNotCredited({ subscription, account }: Prepaid, payment: Payment): string | null {
  if (subscription.billingMode !== 'prepaid') return 'not_prepaid';
  if (subscription.state === 'terminated' || subscription.state === 'expired') return subscription.state;
  return payment.currency === account.currency ? null : 'other_currency';
}

/** The first bears the plain id; what happened, was undone and happens again is counted. */
function numbered(id: string, before: number): string {
  return before <= 0 ? id : `${id}/${String(before)}`;
}

interface Refusal extends RechargeFailure {
  readonly isAskedAgain: boolean;
}

async function failureOf(tx: EntityManager, paymentId: string): Promise<Refusal> {
  const rows: {
    decline_code: string | null;
    sent: boolean;
    decline_bucket: string | null;
    off_session: boolean;
  }[] = await tx.query(
    'SELECT decline_code, sent, decline_bucket, off_session FROM payment_attempts WHERE payment_id = $1 ORDER BY attempt_no DESC LIMIT 1',
    [paymentId],
  );
  const last = rows[0];
  return {
    code: last?.decline_code ?? 'declined',
    counts: last?.sent !== false || last.decline_bucket !== 'technical',
    isAskedAgain: last?.decline_bucket === 'authentication' && last.off_session,
  };
}
