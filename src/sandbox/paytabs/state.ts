import { type Profile } from './profile.js';
import { type TokenRecord, type TransactionRecord } from './records.js';

/** A look into the profile, past every fault, as only a test may have it. */
export class StandInState {
  constructor(private readonly profile: Profile) {}

  /** Every transaction, or those of a cart, the oldest first. */
  transactions(cart?: string): TransactionRecord[] {
    const { transactions } = this.profile.store;
    return cart === undefined ? [...transactions.all()] : transactions.by('cart', cart);
  }

  /** Sales that were really paid. */
  paid(cart?: string): TransactionRecord[] {
    return this.transactions(cart).filter(({ type, result }) => type === 'Sale' && result?.status === 'A');
  }

  tokens(): TokenRecord[] {
    return [...this.profile.store.tokens.all()];
  }

  /** Types of the notices so far, the oldest first. */
  eventTypes(): string[] {
    return [...this.profile.store.events.all()].map(({ type }) => type);
  }
}
