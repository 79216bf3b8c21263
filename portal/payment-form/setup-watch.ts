import type { SetupClient } from './contract.js';

const PAUSE_MS = 4_000;
/** After the customer came back the answer is a matter of moments. */
const RETURNED_PAUSE_MS = 1_000;
const RETURNED_LOOKS = 8;
const TIMEOUT_MS = 15_000;

/** Asks our API where a setup stands until it is no longer open, for forms that finish outside of our page. */
export class SetupWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looksLeft: number | null = null;
  private running = false;

  constructor(
    private readonly setup: SetupClient,
    private readonly apiBase: string,
    /** Called once, when there is something to complete; what it is, completing tells. */
    private readonly ended: () => void,
  ) {}

  start(): void {
    this.running = true;
    document.addEventListener('visibilitychange', this.back);
    this.plan(PAUSE_MS);
  }

  /** The customer is back from the vendor: what happened is asked for at once. */
  returned(): void {
    if (!this.running) return;
    this.looksLeft = RETURNED_LOOKS;
    this.plan(0);
  }

  stop(): void {
    this.running = false;
    document.removeEventListener('visibilitychange', this.back);
    clearTimeout(this.timer);
  }

  private readonly back = (): void => {
    if (!document.hidden) this.plan(0);
  };

  private plan(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), pause);
  }

  private async look(): Promise<void> {
    // A page that nobody sees does not ask; it asks at once when it is seen again.
    const isOpen = document.hidden && this.looksLeft === null ? true : await this.isOpen();
    if (!this.running) return;
    if (isOpen && this.looksLeft !== null) this.looksLeft -= 1;
    // One that stays open after the return is completed all the same: the answer says that the vendor is not done yet.
    if (!isOpen || this.looksLeft === 0) {
      this.stop();
      this.ended();
      return;
    }
    this.plan(this.looksLeft === null ? PAUSE_MS : RETURNED_PAUSE_MS);
  }

  private async isOpen(): Promise<boolean> {
    try {
      const answer = await fetch(
        `${this.apiBase}/v1/payment-method-setups/${encodeURIComponent(this.setup.id)}`,
        {
          credentials: 'omit',
          headers: { authorization: `Bearer ${this.setup.client.token}` },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
      );
      if (!answer.ok) return true;
      const { status } = (await answer.json()) as { readonly status?: unknown };
      return status === 'pending';
    } catch {
      return true;
    }
  }
}
