import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditEntry } from './audit-entry.entity.js';
import { entityFilter } from './audit-filter.js';
import type { AuditActionName } from './audit-vocabulary.js';

/** One thing done: `action` is a past event such as `payment_method.removed`, `details` hold no personal data. */
export interface AuditedAction {
  readonly actor: Actor;
  readonly action: AuditActionName;
  readonly entityType: string;
  readonly entityId: string;
  readonly customerId?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The last entry of the page before. */
export interface AuditPosition {
  readonly id: string;
}

export interface AuditFilter {
  /** `customer`, `customer:<id>` or an id alone. */
  readonly entity?: string | undefined;
  /** An actor's id, or the kind of one that has none: `system`, `cli`. */
  readonly actor?: string | undefined;
  readonly customerId?: string | undefined;
  readonly after: AuditPosition | null;
  readonly limit: number;
}

/** Who did what, when and from where; written in the transaction of the deed. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes one entry. */
  record(tx: EntityManager, action: AuditedAction): Promise<void> {
    return this.recordAll(tx, [action]);
  }

  /** Writes entries in this order, in one statement. */
  recordAll(tx: EntityManager, actions: readonly AuditedAction[]): Promise<void> {
    const at = this.clock.now();
    return insertRows(
      tx,
      'audit_entries',
      actions.map(({ actor, ...deed }) => ({
        id: uuidv7(),
        at,
        actorKind: actor.kind,
        actorId: actor.id,
        actorName: actor.name,
        action: deed.action,
        entityType: deed.entityType,
        entityId: deed.entityId,
        customerId: deed.customerId ?? null,
        details: deed.details ?? {},
        ip: actor.ip ?? null,
        requestId: actor.requestId ?? null,
      })),
    );
  }

  /** Newest first; one entry more than `limit` when there are more. */
  async list({ entity, actor, customerId, after, limit }: AuditFilter): Promise<AuditEntry[]> {
    const query = this.db
      .createQueryBuilder(AuditEntry, 'entry')
      .orderBy('entry.id', 'DESC')
      .limit(limit + 1);
    if (entity !== undefined) narrowToEntity(query, entity);
    // Written as the index is, so that one index serves ids and kinds.
    if (actor !== undefined) query.andWhere('coalesce(entry.actor_id, entry.actor_kind) = :actor', { actor });
    if (customerId !== undefined) query.andWhere('entry.customerId = :customerId', { customerId });
    if (after) query.andWhere('entry.id < :after', { after: after.id });
    return query.getMany();
  }

  /** Throws 404 for an unknown entry. */
  async get(id: string): Promise<AuditEntry> {
    const entry = await this.db.manager.findOneBy(AuditEntry, { id });
    if (!entry) throw new NotFound('audit entry');
    return entry;
  }
}

function narrowToEntity(query: SelectQueryBuilder<AuditEntry>, entity: string): void {
  const { type, id } = entityFilter(entity);
  if (type !== null) query.andWhere('entry.entityType = :type', { type });
  if (id !== null) query.andWhere('entry.entityId = :entityId', { entityId: id });
}
