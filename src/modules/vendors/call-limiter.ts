/** Thrown by {@link CallLimiter.run} when the signal ends before the call's turn has come: it was never made. */
export class NeverStarted extends Error {}

/** What ends a wait; an AbortSignal is one. */
export interface Patience {
  readonly aborted: boolean;
  addEventListener(event: 'abort', hear: () => void, options?: { readonly once: boolean }): void;
  removeEventListener(event: 'abort', hear: () => void): void;
}

/** Bounds how many calls run at once; the others wait in line, and everybody waits while the vendor asks for a pause. */
export class CallLimiter {
  private running = 0;
  private readonly line: (() => void)[] = [];
  private resumed: Promise<unknown> | null = null;

  constructor(
    private readonly limit: number,
    private readonly sleep: (ms: number) => Promise<unknown>,
  ) {}

  /** Runs the call when its turn comes, or throws {@link NeverStarted}. */
  async run<T>(call: () => Promise<T>, signal: Patience): Promise<T> {
    await this.enter(signal);
    try {
      if (this.resumed) await unlessAborted(this.resumed, signal);
      return await call();
    } finally {
      this.leave();
    }
  }

  /** Holds back every call that has not begun yet. */
  pause(ms: number): void {
    const resumed = Promise.all([this.resumed, this.sleep(ms)]).then(() => {
      if (this.resumed === resumed) this.resumed = null;
    });
    this.resumed = resumed;
  }

  private async enter(signal: Patience): Promise<void> {
    if (signal.aborted) throw tooLate();
    if (this.running < this.limit) {
      this.running += 1;
      return;
    }
    let admit: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => (admit = resolve));
    this.line.push(admit);
    try {
      await unlessAborted(turn, signal);
    } catch (error) {
      const place = this.line.indexOf(admit);
      // Not in line any more: the turn came in the same moment, so it goes to the next one.
      if (place < 0) this.leave();
      else this.line.splice(place, 1);
      throw error;
    }
  }

  private leave(): void {
    const next = this.line.shift();
    if (next) next();
    else this.running -= 1;
  }
}

async function unlessAborted(wait: Promise<unknown>, signal: Patience): Promise<void> {
  if (signal.aborted) throw tooLate();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(tooLate());
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([wait, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function tooLate(): NeverStarted {
  return new NeverStarted('The call waited too long for its turn.');
}
