const NAME = 'omnicrm_care';

/** The value of our cookie in a request's cookie header; null without one. */
export function sessionToken(cookies: string | undefined): string | null {
  const pair = (cookies ?? '').split(';').find((part) => part.trim().startsWith(`${NAME}=`));
  const value = pair?.trim().slice(NAME.length + 1) ?? '';
  return value === '' ? null : value;
}

/** The header that sets the cookie; with an empty token it takes it away. */
export function sessionCookie(
  token: string,
  { maxAgeMs, isSecure }: { maxAgeMs: number; isSecure: boolean },
): string {
  const age = String(token === '' ? 0 : Math.floor(maxAgeMs / 1_000));
  return `${NAME}=${token}; Path=/care; HttpOnly; SameSite=Strict; Max-Age=${age}${isSecure ? '; Secure' : ''}`;
}
