import type { SetupClient, SetupRequest } from '../payment-form/contract.js';
import { CareProblem } from './care-problem.js';
import type {
  AutoRecharge,
  BalanceState,
  Challenge,
  Invoice,
  LedgerEntry,
  Method,
  MethodList,
  Money,
  Overview,
  Page,
  PaymentStanding,
  Receipt,
} from './care-types.js';
import { answerOf, call } from './http.js';

type Sent = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Opens the link of this page again; set while the page stands on one. */
let reopen: (() => Promise<unknown>) | null = null;
let sessionOver: () => void = () => undefined;

/** How a session that has run out is renewed, and who is told when it cannot be. */
export function onSessionOver(told: () => void): void {
  sessionOver = told;
}

async function request<Answer>(path: string, init: Parameters<typeof call>[1] = {}): Promise<Answer> {
  let response = await call(path, init);
  if (response.status === 401 && reopen) {
    await reopen();
    response = await call(path, init);
  }
  if (response.status === 401) sessionOver();
  return (await answerOf(response)) as Answer;
}

const get = <Answer>(path: string): Promise<Answer> => request<Answer>(path);
const send = <Answer = unknown>(method: Sent, path: string, body: unknown = {}): Promise<Answer> =>
  request<Answer>(path, { method, body });
const post = <Answer = unknown>(path: string, body: unknown = {}): Promise<Answer> =>
  send<Answer>('POST', path, body);

/** A call that enters; a refusal of it is no session that has run out. */
async function enter<Answer>(path: string, body: unknown): Promise<Answer> {
  return (await answerOf(await call(path, { method: 'POST', body }))) as Answer;
}

const after = (cursor: string | null): string =>
  cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;

/** The calls behind the pages. */
export const api = {
  async openLink(token: string): Promise<Overview> {
    const open = (): Promise<Overview> => enter<Overview>('session', { token });
    const overview = await open();
    reopen = open;
    return overview;
  },
  requestNewLink: (token: string): Promise<unknown> => enter('new-link', { token }),
  /** Mails a code and a link, which leads to the page `to`. */
  signIn: (email: string, to: string | null): Promise<Challenge> =>
    enter<Challenge>('sign-in', { email, ...(to === null ? {} : { to }) }),
  signInByLink: (token: string): Promise<Overview & { readonly go_to: string | null }> =>
    enter('sign-in/link', { token }),
  signInByCode: (challenge_id: string, code: string): Promise<Overview> =>
    enter<Overview>('sign-in/code', { challenge_id, code }),
  signInByHost: (token: string): Promise<Overview> => enter<Overview>('sign-in/host', { token }),
  beginCheck: (): Promise<Challenge> => post<Challenge>('check'),
  check: (challenge_id: string, code: string): Promise<Overview> =>
    post<Overview>('check/code', { challenge_id, code }),
  signOut: (): Promise<unknown> => post('sign-out').finally(forgetLink),
  signOutEverywhere: (): Promise<unknown> => post('sign-out-everywhere').then(forgetLink),

  /** Null when nothing has changed since `etag`. */
  async overview(etag: string | null): Promise<{ overview: Overview; etag: string | null } | null> {
    const headers: Record<string, string> = etag === null ? {} : { 'if-none-match': etag };
    let response = await call('overview', { headers });
    if (response.status === 304) return null;
    if (response.status === 401 && reopen) {
      await reopen();
      response = await call('overview');
    }
    if (response.status === 401) sessionOver();
    return { overview: (await answerOf(response)) as Overview, etag: response.headers.get('etag') };
  },
  methods: (): Promise<MethodList> => get<MethodList>('payment-methods'),
  invoices: (cursor: string | null): Promise<Page<Invoice>> => get<Page<Invoice>>(`invoices${after(cursor)}`),
  receipts: (cursor: string | null): Promise<Page<Receipt>> => get<Page<Receipt>>(`payments${after(cursor)}`),
  balance: (subscription: string): Promise<BalanceState> =>
    get<BalanceState>(`subscriptions/${subscription}/balance`),
  ledger: (subscription: string, cursor: string): Promise<Page<LedgerEntry>> =>
    get<Page<LedgerEntry>>(`subscriptions/${subscription}/ledger${after(cursor)}`),
  payment: (id: string): Promise<PaymentStanding> => get<PaymentStanding>(`payments/${id}`),

  beginSetup: (choice: SetupRequest): Promise<SetupClient> => post<SetupClient>('setups', choice),
  makeDefault: (id: string): Promise<Method> => post<Method>(`payment-methods/${id}/default`),
  rename: (id: string, nickname: string | null): Promise<Method> =>
    send<Method>('PATCH', `payment-methods/${id}`, { nickname }),
  remove: (id: string, confirmLast: boolean): Promise<unknown> =>
    send('DELETE', `payment-methods/${id}${confirmLast ? '?confirm_last=true' : ''}`),
  orderBackups: (payment_method_ids: readonly string[], consent: boolean): Promise<unknown> =>
    send('PUT', 'backup-methods', { payment_method_ids, consent }),
  payInvoice: (id: string, method: string | null, key: string): Promise<PaymentStanding> =>
    pay(`invoices/${id}/pay`, methodOf(method), key),
  topUp: (subscription: string, money: Money, method: string | null, key: string): Promise<PaymentStanding> =>
    pay(`subscriptions/${subscription}/top-ups`, { money, ...methodOf(method) }, key),
  setAutoRecharge: (subscription: string, rule: AutoRecharge): Promise<unknown> =>
    send('PUT', `subscriptions/${subscription}/auto-recharge`, rule.enabled ? rule : { enabled: false }),
  prefer: (wish: { locale?: string; reminders_opt_out?: boolean; auto_pay?: boolean }): Promise<Overview> =>
    send<Overview>('PATCH', 'preferences', wish),
};

function forgetLink(): void {
  reopen = null;
}

function methodOf(id: string | null): object {
  return id === null ? {} : { payment_method_id: id };
}

/** A decline is an answer like another; what else goes wrong is thrown. */
async function pay(path: string, body: object, key: string): Promise<PaymentStanding> {
  try {
    return await request<PaymentStanding>(path, {
      method: 'POST',
      body,
      headers: { 'idempotency-key': key },
    });
  } catch (error) {
    if (!(error instanceof CareProblem) || error.decline === null) throw error;
    return { id: '', state: 'declined', decline: error.decline };
  }
}
