import { createHash, timingSafeEqual } from 'node:crypto';

/** A user's name and password. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Whether an Authorization header holds exactly these credentials; takes the same time whatever is wrong with it. */
export function isSignedInAs({ user, password }: Credentials, header: string | undefined): boolean {
  const [, encoded = ''] = /^basic +([a-z0-9+/=_-]+) *$/i.exec(header ?? '') ?? [];
  const given = Buffer.from(encoded, 'base64');
  return timingSafeEqual(digest(given), digest(Buffer.from(`${user}:${password}`, 'utf8')));
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
