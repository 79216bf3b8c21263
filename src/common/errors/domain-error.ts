/** What kind of trouble an error is; decides the HTTP status and nothing else. */
export type ErrorKind =
  | 'bad_request'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'payment_required'
  | 'too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'unavailable';

/** One field that the caller has to mend: a path such as `price.amount` and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
  /** The same in Arabic, where the schema that found it can say it. */
  readonly messageAr?: string | null;
}

export interface DomainErrorOptions {
  readonly kind: ErrorKind;
  /** Stable, snake_case; what scripts rely on. */
  readonly code: string;
  /** One English sentence; never holds a secret or a card number. */
  readonly detail: string;
  /** What to try next. */
  readonly hint?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** Further members of the problem document, such as a decline bucket. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error that the caller is meant to see; the problem filter maps it to `application/problem+json`. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly detail: string;
  readonly hint: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(options: DomainErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.kind = options.kind;
    this.code = options.code;
    this.detail = options.detail;
    this.hint = options.hint;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extra = options.extra ?? {};
  }
}

/** The thing does not exist, or is not the caller's to see: both look the same. */
export class NotFound extends DomainError {
  constructor(what: string) {
    super({ kind: 'not_found', code: 'not_found', detail: `No such ${what}.` });
  }
}

/** The request clashes with the present state; `code` says how. */
export class Conflict extends DomainError {
  constructor(code: string, detail: string, hint?: string, extra?: Readonly<Record<string, unknown>>) {
    super({ kind: 'conflict', code, detail, ...(hint ? { hint } : {}), ...(extra ? { extra } : {}) });
  }
}

/** The request is well-formed and its values cannot be accepted. */
export class Invalid extends DomainError {
  constructor(path: string, message: string, code = 'validation_failed') {
    super({ kind: 'invalid', code, detail: message, errors: [{ path, message }] });
  }
}
