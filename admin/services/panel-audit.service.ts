import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { AuditTrail, type AuditEntry } from '../../src/modules/audit/index.js';
import { ApiKeys, StaffService } from '../../src/modules/staff/index.js';
import type { AuditFilter, AuditRow, ListPage, ListQuery, ListSource } from '../panel-services.js';
import { requireScope } from '../permission.js';
import { actorNamed } from './actor-named.js';

const cursorKeys = z.tuple([uuid]);

/** The audit trail behind the panel. */
@Injectable()
export class PanelAudit implements ListSource<AuditRow, AuditFilter> {
  constructor(
    private readonly trail: AuditTrail,
    private readonly staff: StaffService,
    private readonly keys: ApiKeys,
  ) {}

  async list({ filter, cursor, limit }: ListQuery<AuditFilter>, actor: Actor): Promise<ListPage<AuditRow>> {
    requireScope(actor, 'audit:read');
    const keys = decodeCursor(cursor ?? undefined, cursorKeys);
    const entries = await this.trail.list({
      entity: filter.entity,
      actor: filter.actor === undefined ? undefined : await this.idOf(filter.actor),
      customerId: filter.customer_id,
      after: keys && { id: keys[0] },
      limit,
    });
    const names = await this.namesIn(entries);
    return pageOf(
      entries,
      limit,
      (entry) => toRow(entry, names),
      ({ id }) => [id],
    );
  }

  async get(id: string, actor: Actor): Promise<AuditRow> {
    requireScope(actor, 'audit:read');
    const entry = await this.trail.get(id);
    return toRow(entry, await this.namesIn([entry]));
  }

  private async namesIn(entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
    const [staff, keys] = await Promise.all([
      this.staff.namesOf(idsOf(entries, 'staff')),
      this.keys.namesOf(idsOf(entries, 'api_key')),
    ]);
    return new Map([...staff, ...keys].map(({ id, name }) => [id, name]));
  }

  /** People type a name or an e-mail where the trail knows ids. */
  private async idOf(typed: string): Promise<string> {
    const [staff, keys] = await Promise.all([this.staff.list(), this.keys.list()]);
    return actorNamed(typed, [...staff, ...keys.map(({ id, name }) => ({ id, name, email: '' }))]) ?? typed;
  }
}

// Some entries are of nobody in particular: a sign-in under an unknown e-mail, an unknown key.
function idsOf(entries: readonly AuditEntry[], type: string): string[] {
  const ids = entries.filter(({ entityType }) => entityType === type).map(({ entityId }) => entityId);
  return [...new Set(ids)].filter((id) => uuid.safeParse(id).success);
}

function toRow(entry: AuditEntry, names: ReadonlyMap<string, string>): AuditRow {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    actor_kind: entry.actorKind,
    actor_name: entry.actorName,
    action: entry.action,
    entity: { type: entry.entityType, id: entry.entityId },
    entity_id: entry.entityId,
    entity_label: names.get(entry.entityId) ?? entry.entityId,
    customer_id: entry.customerId,
    details: entry.details,
    ip: entry.ip,
    request_id: entry.requestId,
  };
}
