import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { careLinkUrl, NotificationsService } from '../notifications/index.js';
import { AccessLink } from './access-link.entity.js';
import type { Customer } from './customer.entity.js';
import type { LinkPurpose } from './customer-vocabulary.js';

const DAY_MS = 86_400_000;

export interface LinkWish {
  readonly purpose: LinkPurpose;
  /** Whether to mail it to the customer; without an address the message is kept as skipped. */
  readonly send: boolean;
}

/** Links to the customer's own pages: rows here, and addresses that are signed when they are needed. */
@Injectable()
export class AccessLinks {
  constructor(
    private readonly clock: Clock,
    private readonly tokens: SignedTokens,
    private readonly notifications: NotificationsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes a link, and queues its mail in the same transaction. */
  async issue(
    tx: EntityManager,
    id: string,
    customer: Customer,
    { purpose, send }: LinkWish,
  ): Promise<AccessLink> {
    const now = this.clock.now();
    const link: AccessLink = {
      id,
      customerId: customer.id,
      purpose,
      paymentMethodId: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.config.selfCare.linkDays * DAY_MS),
      revokedAt: null,
    };
    await tx.insert(AccessLink, link);
    if (send) await this.mail(tx, customer, link, purpose);
    return link;
  }

  private async mail(
    tx: EntityManager,
    customer: Customer,
    link: AccessLink,
    purpose: LinkPurpose,
  ): Promise<void> {
    const { id, name, email, locale } = customer;
    await this.notifications.enqueue(tx, {
      type: 'secure_link',
      customer: { id, name, email, locale },
      dedupeKey: `secure_link:${link.id}`,
      variables: {
        customer_name: name,
        purpose,
        days: this.config.selfCare.linkDays,
        link: { id: link.id, expires_at: link.expiresAt.toISOString() },
      },
    });
  }

  /** The address that opens a link; a secret, the same each time it is asked for. */
  urlOf(link: AccessLink): string {
    return careLinkUrl(this.tokens, this.config.selfCare.baseUrl, link);
  }
}
