import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ChargeOutcome, Decline, NextAction, Vendor } from '../vendors/index.js';
import { ChargeCalls, type ChargeOrder } from './charge-calls.service.js';
import { CHARGE_LEASE_SECONDS, isActionOver, mayCallAgain } from './charge-cadence.js';
import type { ChargeIntent } from './charge-intents.service.js';
import { ChargeOutcomes } from './charge-outcomes.service.js';
import { PaymentAttempt, type AttemptRefusal } from './payment-attempt.entity.js';
import { CLAIM_ATTEMPT, CLAIM_ATTEMPTS } from './billing-queries.js';

const EXPIRED: Decline = {
  ...declineFor('expired_card'),
  bucket: 'card_data',
  hint: 'update_card',
  retryable: false,
};

const REFUSALS: Readonly<Record<AttemptRefusal, Decline>> = {
  expired_card: EXPIRED,
  network_cap: declineFor('network_cap'),
};

const NOT_CONFIRMED: Decline = {
  ...declineFor('action_expired'),
  bucket: 'canceled',
  hint: 'canceled_by_you',
  retryable: false,
};

/** What a call came to. */
export interface CallAnswer {
  readonly outcome: ChargeOutcome;
  /** False when the vendor did not take the request. */
  readonly sent: boolean;
  /** Why it did not. */
  readonly error: DomainError | null;
}

interface ClaimedAttempt {
  readonly id: string;
  readonly lease_id: string;
}

/**
 * Carries attempts to an outcome: by the first call, and, where its answer was lost or its caller died, by asking the vendor before
 * anything else is tried. Whoever is at a vendor for an attempt holds its lease.
 */
@Injectable()
export class ChargeRuns {
  private readonly log = new Logger('charges');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly calls: ChargeCalls,
    private readonly outcomes: ChargeOutcomes,
  ) {}

  /** Makes the call of an intent and records what came of it; an exception means that nothing was charged, and is recorded too. */
  async carryOut({ attemptId, lease, refusal }: ChargeIntent): Promise<ChargeOutcome> {
    if (refusal !== null) return this.decline(attemptId, lease, REFUSALS[refusal]);
    return this.call(await this.calls.orderOf(attemptId), lease);
  }

  /** Claims what is due at one vendor. */
  async claimDue(vendor: Vendor, now: Date, limit: number): Promise<ClaimedAttempt[]> {
    const [rows]: [ClaimedAttempt[], number] = await this.db.query(CLAIM_ATTEMPTS, [
      uuidv7(),
      this.clock.real(),
      CHARGE_LEASE_SECONDS,
      vendor,
      now,
      limit,
    ]);
    return rows;
  }

  /** Asks about one attempt now, unless somebody is at the vendor for it; what its customer has to do, where that is so. */
  async askNow(attemptId: string): Promise<NextAction | null> {
    const claimed = await this.claim(attemptId);
    const outcome = claimed ? await this.resolve(claimed) : null;
    return outcome?.status === 'requires_action' ? outcome.nextAction : null;
  }

  /** Takes back a charge that waits for its customer; unless somebody is at the vendor for it, or the vendor cannot, or it was paid meanwhile. */
  async cancel(attemptId: string): Promise<void> {
    const claimed = await this.claim(attemptId);
    if (!claimed) return;
    const { id, lease_id: lease } = claimed;
    try {
      const order = await this.calls.orderOf(id);
      const found = order.attempt.state === 'requires_action' ? await this.calls.cancel(order) : null;
      if (found === null || found.status === 'not_found') await this.letGo(id, lease);
      else await this.outcomes.apply(id, found, { lease, isReading: true });
    } catch (error) {
      await this.letGo(id, lease);
      throw error;
    }
  }

  /** Takes over what the vendor shows of an attempt that has come to its end. */
  async readAgain(attemptId: string): Promise<void> {
    const attempt = await this.db.manager.findOneByOrFail(PaymentAttempt, { id: attemptId });
    const found = await this.calls.lookUp({ attempt });
    if (found.status !== 'not_found')
      await this.outcomes.apply(attemptId, found, { lease: null, isReading: true });
  }

  /** Learns from the vendor what became of a claimed attempt; null when that stays open. Throws when the vendor is away. */
  async resolve({ id, lease_id: lease }: ClaimedAttempt): Promise<ChargeOutcome | null> {
    try {
      const order = await this.calls.orderOf(id);
      const { refusal } = order.attempt;
      if (refusal !== null) return await this.decline(id, lease, REFUSALS[refusal]);
      const found = await this.calls.lookUp(order);
      if (found.status === 'not_found') return await this.denied(order, lease);
      await this.outcomes.apply(id, found, { lease, isReading: true });
      if (found.status === 'requires_action') return await this.waiting(order, found);
      return found;
    } catch (error) {
      await this.letGo(id, lease);
      throw error;
    }
  }

  /** Makes the call; an exception means that nothing was charged, which is a refusal like others. */
  async answerTo(order: ChargeOrder): Promise<CallAnswer> {
    try {
      return { outcome: await this.calls.charge(order), sent: true, error: null };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const decline = { ...declineFor(error.code), retryable: error.kind === 'unavailable' };
      return { outcome: { status: 'declined', vendorChargeId: null, decline }, sent: false, error };
    }
  }

  /** The answer to a charge of which nobody is to be asked. */
  refused(refusal: AttemptRefusal): CallAnswer {
    const outcome = { status: 'declined', vendorChargeId: null, decline: REFUSALS[refusal] } as const;
    return { outcome, sent: false, error: null };
  }

  private async claim(attemptId: string): Promise<ClaimedAttempt | undefined> {
    const [rows]: [ClaimedAttempt[], number] = await this.db.query(CLAIM_ATTEMPT, [
      uuidv7(),
      this.clock.real(),
      CHARGE_LEASE_SECONDS,
      attemptId,
    ]);
    return rows[0];
  }

  private async call(order: ChargeOrder, lease: string): Promise<ChargeOutcome> {
    const { outcome, sent, error } = await this.answerTo(order);
    await this.outcomes.apply(order.attempt.id, outcome, { lease, sent });
    if (error) throw error;
    return outcome;
  }

  /** The vendor knows of no such charge: the same call is made again where that is safe, and else waits until it is. */
  private async denied(order: ChargeOrder, lease: string): Promise<ChargeOutcome | null> {
    const { attempt } = order;
    const denial = { keys: this.calls.hasKeys(order), state: attempt.state, since: attempt.deniedSince };
    if (!mayCallAgain(denial, this.clock.real())) {
      if (attempt.state === 'requires_action' && isActionOver(attempt.startedAt, this.clock.now()))
        return this.giveUp(attempt.id);
      await this.noteDenial(attempt.id, lease);
      return null;
    }
    this.log.warn(
      { attempt: attempt.id, vendor: attempt.vendor },
      'the vendor knows of no such charge; called again',
    );
    const outcome = await this.again(order, lease);
    return outcome?.status === 'requires_action' ? this.waiting(order, outcome) : outcome;
  }

  private async again(order: ChargeOrder, lease: string): Promise<ChargeOutcome | null> {
    const { id } = order.attempt;
    try {
      const outcome = await this.calls.charge(order);
      await this.outcomes.apply(id, outcome, { lease });
      return outcome;
    } catch (error) {
      // This call charged nothing; of the first one the vendor may say so later.
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      return this.decline(id, lease, declineFor(error.code));
    }
  }

  private async waiting(order: ChargeOrder, outcome: ChargeOutcome): Promise<ChargeOutcome> {
    const { id, startedAt } = order.attempt;
    if (!isActionOver(startedAt, this.clock.now())) return outcome;
    const found = await this.calls.cancel(order);
    if (found?.status !== 'succeeded' && found?.status !== 'pending') return this.giveUp(id);
    await this.outcomes.apply(id, found, { lease: null, isReading: true });
    return found;
  }

  private async giveUp(id: string): Promise<ChargeOutcome> {
    const outcome = { status: 'declined', vendorChargeId: null, decline: NOT_CONFIRMED } as const;
    await this.outcomes.apply(id, outcome, { lease: null });
    return outcome;
  }

  private async decline(id: string, lease: string, decline: Decline): Promise<ChargeOutcome> {
    const outcome = { status: 'declined', vendorChargeId: null, decline } as const;
    await this.outcomes.apply(id, outcome, { lease, sent: false });
    return outcome;
  }

  private async noteDenial(id: string, lease: string): Promise<void> {
    await this.db.query(
      `UPDATE payment_attempts SET denied_since = coalesce(denied_since, $3), lease_id = NULL, lease_until = NULL
       WHERE id = $1 AND lease_id = $2`,
      [id, lease, this.clock.real()],
    );
  }

  private async letGo(id: string, lease: string): Promise<void> {
    await this.db.query(
      'UPDATE payment_attempts SET lease_id = NULL, lease_until = NULL WHERE id = $1 AND lease_id = $2',
      [id, lease],
    );
  }
}

function declineFor(code: string): Decline {
  return {
    bucket: 'technical',
    hint: 'try_again_later',
    code,
    adviceCode: null,
    networkAdviceCode: null,
    networkDeclineCode: null,
    retryable: false,
  };
}
