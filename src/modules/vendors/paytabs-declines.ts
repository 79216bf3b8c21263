import { type DeclineTable, toDecline } from './decline-buckets.js';
import type { Decline } from './vendor-gateway.js';
import type { DeclineBucket } from './vendor-vocabulary.js';

// support.paytabs.com, article 60000711358 ("What is response code vs the response status"), as far as its table could be read;
// then the statuses that stand for themselves, and reasons of our own. 310 is named "lost or stolen" elsewhere: neither is tried again.
const CODES: Readonly<Record<DeclineBucket, string>> = {
  funds: '316',
  issuer: '300 D',
  technical: '1 2 345 400 E token_missing card_untold',
  card_data: '200 206 token_gone',
  authentication: '310',
  fraud: '501',
  revoked: '',
  duplicate: '4 600',
  canceled: '321 C V X',
};

const TABLE: DeclineTable = {
  buckets: Object.fromEntries(
    (Object.keys(CODES) as DeclineBucket[]).flatMap((bucket) =>
      CODES[bucket]
        .split(' ')
        .filter((code) => code !== '')
        .map((code) => [code, bucket]),
    ),
  ),
  // Our own key or request was wrong, or the profile keeps no tokens: the same again meets the same refusal.
  neverAgain: new Set(['1', '2', 'token_missing', 'card_untold']),
};

// Whatever code comes with these, the customer or the merchant ended it.
const ENDED = new Set(['V', 'X', 'C']);

/** Puts a refusal into its bucket, by its code or, where that says nothing, by its status. */
export function paytabsDecline(status: string, code: string | null): Decline {
  const told = code ?? status;
  const isEnded = ENDED.has(status) && TABLE.buckets[told] !== 'canceled';
  return toDecline({ code: isEnded ? status : told }, TABLE);
}
