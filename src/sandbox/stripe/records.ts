import { type CardBehaviour } from './card-behaviour.js';
import { type WirePaymentMethod } from './wire.js';

/** A payment method with what only its issuer and Stripe know. */
export interface MethodRecord {
  wire: WirePaymentMethod;
  behaviour: CardBehaviour;
  /** A setup intent or an authenticated payment prepared it for off-session use. */
  setUp: boolean;
  /** Detached, or used without a customer: it can never be used again. */
  spent: boolean;
}

/** An event as it was sent: its payload never changes. */
export interface EventRecord {
  id: string;
  type: string;
  created: number;
  payload: string;
  /** Not yet taken by the endpoint. */
  pending: boolean;
}

/** The first answer to an idempotency key. */
export interface KeptAnswer {
  key: string;
  /** Method and path, and a keyed hash of the parameters: the parameters themselves may hold a card number. */
  endpoint: string;
  parameters: string;
  /** Unix seconds. */
  at: number;
  requestId: string;
  status: number;
  body: string;
}
