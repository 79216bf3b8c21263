import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { readAction, writeAction } from '../actions/panel-action.js';
import type { DeliveryFilter, DeliveryRow, EndpointRow } from '../panel-outbound.js';
import type { NoFilter, PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';

const id = z.uuid();
const key = z.string().regex(/^[0-9a-f]{32}$/);
const ofOne = z.strictObject({ id });
const keyed = z.strictObject({ key, id });
// What an address must be is said by the register itself, in the caller's language.
const wish = {
  url: z.string().max(2_048),
  description: z.string().trim().max(200).nullable(),
  event_types: z.array(z.string().max(100)).max(200).nullable(),
};
const WORD = /^[a-z_.]{1,60}$/;

/** Who is told of events. */
export function webhookEndpointsResource({ outbound }: PanelServices): ResourceWithOptions {
  return listResource<EndpointRow, NoFilter>(
    {
      id: 'webhook-endpoints',
      icon: 'Share2',
      group: 'administration',
      scope: 'webhooks:read',
      source: outbound.endpoints,
      filter: z.strictObject({}),
      title: (row) => row.url,
      view: { columns: [], filters: [] },
      component: 'WebhookEndpoints',
    },
    {
      event_types: readAction('webhooks:read', z.strictObject({}), () =>
        Promise.resolve({ event_types: outbound.eventTypes }),
      ),
      add: writeAction('webhooks:write', z.strictObject({ key, ...wish }), (given, actor) =>
        outbound.addEndpoint(given, actor),
      ),
      change: writeAction(
        'webhooks:write',
        z.strictObject({
          id,
          url: wish.url.optional(),
          description: wish.description.optional(),
          event_types: wish.event_types.optional(),
          state: z.enum(['enabled', 'disabled']).optional(),
        }),
        async ({ id: of, ...change }, actor) => ({
          row: await outbound.changeEndpoint(of, defined(change), actor),
        }),
      ),
      remove: writeAction('webhooks:write', ofOne, async ({ id: of }, actor) => {
        await outbound.removeEndpoint(of, actor);
        return {};
      }),
      rotate: writeAction('webhooks:write', keyed, (given, actor) => outbound.rotateSecret(given, actor)),
      test: writeAction('webhooks:write', keyed, (given, actor) => outbound.sendTest(given, actor)),
    },
  );
}

/** Each telling of an event, newest first. */
export function webhookDeliveriesResource({ outbound }: PanelServices): ResourceWithOptions {
  return listResource<DeliveryRow, DeliveryFilter>(
    {
      id: 'webhook-deliveries',
      icon: 'Send',
      group: 'administration',
      scope: 'webhooks:read',
      source: {
        list: (query, actor) => outbound.deliveries.list(query, actor),
        get: () => Promise.reject(new Error('A delivery is shown in its list.')),
      },
      filter: z.strictObject({
        endpoint_id: id.optional(),
        state: z.enum(['pending', 'succeeded', 'failed']).optional(),
        event_type: z.string().regex(WORD).optional(),
      }),
      title: (row) => row.event_type,
      view: {
        columns: [],
        filters: [
          {
            key: 'state',
            kind: 'choice',
            values: ['pending', 'succeeded', 'failed'],
            vocabulary: 'delivery_state',
          },
          { key: 'event_type', kind: 'text' },
        ],
      },
      component: 'WebhookDeliveries',
    },
    {
      replay: writeAction('webhooks:write', ofOne, async ({ id: of }, actor) => {
        await outbound.replayDelivery(of, actor);
        return {};
      }),
    },
  );
}

function defined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
