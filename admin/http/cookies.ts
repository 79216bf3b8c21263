export interface CookieChoice {
  readonly secure: boolean;
  /** Left out, the cookie goes when the browser closes. */
  readonly maxAgeSeconds?: number;
}

/** `__Host-` binds a cookie to https and this very host, and browsers refuse it on plain http. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-omnicrm_panel' : 'omnicrm_panel';
}

/** Holds `ar` or `en`, chosen by hand; not a secret. */
export const LOCALE_COOKIE = 'omnicrm_locale';

/** A Set-Cookie value that scripts cannot read and other sites' forms do not send. */
export function cookie(name: string, value: string, choice: CookieChoice): string {
  const parts = [`${name}=${encodeURIComponent(value)}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (choice.secure) parts.push('Secure');
  if (choice.maxAgeSeconds !== undefined) parts.push(`Max-Age=${String(choice.maxAgeSeconds)}`);
  return parts.join('; ');
}

/** One cookie of a request; null when it is missing or not decodable. */
export function readCookie(header: string | undefined, name: string): string | null {
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  if (!found) return null;
  try {
    return decodeURIComponent(found.slice(name.length + 1));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
