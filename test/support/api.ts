import { expect } from '@jest/globals';
import type { Page } from '../../src/common/http/cursor.js';
import type { CustomerView, SubscriptionView } from '../../src/modules/customers/index.js';
import type { Answer, CallOptions, TestApp } from './app.js';

/** A problem document, as far as tests look into it. */
export interface ProblemBody extends Record<string, unknown> {
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface AuditBody {
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string };
  readonly action: string;
  readonly entity: { readonly type: string; readonly id: string };
  readonly customer_id: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip: string | null;
}

/** The paths of the fields that a 422 names. */
export function refusedFields(answer: Answer): string[] {
  return (problem(answer).errors ?? []).map(({ path }) => path);
}

export function problem(answer: Answer): ProblemBody {
  return answer.body as ProblemBody;
}

/** The API with types: each call expects its status and gives back the body. */
export class Api {
  constructor(private readonly app: TestApp) {}

  async get<T>(path: string): Promise<T> {
    return this.expecting<T>(200, 'GET', path);
  }

  async post<T>(path: string, body: object = {}, options: CallOptions = {}): Promise<T> {
    return this.expecting<T>(200, 'POST', path, { ...options, body });
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return this.expecting<T>(200, 'PATCH', path, { body });
  }

  /** An answer that is expected to be a problem with this status. */
  async refused(
    status: number,
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<ProblemBody> {
    return this.expecting<ProblemBody>(status, method, path, options);
  }

  async customer(body: object = {}): Promise<CustomerView> {
    const anybody = { type: 'individual', name: 'Sarah Connor' };
    return this.expecting<CustomerView>(201, 'POST', '/v1/customers', { body: { ...anybody, ...body } });
  }

  async subscription(customerId: string, body: object = {}): Promise<SubscriptionView> {
    const plain = {
      service_type: 'mobile',
      name: 'Mobile M',
      billing_mode: 'postpaid',
      price: { amount: 900, currency: 'USD' },
    };
    const path = `/v1/customers/${customerId}/subscriptions`;
    return this.expecting<SubscriptionView>(201, 'POST', path, { body: { ...plain, ...body } });
  }

  /** Every page of a list, in order. */
  async pages<T>(path: string): Promise<(readonly T[])[]> {
    const found: (readonly T[])[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<T> = await this.get<Page<T>>(cursor === null ? path : `${path}&cursor=${cursor}`);
      found.push(page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  /** The audit trail of one thing, newest first. */
  async auditOf(entity: string): Promise<readonly AuditBody[]> {
    return (await this.get<Page<AuditBody>>(`/v1/audit?entity=${entity}`)).data;
  }

  async rows<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.app.db.query<T[]>(sql, values);
  }

  private async expecting<T>(
    status: number,
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<T> {
    const answer = await this.app.call(method, path, options);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: answer.text });
    return answer.body as T;
  }
}
