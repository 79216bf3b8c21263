import { hash } from 'node:crypto';
import { ApiError } from './api-error.js';
import { canonicalForm } from './form.js';
import { type KeptAnswer } from './records.js';
import { type Store } from './store.js';

const KEPT_SECONDS = 24 * 3_600;
const LONGEST = 255;

/** A call that holds its idempotency key until it is answered. */
export interface Claim {
  key: string;
  endpoint: string;
  parameters: string;
}

/** What a key says about a call: go ahead, or here is the first answer again. */
export type Admission = { claim: Claim; kept: null } | { claim: null; kept: KeptAnswer };

/** Stripe's idempotency keys: the first answer, errors of the server included, is given again for 24 hours. */
export class Idempotency {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly secretKey: string,
    private readonly now: () => number,
  ) {}

  admit(key: string, endpoint: string, body: string): Admission {
    if (key.length > LONGEST) {
      throw new ApiError(400, 'Idempotency keys cannot be longer than 255 characters.', {}, { kept: false });
    }
    this.forgetOld();
    if (this.underWay.has(key)) throw inUse(key);
    const kept = this.store.keys.find(key);
    if (kept === undefined) {
      this.underWay.add(key);
      return { claim: { key, endpoint, parameters: this.hash(body) }, kept: null };
    }
    if (kept.endpoint !== endpoint) throw otherRequest(key, `endpoint (${kept.endpoint})`);
    if (kept.parameters !== this.hash(body)) throw otherRequest(key, 'parameters');
    return { claim: null, kept };
  }

  /** Keeps the first answer of a claimed key. */
  keep(claim: Claim, answer: { requestId: string; status: number; body: string }): void {
    this.underWay.delete(claim.key);
    this.store.keys.save({ ...claim, at: this.now(), ...answer });
  }

  /** Frees a claimed key: the next call with it is the first again. */
  free(claim: Claim): void {
    this.underWay.delete(claim.key);
  }

  clear(): void {
    this.underWay.clear();
  }

  // The body may hold a card number, so only a keyed hash of it is kept.
  private hash(body: string): string {
    return hash('sha256', `${this.secretKey}\n${canonicalForm(body)}`, 'hex');
  }

  private forgetOld(): void {
    const before = this.now() - KEPT_SECONDS;
    for (
      let old = this.store.keys.oldest();
      old !== undefined && old.at < before;
      old = this.store.keys.oldest()
    ) {
      this.store.keys.remove(old.key);
    }
  }
}

function inUse(key: string): ApiError {
  return new ApiError(
    409,
    `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    { type: 'idempotency_error', code: 'idempotency_key_in_use' },
    { kept: false },
  );
}

function otherRequest(key: string, what: string): ApiError {
  return new ApiError(
    400,
    `Keys for idempotent requests can only be used with the same ${what} they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    { type: 'idempotency_error' },
    { kept: false },
  );
}
