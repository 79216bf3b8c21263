import { type RequestEntry } from './call-desk.js';
import { type Armed } from './fault-match.js';
import { type Fault, type Faults } from './faults.js';
import { type Delivery, type Webhooks } from './webhooks.js';

/** What `GET /_control/state` answers. */
export interface StateSummary<D = unknown> {
  counts: Record<string, number>;
  faults: Armed<Fault<D>>[];
  webhooks: { waiting: { id: string; type: string }[]; deliveries: Delivery[] };
  requests: RequestEntry[];
}

/** What every running stand-in can do; a vendor's adds a look into its account and its own control. */
export interface StandIn<D = unknown> {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults<D>;
  readonly webhooks: Webhooks;
  /** Calls so far, the oldest first; the newest thousand at least. */
  requests(): readonly RequestEntry[];
  summary(): StateSummary<D>;
  /** Posts events to another endpoint, the ones not yet taken included. */
  sendWebhooksTo(target: { url?: string | null | undefined; secret?: string | undefined }): void;
  /** Sends an event again, as a dashboard's button does. */
  resend(eventId: string): boolean;
  /** Forgets everything: objects, keys, faults, events. */
  reset(): void;
  close(): Promise<void>;
}
