import { Collection } from './collection.js';

/** What an event is made of. */
export interface EventParts {
  id: string;
  type: string;
  /** Unix seconds of business time. */
  created: number;
  /** Not yet taken by the endpoint. */
  pending: boolean;
  /** Where this event goes, for a vendor that is told an address with each request; the endpoint's unless told. */
  url?: string | null;
}

/** An event: its payload is that of the moment it happened, written out only when somebody wants it. */
export class EventRecord {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly url: string | null;
  pending: boolean;

  constructor(
    { id, type, created, pending, url = null }: EventParts,
    private content: object | string,
  ) {
    this.id = id;
    this.type = type;
    this.created = created;
    this.pending = pending;
    this.url = url;
  }

  get payload(): string {
    if (typeof this.content !== 'string') this.content = JSON.stringify(this.content);
    return this.content;
  }

  toJSON(): EventParts & { payload: string } {
    const { id, type, created, pending, payload, url } = this;
    return { id, type, created, pending, payload, ...(url === null ? {} : { url }) };
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

// Where nobody listens, events are only looked at by hand; keeping few spares the memory of a long run.
const EVENTS_KEPT = { heard: 10_000, unheard: 1_000 };

type AnyCollection = Collection<object>;
type Keys<T, K extends string> = Readonly<Record<K, (record: T) => string | null>>;

/** Everything that a vendor's account knows, by kind; a vendor's store extends it with its own collections. */
export class RecordStore {
  /** Called with the kind and id of every record that changes. */
  readonly listeners: ((kind: string, id: string) => void)[] = [];
  private readonly kinds = new Map<string, AnyCollection>();

  readonly events = this.collection<EventRecord>('event', ({ id }) => id);
  readonly keys = this.collection<KeptAnswer>('key', ({ key }) => key);

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

  /** A collection of this store: in the state file under its kind, and forgotten with the rest. */
  protected collection<T extends object, K extends string = never>(
    kind: string,
    idOf: (record: T) => string,
    keys: Keys<T, K> = {} as Keys<T, K>,
  ): Collection<T, K> {
    const made = new Collection<T, K>(kind, idOf, keys, (changedKind, id) => {
      for (const listener of this.listeners) listener(changedKind, id);
    });
    this.kinds.set(kind, made as unknown as AnyCollection);
    return made;
  }
}

function eventFrom(record: object): EventRecord {
  const { payload, ...parts } = record as EventParts & { payload: string };
  return new EventRecord(parts, payload);
}
