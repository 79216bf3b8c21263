import { hash } from 'node:crypto';
import { type KeptAnswer, type RecordStore } from './records.js';

/** A call that holds its idempotency key until it is answered. */
export interface Claim {
  key: string;
  endpoint: string;
  parameters: string;
}

/** What a key says about a call. */
export type Admission =
  | { readonly is: 'new'; readonly claim: Claim }
  | { readonly is: 'kept'; readonly kept: KeptAnswer }
  | { readonly is: 'under_way' }
  | { readonly is: 'other_endpoint' | 'other_parameters'; readonly kept: KeptAnswer };

export interface KeptAnswersOptions {
  readonly store: RecordStore;
  /** Keys the hash of the parameters. */
  readonly secret: string;
  /** Unix seconds of business time. */
  readonly now: () => number;
  readonly keptSeconds: number;
  /** The same text for the same parameters; the body as it is unless told. */
  readonly canonical?: (body: string) => string;
}

/** The first answers to idempotency keys; what a repeated key means in words is the vendor's. */
export class KeptAnswers {
  private readonly underWay = new Set<string>();

  constructor(private readonly options: KeptAnswersOptions) {}

  admit(key: string, endpoint: string, body: string): Admission {
    this.forgetOld();
    if (this.underWay.has(key)) return { is: 'under_way' };
    const kept = this.options.store.keys.find(key);
    const parameters = this.hash(body);
    if (kept === undefined) {
      this.underWay.add(key);
      return { is: 'new', claim: { key, endpoint, parameters } };
    }
    if (kept.endpoint !== endpoint) return { is: 'other_endpoint', kept };
    if (kept.parameters !== parameters) return { is: 'other_parameters', kept };
    return { is: 'kept', kept };
  }

  /** Keeps the first answer of a claimed key. */
  keep(claim: Claim, answer: { requestId: string; status: number; body: string }): void {
    this.underWay.delete(claim.key);
    this.options.store.keys.save({ ...claim, at: this.options.now(), ...answer });
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
    const { secret, canonical = (text: string) => text } = this.options;
    return hash('sha256', `${secret}\n${canonical(body)}`, 'hex');
  }

  private forgetOld(): void {
    const { store, now, keptSeconds } = this.options;
    const before = now() - keptSeconds;
    for (let old = store.keys.oldest(); old !== undefined && old.at < before; old = store.keys.oldest()) {
      store.keys.remove(old.key);
    }
  }
}
