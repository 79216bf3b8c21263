import { useSyncExternalStore } from 'react';

/** The pages behind a session. */
export type PageName =
  'link' | 'overview' | 'methods' | 'add' | 'invoices' | 'receipts' | 'balance' | 'settings';

/** The ways in that an address can be. */
export interface Entry {
  readonly kind: 'link' | 'sign-in-link' | 'host' | 'sign-in' | 'cookie';
  readonly token: string;
}

const PATHS: Readonly<Record<Exclude<PageName, 'link'>, string>> = {
  overview: '/care',
  methods: '/care/payment-methods',
  add: '/care/payment-methods/new',
  invoices: '/care/invoices',
  receipts: '/care/invoices?receipts',
  balance: '/care/balance',
  settings: '/care/settings',
};

const TOKENS: Readonly<Record<string, Entry['kind']>> = { l: 'link', s: 'sign-in-link', h: 'host' };

/** How the address lets somebody in. */
export function entryOf(pathname: string): Entry {
  const [, , way = '', token = ''] = pathname.split('/');
  const kind = TOKENS[way];
  if (kind) return { kind, token: decodeURIComponent(token) };
  return { kind: way === 'sign-in' ? 'sign-in' : 'cookie', token: '' };
}

/** The page that an address shows once the session is open. */
export function pageOf(pathname: string, search: string): PageName {
  const [, , way = '', part = ''] = pathname.split('/');
  if (way === 'l') return 'link';
  const wish = PATHS_BY_WAY[way] ?? 'overview';
  // Addresses that were kept before this page had one of its own have the question mark.
  if (wish === 'methods' && (part === 'new' || search.startsWith('?add'))) return 'add';
  return wish === 'invoices' && search.startsWith('?receipts') ? 'receipts' : wish;
}

const PATHS_BY_WAY: Readonly<Record<string, PageName>> = {
  'payment-methods': 'methods',
  invoices: 'invoices',
  balance: 'balance',
  settings: 'settings',
};

/** Where a page stands. */
export function hrefOf(page: Exclude<PageName, 'link'>): string {
  return PATHS[page];
}

const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
};

/** Goes to a page of ours without loading it anew. */
export function navigate(page: Exclude<PageName, 'link'>, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', PATHS[page]);
  else history.pushState(null, '', PATHS[page]);
  scrollTo(0, 0);
  tell();
}

/** Goes to the page that a sign-in was asked for on, as the server has found it to be one of ours; to the first one without any. */
export function land(path: string | null): void {
  const [pathname = '', search = ''] = (path ?? PATHS.overview).split(/(?=\?)/);
  // A page to print is no part of this one.
  if (/\/(document|receipt)$/.test(pathname)) {
    location.replace(pathname);
    return;
  }
  history.replaceState(null, '', pathname + search);
  tell();
}

/** The invoice that an address of its own names. */
export function invoiceNamed(pathname: string): string | null {
  return /^\/care\/invoices\/([\w-]+)$/.exec(pathname)?.[1] ?? null;
}

/** The page that the address names now. */
export function usePage(): PageName {
  return useSyncExternalStore(subscribe, () => pageOf(location.pathname, location.search));
}
