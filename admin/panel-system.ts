import type { PartState } from '../src/common/checks/system-part.js';
import type { Actor } from '../src/common/http/principal.js';

/** How the whole system stands, as the API, the command line and the panel show it. */
export interface SystemReportView {
  /** The worst of its parts. */
  readonly state: Exclude<PartState, 'not_configured'>;
  readonly mode: string;
  readonly checked_at: string;
  readonly parts: readonly {
    /** Snake case, such as `mailjet_senders`. */
    readonly name: string;
    readonly state: PartState;
    readonly detail: string | null;
    readonly hint: string | null;
    readonly facts: Readonly<Record<string, string | number | null>>;
  }[];
}

export interface SystemPort {
  /** Asks everything that the product relies on, at this moment. */
  check(actor: Actor): Promise<SystemReportView>;
}
