import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { Sql } from '../../common/database/sql.js';
import type { CallGate } from './call-gate.js';
import { settleMessages, type ClaimedMessage, type Settlement } from './delivery-claims.js';
import { failed, putOff, released, settlementOf, toLookUp, type Sending } from './delivery-outcomes.js';
import { LATEST_START_MS } from './delivery-schedule.js';
import { EmailSender, type OutgoingMail, type SendResult } from './email-sender.js';
import { MailComposer, type Composed } from './mail-composer.service.js';
import { CallRejected, MailOutcomeUnknown, MailUnavailable } from './notifications.errors.js';

/** Messages that one claim holds. */
export interface Batch {
  readonly claimId: string;
  /** Real time. */
  readonly claimedAt: Date;
  readonly messages: readonly ClaimedMessage[];
  /** Where its calls wait their turn. */
  readonly gate: CallGate;
}

type Ready = Sending & { readonly mail: OutgoingMail };

/** Sends one claimed batch in one call, outside any transaction, and writes down what became of each message. */
@Injectable()
export class BatchSender {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly composer: MailComposer,
    private readonly sender: EmailSender,
  ) {}

  /** What was written down; an outage is none of its errors, since the gate has taken note of it. */
  async send(batch: Batch): Promise<readonly Settlement[]> {
    const ready: Ready[] = [];
    const settlements: Settlement[] = [];
    for (const message of batch.messages) {
      const composed = this.compose(message);
      if (composed.kind === 'mail')
        ready.push({ ...message, version: composed.version, mail: composed.mail });
      else settlements.push(unsendable(message, composed));
    }
    if (ready.length > 0) settlements.push(...(await this.call(batch, ready)));
    await settleMessages(this.sql, batch.claimId, this.clock.now(), settlements);
    return settlements;
  }

  private compose(message: ClaimedMessage): Composed {
    if (message.isSuppressed) return { kind: 'skip', reason: 'suppressed' };
    return message.isTooMuch ? { kind: 'skip', reason: 'notified_recently' } : this.composer.compose(message);
  }

  private async call(batch: Batch, ready: readonly Ready[]): Promise<Settlement[]> {
    try {
      const results = await batch.gate.run(() => this.callInTime(batch, ready));
      const real = this.clock.real();
      if (results === null) return ready.map((each) => released(each, real));
      return ready.map((each, index) => settlementOf(each, results[index] ?? NO_RESULT, real));
    } catch (error) {
      if (error instanceof CallRejected) return this.oneByOne(batch, ready, error);
      return afterOutage(ready, error, this.clock.real());
    }
  }

  /** Null when it is too late to begin: a process that slept in between may find that others look its messages up already. */
  private async callInTime({ claimedAt }: Batch, ready: readonly Ready[]): Promise<SendResult[] | null> {
    if (this.clock.real().getTime() - claimedAt.getTime() > LATEST_START_MS) return null;
    return this.sender.send(ready.map(({ mail }) => mail));
  }

  /** One malformed mail makes Mailjet refuse a whole call, so each goes by itself and the culprit alone fails. */
  private async oneByOne(batch: Batch, ready: readonly Ready[], error: CallRejected): Promise<Settlement[]> {
    const [first] = ready;
    if (first && ready.length === 1) return [failed(first, { code: error.reasonCode, reason: error.detail })];
    const settlements: Settlement[] = [];
    for (const each of ready) settlements.push(...(await this.call(batch, [each])));
    return settlements;
  }
}

function afterOutage(ready: readonly Ready[], error: unknown, real: Date): Settlement[] {
  if (!(error instanceof MailUnavailable || error instanceof MailOutcomeUnknown)) throw error;
  const trouble = { code: error.reasonCode, reason: error.detail };
  if (error instanceof MailOutcomeUnknown) return ready.map((each) => toLookUp(each, trouble, real));
  return ready.map((each) => putOff(each, trouble, real, error.retryAfterSeconds));
}

const NO_RESULT = {
  outcome: 'unknown',
  code: 'no_result',
  reason: 'Mailjet gave no result for this mail.',
} as const;

function unsendable(message: Sending, composed: Exclude<Composed, { kind: 'mail' }>): Settlement {
  if (composed.kind === 'skip') return { id: message.id, state: 'skipped', skipReason: composed.reason };
  return failed(message, { code: composed.code, reason: composed.detail });
}
