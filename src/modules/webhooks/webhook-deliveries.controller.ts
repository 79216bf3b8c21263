import { Controller, Get, HttpCode, Param, Query } from '@nestjs/common';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import {
  deliveryPage,
  deliveryQuery,
  deliveryView,
  toDeliveryView,
  type DeliveryQuery,
  type DeliveryView,
} from './webhook-deliveries.schemas.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { idPosition } from './webhook-endpoints.schemas.js';

@Controller('v1/webhook-deliveries')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  @Get()
  @Access('webhooks:read')
  @Doc({ summary: 'Events on their way to endpoints, newest first', returns: { 200: deliveryPage } })
  async list(@Query({ schema: deliveryQuery }) query: DeliveryQuery): Promise<Page<DeliveryView>> {
    const deliveries = await this.deliveries.list({
      endpointId: query.endpoint_id,
      state: query.state,
      eventType: query.event_type,
      after: idPosition(query.cursor),
      limit: query.limit,
    });
    return pageOf(deliveries, query.limit, toDeliveryView, (delivery) => [delivery.id]);
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Access('webhooks:write')
  @Doc({
    summary: 'Deliver an event once more, under the same webhook-id',
    returns: { 202: deliveryView },
    problems: { 409: '`conflict`: the endpoint is not enabled' },
  })
  async replay(
    @Param('id', { schema: uuid }) id: string,
    @CurrentActor() actor: Actor,
  ): Promise<DeliveryView> {
    return toDeliveryView(await this.deliveries.replay(id, actor));
  }
}
