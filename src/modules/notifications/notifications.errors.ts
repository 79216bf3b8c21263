import { Conflict, DomainError } from '../../common/errors/domain-error.js';
import type { ResendRefusal } from './resend-rule.js';

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

const NOT_RESENT: Readonly<Record<ResendRefusal, readonly [detail: string, hint?: string]>> = {
  message_is_test: ['This mail was a test.', 'Make another one on the page of the template.'],
  message_waiting: ['This mail, or a copy of it, has not gone yet.', 'Wait until it has gone.'],
  message_empty: ['Nothing is left of this mail that could be sent.'],
  message_link_expired: ['The link in this mail has expired.', 'Send the customer a new secure link.'],
  message_resent_often: [
    'Three copies of this mail were made within a day.',
    'Wait a day, or call the customer.',
  ],
};

/** The mail is not sent once more. */
export class NotResent extends Conflict {
  constructor(refusal: ResendRefusal) {
    const [detail, hint] = NOT_RESENT[refusal];
    super('conflict', detail, hint, { reason: refusal });
  }
}

/** Enough mails to try something out; more would be a burst. */
export class TooManyTestMails extends DomainError {
  constructor() {
    super({
      kind: 'rate_limited',
      code: 'rate_limited',
      detail: 'Twenty test mails went to your address within an hour.',
      hint: 'Wait a while; the preview shows the same mail.',
      retryAfterSeconds: 600,
      extra: { reason: 'test_mails' },
    });
  }
}
