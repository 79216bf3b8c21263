import { newId } from './ids.js';
import { type CardBehaviour } from './card-behaviour.js';
import { EventRecord } from './records.js';
import { type Store } from './store.js';
import { Totals } from './totals.js';
import { type Webhooks } from './webhooks.js';
import { API_VERSION } from './wire.js';

/** What made something happen: a call of the API, or a control command (then both are null). */
export interface Cause {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Events so far; they leave once the call is answered. */
  readonly events: EventRecord[];
}

/** A cause that is no call of the API. */
export function ownCause(): Cause {
  return { requestId: null, idempotencyKey: null, events: [] };
}

export interface AccountOptions {
  /** Salts the fingerprints: the same card has another one in another account. */
  secretKey: string;
  now: () => Date;
  /** How long a new object stays invisible to searches, as Stripe's index lags. */
  searchLagSeconds: number;
}

/** One Stripe account in test mode: what it knows, what time it is, and whom it tells. */
export class Account {
  readonly id = 'acct_1StandIn000000000';
  /** Where this account answers; known once it listens. */
  url = '';
  readonly totals = new Totals();

  constructor(
    readonly store: Store,
    readonly webhooks: Webhooks,
    readonly options: AccountOptions,
  ) {}

  /** Unix seconds of business time. */
  now(): number {
    return Math.floor(this.options.now().getTime() / 1_000);
  }

  /** Notes that something happened to an object, as it is now. */
  emit(cause: Cause, type: string, object: object, previous?: object): void {
    const id = newId('evt_');
    const created = this.now();
    const pending = this.webhooks.listens();
    // Objects replace what is nested in them instead of changing it, so a shallow copy keeps the moment.
    const snapshot = { ...object };
    const event = new EventRecord(
      { id, type, created, pending },
      {
        id,
        object: 'event',
        api_version: API_VERSION,
        created,
        data:
          previous === undefined ? { object: snapshot } : { object: snapshot, previous_attributes: previous },
        livemode: false,
        pending_webhooks: pending ? 1 : 0,
        request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
        type,
      },
    );
    this.store.keepEvent(event);
    cause.events.push(event);
  }

  /** Adds up what the account holds, after its state was read. */
  recount(): void {
    this.totals.clear();
    for (const charge of this.store.charges.all()) {
      if (charge.paid) this.totals.add(charge.currency, charge.amount - charge.amount_refunded);
    }
    for (const dispute of this.store.disputes.all()) {
      if (dispute.status !== 'won') this.totals.add(dispute.currency, -dispute.amount);
    }
  }

  /** Lets the events of a finished cause go. */
  release(cause: Cause): void {
    for (const event of cause.events.splice(0)) this.webhooks.enqueue(event);
  }

  /** Sends again what the endpoint had not taken when the last process ended. */
  resume(): void {
    for (const event of this.store.events.all()) {
      if (event.pending) this.webhooks.enqueue(event);
    }
  }

  /** Whether the month that the card is good for has passed. */
  expired(card: { exp_month: number; exp_year: number }, behaviour: CardBehaviour): boolean {
    if (behaviour.acceptsExpired === true) return false;
    const today = this.options.now();
    const month = today.getUTCFullYear() * 12 + today.getUTCMonth();
    return card.exp_year * 12 + card.exp_month - 1 < month;
  }
}
