import { randomInt } from 'node:crypto';
import { type EventCause, newId, Outbox, type Webhooks } from '../kit/index.js';
import { CODES } from './cards.js';
import { messageOf } from './api-error.js';
import { type Result, type Store, type TransactionRecord } from './records.js';
import { noticeOf } from './wire.js';

/** What a person may set beside the faults. */
export interface Settings {
  /** A like cart is refused for two minutes; PayTabs is not documented well enough to rely on it. */
  refusesDuplicates: boolean;
  /** Queries know nothing of a page on which nobody paid yet. */
  hidesOpenPages: boolean;
  /** Whose answers leave the card's expiry out, as those about wallets and local schemes do. */
  hidesExpiry: 'nowhere' | 'in_transactions' | 'everywhere';
}

export interface ProfileOptions {
  profileId: number;
  serverKey: string;
  now: () => Date;
}

const USUAL: Settings = { refusesDuplicates: true, hidesOpenPages: false, hidesExpiry: 'nowhere' };

/** One test profile: what it knows, what time it is, and whom it tells. */
export class Profile {
  /** Where it answers; known once it listens. */
  url = '';
  readonly settings: Settings = { ...USUAL };
  readonly outbox: Outbox;

  constructor(
    readonly store: Store,
    readonly webhooks: Webhooks,
    readonly options: ProfileOptions,
  ) {
    this.outbox = new Outbox(store, webhooks);
  }

  /** Unix seconds of business time. */
  now(): number {
    return Math.floor(this.options.now().getTime() / 1_000);
  }

  newRef(): string {
    const at = this.options.now();
    const day = Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
    const ref = `TST${String(at.getUTCFullYear()).slice(2)}${String(day).padStart(3, '0')}${String(randomInt(1e8)).padStart(8, '0')}`;
    return this.store.transactions.find(ref) ? this.newRef() : ref;
  }

  /** Ends a transaction and tells of it. */
  settle(cause: EventCause, transaction: TransactionRecord, result: Omit<Result, 'at'>): void {
    transaction.result = { ...result, at: this.now() };
    this.store.transactions.save(transaction);
    this.tell(cause, transaction);
  }

  /** Agrees, or refuses by a code. */
  decide(cause: EventCause, transaction: TransactionRecord, refusal: string | null): void {
    const code = refusal ?? `G${String(randomInt(100_000)).padStart(5, '0')}`;
    const status = refusal === null ? 'A' : (CODES[refusal]?.[0] ?? 'D');
    this.settle(cause, transaction, {
      status,
      code,
      message: refusal === null ? 'Authorised' : messageOf(refusal),
    });
  }

  /** Leaves a transaction pending or on hold, until it is settled by hand. */
  stay(cause: EventCause, transaction: TransactionRecord, status: 'P' | 'H'): void {
    const message = status === 'P' ? 'Pending' : 'On hold';
    this.settle(cause, transaction, { status, code: '600', message });
  }

  /** Posts a transaction as it is now to the callback of its request, or else to the address set in the dashboard. */
  tell(cause: EventCause, transaction: TransactionRecord): void {
    const id = newId('IPNS', 20);
    const type = `${transaction.type.toLowerCase()}.${transaction.result?.status ?? 'open'}`;
    const notice = noticeOf(transaction, this.options.profileId, id);
    this.outbox.note(cause, { id, type, created: this.now(), url: transaction.callback }, notice);
  }

  /** Puts an end to a page whose time has passed; it is noticed when somebody asks. */
  asOfNow(transaction: TransactionRecord): TransactionRecord {
    const { page, result } = transaction;
    if (page && !result && page.expiresAt <= this.now()) {
      transaction.result = { status: 'X', code: '', message: 'Expired', at: page.expiresAt };
      this.store.transactions.save(transaction);
    }
    return transaction;
  }

  reset(): void {
    Object.assign(this.settings, USUAL);
  }
}
