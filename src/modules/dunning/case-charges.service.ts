import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AttemptStages, Charging } from '../billing/index.js';
import type { DecidedCharge } from './case-dossier.js';
import type { AttemptCause } from './dunning-facts.js';
import type { DunningStage } from './dunning-vocabulary.js';

// Longer than any call to a vendor takes.
const LEASE_MS = 120_000;

/** A charge to make. */
export type CaseCharge = Pick<
  DecidedCharge,
  'caseId' | 'key' | 'invoiceId' | 'paymentMethodId' | 'paymentId' | 'attemptId' | 'leaseUntil'
>;

export interface ChargeWish {
  readonly caseId: string;
  readonly key: string;
  readonly invoiceId: string;
  readonly paymentMethodId: string;
  readonly cause: Exclude<AttemptCause, 'first'>;
  readonly slot: number | null;
}

/** Charges of a case: decided on in the transaction that looked at it, made outside of any, found again by whoever looks next. */
@Injectable()
export class CaseCharges {
  private readonly log = new Logger('dunning');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly charging: Charging,
    private readonly stages: AttemptStages,
  ) {}

  /** Writes a charge down before it is made; null when one of this key was decided on before. */
  async plan(tx: EntityManager, wish: ChargeWish): Promise<CaseCharge | null> {
    const known: unknown[] = await tx.query('SELECT 1 FROM dunning_charges WHERE case_id = $1 AND key = $2', [
      wish.caseId,
      wish.key,
    ]);
    if (known.length > 0) return null;
    const [charge] = await this.planAll(tx, [wish]);
    return charge ?? null;
  }

  /** Writes charges down before they are made, each under a key that its case has not used. */
  async planAll(tx: EntityManager, wishes: readonly ChargeWish[]): Promise<CaseCharge[]> {
    if (wishes.length === 0) return [];
    const rows: { invoice_id: string }[] = await tx.query(
      `SELECT invoice_id FROM (SELECT DISTINCT ON (invoice_id) invoice_id, state FROM payments
         WHERE invoice_id = ANY ($1) ORDER BY invoice_id, id DESC) last WHERE state = 'declined'`,
      [wishes.map(({ invoiceId }) => invoiceId)],
    );
    const declined = new Set(rows.map((row) => row.invoice_id));
    const planned = wishes.map((wish) => ({
      ...wish,
      paymentId: declined.has(wish.invoiceId) ? null : uuidv7(),
      attemptId: uuidv7(),
      leaseUntil: this.leaseEnd(),
      plannedAt: this.clock.now(),
    }));
    await insertRows(tx, 'dunning_charges', planned);
    return planned;
  }

  /** One that was decided on and never made, because whoever was to make it died; null while he may still be at it. */
  async abandoned(
    tx: EntityManager,
    charges: readonly DecidedCharge[],
  ): Promise<CaseCharge | 'underway' | null> {
    const charge = charges.find(isWaiting);
    if (!charge) return null;
    if (charge.leaseUntil > this.clock.real()) return 'underway';
    await tx.query('UPDATE dunning_charges SET lease_until = $3 WHERE case_id = $1 AND key = $2', [
      charge.caseId,
      charge.key,
      this.leaseEnd(),
    ]);
    return charge;
  }

  /** In which stage of their case these attempts were made. */
  noteStage(tx: EntityManager, attemptIds: readonly string[], stage: DunningStage): Promise<void> {
    return this.stages.note(tx, attemptIds, stage);
  }

  /** Makes it; a refusal of ours is noted, so that the case goes on without it, and returned. */
  async make(charge: CaseCharge, actor: Actor): Promise<DomainError | null> {
    try {
      await this.call(charge, actor);
      return null;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn({ err: error, case: charge.caseId, key: charge.key }, 'a charge came to nothing');
      await this.db.query(
        `UPDATE dunning_charges c SET refused_code = $3 WHERE case_id = $1 AND key = $2
         AND NOT EXISTS (SELECT FROM payment_attempts a WHERE ${madeBy('c')})`,
        [charge.caseId, charge.key, codeOf(error)],
      );
      return error;
    }
  }

  private async call(
    { paymentId, attemptId, invoiceId, paymentMethodId }: CaseCharge,
    actor: Actor,
  ): Promise<void> {
    if (paymentId !== null) {
      await this.charging.payInvoice(paymentId, invoiceId, paymentMethodId, actor, 'decided');
      return;
    }
    const rows: { id: string }[] = await this.db.query(
      'SELECT id FROM payments WHERE invoice_id = $1 ORDER BY id DESC LIMIT 1',
      [invoiceId],
    );
    const [payment] = rows;
    if (payment) await this.charging.retry(attemptId, payment.id, paymentMethodId, actor, 'decided');
  }

  private leaseEnd(): Date {
    return new Date(this.clock.real().getTime() + LEASE_MS);
  }
}

/** Whether a charge was decided on and nobody knows yet that it was begun. */
export function isWaiting({ isRefused, isMade }: DecidedCharge): boolean {
  return !isRefused && !isMade;
}

/** What was in its way: of a conflict its reason, for that all conflicts are is in nobody's interest. */
function codeOf({ code, extra: { reason } }: DomainError): string {
  return typeof reason === 'string' ? reason : code;
}

function madeBy(charge: string): string {
  return `a.id = ${charge}.attempt_id OR a.payment_id = ${charge}.payment_id`;
}
