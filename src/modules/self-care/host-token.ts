import { createHmac, timingSafeEqual } from 'node:crypto';

const MOST_SECONDS = 300;
/** How far the host's clock may be from ours. */
const SKEW_SECONDS = 30;
const MAX_TOKEN = 2_000;
const MAX_NAME = 200;

/** Who a token of the host CRM is about, or why it says nothing. */
export type HostToken =
  | { readonly ok: true; readonly subject: string; readonly id: string; readonly expiresAt: Date }
  | { readonly ok: false; readonly why: 'invalid' | 'expired' };

const INVALID = { ok: false, why: 'invalid' } as const;

/**
 * Reads a JWT that the host CRM signed with HS256 under the key we share. Nothing of the token chooses how it is checked: its header has to
 * say HS256 and nothing else, and the signature is looked at before anything that it says is believed.
 */
export function readHostToken(token: string, key: string, now: Date): HostToken {
  const claims = signedClaims(token, key);
  const named = claims && namedClaims(claims);
  if (!named) return INVALID;
  const { exp, nbf } = named;
  const seconds = now.getTime() / 1_000;
  if (exp > seconds + MOST_SECONDS + SKEW_SECONDS || nbf > seconds + SKEW_SECONDS) return INVALID;
  if (exp + SKEW_SECONDS <= seconds) return { ok: false, why: 'expired' };
  return {
    ok: true,
    subject: named.subject,
    id: named.id,
    expiresAt: new Date((exp + SKEW_SECONDS) * 1_000),
  };
}

type Claims = Readonly<Record<string, unknown>>;

function signedClaims(token: string, key: string): Claims | null {
  const [header, payload, signature, ...rest] = token.length > MAX_TOKEN ? [] : token.split('.');
  if (!header || !payload || !signature || rest.length > 0) return null;
  return isSignedBy(key, `${header}.${payload}`, signature) && isPlainHeader(json(header))
    ? json(payload)
    : null;
}

function namedClaims({
  sub: subject,
  jti: id,
  exp,
  nbf = 0,
}: Claims): { subject: string; id: string; exp: number; nbf: number } | null {
  return isName(subject) && isName(id) && isInstant(exp) && isInstant(nbf) ? { subject, id, exp, nbf } : null;
}

function isSignedBy(key: string, text: string, signature: string): boolean {
  const expected = Buffer.from(createHmac('sha256', key).update(text).digest('base64url'));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function isPlainHeader(header: Claims | null): boolean {
  if (header?.['alg'] !== 'HS256') return false;
  return Object.entries(header).every(
    ([name, value]) => name === 'alg' || name === 'kid' || (name === 'typ' && value === 'JWT'),
  );
}

function json(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null;
  } catch {
    return null;
  }
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME && !/\p{Cc}|\p{Cs}/u.test(value)
  );
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
