import { z } from 'zod';
import { instant, pageOfSchema, pageQuery, uuid } from '../../common/http/http.schemas.js';
import { EVENT_TYPES } from '../events/index.js';
import { DELIVERY_STATES, TEST_EVENT } from './outbound-vocabulary.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';

export const deliveryQuery = pageQuery.extend({
  endpoint_id: uuid.optional(),
  state: z.enum(DELIVERY_STATES).optional(),
  event_type: z.enum([...EVENT_TYPES, TEST_EVENT]).optional(),
});
export type DeliveryQuery = z.output<typeof deliveryQuery>;

export const deliveryView = z
  .object({
    id: uuid,
    endpoint_id: uuid,
    event_id: uuid.meta({ description: 'The `webhook-id` of every try' }),
    event_type: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int().meta({ description: 'Tries since it was made or replayed' }),
    next_attempt_at: instant.nullable(),
    last_attempt_at: instant.nullable(),
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
    created_at: instant,
    finished_at: instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.infer<typeof deliveryView>;

export const deliveryPage = pageOfSchema(deliveryView);

/** The delivery as the API shows it. */
export function toDeliveryView(delivery: WebhookDelivery): DeliveryView {
  return {
    id: delivery.id,
    endpoint_id: delivery.endpointId,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    state: delivery.state,
    attempts: delivery.attempts,
    next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
    last_attempt_at: delivery.lastAttemptAt?.toISOString() ?? null,
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
    created_at: delivery.createdAt.toISOString(),
    finished_at: delivery.finishedAt?.toISOString() ?? null,
  };
}
