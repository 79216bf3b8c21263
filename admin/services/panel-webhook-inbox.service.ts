import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { toInboxView, WebhookInbox, type InboxEventView } from '../../src/modules/webhooks/index.js';
import type {
  ListPage,
  ListQuery,
  ListSource,
  VendorEventFilter,
  VendorEventRow,
} from '../panel-services.js';
import { requireScope } from '../permission.js';

const cursorKeys = z.tuple([uuid]);

/** Events that vendors have told, behind the panel. */
@Injectable()
export class PanelWebhookInbox implements ListSource<VendorEventRow, VendorEventFilter> {
  constructor(private readonly inbox: WebhookInbox) {}

  async list(
    { filter, cursor, limit }: ListQuery<VendorEventFilter>,
    actor: Actor,
  ): Promise<ListPage<VendorEventRow>> {
    requireScope(actor, 'webhooks:read');
    const after = decodeCursor(cursor ?? undefined, cursorKeys)?.[0] ?? null;
    const events = await this.inbox.list({ ...filter, after, limit });
    return pageOf(
      events,
      limit,
      (event) => toRow(toInboxView(event)),
      ({ id }) => [id],
    );
  }

  async get(id: string, actor: Actor): Promise<VendorEventRow> {
    requireScope(actor, 'webhooks:read');
    return toRow(toInboxView(await this.inbox.get(id)));
  }
}

function toRow({ type, ...event }: InboxEventView): VendorEventRow {
  return { ...event, event_type: type };
}
