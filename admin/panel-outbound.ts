import type { Actor } from '../src/common/http/principal.js';
import type { KeyedWish } from './panel-billing.js';
import type { ListPage, ListQuery, ListSource } from './panel-lists.js';

/** What the panel needs of outbound webhooks; shaped like the JSON of the REST routes. */
export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly event_types: readonly string[] | null;
  readonly state: 'enabled' | 'paused' | 'disabled';
  readonly state_reason: 'failing' | 'gone' | null;
  readonly failing_since: string | null;
  readonly previous_secret_until: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface DeliveryFilter {
  readonly endpoint_id?: string | undefined;
  readonly state?: 'pending' | 'succeeded' | 'failed' | undefined;
  readonly event_type?: string | undefined;
}

export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly endpoint_url: string | null;
  readonly event_id: string;
  readonly event_type: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly last_attempt_at: string | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: string;
  readonly finished_at: string | null;
}

export interface EndpointWish {
  readonly url: string;
  readonly description: string | null;
  readonly event_types: readonly string[] | null;
}

export interface OutboundPort {
  readonly endpoints: ListSource<EndpointRow, Readonly<Record<string, never>>>;
  readonly deliveries: {
    list(query: ListQuery<DeliveryFilter>, actor: Actor): Promise<ListPage<DeliveryRow>>;
  };
  readonly eventTypes: readonly string[];
  /** The secret is told by this answer alone. */
  addEndpoint(wish: KeyedWish & EndpointWish, actor: Actor): Promise<{ readonly secret: string }>;
  changeEndpoint(
    id: string,
    change: Partial<EndpointWish> & { readonly state?: 'enabled' | 'disabled' | undefined },
    actor: Actor,
  ): Promise<EndpointRow>;
  removeEndpoint(id: string, actor: Actor): Promise<void>;
  rotateSecret(wish: KeyedWish & { readonly id: string }, actor: Actor): Promise<{ readonly secret: string }>;
  sendTest(wish: KeyedWish & { readonly id: string }, actor: Actor): Promise<{ readonly id: string }>;
  replayDelivery(id: string, actor: Actor): Promise<void>;
  /** Applies what a vendor told once more. */
  replayVendorEvent(id: string, actor: Actor): Promise<void>;
}
