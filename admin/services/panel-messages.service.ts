import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { MessageType } from '../../src/common/config/message-types.js';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { MessageResends } from '../../src/modules/customers/index.js';
import {
  explained,
  MessageLog,
  type Message,
  type MessageState,
} from '../../src/modules/notifications/index.js';
import type {
  ListPage,
  ListQuery,
  MessageDetail,
  MessageFilter,
  MessageRow,
  MessagesPort,
} from '../panel-services.js';
import { requireScope } from '../permission.js';
import { OncePerKey } from './once-per-key.service.js';
import { shownMail } from './shown-mail.js';

const cursorKeys = z.tuple([uuid]);

/** Messages behind the panel. */
@Injectable()
export class PanelMessages implements MessagesPort {
  constructor(
    private readonly log: MessageLog,
    private readonly resends: MessageResends,
    private readonly once: OncePerKey,
  ) {}

  async list(
    { filter, cursor, limit }: ListQuery<MessageFilter>,
    actor: Actor,
  ): Promise<ListPage<MessageRow>> {
    requireScope(actor, 'messages:read');
    const before = decodeCursor(cursor ?? undefined, cursorKeys)?.[0];
    const messages = await this.log.list(
      {
        ...(filter.customer_id === undefined ? {} : { customerId: filter.customer_id }),
        // One that does not exist matches nothing.
        ...(filter.type === undefined ? {} : { type: filter.type as MessageType }),
        ...(filter.state === undefined ? {} : { state: filter.state as MessageState }),
      },
      limit + 1,
      before,
    );
    return pageOf(messages, limit, toRow, ({ id }) => [id]);
  }

  async get(id: string, actor: Actor): Promise<MessageDetail> {
    requireScope(actor, 'messages:read');
    const { message, mail, isSameVersion } = await this.log.rendered(id);
    return {
      ...toRow(message),
      ...shownMail(message, mail),
      as_sent: isSameVersion,
      error_detail: message.errorDetail,
      explanation: { ar: explained(message, 'ar'), en: explained(message, 'en') },
      resent_from: message.resentFrom,
    };
  }

  async resend(
    wish: { readonly key: string; readonly id: string },
    actor: Actor,
  ): Promise<{ readonly id: string }> {
    requireScope(actor, 'messages:write');
    const { id } = await this.once.run(wish, 'messages/resend', actor, (wishId) =>
      this.resends.resend(wishId, wish.id, actor),
    );
    return { id };
  }
}

function toRow(message: Message): MessageRow {
  return {
    id: message.id,
    customer_id: message.customerId,
    customer_name: message.customerId === null ? null : message.toName,
    type: message.type,
    state: message.state,
    skip_reason: message.skipReason,
    locale: message.locale,
    to_email: message.toEmail,
    created_at: message.createdAt.toISOString(),
    sent_at: message.sentAt?.toISOString() ?? null,
  };
}
