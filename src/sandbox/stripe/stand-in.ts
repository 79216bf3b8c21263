import { type Control } from './control.js';
import { type Faults } from './faults.js';
import { type StandInState } from './state.js';
import { type Webhooks } from './webhooks.js';

/** How the stand-in is set up. */
export interface StripeStandInOptions {
  /** Of the loopback interface; a free one unless told. */
  port?: number;
  secretKey: string;
  publishableKey: string;
  /** Where events are posted; they are only kept unless told. */
  webhookUrl?: string;
  webhookSecret?: string;
  /** Keeps the account's objects across restarts, also after kill -9. */
  stateFile?: string;
  /** Business time: expiry of cards, age of idempotency keys, `created`. */
  now?: () => Date;
  /** How long every call takes at least. */
  latencyMs?: number;
  /** How long a new payment intent stays invisible to searches; 0 unless told. */
  searchLagSeconds?: number;
  /** Where the built stripe.js is. */
  assetsDir?: string;
}

/** A running stand-in. */
export interface StripeStandIn {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly state: StandInState;
  readonly webhooks: Webhooks;
  readonly control: Control;
  /** Posts events to another endpoint, the ones not yet taken included. */
  sendWebhooksTo(target: { url?: string | null | undefined; secret?: string | undefined }): void;
  /** Forgets everything: objects, keys, faults, events. */
  reset(): void;
  close(): Promise<void>;
}
