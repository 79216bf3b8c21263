/** Where in a list to read on; ids as in Stripe's `starting_after` and `ending_before`. */
export interface PageRequest {
  limit: number;
  startingAfter?: string;
  endingBefore?: string;
}

/** One page of records, the newest first. */
export interface Page<T> {
  records: T[];
  hasMore: boolean;
}

interface Entry<T> {
  record: T;
  position: number;
}

type KeyOf<T> = (record: T) => string | null;

/**
 * Records of one kind by id, in the order they were made, with look-ups by a second key (a customer, a charge).
 * Every operation costs the same however many records there are.
 */
export class Collection<T extends object, K extends string = never> {
  private readonly entries = new Map<string, Entry<T>>();
  private ids: (string | null)[] = [];
  private head = 0;
  private readonly buckets = new Map<string, string[]>();
  private readonly bucketsOf = new Map<string, string[]>();
  private readonly keys: readonly (readonly [K, KeyOf<T>])[];

  constructor(
    readonly kind: string,
    private readonly idOf: (record: T) => string,
    keys: Readonly<Record<K, KeyOf<T>>>,
    private readonly changed: (kind: string, id: string) => void,
  ) {
    this.keys = Object.entries(keys) as [K, KeyOf<T>][];
  }

  get size(): number {
    return this.entries.size;
  }

  find(id: string): T | undefined {
    return this.entries.get(id)?.record;
  }

  /** Adds a record, or notes that one has changed; its second keys are read anew. */
  save(record: T): void {
    const id = this.idOf(record);
    const known = this.entries.get(id);
    if (known === undefined) {
      this.entries.set(id, { record, position: this.ids.length });
      this.ids.push(id);
    } else {
      known.record = record;
    }
    this.index(id, record);
    this.changed(this.kind, id);
  }

  remove(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.unindex(id);
    this.entries.delete(id);
    this.ids[entry.position] = null;
    this.dropOldGaps();
    this.changed(this.kind, id);
  }

  /** All records, the oldest first. */
  *all(): Generator<T> {
    for (const { record } of this.entries.values()) yield record;
  }

  /** The oldest record, for those who keep only so many. */
  oldest(): T | undefined {
    while (this.head < this.ids.length && this.ids[this.head] === null) this.head++;
    return this.find(this.ids[this.head] ?? '');
  }

  /** A page of all records, or of those with a second key. */
  page(request: PageRequest, by?: { key: K; value: string }, wanted?: (record: T) => boolean): Page<T> {
    const ids = by === undefined ? this.ids : (this.buckets.get(bucketName(by.key, by.value)) ?? []);
    const positionOf = (id: string): number => (by === undefined ? this.position(id) : ids.indexOf(id));
    const { startingAfter, endingBefore, limit } = request;
    if (endingBefore !== undefined) {
      const { records, hasMore } = this.walk(ids, positionOf(endingBefore), 1, { limit, wanted });
      return { records: records.reverse(), hasMore };
    }
    const start = startingAfter === undefined ? ids.length : positionOf(startingAfter);
    return this.walk(ids, start, -1, { limit, wanted });
  }

  /** Every record with a second key, the oldest first. */
  by(key: K, value: string): T[] {
    const ids = this.buckets.get(bucketName(key, value)) ?? [];
    return ids.map((id) => this.find(id)).filter((record) => record !== undefined);
  }

  clear(): void {
    for (const id of this.entries.keys()) this.changed(this.kind, id);
    this.entries.clear();
    this.buckets.clear();
    this.bucketsOf.clear();
    this.ids = [];
    this.head = 0;
  }

  // Reads on from a place in the list, which itself is left out.
  private walk(
    ids: readonly (string | null)[],
    from: number,
    step: 1 | -1,
    { limit, wanted }: { limit: number; wanted: ((record: T) => boolean) | undefined },
  ): Page<T> {
    const records: T[] = [];
    for (let at = from + step; at >= 0 && at < ids.length; at += step) {
      const record = this.find(ids[at] ?? '');
      if (record === undefined || wanted?.(record) === false) continue;
      if (records.length === limit) return { records, hasMore: true };
      records.push(record);
    }
    return { records, hasMore: false };
  }

  private position(id: string): number {
    return this.entries.get(id)?.position ?? -1;
  }

  private index(id: string, record: T): void {
    if (this.keys.length === 0) return;
    const before = this.bucketsOf.get(id);
    const now: string[] = [];
    for (const [key, keyOf] of this.keys) {
      const value = keyOf(record);
      if (value !== null) now.push(bucketName(key, value));
    }
    if (before?.length === now.length && before.every((name, i) => name === now[i])) return;
    this.unindex(id);
    for (const name of now) {
      const bucket = this.buckets.get(name);
      if (bucket === undefined) this.buckets.set(name, [id]);
      else bucket.push(id);
    }
    this.bucketsOf.set(id, now);
  }

  private unindex(id: string): void {
    for (const name of this.bucketsOf.get(id) ?? []) {
      const left = (this.buckets.get(name) ?? []).filter((other) => other !== id);
      if (left.length === 0) this.buckets.delete(name);
      else this.buckets.set(name, left);
    }
    this.bucketsOf.delete(id);
  }

  // Kinds that keep only their newest records would otherwise grow a list of gaps.
  private dropOldGaps(): void {
    if (this.ids.length < 1_024 || this.entries.size * 2 > this.ids.length) return;
    this.ids = [...this.entries.keys()];
    this.head = 0;
    let position = 0;
    for (const entry of this.entries.values()) entry.position = position++;
  }
}

function bucketName(key: string, value: string): string {
  return `${key}:${value}`;
}
