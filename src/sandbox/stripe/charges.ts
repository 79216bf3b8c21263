import { type Account } from './account.js';
import { noSuch } from './api-error.js';
import { type Call } from './call.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { type WireCharge } from './wire-payments.js';
import { type WireList } from './wire.js';

const LIST = new Set([...PAGE_PARAMS, 'customer', 'payment_intent']);
const NONE: ReadonlySet<string> = new Set();

/** A charge of this account. */
export function chargeOf(account: Account, id: string, param = 'id', status = 404): WireCharge {
  const charge = account.store.charges.find(id);
  if (charge === undefined) throw noSuch('charge', id, param, status);
  return charge;
}

/** `GET /v1/charges/:id` */
export function retrieveCharge(account: Account, call: Call, id: string): WireCharge {
  call.params.only(NONE);
  return chargeOf(account, id);
}

/** `GET /v1/charges` */
export function listCharges(account: Account, call: Call): WireList {
  call.params.only(LIST);
  const { charges } = account.store;
  const request = pageRequest(call.params, 'charge', (id) => charges.find(id) !== undefined);
  const intent = call.params.filled('payment_intent');
  const customer = call.params.filled('customer');
  const by =
    intent !== undefined
      ? ({ key: 'payment_intent', value: intent } as const)
      : customer !== undefined
        ? ({ key: 'customer', value: customer } as const)
        : undefined;
  return wireList(charges.page(request, by, createdFilter(call.params)), '/v1/charges', (charge) => charge);
}
