import { Conflict, DomainError } from '../../common/errors/domain-error.js';

const REFUSALS = {
  expired: ['link_expired', 'This link has expired.', 'Ask for a new one on this page.'],
  used: ['link_used', 'This link was used before; it works once.', 'Sign in again.'],
  revoked: ['link_revoked', 'This link is no longer needed: the card it was about is gone.', undefined],
  invalid: ['link_invalid', 'This link is not valid.', 'Open it from the mail again.'],
} as const;

/** A link, or a token of the host CRM, that opens nothing, and why. */
export class LinkRefused extends DomainError {
  /** `to` is the page that a sign-in link would have led to. */
  constructor(why: keyof typeof REFUSALS, to: string | null = null) {
    const [code, detail, hint] = REFUSALS[why];
    super({
      kind: 'not_found',
      code,
      detail,
      ...(hint ? { hint } : {}),
      ...(to === null ? {} : { extra: { go_to: to } }),
    });
  }
}

/** The page's session is over; the page opens its link again, or asks its customer to sign in. */
export class SessionOver extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'session_over',
      detail: 'This session is over.',
      hint: 'Open the link again, or sign in.',
    });
  }
}

/** The session may do this only after its customer has proved who he is. */
export class FreshCheckRequired extends DomainError {
  constructor(needs: 'full' | 'fresh') {
    super({
      kind: 'forbidden',
      code: 'fresh_check_required',
      detail: 'This needs a code that we send you by mail.',
      hint: 'Ask for a code, type it in and try again.',
      extra: { needs },
    });
  }
}

/** A request that another site's page sent. */
export class ForeignOrigin extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'foreign_origin',
      detail: 'This request does not come from our own page.',
    });
  }
}

/** Not the code of the mail. */
export class CodeWrong extends DomainError {
  constructor(triesLeft: number) {
    super({
      kind: 'invalid',
      code: 'code_wrong',
      detail: 'This is not the code that we sent.',
      hint: triesLeft > 0 ? 'Look at the newest mail and try again.' : 'Ask for a new code.',
      errors: [{ path: 'code', message: 'Not the code that we sent.' }],
      extra: { tries_left: triesLeft },
    });
  }
}

/** The code is too old, was used, or was tried too often. */
export class CodeExpired extends DomainError {
  constructor() {
    super({
      kind: 'not_found',
      code: 'code_expired',
      detail: 'This code does not work any more.',
      hint: 'Ask for a new one.',
    });
  }
}

/** Asked for too often; says when to come back. */
export class AskedTooOften extends DomainError {
  constructor(seconds: number) {
    super({
      kind: 'rate_limited',
      code: 'rate_limited',
      detail: 'Too many requests; wait and try again.',
      retryAfterSeconds: Math.max(1, seconds),
    });
  }
}

/** There is no address to send a code to. */
export class NoEmail extends Conflict {
  constructor() {
    super(
      'conflict',
      'There is no e-mail address on your account to send a code to.',
      'Ask our support team.',
      {
        reason: 'no_email',
      },
    );
  }
}

/** The bank or the vendor refused the charge; says as much of it as its customer may know. */
export class CarePaymentDeclined extends DomainError {
  constructor(
    payment: Readonly<Record<string, unknown>>,
    told: { readonly bucket: string; readonly hint: string; readonly advice: string },
  ) {
    super({
      kind: 'payment_required',
      code: 'card_declined',
      detail: 'The payment was declined.',
      hint: told.advice,
      extra: { ...payment, bucket: told.bucket, hint_code: told.hint },
    });
  }
}
