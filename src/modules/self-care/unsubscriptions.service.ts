import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Locale } from '../../common/i18n/locale.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { CustomerProfiles } from '../customers/index.js';
import { MessageLog } from '../notifications/index.js';

interface UnsubscribeLink {
  readonly customerId: string;
  readonly locale: Locale;
}

/** Customers who want no more reminders, by the signed link in one of them. */
@Injectable()
export class Unsubscriptions {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
    private readonly log: MessageLog,
    private readonly profiles: CustomerProfiles,
  ) {}

  /** Whose link it is, and the language of the mail that it stood in; null for one that opens nothing. */
  async linkOf(token: string): Promise<UnsubscribeLink | null> {
    const verified = this.tokens.verify('unsubscribe', token, this.clock.now());
    const messageId = verified.ok ? verified.claims['message'] : undefined;
    const message = messageId === undefined ? null : await this.log.find(messageId);
    return message?.customerId ? { customerId: message.customerId, locale: message.locale } : null;
  }

  /** Sets the opt-out; answers the link, null for one that is no good. An erased customer gets no mails anyway. */
  async unsubscribe(
    token: string,
    facts: { ip: string; requestId: string },
  ): Promise<UnsubscribeLink | null> {
    const link = await this.linkOf(token);
    if (link === null) return null;
    const actor = {
      kind: 'customer',
      id: link.customerId,
      name: 'customer, by a link',
      scopes: new Set<never>(),
      ...facts,
    } as const;
    try {
      await this.profiles.patch(link.customerId, { remindersOptOut: true }, actor);
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
    }
    return link;
  }
}
