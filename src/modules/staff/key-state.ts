/** What has become of an API key. */
export type KeyState = 'active' | 'expired' | 'revoked';

/** A key that was revoked stays so; one that ends by itself works until then. */
export function keyState(
  { revokedAt, expiresAt }: { readonly revokedAt: Date | null; readonly expiresAt: Date | null },
  now: Date,
): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}
