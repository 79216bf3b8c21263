import type { EventType } from '../events/index.js';

export const ENDPOINT_STATES = ['enabled', 'paused', 'disabled'] as const;
/** `paused`: it failed for days; its deliveries gather and wait for an admin. `disabled`: nothing gathers. */
export type EndpointState = (typeof ENDPOINT_STATES)[number];

export const STATE_REASONS = ['failing', 'gone'] as const;
/** Why an endpoint is not enabled when no admin said so: it failed for days, or answered 410. */
export type StateReason = (typeof STATE_REASONS)[number];

export const DELIVERY_STATES = ['pending', 'succeeded', 'failed'] as const;
/** `failed`: tried in vain until the last try; a replay begins anew. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What an admin sends to one endpoint to see it arrive. */
export const TEST_EVENT = 'webhook_endpoint.test';
/** Whatever a delivery may be of. */
export type DeliveredType = EventType | typeof TEST_EVENT;

/** How one try ended that did not succeed; the code stays the same for scripts. */
export type DeliveryFault =
  | 'address_refused'
  | 'connection_failed'
  | 'endpoint_deleted'
  | 'gone'
  | 'https_required'
  | 'name_not_found'
  | 'redirect_refused'
  | 'secret_unreadable'
  | 'status_refused'
  | 'timeout'
  | 'tls_failed';

/** The place that an endpoint's secret is sealed for. */
export function secretPlace(endpointId: string): string {
  return `webhook_endpoint:${endpointId}`;
}

/** The job that makes deliveries of events, and the one that sends them. */
export const FAN_OUT_JOB = 'webhook-fan-out';
export const DELIVERY_JOB = 'webhook-deliveries';
