import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import { instant, pageOfSchema, pageQuery, text, uuid } from '../../common/http/http.schemas.js';
import type { AuditEntry } from './audit-entry.entity.js';
import type { AuditPosition } from './audit-trail.service.js';

export const auditQuery = pageQuery.extend({
  entity: text(200).optional().meta({
    description: 'A type of thing (`payment_method`), one thing (`payment_method:<id>`) or an id alone',
  }),
  actor: text(200)
    .optional()
    .meta({ description: 'Id of an API key, staff member or customer; or `system`, `cli`' }),
  customer_id: uuid.optional(),
});

export type AuditQuery = z.output<typeof auditQuery>;

export const auditEntryView = z
  .object({
    id: uuid,
    at: instant,
    actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string() }),
    action: z.string(),
    entity: z.object({ type: z.string(), id: z.string() }),
    customer_id: uuid.nullable(),
    details: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
    request_id: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const auditPage = pageOfSchema(auditEntryView);

/** Where the cursor points to. */
export function auditPosition(cursor: string | undefined): AuditPosition | null {
  const keys = decodeCursor(cursor, z.tuple([uuid]));
  return keys && { id: keys[0] };
}

/** The entry as the API shows it. */
export function toView(entry: AuditEntry): z.input<typeof auditEntryView> {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    actor: { kind: entry.actorKind, id: entry.actorId, name: entry.actorName },
    action: entry.action,
    entity: { type: entry.entityType, id: entry.entityId },
    customer_id: entry.customerId,
    details: entry.details,
    ip: entry.ip,
    request_id: entry.requestId,
  };
}
