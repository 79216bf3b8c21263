import { DomainError } from '../../common/errors/domain-error.js';

/** Mailjet cannot be used now and took nothing: too many requests, unreachable, or it refuses the account. */
export class MailUnavailable extends DomainError {
  constructor(
    /** Mailjet's own code, or the network's. */
    readonly reasonCode: string,
    detail: string,
    options: { readonly hint?: string; readonly retryAfterSeconds?: number; readonly cause?: unknown } = {},
  ) {
    super({ kind: 'unavailable', code: 'mail_unavailable', detail, ...options });
  }
}

/** The call went out and its answer was lost: the mails may have been sent, so each is looked up before it is sent again. */
export class MailOutcomeUnknown extends DomainError {
  constructor(
    readonly reasonCode: string,
    detail: string,
    cause?: unknown,
  ) {
    super({ kind: 'unavailable', code: 'mail_outcome_unknown', detail, cause });
  }
}

/** Mailjet refuses the call as it is written and took nothing; one mail in it may be the cause. */
export class CallRejected extends DomainError {
  constructor(
    readonly reasonCode: string,
    detail: string,
    cause?: unknown,
  ) {
    super({ kind: 'invalid', code: 'mail_rejected', detail, cause });
  }
}
