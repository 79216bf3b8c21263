import { type EventCause, newId, Outbox, type Webhooks } from '../kit/index.js';
import { type Store } from './records.js';

/** What made something happen: a call of the API or a command. */
export interface Cause extends EventCause {
  /** Set by whatever moves money or keeps a method: the answer then waits for the state file. */
  durable: boolean;
  /** A fault's refusal: the bank says no whatever the card's own behaviour. */
  readonly decline: string | null;
}

/** A cause that is no call. */
export function ownCause(): Cause {
  return { events: [], durable: false, decline: null };
}

export interface MerchantOptions {
  readonly now: () => Date;
  /** How long a charge stays invisible to the transaction search. */
  searchLagSeconds: number;
  /** In which order a customer's methods are listed, of which PayPal promises none. */
  listsOldestFirst?: boolean;
}

/** One merchant's account in PayPal's sandbox: what it knows, what time it is, and whom it tells. */
export class Merchant {
  /** Where this account answers; known once it listens. */
  url = '';
  readonly outbox: Outbox;

  constructor(
    readonly store: Store,
    readonly webhooks: Webhooks,
    readonly options: MerchantOptions,
  ) {
    this.outbox = new Outbox(store, webhooks);
  }

  /** Unix seconds of business time. */
  now(): number {
    return Math.floor(this.options.now().getTime() / 1_000);
  }

  /** Notes an event about a resource as it is now. */
  emit(cause: Cause, type: string, resourceType: string, resource: object): void {
    const id = `WH-${letters(17)}-${letters(17)}`;
    const created = this.now();
    const content = {
      id,
      event_version: '1.0',
      create_time: iso(created),
      resource_type: resourceType,
      resource_version: '2.0',
      event_type: type,
      summary: type.replaceAll('.', ' ').toLowerCase(),
      resource,
      links: [{ href: `${this.url}/v1/notifications/webhooks-events/${id}`, rel: 'self', method: 'GET' }],
    };
    this.outbox.note(cause, { id, type, created }, content);
  }

  /** Lets the events of a finished cause go. */
  release(cause: Cause): void {
    this.outbox.release(cause);
  }
}

/** An instant as PayPal writes it. */
export function iso(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
}

/** A new id of capitals and digits, as PayPal's are. */
export function letters(length: number): string {
  return newId('', length).toUpperCase();
}
