export interface CountOptions {
  /** Requests of one name within a window. */
  readonly limit: number;
  readonly windowMs: number;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => number;
}

/** Counts requests by name; everybody's counts begin anew with each window, so that nothing is kept for longer. */
export class RequestCounts {
  private readonly counts = new Map<string, number>();
  private endsAt = 0;

  constructor(private readonly options: CountOptions) {}

  /** Counts one; answers how many milliseconds to wait when it is one too many, else 0. */
  add(name: string): number {
    const now = this.begin();
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count > this.options.limit ? this.endsAt - now : 0;
  }

  /** Milliseconds to wait for a name whose limit is used up, else 0; counts nothing. */
  waitOf(name: string): number {
    const now = this.begin();
    return (this.counts.get(name) ?? 0) >= this.options.limit ? this.endsAt - now : 0;
  }

  private begin(): number {
    const now = this.options.now();
    if (now >= this.endsAt) {
      this.counts.clear();
      this.endsAt = now + this.options.windowMs;
    }
    return now;
  }
}
