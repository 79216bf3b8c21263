import { MAX_OUTAGES, pauseMs } from './delivery-schedule.js';
import { MailOutcomeUnknown, MailUnavailable } from './notifications.errors.js';
import { Turns } from './turns.js';

/** A call that could not be made or understood. */
export type Outage = MailUnavailable | MailOutcomeUnknown;

export interface CallGateOptions {
  /** Calls at once at most. */
  readonly concurrency: number;
  readonly real: () => Date;
  /** Shuts the gate: calls under way end, no other begins. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each outage with the pause that follows it. */
  readonly onOutage?: (outage: Outage, pauseMs: number) => void;
}

/** Lets so many calls through at once, makes all of them pause after an outage, and shuts after several in a row. */
export class CallGate {
  private readonly turns: Turns;
  private outages = 0;
  /** Real time of the end of the last pause. */
  resumeAt: Date | null = null;
  /** True once so many calls in a row have failed that going on makes no sense. */
  isGivenUp = false;

  constructor(private readonly options: CallGateOptions) {
    this.turns = new Turns(options.concurrency);
  }

  get isShut(): boolean {
    return this.isGivenUp || this.options.signal?.aborted === true;
  }

  /** Runs the call when its turn comes; null when the gate shut before. */
  run<T>(call: () => Promise<T>): Promise<T | null> {
    return this.turns.take(async () => {
      await this.pause();
      return this.isShut ? null : this.watched(call);
    });
  }

  private async watched<T>(call: () => Promise<T>): Promise<T> {
    const startedAt = this.options.real();
    try {
      const answer = await call();
      this.outages = 0;
      return answer;
    } catch (error) {
      if (error instanceof MailUnavailable || error instanceof MailOutcomeUnknown)
        this.note(error, startedAt);
      else this.outages = 0;
      throw error;
    }
  }

  private note(outage: Outage, startedAt: Date): void {
    // Calls that were under way together fail together: one outage, not several.
    if (this.resumeAt !== null && startedAt < this.resumeAt) return;
    this.outages += 1;
    const ms = pauseMs(this.outages, outage.retryAfterSeconds);
    this.resumeAt = new Date(this.options.real().getTime() + ms);
    this.isGivenUp = this.outages >= MAX_OUTAGES;
    this.options.onOutage?.(outage, ms);
  }

  private async pause(): Promise<void> {
    while (this.resumeAt !== null && !this.isShut) {
      const ms = this.resumeAt.getTime() - this.options.real().getTime();
      if (ms <= 0) return;
      await waited(ms, this.options.signal);
    }
  }
}

/** Resolves after so many milliseconds, or when the signal comes. */
export function waited(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
