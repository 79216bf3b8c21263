import { DomainError } from '../../common/errors/domain-error.js';

const REFUSALS = {
  expired: ['link_expired', 'This link has expired.', 'Ask for a new one on this page.'],
  revoked: ['link_revoked', 'This link is no longer needed: the card it was about is gone.', undefined],
  invalid: ['link_invalid', 'This link is not valid.', 'Open it from the mail again.'],
} as const;

/** A link that opens nothing, and why. */
export class LinkRefused extends DomainError {
  constructor(why: keyof typeof REFUSALS) {
    const [code, detail, hint] = REFUSALS[why];
    super({ kind: 'not_found', code, detail, ...(hint ? { hint } : {}) });
  }
}

/** The page's session is over; the page opens its link again. */
export class SessionOver extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'session_over',
      detail: 'This session is over.',
      hint: 'Open the link again.',
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
