import { RecordStore } from '../kit/index.js';
import { type CardBehaviour, type CardFacts } from './cards.js';

/** Who pays, as the request named him. */
export interface CustomerDetails {
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
}

/** What a page was opened with. */
export interface PageRecord {
  /** The part of its address that nobody can guess. */
  key: string;
  lang: 'en' | 'ar' | null;
  framed: boolean;
  returnUrl: string | null;
  returnUsingGet: boolean;
  tokenise: boolean;
  /** Unix seconds of business time. */
  expiresAt: number;
}

/** How a transaction ended; null in its place while a page is open. */
export interface Result {
  status: 'A' | 'H' | 'P' | 'V' | 'E' | 'D' | 'X' | 'C';
  code: string;
  message: string;
  /** Unix seconds of business time. */
  at: number;
}

/** One transaction. */
export interface TransactionRecord {
  ref: string;
  type: 'Sale' | 'Auth' | 'Register' | 'Refund' | 'Void' | 'Release' | 'Capture';
  tranClass: string;
  cart: string;
  description: string;
  currency: string;
  /** Minor units. */
  amount: number;
  customer: CustomerDetails;
  callback: string | null;
  /** Of business time. */
  createdAt: number;
  page: PageRecord | null;
  result: Result | null;
  card: CardFacts | null;
  token: string | null;
  previous: string | null;
}

/** A card that PayTabs keeps, with how its bank behaves. */
export interface TokenRecord {
  token: string;
  /** The transaction that made it. */
  ref: string;
  card: CardFacts;
  behaviour: CardBehaviour;
  customer: CustomerDetails;
}

/** Everything that this PayTabs profile knows. */
export class Store extends RecordStore {
  readonly transactions = this.collection<TransactionRecord, 'cart' | 'page' | 'previous'>(
    'transaction',
    ({ ref }) => ref,
    {
      cart: ({ cart }) => cart,
      page: ({ page }) => page?.key ?? null,
      previous: ({ previous }) => previous,
    },
  );
  readonly tokens = this.collection<TokenRecord>('token', ({ token }) => token);
}
