import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { CustomerProfiles } from '../customers/index.js';
import { MessageLog } from '../notifications/index.js';

/** Customers who want no more reminders, by the signed link in one of them. */
@Injectable()
export class Unsubscriptions {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
    private readonly log: MessageLog,
    private readonly profiles: CustomerProfiles,
  ) {}

  /** Whose link it is; null for one that opens nothing. */
  async customerOf(token: string): Promise<string | null> {
    const verified = this.tokens.verify('unsubscribe', token, this.clock.now());
    const messageId = verified.ok ? verified.claims['message'] : undefined;
    const message = messageId === undefined ? null : await this.log.find(messageId);
    return message?.customerId ?? null;
  }

  /** Sets the opt-out; whether the link was good. An erased customer gets no mails anyway. */
  async unsubscribe(token: string, facts: { ip: string; requestId: string }): Promise<boolean> {
    const id = await this.customerOf(token);
    if (id === null) return false;
    const actor = {
      kind: 'customer',
      id,
      name: 'customer, by a link',
      scopes: new Set<never>(),
      ...facts,
    } as const;
    try {
      await this.profiles.patch(id, { remindersOptOut: true }, actor);
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
    }
    return true;
  }
}
