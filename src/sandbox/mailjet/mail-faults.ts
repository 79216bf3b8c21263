/**
 * What can go wrong with a call: refused before anything is taken, taken and then not answered well, or answered badly.
 * `before` and `after` are seen from Mailjet taking the mails.
 */
export type MailFaultKind =
  | 'rate_limit'
  | 'key_suspended'
  | 'error_before'
  | 'error_after'
  | 'timeout_before'
  | 'timeout_after'
  | 'reset_before'
  | 'reset_after'
  | 'html_after'
  | 'cut_json_after'
  | 'slow_body_after'
  | 'rejected';

export interface MailFault {
  readonly kind: MailFaultKind;
  /** Which calls it strikes; sends unless told. */
  readonly on?: 'send' | 'find' | 'sender' | 'template';
  /** Calls that it lets pass first. */
  readonly skip?: number;
  /** Calls that it strikes; 1 unless told, Infinity until `clear`. */
  readonly times?: number;
  /** Seconds in the Retry-After of a `rate_limit`. */
  readonly retryAfter?: number;
}

/** Faults on command, and the standing habits of the account. */
export class MailFaults {
  /** Milliseconds before each answer. */
  latencyMs = 0;
  /** Milliseconds until a taken mail is found by its CustomID. */
  searchLagMs = 0;
  /** Recipients refused as invalid, lower case. */
  readonly refusedAddresses = new Set<string>();
  /** Validated senders; null allows all. */
  senders: ReadonlySet<string> | null = null;
  /** Templates of the account; null has all. */
  templates: ReadonlySet<number> | null = null;
  private armed: { readonly fault: MailFault; skip: number; times: number }[] = [];

  /** The next matching calls go wrong in this way. */
  next(fault: MailFault | MailFaultKind): void {
    const full = typeof fault === 'string' ? { kind: fault } : fault;
    this.armed.push({ fault: full, skip: full.skip ?? 0, times: full.times ?? 1 });
  }

  clear(): void {
    this.armed = [];
    this.refusedAddresses.clear();
    this.senders = null;
    this.templates = null;
    this.searchLagMs = 0;
  }

  /** The fault that strikes this call, or null. */
  strike(on: string): MailFault | null {
    const hit = this.armed.find((entry) => (entry.fault.on ?? 'send') === on);
    if (!hit) return null;
    if (hit.skip > 0) {
      hit.skip -= 1;
      return null;
    }
    hit.times -= 1;
    if (hit.times <= 0) this.armed.splice(this.armed.indexOf(hit), 1);
    return hit.fault;
  }
}
