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

/** What an event is made of. */
export interface EventParts {
  id: string;
  type: string;
  created: number;
  /** Not yet taken by the endpoint. */
  pending: boolean;
}

/** An event: its payload is that of the moment it happened, written out only when somebody wants it. */
export class EventRecord {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  pending: boolean;

  constructor(
    { id, type, created, pending }: EventParts,
    private content: object | string,
  ) {
    this.id = id;
    this.type = type;
    this.created = created;
    this.pending = pending;
  }

  get payload(): string {
    if (typeof this.content !== 'string') this.content = JSON.stringify(this.content);
    return this.content;
  }

  toJSON(): EventParts & { payload: string } {
    const { id, type, created, pending, payload } = this;
    return { id, type, created, pending, payload };
  }
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
