import { Refusal } from '../kit/index.js';

/** What an error body may carry beside its message, in Stripe's own field names. */
export interface ErrorFields {
  code?: string;
  param?: string;
  type?: string;
  [field: string]: unknown;
}

interface ErrorOptions {
  /** Whether the answer is kept under the idempotency key; Stripe keeps nothing that failed before execution. */
  kept?: boolean;
  headers?: Record<string, string>;
}

/** An answer in Stripe's error shape. */
export class ApiError extends Refusal {
  readonly kept: boolean;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    readonly fields: ErrorFields = {},
    options: ErrorOptions = {},
  ) {
    super(status, message);
    this.kept = options.kept ?? true;
    this.headers = options.headers ?? {};
  }

  /** The body as Stripe writes it. */
  override body(): { error: Record<string, unknown> } {
    const { type = 'invalid_request_error', ...fields } = this.fields;
    const doc = fields.code === undefined ? {} : { doc_url: docUrl(fields.code) };
    return { error: { ...doc, message: this.message, ...fields, type } };
  }
}

/** Where Stripe explains an error code. */
export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}

/** A parameter that fails validation; such an answer is never kept under the idempotency key. */
export function badParam(message: string, param: string, code?: string): ApiError {
  return new ApiError(400, message, code === undefined ? { param } : { code, param }, { kept: false });
}

/** An object that the account does not have. */
export function noSuch(noun: string, id: string, param = 'id', status = 404): ApiError {
  return new ApiError(status, `No such ${noun}: '${id}'`, { code: 'resource_missing', param });
}

/** A call that the state of an object forbids. */
export function badState(message: string, code?: string, extra: ErrorFields = {}): ApiError {
  return new ApiError(400, message, code === undefined ? extra : { code, ...extra });
}
