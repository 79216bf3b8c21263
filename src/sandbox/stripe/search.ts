import { type Account } from './account.js';
import { badParam } from './api-error.js';
import { type Call } from './call.js';
import { type WirePaymentIntent } from './wire-payments.js';
import { type WireList } from './wire.js';

const SEARCH = new Set(['query', 'limit', 'page']);
const CLAUSE =
  /^\s*(customer|currency|status|amount|metadata\[["']([^"']{1,40})["']\])\s*:\s*(?:["']([^"']*)["']|(\d+))\s*$/;

interface Clause {
  field: string;
  value: string;
}

/** Finds payment intents by a piece of metadata; it reads what is there once and follows the changes from then on. */
export class MetadataIndex {
  private ids: Map<string, Set<string>> | null = null;

  find(account: Account, field: string, value: string): Iterable<string> {
    this.ids ??= this.build(account);
    return this.ids.get(`${field}=${value}`) ?? [];
  }

  /** Notes an intent that was made or changed. */
  note(intent: WirePaymentIntent): void {
    if (this.ids !== null) add(this.ids, intent);
  }

  clear(): void {
    this.ids = null;
  }

  private build(account: Account): Map<string, Set<string>> {
    const ids = new Map<string, Set<string>>();
    for (const intent of account.store.paymentIntents.all()) add(ids, intent);
    return ids;
  }
}

function add(ids: Map<string, Set<string>>, intent: WirePaymentIntent): void {
  for (const [key, value] of Object.entries(intent.metadata)) {
    const name = `metadata.${key}=${value}`;
    const found = ids.get(name);
    if (found === undefined) ids.set(name, new Set([intent.id]));
    else found.add(intent.id);
  }
}

function parseQuery(query: string): Clause[] {
  return query.split(/\s+AND\s+/i).map((text) => {
    const parts = CLAUSE.exec(text);
    if (parts === null) {
      throw badParam(
        'We were unable to parse your search query. Try using the format `metadata["key"]:"value"`.',
        'query',
      );
    }
    const [, field = '', key, quoted, digits] = parts;
    return { field: key === undefined ? field : `metadata.${key}`, value: quoted ?? digits ?? '' };
  });
}

function valueOf(intent: WirePaymentIntent, field: string): string | null {
  if (field.startsWith('metadata.')) return intent.metadata[field.slice(9)] ?? null;
  return String(intent[field as 'customer' | 'currency' | 'status' | 'amount']);
}

function candidates(account: Account, index: MetadataIndex, clauses: Clause[]): Iterable<string> {
  const metadata = clauses.find(({ field }) => field.startsWith('metadata.'));
  if (metadata !== undefined) return index.find(account, metadata.field, metadata.value);
  const customer = clauses.find(({ field }) => field === 'customer');
  if (customer === undefined) {
    throw badParam('The stand-in searches by metadata or customer only.', 'query');
  }
  return account.store.paymentIntents.by('customer', customer.value).map(({ id }) => id);
}

/** `GET /v1/payment_intents/search`, with clauses joined by AND; the newest first. */
export function searchPaymentIntents(account: Account, call: Call, index: MetadataIndex): WireList {
  call.params.only(SEARCH);
  const clauses = parseQuery(call.params.required('query'));
  const limit = call.params.integer('limit') ?? 10;
  const offset = Number(call.params.filled('page') ?? 0);
  const visible = account.now() - account.options.searchLagSeconds;
  const found: WirePaymentIntent[] = [];
  for (const id of candidates(account, index, clauses)) {
    const intent = account.store.paymentIntents.find(id);
    if (intent === undefined || intent.created > visible) continue;
    if (clauses.every(({ field, value }) => valueOf(intent, field) === value)) found.push(intent);
  }
  const data = found.reverse().slice(offset, offset + limit);
  const more = found.length > offset + limit;
  return {
    object: 'search_result',
    data,
    has_more: more,
    next_page: more ? String(offset + limit) : null,
    url: '/v1/payment_intents/search',
  };
}
