import { randomBytes } from 'node:crypto';
import { type EventCause, newId, Refusal } from '../kit/index.js';
import { behaviourOf, type CardBehaviour, type CardFacts, factsOf, TEST_CARDS } from './cards.js';
import { remainderOf } from './payments.js';
import { type Profile, type Settings } from './profile.js';
import { type TokenRecord, type TransactionRecord } from './records.js';

/** A card as it is typed into a page. */
export interface TypedCard {
  number: string;
  month: number;
  year: number;
}

/** What a customer on a page, a person at the dashboard or a bank may do without any call of the API. */
export class Control {
  constructor(private readonly profile: Profile) {}

  /** A page's transaction, by its reference or the secret part of its address. */
  page(id: string): TransactionRecord {
    const { transactions } = this.profile.store;
    const found = transactions.find(id) ?? transactions.by('page', id)[0];
    if (!found?.page) throw new Refusal(404, `No such page: '${id}'`);
    return this.profile.asOfNow(found);
  }

  /** The customer pays, or saves the card, with a test card by its name. */
  payWith(id: string, name: string): TransactionRecord {
    return this.pay(id, testCard(name));
  }

  /** The customer pays, or saves the card. */
  pay(id: string, card: TypedCard | null): TransactionRecord {
    const transaction = this.open(id);
    return this.because((cause) => {
      const behaviour = this.take(transaction, card);
      const refusal = behaviour.page ?? (this.isExpired(transaction.card) ? '200' : null);
      if (refusal === null && transaction.page?.tokenise === true && transaction.card)
        transaction.token = this.keep(
          transaction.ref,
          transaction.card,
          behaviour,
          transaction.customer,
        ).token;
      const stays = transaction.type === 'Sale' ? behaviour.stays : undefined;
      if (refusal === null && stays !== undefined) this.profile.stay(cause, transaction, stays);
      else this.profile.decide(cause, transaction, refusal);
      return transaction;
    });
  }

  /** The customer leaves the page by its own button. */
  cancel(id: string): TransactionRecord {
    const transaction = this.open(id);
    return this.because((cause) => {
      this.profile.decide(cause, transaction, '321');
      return transaction;
    });
  }

  /** The page's time is over. */
  expire(id: string): TransactionRecord {
    const transaction = this.open(id);
    if (transaction.page) transaction.page.expiresAt = this.profile.now();
    return this.profile.asOfNow(transaction);
  }

  /** A token made without us, such as one of an older shop. */
  makeToken(name: string, customer: TransactionRecord['customer'] = {}): TokenRecord {
    const { number, month, year } = testCard(name);
    return this.keep(this.profile.newRef(), factsOf(number, month, year), behaviourOf(number), customer);
  }

  /** Has these tokens from now on, without any number; those that exist stay as they are. */
  seed(tokens: readonly { readonly token: string; readonly card: CardFacts }[]): void {
    for (const { token, card } of tokens)
      if (!this.profile.store.tokens.find(token))
        this.profile.store.tokens.save({
          token,
          ref: this.profile.newRef(),
          card,
          behaviour: {},
          customer: {},
        });
  }

  /** Somebody revokes a token in the dashboard; PayTabs tells nobody. */
  deleteToken(token: string): void {
    if (!this.profile.store.tokens.find(token)) throw new Refusal(404, `No such token: '${token}'`);
    this.profile.store.tokens.remove(token);
  }

  /** The bank behind a token answers differently from now on. */
  changeBehaviour(token: string, behaviour: CardBehaviour): void {
    const kept = this.profile.store.tokens.find(token);
    if (!kept) throw new Refusal(404, `No such token: '${token}'`);
    kept.behaviour = behaviour;
    this.profile.store.tokens.save(kept);
  }

  /** Ends what is pending or on hold: paid, or refused by a code. */
  settle(ref: string, refusal: string | null): TransactionRecord {
    const transaction = this.find(ref);
    return this.because((cause) => {
      this.profile.decide(cause, transaction, refusal);
      return transaction;
    });
  }

  /** Somebody gives money back in the dashboard, under the payment's own cart. */
  refund(ref: string, amount: number): TransactionRecord {
    const original = this.find(ref);
    if (amount > remainderOf(this.profile, original)) throw new Refusal(400, 'There is not so much left.');
    return this.because((cause) => {
      const refund: TransactionRecord = {
        ...original,
        ref: this.profile.newRef(),
        type: 'Refund',
        amount,
        callback: null,
        createdAt: this.profile.now(),
        page: null,
        result: null,
        previous: original.ref,
      };
      this.profile.decide(cause, refund, null);
      return refund;
    });
  }

  /** Sends a transaction's notice once more, as it is now. */
  tell(ref: string): void {
    const transaction = this.find(ref);
    this.because((cause) => {
      this.profile.tell(cause, transaction);
    });
  }

  /** Sends a notice of any kind, for receivers that must stand the unknown. */
  emit(type: string, notice: object): void {
    const id = newId('IPNS', 20);
    this.because((cause) => {
      this.profile.outbox.note(
        cause,
        { id, type, created: this.profile.now() },
        { ...notice, ipn_trace: id },
      );
    });
  }

  set(settings: Partial<Settings>): Settings {
    return Object.assign(this.profile.settings, settings);
  }

  private isExpired(card: CardFacts | null): boolean {
    const today = this.profile.options.now();
    return card !== null && card.year * 12 + card.month <= today.getUTCFullYear() * 12 + today.getUTCMonth();
  }

  private find(ref: string): TransactionRecord {
    const found = this.profile.store.transactions.find(ref);
    if (!found) throw new Refusal(404, `No such transaction: '${ref}'`);
    return found;
  }

  private open(id: string): TransactionRecord {
    const transaction = this.page(id);
    if (transaction.result) throw new Refusal(409, 'This page is closed.');
    return transaction;
  }

  private take(transaction: TransactionRecord, card: TypedCard | null): CardBehaviour {
    if (card === null) {
      const behaviour = this.profile.store.tokens.find(transaction.token ?? '')?.behaviour ?? {};
      return behaviour.page === undefined ? {} : { page: behaviour.page };
    }
    transaction.card = factsOf(card.number, card.month, card.year);
    return behaviourOf(card.number);
  }

  private keep(
    ref: string,
    card: CardFacts,
    behaviour: CardBehaviour,
    customer: TransactionRecord['customer'],
  ): TokenRecord {
    const token = randomBytes(16).toString('hex').toUpperCase();
    const kept = { token, ref, card, behaviour, customer };
    this.profile.store.tokens.save(kept);
    return kept;
  }

  private because<T>(work: (cause: EventCause) => T): T {
    const cause: EventCause = { events: [] };
    const result = work(cause);
    this.profile.outbox.release(cause);
    return result;
  }
}

function testCard(name: string): TypedCard {
  const card = TEST_CARDS.find((one) => one.name === name);
  if (!card) throw new Refusal(400, `No such test card: '${name}'`);
  return { number: card.number, month: 12, year: 2_038 };
}
