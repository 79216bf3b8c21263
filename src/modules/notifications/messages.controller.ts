import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { localeOf } from '../../common/i18n/locale.js';
import { MessageLog } from './message-log.service.js';
import {
  messagePosition,
  messagesPage,
  messagesQuery,
  renderedMessageView,
  toRenderedView,
  toView,
  type MessagesQuery,
} from './messages.schemas.js';

@Controller('v1/messages')
@Access('messages:read')
export class MessagesController {
  constructor(private readonly log: MessageLog) {}

  @Get()
  @Doc({ summary: 'Mails written, sent and skipped, newest first', returns: { 200: messagesPage } })
  async list(
    @Query({ schema: messagesQuery }) query: MessagesQuery,
    @Headers('accept-language') language: string | undefined,
  ): Promise<Page<ReturnType<typeof toView>>> {
    const { customer_id: customerId, type, state, limit, cursor } = query;
    const messages = await this.log.list({ customerId, type, state }, limit + 1, messagePosition(cursor));
    const locale = localeOf(language);
    return pageOf(
      messages,
      limit,
      (message) => toView(message, locale),
      ({ id }) => [id],
    );
  }

  @Get(':id')
  @Doc({ summary: 'One message with its mail', returns: { 200: renderedMessageView } })
  async get(
    @Param('id', { schema: uuid }) id: string,
    @Headers('accept-language') language: string | undefined,
  ): Promise<z.input<typeof renderedMessageView>> {
    return toRenderedView(await this.log.rendered(id), localeOf(language));
  }
}
