import { Controller, Get, HttpCode, Param, Query } from '@nestjs/common';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { WebhookInbox } from './webhook-inbox.service.js';
import {
  inboxEventView,
  inboxPage,
  inboxPosition,
  inboxQuery,
  toView,
  type InboxEventView,
  type InboxQuery,
} from './webhooks.schemas.js';

@Controller('v1/webhook-inbox')
export class WebhookInboxController {
  constructor(private readonly inbox: WebhookInbox) {}

  @Get()
  @Access('webhooks:read')
  @Doc({ summary: 'Events that vendors have told, newest first', returns: { 200: inboxPage } })
  async list(@Query({ schema: inboxQuery }) query: InboxQuery): Promise<Page<InboxEventView>> {
    const events = await this.inbox.list({
      vendor: query.vendor,
      state: query.state,
      after: inboxPosition(query.cursor),
      limit: query.limit,
    });
    return pageOf(events, query.limit, toView, (event) => [event.id]);
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Access('webhooks:write')
  @Doc({
    summary: 'Apply an event again; the vendor is read anew, so an old one undoes nothing',
    returns: { 202: inboxEventView },
  })
  async replay(
    @Param('id', { schema: uuid }) id: string,
    @CurrentActor() actor: Actor,
  ): Promise<InboxEventView> {
    return toView(await this.inbox.replay(id, actor));
  }
}
