import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
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
    const link = this.linkFor(id, customer.id, purpose);
    await tx.insert(AccessLink, link);
    if (send) await this.mail(tx, customer, link, purpose);
    return link;
  }

  /** Makes a link for each of these customers, in their order and in one statement, for mails that the caller writes. */
  async issueAll(
    tx: EntityManager,
    customerIds: readonly string[],
    purpose: LinkPurpose,
  ): Promise<AccessLink[]> {
    const links = customerIds.map((customerId) => this.linkFor(uuidv7(), customerId, purpose));
    await insertRows(tx, 'access_links', links);
    return links;
  }

  private linkFor(id: string, customerId: string, purpose: LinkPurpose): AccessLink {
    const now = this.clock.now();
    return {
      id,
      customerId,
      purpose,
      paymentMethodId: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.config.selfCare.linkDays * DAY_MS),
      revokedAt: null,
    };
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
