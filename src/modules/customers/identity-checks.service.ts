import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThanOrEqual } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { CustomerLock } from './customer-lock.service.js';
import { IdentityCheck } from './identity-check.entity.js';

const MINUTE_MS = 60_000;

/** Who made sure of a caller's identity, and when; on real time, which the test clock does not move. */
@Injectable()
export class IdentityChecks {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly locks: CustomerLock,
    private readonly audit: AuditTrail,
  ) {}

  /** Records a check under this id, or gives back the one that bears it. */
  record(id: string, customerId: string, method: string, actor: Actor): Promise<IdentityCheck> {
    return this.db.transaction(async (tx) => {
      await this.locks.changing(tx, customerId);
      const made = await tx.findOneBy(IdentityCheck, { id });
      if (made) return made;
      const check: IdentityCheck = {
        id,
        customerId,
        actorKind: actor.kind,
        actorId: actor.id,
        actorName: actor.name,
        method,
        checkedAt: this.clock.real(),
      };
      await tx.insert(IdentityCheck, check);
      await this.audit.record(tx, {
        actor,
        action: 'identity_check.recorded',
        entityType: 'customer',
        entityId: customerId,
        customerId,
        details: { method },
      });
      return check;
    });
  }

  /** This actor's own check of the customer within the last minutes; null when there is none. */
  recent(customerId: string, actor: Actor, minutes: number): Promise<IdentityCheck | null> {
    const since = new Date(this.clock.real().getTime() - minutes * MINUTE_MS);
    return this.db.manager.findOne(IdentityCheck, {
      where: {
        customerId,
        actorKind: actor.kind,
        actorId: actor.id ?? IsNull(),
        checkedAt: MoreThanOrEqual(since),
      },
      order: { checkedAt: 'DESC' },
    });
  }
}
