import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, URL-safe, with a prefix that names its kind. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 of a high-entropy secret: what is stored and looked up instead of it. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
