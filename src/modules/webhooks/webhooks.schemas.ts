import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import { instant, pageOfSchema, pageQuery, uuid } from '../../common/http/http.schemas.js';
import { VENDORS } from '../vendors/index.js';
import type { InboxEvent } from './inbox-event.entity.js';
import { INBOX_STATES } from './inbox-vocabulary.js';

export const vendorName = z.enum(VENDORS);

export const received = z.object({ received: z.literal(true) });

export const inboxQuery = pageQuery.extend({
  vendor: vendorName.optional(),
  state: z.enum(INBOX_STATES).optional(),
});
export type InboxQuery = z.output<typeof inboxQuery>;

/** One event of the inbox; no payload is kept, so none is shown. */
export const inboxEventView = z
  .object({
    id: uuid,
    vendor: vendorName,
    vendor_event_id: z.string(),
    type: z.string().meta({ description: "The vendor's own word" }),
    subject: z.record(z.string(), z.string().nullable()).meta({
      description: 'What it is about, by ids: `kind`, and the ids at the vendor and here',
    }),
    occurred_at: instant,
    received_at: instant,
    state: z.enum(INBOX_STATES),
    attempts: z.int(),
    next_attempt_at: instant.nullable(),
    last_error: z.string().nullable(),
    applied_at: instant.nullable(),
  })
  .meta({ id: 'WebhookInboxEvent' });
export type InboxEventView = z.infer<typeof inboxEventView>;

export const inboxPage = pageOfSchema(inboxEventView);

/** Where the cursor points to. */
export function inboxPosition(cursor: string | undefined): string | null {
  return decodeCursor(cursor, z.tuple([uuid]))?.[0] ?? null;
}

/** The event as the API shows it. */
export function toView(event: InboxEvent): InboxEventView {
  return {
    id: event.id,
    vendor: event.vendor,
    vendor_event_id: event.vendorEventId,
    type: event.type,
    subject: Object.fromEntries(
      Object.entries(event.change).map(([name, value]: [string, string | null]) => [snake(name), value]),
    ),
    occurred_at: event.occurredAt.toISOString(),
    received_at: event.receivedAt.toISOString(),
    state: event.state,
    attempts: event.attempts,
    next_attempt_at: event.nextAttemptAt?.toISOString() ?? null,
    last_error: event.lastError,
    applied_at: event.appliedAt?.toISOString() ?? null,
  };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
