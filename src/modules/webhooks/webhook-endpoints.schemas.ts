import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import { instant, pageOfSchema, text, uuid } from '../../common/http/http.schemas.js';
import { EVENT_TYPES } from '../events/index.js';
import { isWebhookUrl } from './endpoint-address.js';
import { ENDPOINT_STATES, STATE_REASONS } from './outbound-vocabulary.js';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';

const url = z
  .url({ protocol: /^https?$/, abort: true })
  .max(2_048)
  .refine(isWebhookUrl, 'An address without user, password and fragment.')
  // As it is connected to: an address may be written in many ways.
  .transform((given) => new URL(given).href)
  .meta({
    description:
      'Where events are posted; https in live mode, and on the public internet outside the sandbox',
  });

const eventTypes = z
  .array(z.enum(EVENT_TYPES))
  .min(1)
  .max(EVENT_TYPES.length)
  .nullable()
  .meta({ description: 'The types to be told of; null for all, those of later versions too' });

export const newEndpoint = z.strictObject({
  url,
  description: text(200).nullable().default(null),
  event_types: eventTypes.default(null),
});
export type NewEndpoint = z.output<typeof newEndpoint>;

export const endpointChange = z.strictObject({
  url: url.optional(),
  description: text(200).nullable().optional(),
  event_types: eventTypes.optional(),
  state: z
    .enum(['enabled', 'disabled'])
    .optional()
    .meta({ description: '`enabled` also resumes a paused endpoint: what has gathered goes at once' }),
});
export type EndpointChange = z.output<typeof endpointChange>;

const shape = {
  id: uuid,
  url: z.string(),
  description: z.string().nullable(),
  event_types: z.array(z.string()).nullable(),
  state: z.enum(ENDPOINT_STATES).meta({
    description:
      '`paused`: it failed for three days; events gather until it is enabled. `disabled`: it is told of nothing',
  }),
  state_reason: z.enum(STATE_REASONS).nullable(),
  failing_since: instant.nullable(),
  previous_secret_until: instant
    .nullable()
    .meta({ description: 'Until then the secret before signs as well' }),
  created_at: instant,
  updated_at: instant,
};

export const endpointView = z.object(shape).meta({ id: 'WebhookEndpoint' });
export type EndpointView = z.infer<typeof endpointView>;

/** Shown when the secret is made, and never again. */
export const endpointWithSecretView = z
  .object({ ...shape, secret: z.string().meta({ description: '`whsec_` and base64; shown this once' }) })
  .meta({ id: 'WebhookEndpointWithSecret' });
export type EndpointWithSecretView = z.infer<typeof endpointWithSecretView>;

export const endpointPage = pageOfSchema(endpointView);

/** Where the cursor points to. */
export function idPosition(cursor: string | undefined): string | null {
  return decodeCursor(cursor, z.tuple([uuid]))?.[0] ?? null;
}

/** The endpoint as the API shows it; its secrets are none of it. */
export function toEndpointView(endpoint: WebhookEndpoint): EndpointView {
  return {
    id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    event_types: endpoint.eventTypes,
    state: endpoint.state,
    state_reason: endpoint.stateReason,
    failing_since: endpoint.failingSince?.toISOString() ?? null,
    previous_secret_until: endpoint.previousSecretUntil?.toISOString() ?? null,
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
  };
}
