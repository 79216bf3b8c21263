import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dayBounds } from '../../src/common/calendar.js';
import { CONFIG, type Config } from '../../src/common/config/config.js';
import type { MessageType } from '../../src/common/config/message-types.js';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { MessageResends } from '../../src/modules/customers/index.js';
import {
  explained,
  MESSAGE_OUTCOMES,
  MessageLog,
  type Message,
  type MessageFilter as LogFilter,
  type MessageState,
} from '../../src/modules/notifications/index.js';
import type {
  DeliveryView,
  MessageDetail,
  MessageFilter,
  MessageRow,
  MessagesPort,
  OutlookView,
} from '../panel-messages.js';
import type { ListPage, ListQuery } from '../panel-lists.js';
import { requireScope } from '../permission.js';
import { MailFigures } from './mail-figures.service.js';
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
    private readonly figures: MailFigures,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(
    { filter, cursor, limit }: ListQuery<MessageFilter>,
    actor: Actor,
  ): Promise<ListPage<MessageRow>> {
    requireScope(actor, 'messages:read');
    const before = decodeCursor(cursor ?? undefined, cursorKeys)?.[0];
    const messages = await this.log.list(this.logFilter(filter), limit + 1, before);
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

  async delivery(actor: Actor): Promise<DeliveryView> {
    requireScope(actor, 'messages:read');
    return this.figures.delivery();
  }

  async outlook(customerId: string, actor: Actor): Promise<OutlookView> {
    requireScope(actor, 'messages:read');
    return this.figures.outlook(customerId);
  }

  private logFilter({ customer_id: customerId, type, state, address, from, to }: MessageFilter): LogFilter {
    const { timeZone } = this.config.business;
    return {
      customerId,
      // A word that is no type or state matches nothing.
      type: type as MessageType | undefined,
      state: statesOf(state),
      address,
      from: from === undefined ? undefined : dayBounds(from, timeZone).from,
      to: to === undefined ? undefined : dayBounds(to, timeZone).to,
    };
  }
}

function statesOf(word: string | undefined): LogFilter['state'] {
  if (word === undefined) return undefined;
  const outcomes: Readonly<Record<string, readonly MessageState[]>> = MESSAGE_OUTCOMES;
  return outcomes[word] ?? (word as MessageState);
}

function toRow(message: Message): MessageRow {
  const copy = message.resentFrom === null ? null : 'copy';
  return {
    id: message.id,
    customer_id: message.customerId,
    customer_name: message.customerId === null ? null : message.toName,
    type: message.type,
    mark: message.isTest ? 'test' : copy,
    state: message.state,
    skip_reason: message.skipReason,
    locale: message.locale,
    to_email: message.toEmail,
    created_at: message.createdAt.toISOString(),
    sent_at: message.sentAt?.toISOString() ?? null,
  };
}
