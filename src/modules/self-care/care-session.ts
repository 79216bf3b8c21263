const MINUTE_MS = 60_000;

/** A session ends by itself after so long without its customer, and after so long in any case. */
export const IDLE_MS = 60 * MINUTE_MS;
export const LONGEST_MS = 24 * 60 * MINUTE_MS;

/** How long a proof of who the customer is counts as fresh. */
export const FRESH_MS = 15 * MINUTE_MS;

/** What a session may be for: what a mail's link is for, or everything. */
export type SessionKind = 'link' | 'full';

/**
 * What a route asks for: nothing; any session; one of a link to pay, or more; one whose customer has signed in; or one who proved a moment
 * ago who he is.
 */
export type CareRight = 'anybody' | 'link' | 'pay' | 'full' | 'fresh';

/** A customer in the portal. */
export interface CareSession {
  readonly tokenHash: Buffer;
  readonly customerId: string;
  readonly kind: SessionKind;
  /** What the mail's link was for; null for whoever signed in by himself. */
  readonly purpose: string | null;
  /** The method that the mail's link is about. */
  readonly aboutMethodId: string | null;
  readonly isFresh: boolean;
}

/** What a session lacks for a right; null when nothing. */
export function lackOf(
  { kind, purpose, isFresh }: Pick<CareSession, 'kind' | 'purpose' | 'isFresh'>,
  right: CareRight,
): 'full' | 'fresh' | null {
  if (right === 'anybody' || right === 'link') return null;
  if (kind !== 'full') return right === 'pay' && purpose === 'pay' ? null : 'full';
  return right === 'fresh' && !isFresh ? 'fresh' : null;
}
