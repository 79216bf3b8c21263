import type { BeginSetup, SetupClient, SetupRequest } from './contract.js';

// Well below the life of any vendor's page or token.
const KEPT_MS = 10 * 60_000;

interface Kept {
  readonly setup: SetupClient;
  readonly at: number;
}

/** Setups that were begun and not used, so that a look at another tab and back begins none anew. */
export class SetupShelf {
  private readonly kept = new Map<string, Kept>();

  /** The setup kept for this wish, or a new one. */
  async take(request: SetupRequest, begin: BeginSetup): Promise<SetupClient> {
    const key = keyOf(request);
    const found = this.kept.get(key);
    if (found && performance.now() - found.at < KEPT_MS) return found.setup;
    const setup = await begin(request);
    this.kept.set(key, { setup, at: performance.now() });
    return setup;
  }

  /** A setup that was tried with, or that did not open, serves nobody else. */
  spend(setup: SetupClient): void {
    for (const [key, kept] of this.kept) if (kept.setup.id === setup.id) this.kept.delete(key);
  }

  clear(): void {
    this.kept.clear();
  }
}

function keyOf({ vendor, payment_type, locale }: SetupRequest): string {
  return [vendor, payment_type, locale].join(':');
}
