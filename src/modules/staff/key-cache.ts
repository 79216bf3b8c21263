interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

export interface KeyCacheOptions<T> {
  /** Finds what belongs to a key; null is not remembered. */
  readonly load: (key: string) => Promise<T | null>;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => number;
  /** How long a value may be used, counted from the beginning of its look-up. */
  readonly forMs: number;
  readonly maxEntries: number;
}

/** Remembers looked-up values for a short time; callers who miss the same key at once share one look-up. */
export class KeyCache<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly loading = new Map<string, Promise<T | null>>();

  private generation = 0;

  constructor(private readonly options: KeyCacheOptions<T>) {}

  /** The value at hand, without waiting. */
  peek(key: string): T | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.until > this.options.now() ? entry.value : undefined;
  }

  /** The value at hand or looked up now; null when there is none. */
  get(key: string): Promise<T | null> {
    const known = this.peek(key);
    if (known !== undefined) return Promise.resolve(known);
    const loading = this.loading.get(key);
    if (loading) return loading;
    const work = this.load(key).finally(() => {
      if (this.loading.get(key) === work) this.loading.delete(key);
    });
    this.loading.set(key, work);
    return work;
  }

  private async load(key: string): Promise<T | null> {
    const until = this.options.now() + this.options.forMs;
    const { generation } = this;
    const value = await this.options.load(key);
    if (generation !== this.generation) return this.options.load(key);
    this.entries.delete(key);
    if (value === null) return null;
    if (this.entries.size >= this.options.maxEntries) this.entries.clear();
    this.entries.set(key, { value, until });
    return value;
  }

  /** Forgets everything, so that a change is seen at once in this process. */
  clear(): void {
    this.generation += 1;
    this.entries.clear();
    this.loading.clear();
  }
}
