import { Collection } from './collection.js';
import { type EventParts, EventRecord, type KeptAnswer, type MethodRecord } from './records.js';
import {
  type WireCharge,
  type WireDispute,
  type WirePaymentIntent,
  type WireRefund,
} from './wire-payments.js';
import { type WireCustomer, type WireSetupAttempt, type WireSetupIntent } from './wire.js';

// Where nobody listens, events are only looked at by hand; keeping few spares the memory of a long run.
const EVENTS_KEPT = { heard: 10_000, unheard: 1_000 };

const byId = (record: { id: string }): string => record.id;

/** Everything that this Stripe account knows. */
export class Store {
  /** Called with the kind and id of every record that changes. */
  readonly listeners: ((kind: string, id: string) => void)[] = [];

  private readonly changed = (kind: string, id: string): void => {
    for (const listener of this.listeners) listener(kind, id);
  };

  readonly customers = new Collection<WireCustomer, 'email'>(
    'customer',
    byId,
    { email: (customer) => customer.email },
    this.changed,
  );
  readonly deletedCustomers = new Collection<{ id: string }>('deleted_customer', byId, {}, this.changed);
  readonly methods = new Collection<MethodRecord, 'customer'>(
    'payment_method',
    (method) => method.wire.id,
    { customer: (method) => method.wire.customer },
    this.changed,
  );
  readonly setupIntents = new Collection<WireSetupIntent, 'customer' | 'payment_method'>(
    'setup_intent',
    byId,
    { customer: (intent) => intent.customer, payment_method: (intent) => intent.payment_method },
    this.changed,
  );
  readonly setupAttempts = new Collection<WireSetupAttempt, 'setup_intent'>(
    'setup_attempt',
    byId,
    { setup_intent: (attempt) => attempt.setup_intent },
    this.changed,
  );
  readonly paymentIntents = new Collection<WirePaymentIntent, 'customer'>(
    'payment_intent',
    byId,
    { customer: (intent) => intent.customer },
    this.changed,
  );
  readonly charges = new Collection<WireCharge, 'customer' | 'payment_intent'>(
    'charge',
    byId,
    { customer: (charge) => charge.customer, payment_intent: (charge) => charge.payment_intent },
    this.changed,
  );
  readonly refunds = new Collection<WireRefund, 'charge' | 'payment_intent'>(
    'refund',
    byId,
    { charge: (refund) => refund.charge, payment_intent: (refund) => refund.payment_intent },
    this.changed,
  );
  readonly disputes = new Collection<WireDispute, 'charge'>(
    'dispute',
    byId,
    { charge: (dispute) => dispute.charge },
    this.changed,
  );
  readonly events = new Collection<EventRecord>('event', byId, {}, this.changed);
  readonly keys = new Collection<KeptAnswer>('key', (answer) => answer.key, {}, this.changed);

  private readonly kinds: ReadonlyMap<string, AnyCollection> = new Map(
    [
      this.customers,
      this.deletedCustomers,
      this.methods,
      this.setupIntents,
      this.setupAttempts,
      this.paymentIntents,
      this.charges,
      this.refunds,
      this.disputes,
      this.events,
      this.keys,
    ].map((collection) => [collection.kind, collection as unknown as AnyCollection]),
  );

  /** Keeps an event; the oldest ones beyond the number kept are forgotten. */
  keepEvent(event: EventRecord): void {
    this.events.save(event);
    if (this.events.size <= (event.pending ? EVENTS_KEPT.heard : EVENTS_KEPT.unheard)) return;
    const oldest = this.events.oldest();
    if (oldest !== undefined) this.events.remove(oldest.id);
  }

  /** Notes that the endpoint has taken an event. */
  eventTaken(event: EventRecord): void {
    if (!event.pending) return;
    event.pending = false;
    if (this.events.find(event.id) !== undefined) this.events.save(event);
  }

  /** A record as it is written to the state file. */
  record(kind: string, id: string): object | undefined {
    return this.kinds.get(kind)?.find(id);
  }

  /** Every record with its kind and id, for a whole snapshot. */
  *everything(): Generator<[kind: string, record: object]> {
    for (const [kind, collection] of this.kinds) {
      for (const record of collection.all()) yield [kind, record];
    }
  }

  /** Puts a record of the state file back; null forgets it. */
  restore(kind: string, id: string, record: object | null): void {
    const collection = this.kinds.get(kind);
    if (record === null) collection?.remove(id);
    else collection?.save(kind === this.events.kind ? eventFrom(record) : record);
  }

  clear(): void {
    for (const collection of this.kinds.values()) collection.clear();
  }

  /** How many records of each kind there are. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.kinds].map(([kind, collection]) => [kind, collection.size]));
  }
}

type AnyCollection = Collection<object>;

function eventFrom(record: object): EventRecord {
  const { payload, ...parts } = record as EventParts & { payload: string };
  return new EventRecord(parts, payload);
}
