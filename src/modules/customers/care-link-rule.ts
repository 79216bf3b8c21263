import type { LinkPurpose } from './customer-vocabulary.js';

/** What is known of a link whose signature is good. */
export interface LinkFacts {
  readonly customerId: string;
  readonly purpose: LinkPurpose | 'sign_in';
  readonly paymentMethodId: string | null;
  /** Null: its token alone says how long it works. */
  readonly expiresAt: Date | null;
  /** Taken back, or about a card that is no longer on file. */
  readonly revoked: boolean;
}

export type LinkVerdict = 'open' | 'expired' | 'revoked';

/** Whether a link opens now; one that is revoked says so even when it is also too old. */
export function verdictOf(link: LinkFacts, { inTime, now }: { inTime: boolean; now: Date }): LinkVerdict {
  if (link.revoked) return 'revoked';
  if (!inTime || (link.expiresAt !== null && link.expiresAt <= now)) return 'expired';
  return 'open';
}
