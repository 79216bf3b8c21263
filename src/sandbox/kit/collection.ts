/** Where in a list to read on; by the ids that a page starts after or ends before. */
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
  /** The record's second keys as they were when it was last saved. */
  values: (string | null)[];
}

interface Index<T> {
  valueOf: (record: T) => string | null;
  ids: Map<string, string[]>;
}

/**
 * Records of one kind by id, in the order they were made, with look-ups by a second key (a customer, a charge).
 * Every operation costs the same however many records there are.
 */
export class Collection<T extends object, K extends string = never> {
  private readonly entries = new Map<string, Entry<T>>();
  private ids: (string | null)[] = [];
  private head = 0;
  private readonly indexes: Readonly<Record<K, Index<T>>>;
  private readonly indexList: readonly Index<T>[];

  constructor(
    readonly kind: string,
    private readonly idOf: (record: T) => string,
    keys: Readonly<Record<K, (record: T) => string | null>>,
    private readonly changed: (kind: string, id: string) => void,
  ) {
    const named = Object.entries<(record: T) => string | null>(keys);
    const indexes = named.map(([name, valueOf]) => [name, { valueOf, ids: new Map() }] as const);
    this.indexes = Object.fromEntries(indexes) as unknown as Record<K, Index<T>>;
    this.indexList = Object.values<Index<T>>(this.indexes);
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
    let entry = this.entries.get(id);
    if (entry === undefined) {
      entry = { record, position: this.ids.length, values: this.indexList.map(() => null) };
      this.entries.set(id, entry);
      this.ids.push(id);
    }
    entry.record = record;
    this.index(id, entry);
    this.changed(this.kind, id);
  }

  remove(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.indexList.forEach((index, i) => {
      unindex(index, id, entry.values[i] ?? null);
    });
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
    const ids = by === undefined ? this.ids : this.idsBy(by.key, by.value);
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
    const ids = this.idsBy(key, value);
    return ids.map((id) => this.find(id)).filter((record) => record !== undefined);
  }

  clear(): void {
    for (const id of this.entries.keys()) this.changed(this.kind, id);
    this.entries.clear();
    for (const index of this.indexList) index.ids.clear();
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

  private idsBy(key: K, value: string): string[] {
    return this.indexes[key].ids.get(value) ?? [];
  }

  private index(id: string, entry: Entry<T>): void {
    for (let i = 0; i < this.indexList.length; i++) {
      const index = this.indexList[i];
      const before = entry.values[i] ?? null;
      const now = index?.valueOf(entry.record) ?? null;
      if (index === undefined || before === now) continue;
      unindex(index, id, before);
      entry.values[i] = now;
      if (now === null) continue;
      const ids = index.ids.get(now);
      if (ids === undefined) index.ids.set(now, [id]);
      else ids.push(id);
    }
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

function unindex<T>(index: Index<T>, id: string, value: string | null): void {
  if (value === null) return;
  const left = (index.ids.get(value) ?? []).filter((other) => other !== id);
  if (left.length === 0) index.ids.delete(value);
  else index.ids.set(value, left);
}
