import type { Patience } from './call-limiter.js';

/** The end of the time that one call may take; an AbortController a call costs as much as sending it. */
export class Deadline implements Patience {
  private isOver = false;
  private readonly heard = new Set<() => void>();

  get aborted(): boolean {
    return this.isOver;
  }

  /** Each is called once, when it comes. */
  addEventListener(_event: 'abort', hear: () => void): void {
    this.heard.add(hear);
  }

  removeEventListener(_event: 'abort', hear: () => void): void {
    this.heard.delete(hear);
  }

  /** It has come. */
  abort(): void {
    if (this.isOver) return;
    this.isOver = true;
    const heard = [...this.heard];
    this.heard.clear();
    for (const hear of heard) hear();
  }
}
