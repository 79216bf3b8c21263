import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Sql } from '../../common/database/sql.js';
import {
  claimUnsettledMessages,
  settleMessages,
  type ClaimedMessage,
  type Settlement,
} from './delivery-claims.js';
import { accepted, lookUpLater, notFound } from './delivery-outcomes.js';
import { LOOK_UP_LEASE_MS } from './delivery-schedule.js';
import { EmailSender } from './email-sender.js';
import { MailUnavailable } from './notifications.errors.js';

const BATCH = 50;
const AT_ONCE = 5;

/** Asks Mailjet about messages whose answer was lost, or whose sender died, before any of them may be sent again. */
@Injectable()
export class LookUp {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly sender: EmailSender,
  ) {}

  /** Looks up everything whose lease has run out; answers what was written down. */
  async run(signal?: AbortSignal): Promise<Settlement[]> {
    const all: Settlement[] = [];
    while (signal?.aborted !== true) {
      const { settlements, isReachable } = await this.batch();
      all.push(...settlements);
      if (settlements.length < BATCH || !isReachable) break;
    }
    return all;
  }

  private async batch(): Promise<{ settlements: Settlement[]; isReachable: boolean }> {
    const real = this.clock.real();
    const claim = {
      id: uuidv7(),
      now: this.clock.now(),
      real,
      leaseUntil: new Date(real.getTime() + LOOK_UP_LEASE_MS),
      limit: BATCH,
    };
    const messages = await claimUnsettledMessages(this.sql, claim);
    const settlements: Settlement[] = [];
    let unavailable: MailUnavailable | null = null;
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const asked = messages.slice(from, from + AT_ONCE);
      const answers = await Promise.all(asked.map((message) => this.lookUp(message, unavailable)));
      for (const { settlement, trouble } of answers) {
        settlements.push(settlement);
        unavailable ??= trouble;
      }
    }
    if (settlements.length > 0) await settleMessages(this.sql, claim.id, this.clock.now(), settlements);
    return { settlements, isReachable: unavailable === null };
  }

  /** Once Mailjet could not be asked, the rest of the batch waits without asking. */
  private async lookUp(
    message: ClaimedMessage,
    unavailable: MailUnavailable | null,
  ): Promise<{ settlement: Settlement; trouble: MailUnavailable | null }> {
    try {
      if (unavailable) throw unavailable;
      const mail = await this.sender.find(message.id);
      const real = this.clock.real();
      return { settlement: mail ? accepted(message, mail) : notFound(message, real), trouble: null };
    } catch (error) {
      if (!(error instanceof MailUnavailable)) throw error;
      const trouble = { code: error.reasonCode, reason: error.detail };
      return { settlement: lookUpLater(message, trouble, this.clock.real()), trouble: error };
    }
  }
}
