import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { pageQuery, uuid } from '../../common/http/http.schemas.js';
import { NewId, RebuildOnReplay } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { deliveryView, toDeliveryView, type DeliveryView } from './webhook-deliveries.schemas.js';
import {
  endpointChange,
  endpointPage,
  endpointView,
  endpointWithSecretView,
  idPosition,
  newEndpoint,
  toEndpointView,
  type EndpointChange,
  type EndpointView,
  type EndpointWithSecretView,
  type NewEndpoint,
} from './webhook-endpoints.schemas.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';

@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  @Get()
  @Access('webhooks:read')
  @Doc({ summary: 'Who is told of events, newest first', returns: { 200: endpointPage } })
  async list(@Query({ schema: pageQuery }) query: z.output<typeof pageQuery>): Promise<Page<EndpointView>> {
    const endpoints = await this.endpoints.list(idPosition(query.cursor), query.limit);
    return pageOf(endpoints, query.limit, toEndpointView, (endpoint) => [endpoint.id]);
  }

  @Post()
  @RebuildOnReplay()
  @Access('webhooks:write')
  @Doc({
    summary: 'Register an address to be told of events; the secret is shown in this answer alone',
    returns: { 201: endpointWithSecretView },
    problems: { 422: 'The address is on a private network, or not https in live mode' },
  })
  async create(
    @NewId() id: string,
    @Body({ schema: newEndpoint }) body: NewEndpoint,
    @CurrentActor() actor: Actor,
  ): Promise<EndpointWithSecretView> {
    const { endpoint, secret } = await this.endpoints.create(id, body, actor);
    return { ...toEndpointView(endpoint), secret };
  }

  @Get(':id')
  @Access('webhooks:read')
  @Doc({ summary: 'One endpoint', returns: { 200: endpointView } })
  async get(@Param('id', { schema: uuid }) id: string): Promise<EndpointView> {
    return toEndpointView(await this.endpoints.get(id));
  }

  @Patch(':id')
  @Access('webhooks:write')
  @Doc({ summary: 'Change, disable, enable or resume an endpoint', returns: { 200: endpointView } })
  async update(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: endpointChange }) body: EndpointChange,
    @CurrentActor() actor: Actor,
  ): Promise<EndpointView> {
    return toEndpointView(await this.endpoints.update(id, body, actor));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('webhooks:write')
  @Doc({ summary: 'Tell an address nothing more', returns: { 204: null } })
  async remove(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    await this.endpoints.remove(id, actor);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @RebuildOnReplay()
  @Access('webhooks:write')
  @Doc({
    summary: 'Make a new secret, shown in this answer alone; the one before signs beside it for 24 hours',
    returns: { 200: endpointWithSecretView },
    problems: { 409: '`conflict`: repeated after a later rotation' },
  })
  async rotate(
    @NewId() secretId: string,
    @Param('id', { schema: uuid }) id: string,
    @CurrentActor() actor: Actor,
  ): Promise<EndpointWithSecretView> {
    const { endpoint, secret } = await this.endpoints.rotate(id, secretId, actor);
    return { ...toEndpointView(endpoint), secret };
  }

  @Post(':id/test')
  @HttpCode(202)
  @Access('webhooks:write')
  @Doc({
    summary:
      'Send an event of the type `webhook_endpoint.test` to this endpoint alone, whatever types it wants',
    returns: { 202: deliveryView },
    problems: { 409: '`conflict`: the endpoint is not enabled' },
  })
  async test(
    @NewId() deliveryId: string,
    @Param('id', { schema: uuid }) id: string,
    @CurrentActor() actor: Actor,
  ): Promise<DeliveryView> {
    return toDeliveryView(await this.deliveries.sendTest(deliveryId, id, actor));
  }
}
