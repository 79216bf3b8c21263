import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Conflict, DomainError } from '../../common/errors/domain-error.js';
import { systemActor } from '../../common/http/principal.js';
import { BillingJournal } from './billing-journal.service.js';
import { Payment } from './payment.entity.js';
import { Refunding } from './refunding.service.js';

interface ClaimedReturn {
  readonly payment_id: string;
  readonly refund_id: string;
}

const ACTOR = systemActor('top-up-returns');
const AT_ONCE = 20;

const CLAIM = `UPDATE uncredited_top_ups SET tries = tries + 1,
    next_try_at = $1::timestamptz + make_interval(secs => least(3600, 60 * power(2, least(tries, 6))))
  WHERE payment_id IN (
    SELECT payment_id FROM uncredited_top_ups WHERE next_try_at <= $1
    ORDER BY next_try_at LIMIT ${String(AT_ONCE)} FOR UPDATE SKIP LOCKED)
  RETURNING payment_id, refund_id`;

/** Gives back top-ups that were captured and could be credited nowhere: one refund each, under the id that was written with the capture. */
@Injectable()
export class TopUpReturns {
  private readonly log = new Logger('prepaid');

  constructor(
    private readonly db: DataSource,
    private readonly refunding: Refunding,
    private readonly journal: BillingJournal,
  ) {}

  /** Asks for the refunds that are due; the refund's own job follows one whose answer was lost. Says how many. */
  async giveBackDue(now: Date): Promise<number> {
    const [rows]: [ClaimedReturn[], number] = await this.db.query(CLAIM, [now]);
    for (const row of rows) await this.giveBack(row);
    return rows.length;
  }

  /** When the next one is to be tried. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      'SELECT min(next_try_at) AS next FROM uncredited_top_ups WHERE next_try_at > $1',
      [after],
    );
    return rows[0]?.next ?? null;
  }

  private async giveBack({ payment_id: paymentId, refund_id: refundId }: ClaimedReturn): Promise<void> {
    try {
      const reason = 'A top-up that could not be credited';
      const { state, failureCode } = await this.refunding.refund(refundId, paymentId, { reason }, ACTOR);
      await this.end(paymentId, state === 'failed' ? (failureCode ?? 'refund_failed') : null);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.kind === 'unavailable') {
        this.log.warn(
          { err: error, payment: paymentId },
          'a top-up is not given back yet; it will be tried again',
        );
        return;
      }
      // Nothing is left to give back: somebody was faster.
      await this.end(paymentId, error instanceof Conflict ? null : error.code);
    }
  }

  /** A refusal is the last word: a person has to look, and finds it in the audit trail. */
  private async end(paymentId: string, failure: string | null): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query(
        'UPDATE uncredited_top_ups SET next_try_at = NULL, failure = coalesce(failure, $2) WHERE payment_id = $1',
        [paymentId, failure],
      );
      if (failure === null) return;
      const payment = await tx.findOneByOrFail(Payment, { id: paymentId });
      await this.journal.notePayment(tx, payment, {
        actor: ACTOR,
        action: 'top_up.not_returned',
        details: { code: failure },
      });
    });
  }
}
