import { ApiError } from './api-error.js';
import { type Profile } from './profile.js';
import { type TransactionRecord } from './records.js';
import { wireOf, wireToken } from './wire.js';

/** `POST /payment/query` by reference: one object. */
export function byRef(profile: Profile, ref: string): object {
  const found = profile.store.transactions.find(ref);
  if (!found || !isShown(profile, found)) throw new ApiError(400, 2, 'Transaction not found');
  return told(profile, found);
}

/** `POST /payment/query` by cart: a list, the oldest first. */
export function byCart(profile: Profile, cart: string): object[] {
  return profile.store.transactions
    .by('cart', cart)
    .filter((one) => isShown(profile, one))
    .map((one) => told(profile, one));
}

function told(profile: Profile, transaction: TransactionRecord): object {
  const wire = wireOf(transaction, profile.options.profileId);
  return profile.settings.hidesExpiry === 'nowhere' ? wire : withoutExpiry(wire);
}

function withoutExpiry(wire: object): object {
  if (!('payment_info' in wire)) return wire;
  const info = wire.payment_info as Record<string, unknown>;
  return { ...wire, payment_info: { ...info, expiryMonth: '', expiryYear: '' } };
}

/** `POST /payment/token` */
export function readToken(profile: Profile, token: string): object {
  const kept = profile.store.tokens.find(token);
  if (!kept) throw new ApiError(400, 2, 'Invalid token');
  const wire = wireToken(kept);
  return profile.settings.hidesExpiry === 'everywhere' ? withoutExpiry(wire) : wire;
}

/** `POST /payment/token/delete` */
export function deleteToken(profile: Profile, token: string): object {
  readToken(profile, token);
  profile.store.tokens.remove(token);
  return { code: 0, message: 'Token deleted' };
}

function isShown(profile: Profile, transaction: TransactionRecord): boolean {
  return profile.asOfNow(transaction).result !== null || !profile.settings.hidesOpenPages;
}
