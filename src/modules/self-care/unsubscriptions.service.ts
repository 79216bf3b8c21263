import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Locale } from '../../common/i18n/locale.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { CustomerProfiles, CustomersService } from '../customers/index.js';
import { MessageLog } from '../notifications/index.js';

interface UnsubscribeLink {
  readonly customerId: string;
  readonly locale: Locale;
}

/** Who asks, from where. */
interface AskedFrom {
  readonly ip: string;
  readonly requestId: string;
}

/** Customers who want no more reminders, by the signed link in one of them. */
@Injectable()
export class Unsubscriptions {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
    private readonly log: MessageLog,
    private readonly profiles: CustomerProfiles,
    private readonly customers: CustomersService,
  ) {}

  /** Whose link it is, and the language of the mail that it stood in; null for one that opens nothing. */
  async linkOf(token: string): Promise<UnsubscribeLink | null> {
    const verified = this.tokens.verify('unsubscribe', token, this.clock.now());
    const messageId = verified.ok ? verified.claims['message'] : undefined;
    const message = messageId === undefined ? null : await this.log.find(messageId);
    return message?.customerId ? { customerId: message.customerId, locale: message.locale } : null;
  }

  /** Whether its customer has ended reminders before. */
  async isOver({ customerId }: UnsubscribeLink): Promise<boolean> {
    return (await this.customers.get(customerId)).remindersOptOut;
  }

  /** Ends reminders, or lets them come again; answers the link, null for one that is no good. An erased customer gets no mails anyway. */
  async choose(token: string, remindersOptOut: boolean, facts: AskedFrom): Promise<UnsubscribeLink | null> {
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
      await this.profiles.patch(link.customerId, { remindersOptOut }, actor);
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
    }
    return link;
  }
}
