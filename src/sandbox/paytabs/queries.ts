import { ApiError } from './api-error.js';
import { type Profile } from './profile.js';
import { type TransactionRecord } from './records.js';
import { wireOf, wireToken } from './wire.js';

/** `POST /payment/query` by reference: one object. */
export function byRef(profile: Profile, ref: string): object {
  const found = profile.store.transactions.find(ref);
  if (!found || !isShown(profile, found)) throw new ApiError(400, 2, 'Transaction not found');
  return wireOf(found, profile.options.profileId);
}

/** `POST /payment/query` by cart: a list, the oldest first. */
export function byCart(profile: Profile, cart: string): object[] {
  return profile.store.transactions
    .by('cart', cart)
    .filter((one) => isShown(profile, one))
    .map((one) => wireOf(one, profile.options.profileId));
}

/** `POST /payment/token` */
export function readToken(profile: Profile, token: string): object {
  const kept = profile.store.tokens.find(token);
  if (!kept) throw new ApiError(400, 2, 'Invalid token');
  return wireToken(kept);
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
