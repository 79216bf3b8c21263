import type { Locale, SetupRequest, SetupClient, VendorOption } from '../payment-form/contract.js';

/** The method that a link is about, as its owner may see it. */
export interface LinkMethod {
  readonly payment_type: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly exp_month: number | null;
  readonly exp_year: number | null;
  /** A wallet's account, where that is what was added. */
  readonly account_email_masked?: string | null;
  readonly nickname: string | null;
  readonly expired: boolean;
  /** Calendar days of the customer to the last valid one; negative after. */
  readonly days_left: number | null;
}

/** What a link shows once it is opened. */
export interface LinkState {
  readonly locale: Locale;
  readonly customer: { readonly name: string };
  readonly method: LinkMethod | null;
  readonly vendors: readonly VendorOption[];
  readonly offer_default: boolean;
  readonly default_ticked: boolean;
}

/** Why a call to our own pages' API failed; `code` is stable. */
export class CareProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly request_id: string | null;

  constructor(code: string, status: number, requestId: string | null) {
    super(`${String(status)} ${code}`);
    this.code = code;
    this.status = status;
    this.request_id = requestId;
  }
}

const TIMEOUT_MS = 30_000;

/** The calls behind a mail's link; the session is a cookie that this script never sees. */
export class LinkApi {
  constructor(private readonly token: string) {}

  /** Exchanges the link for a short session. Does not use the link up. */
  open(): Promise<LinkState> {
    return post<LinkState>('session', { token: this.token });
  }

  /** Begins a setup, renewing the session once when it has run out meanwhile. */
  async beginSetup(request: SetupRequest): Promise<SetupClient> {
    try {
      return await post<SetupClient>('setups', request);
    } catch (error) {
      if (!(error instanceof CareProblem) || error.status !== 401) throw error;
      await this.open();
      return post<SetupClient>('setups', request);
    }
  }

  /** Asks for a new link to the address of this one; the answer is the same whether there is one or not. */
  async requestNewLink(): Promise<void> {
    await post('new-link', { token: this.token });
  }
}

async function post<Answer>(name: string, body: unknown): Promise<Answer> {
  const response = await send(`/care/api/${name}`, body);
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Answer;
  const problem = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  throw new CareProblem(
    textOf(problem['code']) ?? 'server_error',
    response.status,
    textOf(problem['request_id']),
  );
}

async function send(url: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new CareProblem('network', 0, null);
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
