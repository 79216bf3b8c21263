/** Which calls or events a fault strikes. */
export interface FaultMatch {
  /** Strikes first at the nth match (1 is the next one). */
  nth?: number;
  /** How many matches it strikes; 1 unless told, 0 means until it is removed. */
  times?: number;
}

/** A fault that waits for its matches. */
export interface Armed<F extends FaultMatch> {
  readonly id: string;
  readonly fault: F;
  /** Matches so far, and how often it struck. */
  seen: number;
  struck: number;
}

/** Turns `/v1/customers/:id` or `/v1/payment_*` into a test of a path: `:name` and `*` stand for one segment, `**` for any rest. */
export function patternTest(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*|\*|:\w+/g, (found) => (found === '**' ? '.*' : '[^/]*'));
  const compiled = new RegExp(`^${source}$`);
  return (text) => compiled.test(text);
}

/** Faults in the order they were set; the first one that strikes wins. */
export class Armoury<F extends FaultMatch> {
  private readonly armed = new Map<string, { entry: Armed<F>; hits: (subject: string) => boolean }>();
  private count = 0;

  constructor(
    private readonly prefix: string,
    private readonly testOf: (fault: F) => (subject: string) => boolean,
  ) {}

  add(fault: F): string {
    const id = `${this.prefix}_${String(++this.count)}`;
    this.armed.set(id, { entry: { id, fault, seen: 0, struck: 0 }, hits: this.testOf(fault) });
    return id;
  }

  remove(id: string): boolean {
    return this.armed.delete(id);
  }

  clear(): void {
    this.armed.clear();
  }

  list(): Armed<F>[] {
    return [...this.armed.values()].map(({ entry }) => ({ ...entry }));
  }

  /** The fault that strikes this subject, counted as struck. */
  take(subject: string): F | null {
    if (this.armed.size === 0) return null;
    for (const { entry, hits } of this.armed.values()) {
      if (hits(subject) && this.strikes(entry)) return entry.fault;
    }
    return null;
  }

  private strikes(entry: Armed<F>): boolean {
    const { nth = 1, times = 1 } = entry.fault;
    entry.seen++;
    if (entry.seen < nth) return false;
    entry.struck++;
    if (times > 0 && entry.struck >= times) this.armed.delete(entry.id);
    return true;
  }
}
