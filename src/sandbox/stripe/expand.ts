import { type Account } from './account.js';
import { badParam } from './api-error.js';

type Lookup = (account: Account, id: string) => object | undefined;

// Which fields hold ids that `expand` may replace by their objects.
const EXPANDABLE: Readonly<Record<string, Lookup>> = {
  charge: (account, id) => account.store.charges.find(id),
  customer: (account, id) =>
    account.store.customers.find(id) ??
    (account.store.deletedCustomers.find(id) && { id, object: 'customer', deleted: true }),
  default_payment_method: (account, id) => account.store.methods.find(id)?.wire,
  latest_attempt: (account, id) => account.store.setupAttempts.find(id),
  latest_charge: (account, id) => account.store.charges.find(id),
  payment_intent: (account, id) => account.store.paymentIntents.find(id),
  payment_method: (account, id) => account.store.methods.find(id)?.wire,
  setup_intent: (account, id) => account.store.setupIntents.find(id),
};

const MAX_DEPTH = 4;

type Fields = Record<string, unknown>;

const PARENTS: ReadonlySet<string> = new Set(['data', 'invoice_settings', ...Object.keys(EXPANDABLE)]);

/** Refuses, before any work is done, what cannot be expanded anywhere. */
export function checkExpand(paths: readonly string[]): void {
  for (const path of paths) {
    const names = path.split('.');
    if (names.length > MAX_DEPTH) throw badParam(`You cannot expand more than 4 levels: ${path}`, 'expand');
    if (!names.every((name) => PARENTS.has(name))) throw notExpandable(path);
  }
}

/** A copy of an answer in which the named fields hold objects instead of ids. */
export function expand(account: Account, answer: object, paths: readonly string[]): object {
  let expanded = answer;
  for (const path of paths) {
    expanded = expandPath(account, expanded as Fields, path.split('.'), path);
  }
  return expanded;
}

function expandPath(account: Account, fields: Fields, names: string[], path: string): object {
  const [name = '', ...rest] = names;
  const value = fields[name];
  if (name === 'data' && Array.isArray(value)) {
    const items = value as Fields[];
    return { ...fields, data: items.map((item) => expandPath(account, item, rest, path)) };
  }
  if (name === '' || value === undefined) throw notExpandable(path);
  if (value === null) return fields;
  const found = objectOf(account, name, value, path);
  const inner = rest.length === 0 ? found : expandPath(account, found as Fields, rest, path);
  return { ...fields, [name]: inner };
}

function objectOf(account: Account, name: string, value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null) return value;
  const found = EXPANDABLE[name]?.(account, String(value));
  if (found === undefined) throw notExpandable(path);
  return found;
}

function notExpandable(path: string): Error {
  return badParam(
    `This property cannot be expanded (${path}). You may want to try expanding one of its parents.`,
    'expand',
  );
}
