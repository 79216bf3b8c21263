import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { AccessLink } from './access-link.entity.js';
import { AccessLinks, type LinkWish } from './access-links.service.js';
import { CustomerLock } from './customer-lock.service.js';

/** A link that works, to be shown once and kept nowhere. */
export interface WorkingLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** Links that staff send to a customer, for one purpose and some weeks. */
@Injectable()
export class SecureLinks {
  constructor(
    private readonly db: DataSource,
    private readonly locks: CustomerLock,
    private readonly links: AccessLinks,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes a link under this id; repeated with the same id it gives the same address again and sends nothing more. */
  create(id: string, customerId: string, wish: LinkWish, actor: Actor): Promise<WorkingLink> {
    return this.db.transaction(async (tx) => {
      const customer = await this.locks.changing(tx, customerId);
      const made = await tx.findOneBy(AccessLink, { id, customerId });
      if (made) return this.working(made);
      const link = await this.links.issue(tx, id, customer, wish);
      await this.audit.record(tx, {
        actor,
        action: 'secure_link.created',
        entityType: 'access_link',
        entityId: id,
        customerId,
        details: { purpose: wish.purpose, sent: wish.send },
      });
      return this.working(link);
    });
  }

  /** Mails a new link to whoever held an expired one; nothing when the customer got one since then, or is erased. */
  async renew(id: string, customerId: string, since: Date, actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const customer = await this.locks.customer(tx, customerId);
      const lately = await tx.countBy(AccessLink, { customerId, createdAt: MoreThan(since) });
      if (customer.erasedAt !== null || lately > 0) return;
      await this.links.issue(tx, id, customer, { purpose: 'add_payment_method', send: true });
      await this.audit.record(tx, {
        actor,
        action: 'secure_link.renewed',
        entityType: 'access_link',
        entityId: id,
        customerId,
      });
    });
  }

  private working(link: AccessLink): WorkingLink {
    return { url: this.links.urlOf(link), expiresAt: link.expiresAt };
  }
}
