import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { EVENT_TYPES } from '../../src/modules/events/index.js';
import {
  endpointChange,
  newEndpoint,
  toDeliveryView,
  toEndpointView,
  WebhookDeliveries,
  WebhookEndpoints,
  WebhookInbox,
} from '../../src/modules/webhooks/index.js';
import { inputError } from '../../src/common/http/input.js';
import type { DeliveryFilter, DeliveryRow, EndpointRow, OutboundPort } from '../panel-outbound.js';
import type { ListPage, ListQuery, NoFilter } from '../panel-services.js';
import { requireScope } from '../permission.js';
import { OncePerKey } from './once-per-key.service.js';

const cursorKeys = z.tuple([uuid]);
const MOST_ENDPOINTS = 200;

type DeliveryQuery = Parameters<WebhookDeliveries['list']>[0];

/** Who is told of events, and each telling, behind the panel. */
@Injectable()
export class PanelOutbound implements OutboundPort {
  readonly eventTypes = EVENT_TYPES;

  constructor(
    private readonly register: WebhookEndpoints,
    private readonly sent: WebhookDeliveries,
    private readonly inbox: WebhookInbox,
    private readonly once: OncePerKey,
  ) {}

  readonly endpoints = {
    list: async ({ cursor, limit }: ListQuery<NoFilter>, actor: Actor): Promise<ListPage<EndpointRow>> => {
      requireScope(actor, 'webhooks:read');
      const after = decodeCursor(cursor ?? undefined, cursorKeys)?.[0] ?? null;
      return pageOf(await this.register.list(after, limit), limit, toEndpointView, ({ id }) => [id]);
    },
    get: async (id: string, actor: Actor): Promise<EndpointRow> => {
      requireScope(actor, 'webhooks:read');
      return toEndpointView(await this.register.get(id));
    },
  };

  readonly deliveries = {
    list: async (
      { filter, cursor, limit }: ListQuery<DeliveryFilter>,
      actor: Actor,
    ): Promise<ListPage<DeliveryRow>> => {
      requireScope(actor, 'webhooks:read');
      const after = decodeCursor(cursor ?? undefined, cursorKeys)?.[0] ?? null;
      const found = await this.sent.list({
        endpointId: filter.endpoint_id,
        state: filter.state,
        // A type that does not exist matches nothing.
        eventType: filter.event_type as DeliveryQuery['eventType'],
        after,
        limit,
      });
      const urls = await this.urls();
      return pageOf(
        found,
        limit,
        (one) => ({ ...toDeliveryView(one), endpoint_url: urls.get(one.endpointId) ?? null }),
        ({ id }) => [id],
      );
    },
  };

  async addEndpoint(
    { key, ...wish }: Parameters<OutboundPort['addEndpoint']>[0],
    actor: Actor,
  ): Promise<{ readonly secret: string }> {
    requireScope(actor, 'webhooks:write');
    const body = checked(newEndpoint, wish);
    const { secret } = await this.once.run({ key, ...body }, 'webhook-endpoints/add', actor, (id) =>
      this.register.create(id, body, actor),
    );
    return { secret };
  }

  async changeEndpoint(
    id: string,
    change: Parameters<OutboundPort['changeEndpoint']>[1],
    actor: Actor,
  ): Promise<EndpointRow> {
    requireScope(actor, 'webhooks:write');
    return toEndpointView(await this.register.update(id, checked(endpointChange, change), actor));
  }

  async removeEndpoint(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'webhooks:write');
    await this.register.remove(id, actor);
  }

  async rotateSecret(
    wish: Parameters<OutboundPort['rotateSecret']>[0],
    actor: Actor,
  ): Promise<{ readonly secret: string }> {
    requireScope(actor, 'webhooks:write');
    const { secret } = await this.once.run(wish, 'webhook-endpoints/rotate', actor, (secretId) =>
      this.register.rotate(wish.id, secretId, actor),
    );
    return { secret };
  }

  async sendTest(
    wish: Parameters<OutboundPort['sendTest']>[0],
    actor: Actor,
  ): Promise<{ readonly id: string }> {
    requireScope(actor, 'webhooks:write');
    const { id } = await this.once.run(wish, 'webhook-endpoints/test', actor, (deliveryId) =>
      this.sent.sendTest(deliveryId, wish.id, actor),
    );
    return { id };
  }

  async replayDelivery(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'webhooks:write');
    await this.sent.replay(id, actor);
  }

  async replayVendorEvent(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'webhooks:write');
    await this.inbox.replay(id, actor);
  }

  /** A business has a handful of endpoints; of more, the oldest are shown by their id alone. */
  private async urls(): Promise<ReadonlyMap<string, string>> {
    const endpoints = await this.register.list(null, MOST_ENDPOINTS);
    return new Map(endpoints.map(({ id, url }) => [id, url]));
  }
}

function checked<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw inputError(parsed.error.issues, 'body');
  return parsed.data;
}
