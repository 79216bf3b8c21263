import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { Sql } from '../../common/database/sql.js';
import { settleMessages, type ClaimedMessage, type Settlement } from './delivery-claims.js';
import { failed, putOff, released, settlementOf, toLookUp, type Sending } from './delivery-outcomes.js';
import { LATEST_START_MS } from './delivery-schedule.js';
import { EmailSender, type OutgoingMail } from './email-sender.js';
import { MailComposer, type Composed } from './mail-composer.service.js';
import { CallRejected, MailOutcomeUnknown, MailUnavailable } from './notifications.errors.js';

/** Messages that one claim holds. */
export interface Batch {
  readonly claimId: string;
  /** Real time. */
  readonly claimedAt: Date;
  readonly messages: readonly ClaimedMessage[];
}

/** How a batch went. */
export interface BatchReport {
  readonly settlements: readonly Settlement[];
  /** Why Mailjet could not be used, or not understood; null when it answered. */
  readonly outage: MailUnavailable | MailOutcomeUnknown | null;
}

type Ready = Sending & { readonly mail: OutgoingMail };

interface CallReport {
  readonly settlements: readonly Settlement[];
  readonly outage?: BatchReport['outage'];
}

/** Sends one claimed batch in one call, outside any transaction, and writes down what became of each message. */
@Injectable()
export class BatchSender {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly composer: MailComposer,
    private readonly sender: EmailSender,
  ) {}

  async send(batch: Batch): Promise<BatchReport> {
    const ready: Ready[] = [];
    const settlements: Settlement[] = [];
    for (const message of batch.messages) {
      const composed = this.compose(message);
      if (composed.kind === 'mail')
        ready.push({ ...message, version: composed.version, mail: composed.mail });
      else settlements.push(unsendable(message, composed));
    }
    const call: CallReport = ready.length > 0 ? await this.call(batch, ready) : { settlements: [] };
    settlements.push(...call.settlements);
    await settleMessages(this.sql, batch.claimId, this.clock.now(), settlements);
    return { settlements, outage: call.outage ?? null };
  }

  /** Gives back a batch that is not going to be sent. */
  async release(batch: Batch): Promise<void> {
    const settlements = batch.messages.map((message) => released(message, this.clock.real()));
    await settleMessages(this.sql, batch.claimId, this.clock.now(), settlements);
  }

  private compose(message: ClaimedMessage): Composed {
    return message.isSuppressed ? { kind: 'skip', reason: 'suppressed' } : this.composer.compose(message);
  }

  private async call(batch: Batch, ready: readonly Ready[]): Promise<CallReport> {
    const startedAt = this.clock.real();
    // A process that was stopped in between may find that others look its messages up already.
    if (startedAt.getTime() - batch.claimedAt.getTime() > LATEST_START_MS) {
      return { settlements: ready.map((each) => released(each, startedAt)) };
    }
    try {
      const results = await this.sender.send(ready.map(({ mail }) => mail));
      const real = this.clock.real();
      return {
        settlements: ready.map((each, index) =>
          settlementOf(each, results[index] ?? { outcome: 'unknown', ...NO_RESULT }, real),
        ),
      };
    } catch (error) {
      return this.afterFailure(batch, ready, error);
    }
  }

  private async afterFailure(batch: Batch, ready: readonly Ready[], error: unknown): Promise<CallReport> {
    const real = this.clock.real();
    if (error instanceof CallRejected) return this.oneByOne(batch, ready, error);
    if (error instanceof MailUnavailable) {
      const trouble = { code: error.reasonCode, reason: error.detail };
      return {
        settlements: ready.map((each) => putOff(each, trouble, real, error.retryAfterSeconds)),
        outage: error,
      };
    }
    if (error instanceof MailOutcomeUnknown) {
      const trouble = { code: error.reasonCode, reason: error.detail };
      return { settlements: ready.map((each) => toLookUp(each, trouble, real)), outage: error };
    }
    throw error;
  }

  /** One malformed mail makes Mailjet refuse a whole call, so each goes by itself and the culprit alone fails. */
  private async oneByOne(batch: Batch, ready: readonly Ready[], error: CallRejected): Promise<CallReport> {
    const [first] = ready;
    if (first && ready.length === 1) {
      return { settlements: [failed(first, { code: error.reasonCode, reason: error.detail })] };
    }
    const settlements: Settlement[] = [];
    let outage: BatchReport['outage'] = null;
    for (const each of ready) {
      const report = await this.call(batch, [each]);
      settlements.push(...report.settlements);
      outage = report.outage ?? outage;
    }
    return { settlements, outage };
  }
}

const NO_RESULT = { code: 'no_result', reason: 'Mailjet gave no result for this mail.' };

function unsendable(message: Sending, composed: Exclude<Composed, { kind: 'mail' }>): Settlement {
  if (composed.kind === 'skip') return { id: message.id, state: 'skipped', skipReason: composed.reason };
  return failed(message, { code: composed.code, reason: composed.detail });
}
