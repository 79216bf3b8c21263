import type { Decline } from './care-types.js';

/** Why a call to our own pages' API failed; `code` is stable. */
export class CareProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly request_id: string | null;
  /** The rest of the problem document. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, facts: Readonly<Record<string, unknown>> = {}) {
    super(`${String(status)} ${code}`);
    this.code = code;
    this.status = status;
    this.facts = facts;
    this.request_id = textOf(facts['request_id']);
  }

  /** Why the bank said no, where it did. */
  get decline(): Decline | null {
    if (this.status !== 402) return null;
    return { bucket: textOf(this.facts['bucket']) ?? 'issuer', hint: textOf(this.facts['hint']) ?? '' };
  }
}

/** Reads anything that was thrown as a problem. */
export function problemOf(error: unknown): CareProblem {
  return error instanceof CareProblem ? error : new CareProblem('server_error', 0);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
