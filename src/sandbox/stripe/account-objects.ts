import { type Account } from './account.js';
import { noSuch } from './api-error.js';
import { type Call } from './call.js';
import { disputeOf } from './disputes.js';
import { createdFilter, PAGE_PARAMS, pageRequest, wireList } from './listing.js';
import { type WireDispute } from './wire-payments.js';
import { type WireList } from './wire.js';

const NONE: ReadonlySet<string> = new Set();
const EVENTS = new Set([...PAGE_PARAMS, 'type', 'types']);
const ATTEMPTS = new Set([...PAGE_PARAMS, 'setup_intent']);

/** `GET /v1/account`: enough to check a key with. */
export function retrieveAccount(account: Account, call: Call): object {
  call.params.only(NONE);
  return {
    id: account.id,
    object: 'account',
    business_type: 'company',
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: { dashboard: { display_name: 'Stripe stand-in', timezone: 'Etc/UTC' } },
    type: 'standard',
  };
}

/** `GET /v1/balance` */
export function retrieveBalance(account: Account, call: Call): object {
  call.params.only(NONE);
  const available = account.totals.list().map((held) => ({ ...held, source_types: { card: held.amount } }));
  return { object: 'balance', available, livemode: false, pending: [] };
}

/** `GET /v1/events/:id` */
export function retrieveEvent(account: Account, call: Call, id: string): object {
  call.params.only(NONE);
  const event = account.store.events.find(id);
  if (event === undefined) throw noSuch('event', id);
  return JSON.parse(event.payload) as object;
}

/** `GET /v1/events`: the newest ten thousand. */
export function listEvents(account: Account, call: Call): WireList {
  call.params.only(EVENTS);
  const { events } = account.store;
  const request = pageRequest(call.params, 'event', (id) => events.find(id) !== undefined);
  const type = call.params.filled('type');
  const types = type === undefined ? call.params.list('types') : [type];
  const made = createdFilter(call.params);
  const wanted = (name: string): boolean =>
    types.length === 0 ||
    types.some((one) => one === name || (one.endsWith('*') && name.startsWith(one.slice(0, -1))));
  const page = events.page(request, undefined, (event) => made(event) && wanted(event.type));
  return wireList(page, '/v1/events', (event) => JSON.parse(event.payload) as object);
}

/** `GET /v1/setup_attempts` */
export function listSetupAttempts(account: Account, call: Call): WireList {
  call.params.only(ATTEMPTS);
  const { setupAttempts } = account.store;
  const intent = call.params.required('setup_intent');
  const request = pageRequest(call.params, 'setup_attempt', (id) => setupAttempts.find(id) !== undefined);
  const page = setupAttempts.page(request, { key: 'setup_intent', value: intent });
  return wireList(page, '/v1/setup_attempts', (attempt) => attempt);
}

/** `GET /v1/disputes/:id` */
export function retrieveDispute(account: Account, call: Call, id: string): WireDispute {
  call.params.only(NONE);
  return disputeOf(account, id);
}
