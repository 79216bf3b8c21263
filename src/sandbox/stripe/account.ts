import { type EventCause, newId, Outbox, type Webhooks } from '../kit/index.js';
import { type CardBehaviour } from './card-behaviour.js';
import { type Store } from './store.js';
import { Totals } from './totals.js';
import { API_VERSION } from './wire.js';

/** What made something happen: a call of the API, or a control command (then both are null). */
export interface Cause extends EventCause {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
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
  readonly outbox: Outbox;

  constructor(
    readonly store: Store,
    readonly webhooks: Webhooks,
    readonly options: AccountOptions,
  ) {
    this.outbox = new Outbox(store, webhooks);
  }

  /** Unix seconds of business time. */
  now(): number {
    return Math.floor(this.options.now().getTime() / 1_000);
  }

  /** Notes that something happened to an object, as it is now. */
  emit(cause: Cause, type: string, object: object, previous?: object): void {
    const id = newId('evt_');
    const created = this.now();
    // Objects replace what is nested in them instead of changing it, so a shallow copy keeps the moment.
    const snapshot = { ...object };
    const content = {
      id,
      object: 'event',
      api_version: API_VERSION,
      created,
      data:
        previous === undefined ? { object: snapshot } : { object: snapshot, previous_attributes: previous },
      livemode: false,
      pending_webhooks: this.webhooks.listens() ? 1 : 0,
      request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
      type,
    };
    this.outbox.note(cause, { id, type, created }, content);
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
    this.outbox.release(cause);
  }

  /** Whether the month that the card is good for has passed. */
  expired(card: { exp_month: number; exp_year: number }, behaviour: CardBehaviour): boolean {
    if (behaviour.acceptsExpired === true) return false;
    const today = this.options.now();
    const month = today.getUTCFullYear() * 12 + today.getUTCMonth();
    return card.exp_year * 12 + card.exp_month - 1 < month;
  }
}
