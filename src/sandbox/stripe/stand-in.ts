import { type RequestFault as KitFault, type StandIn } from '../kit/index.js';
import { type Control } from './control.js';
import { type DeclineChoice } from './declines.js';
import { type StandInState } from './state.js';

/** A fault of a call, with Stripe's declines. */
export type RequestFault = KitFault<DeclineChoice | string>;

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
export interface StripeStandIn extends StandIn<DeclineChoice | string> {
  readonly state: StandInState;
  readonly control: Control;
}
