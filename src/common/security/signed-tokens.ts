import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token may be used for; one made for one purpose never passes for another. */
export type TokenPurpose =
  'setup' | 'care_link' | 'sign_in' | 'confirm_payment' | 'session' | 'csrf' | 'unsubscribe';

export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

/** Why a token was refused: never ours, or ours and too old. */
export type TokenRefusal = 'invalid' | 'expired';

/** A token's claims, or why it was refused. */
export type TokenResult<Claims> =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly why: TokenRefusal; readonly claims?: Claims };

/**
 * Tokens that carry their own claims: `keyId.payload.signature`, HMAC-SHA256 over purpose, key id and payload. The first key signs, every
 * key verifies, so that keys rotate. The same claims, expiry and key always give the same token.
 */
export class SignedTokens {
  private readonly current: SigningKey;

  constructor(private readonly keys: readonly SigningKey[]) {
    const [first] = keys;
    if (!first) throw new Error('At least one signing key is needed.');
    this.current = first;
  }

  sign(purpose: TokenPurpose, claims: Readonly<Record<string, string>>, expiresAt: Date): string {
    const key = this.current;
    const payload = Buffer.from(
      JSON.stringify({ ...claims, exp: Math.floor(expiresAt.getTime() / 1_000) }),
      'utf8',
    ).toString('base64url');
    return `${key.id}.${payload}.${signature(key, purpose, payload)}`;
  }

  /** Six digits that go with an id, one for each key: the first is told, all are taken, so that keys rotate. */
  codes(purpose: TokenPurpose, id: string): readonly [string, ...string[]] {
    const codeOf = (key: SigningKey): string => {
      const mac = createHmac('sha256', key.secret).update(`code.${purpose}.${key.id}.${id}`).digest();
      return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
    };
    return [codeOf(this.current), ...this.keys.slice(1).map(codeOf)];
  }

  /** Claims of an expired token come along with the refusal, so that a page can offer a new one. */
  verify(purpose: TokenPurpose, token: string, now: Date): TokenResult<Readonly<Record<string, string>>> {
    const [keyId, payload, given, ...rest] = token.split('.');
    const key = this.keys.find((candidate) => candidate.id === keyId);
    if (!key || !payload || !given || rest.length > 0) return { ok: false, why: 'invalid' };
    const expected = Buffer.from(signature(key, purpose, payload));
    const actual = Buffer.from(given);
    if (expected.length !== actual.length || !timingSafeEqual(expected, actual))
      return { ok: false, why: 'invalid' };
    const { exp, ...claims } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      exp: number;
    } & Record<string, string>;
    if (exp * 1_000 <= now.getTime()) return { ok: false, why: 'expired', claims };
    return { ok: true, claims };
  }
}

function signature(key: SigningKey, purpose: TokenPurpose, payload: string): string {
  return createHmac('sha256', key.secret).update(`${purpose}.${key.id}.${payload}`).digest('base64url');
}
